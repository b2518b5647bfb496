"""Look-ups of operations that may exist and read-backs of those that do: many in one call, none of them changing anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from app.domain.answer import LookUp, RemoteState
from app.domain.constants import LOOK_UP_AFTER, NOT_SENT_WAIT
from app.domain.errors import Cancelled, ExpectedProblem, RemoteProblem
from app.domain.machine import Step, after_lookup, after_read_back
from app.domain.operation import OperationRecord, OperationState
from app.domain.run import Stop
from app.engine.ages import Moment, is_settled, next_look_up, since_last_send
from app.engine.board import Board
from app.engine.context import EngineContext
from app.engine.lanes import Lane
from app.ports.operations import IfAbsent

PATIENT = LOOK_UP_AFTER[2]
"""An execution waits for look-ups up to this long after the last send; later ones are made by `Engine.tend`."""

_READ_AGAIN = (5.0, 30.0)  # seconds; pauses between read-backs that could not be made within one execution


@dataclass(frozen=True, slots=True)
class Answered:
    """What a read brought: answers by operation id, when it began, and the problem that kept it from being whole."""

    began: Moment
    looked: Mapping[str, LookUp]
    read: Mapping[str, RemoteState]
    problem: ExpectedProblem | None = None


class Schedule:
    """When each operation in doubt is looked at next (monotonic). Outlives executions, so that tending does not begin anew."""

    def __init__(self) -> None:
        self.look_up: dict[str, float] = {}
        self.read_back: dict[str, float] = {}
        self.patient: set[str] = set()
        self.reads: dict[str, int] = {}
        self.read_at: dict[str, Moment] = {}  # when this program last read it back
        self._known: dict[
            str, tuple[datetime | None, Moment]
        ] = {}  # the send in doubt, and since when it is known here

    def known_since(self, record: OperationRecord, moment: Moment) -> Moment:
        """Since when this program knows of the last send of an operation: `moment`, where it is new to it."""
        held = self._known.get(record.operation.id)
        if held is None or held[0] != record.last_sent:
            held = self._known[record.operation.id] = (record.last_sent, moment)
        return held[1]

    def forget(self, one: str) -> None:
        """It is no longer in doubt."""
        self.look_up.pop(one, None)
        self.read_back.pop(one, None)
        self.patient.discard(one)
        self.reads.pop(one, None)
        self._known.pop(one, None)


class Reader:
    """Looks up and reads back for one execution. The `ask_...` parts run in any thread, the `took_...` parts in the execution's own."""

    def __init__(self, context: EngineContext, board: Board, schedule: Schedule, stop: Stop) -> None:
        self._context = context
        self._board = board
        self._schedule = schedule
        self._stop = stop

    def ask_where(self, lane: Lane, records: Sequence[OperationRecord]) -> Answered:
        """Look for these in one go."""
        began = Moment.now(self._context.clock)
        looked, problem = _tried(lambda: lane.handler.find(records, self._stop))
        return Answered(began, looked, {}, problem)

    def ask_state(self, lane: Lane, records: Sequence[OperationRecord]) -> Answered:
        """Read these back by id in one go."""
        began = Moment.now(self._context.clock)
        read, problem = _tried(lambda: lane.handler.read_back(records, self._stop))
        return Answered(began, {}, read, problem)

    def took_look_up(self, lane: Lane, ids: Sequence[str], answered: Answered) -> None:
        """Write what was found, and when to look again for what was not."""
        steps: dict[str, Step] = {}
        for one in ids:
            record = self._board[one]
            if record.state is OperationState.UNKNOWN:
                found = answered.looked.get(one, LookUp(complete=False))
                steps[one] = self._judged(lane, record, found, answered.began)
            else:  # another copy of the program has found it meanwhile
                self._schedule.look_up.pop(one, None)
        self._later(list(steps))
        self._board.write({one: step for one, step in steps.items() if step.state is not OperationState.UNKNOWN})

    def _judged(self, lane: Lane, record: OperationRecord, found: LookUp, began: Moment) -> Step:
        known = self._schedule.known_since(record, began)
        settled = is_settled(record, began, self._context.settle, known) or not self._context.safeguards.settle_absence
        ask = lane.handler.if_absent is IfAbsent.PERSON_DECIDES
        return after_lookup(record, found, settled=settled, repeatable=lane.handler.repeatable, ask=ask)

    def _later(self, ids: Sequence[str]) -> None:
        moment = Moment.now(self._context.clock)
        for one in ids:
            record = self._board[one]
            known = self._schedule.known_since(record, moment)
            wait = next_look_up(record, moment, self._context.settle, known)
            self._schedule.look_up[one] = moment.monotonic + wait.total_seconds()
            self._schedule.patient.discard(one)
            if since_last_send(record, moment, known) < PATIENT and wait <= PATIENT:
                self._schedule.patient.add(one)

    def took_read_back(self, ids: Sequence[str], answered: Answered) -> None:
        """Write what was read; what could not be read is read again later."""
        steps: dict[str, Step] = {}
        now = self._context.clock.monotonic()
        for one in ids:
            record = self._board[one]
            if record.state is not OperationState.CONFIRMED:  # another copy of the program has read it back meanwhile
                self._schedule.read_back.pop(one, None)
                continue
            state = answered.read.get(one)
            if state is not None:
                steps[one] = after_read_back(record, state)
            else:
                self._read_later(one, now)
        if self._board.write(steps, read_at=answered.began.wall):  # what was not written down is not rested upon
            self._schedule.read_at.update(dict.fromkeys(steps, answered.began))

    def _read_later(self, one: str, now: float) -> None:
        tries = self._schedule.reads.get(one, 0)
        self._schedule.reads[one] = tries + 1
        self._schedule.patient.discard(one)
        if tries < len(_READ_AGAIN):
            self._schedule.patient.add(one)
        pause = _READ_AGAIN[tries] if tries < len(_READ_AGAIN) else timedelta(minutes=2).total_seconds()
        self._schedule.read_back[one] = now + max(pause, NOT_SENT_WAIT.total_seconds())


_Answer = TypeVar("_Answer")


def _tried(read: Callable[[], Mapping[str, _Answer]]) -> tuple[Mapping[str, _Answer], ExpectedProblem | None]:
    """What a read brought; one that fails brings nothing, whatever the reason: nothing is concluded from it."""
    try:
        return read(), None
    except Cancelled:
        return {}, None
    except ExpectedProblem as problem:
        return {}, problem
    except Exception as problem:  # a reader's defect must not end the run with requests under way
        return {}, RemoteProblem("An answer could not be read", details=type(problem).__name__, code="own_exception")

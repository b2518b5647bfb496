"""Where every operation of an execution waits for its next step: in a lane, for a repeat, for a look-up or read-back, or parked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from app.domain.constants import NOT_SENT_WAIT
from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached, RemoteProblem
from app.domain.machine import SENDABLE, Reason, Step, after_crash
from app.domain.operation import OperationRecord, OperationState
from app.engine.board import Board
from app.engine.claims import Claims
from app.engine.context import Destination, EngineContext
from app.engine.dependencies import Readiness, standing, stopped_for
from app.engine.lanes import Again, Gate, Lane
from app.engine.packing import Packer
from app.engine.pausing import Pauses
from app.engine.reading import Schedule
from app.ports.journal import Batch

ELSEWHERE = 30.0
"""Seconds until an operation that another copy of the program holds is looked at again."""

_UNREADABLE_TRIES = 5
_STOPPED = "Not sent: the run was stopped"

Asked = Callable[[OperationRecord], bool]
"""Whether a person has asked, in this program's life, that this operation be sent."""


class Desk:
    """Places operations by their state. `away` are those picked, under way, parked or waiting for a repeat: nobody else takes them."""

    def __init__(
        self, context: EngineContext, board: Board, claims: Claims, *, schedule: Schedule, pauses: Pauses, asked: Asked
    ) -> None:
        self._context = context
        self.board = board
        self.claims = claims
        self._schedule = schedule
        self.pauses = pauses
        self._asked = asked
        self._unread: Counter[str] = Counter()
        self.packer = Packer(context, board, self.put_back)
        self.lanes: dict[Destination, Lane] = {}
        self._gates: dict[str, Gate] = {}
        self.away: set[str] = set()
        self.parked: dict[str, tuple[float, bool]] = {}
        self.unchecked: ExpectedProblem | None = None
        board.on_moved = self.moved

    def lane(self, record: OperationRecord) -> Lane:
        """The lane of an operation; raises KeyError when its connection has no handler for it."""
        destination = (record.operation.connection_id, record.operation.kind)
        if destination not in self.lanes:
            gate = self._gates.setdefault(destination[0], Gate(destination[0]))
            handler = self._context.handlers[destination]
            self.lanes[destination] = Lane(destination, handler, self._context.guards.get(destination), gate)
        return self.lanes[destination]

    def load(self, records: Iterable[OperationRecord]) -> None:
        """Take operations in as they stand: what was under way is recovered, the rest waits for its next step."""
        taken = list(records)
        self.board.add(taken)
        self.board.add_missing([one for record in taken for one in record.operation.depends_on])
        for record in taken:
            self.lane(record)
        self.recover([r.operation.id for r in taken if r.state is OperationState.SENDING])
        self._take_replays([r for r in taken if r.state is OperationState.REPLAY])
        for record in taken:
            if self.board[record.operation.id].state not in (OperationState.SENDING, OperationState.REPLAY):
                self.place(self.board[record.operation.id])

    def recover(self, ids: Sequence[str]) -> None:
        """SENDING without an owner, or without a first byte: to REPLAY while its key may be used again, else to UNKNOWN."""
        self.claims.give_back(ids)
        mine = self.claims.take(ids)
        self.park([one for one in ids if one not in mine], ELSEWHERE, patient=False)
        self.board.refresh(sorted(mine))
        for batch_id, members in self._by_batch(one for one in ids if one in mine).items():
            batch = self._context.journal.batch(batch_id)
            whole = len(members) == len(batch.members)
            lane = self.lane(self.board[members[0]])
            may_replay = whole and self.packer.may_repeat(lane, batch)
            self.board.write({one: after_crash(self.board[one], may_replay=may_replay) for one in members})
            if may_replay:
                self.send_again(lane, batch, 0.0)

    def _by_batch(self, ids: Iterable[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for one in ids:
            if self.board[one].state is OperationState.SENDING:
                found[self.board[one].batch_id].append(one)
        return found

    def _take_replays(self, records: Sequence[OperationRecord]) -> None:
        for batch_id in dict.fromkeys(record.batch_id for record in records):
            batch = self._context.journal.batch(batch_id)
            for one in batch.members:
                self.board.load(one)
            self.send_again(self.lane(self.board[batch.members[0]]), batch, 0.0)

    def moved(self, record: OperationRecord) -> None:
        """An operation was written: place it, and whatever waited for it."""
        self.place(record)
        for one in self.board.dependents(record.operation.id):
            self.place(self.board[one])

    def place(self, record: OperationRecord) -> None:
        """Put an operation where its next step comes from."""
        one = record.operation.id
        now = self._context.clock.monotonic()
        if record.state is OperationState.UNKNOWN:
            self._in_doubt(record, now)
        elif record.state is OperationState.CONFIRMED:
            if one not in self._schedule.read_back:
                self._schedule.forget(one)
                self._schedule.read_back[one] = now
                self._schedule.patient.add(one)
        elif record.state in SENDABLE:
            self._schedule.forget(one)
            self._sendable(record)
        elif record.state.is_final:
            self._schedule.forget(one)
            self.away.discard(one)
            self.claims.let_go([one])

    def _in_doubt(self, record: OperationRecord, now: float) -> None:
        one = record.operation.id
        self.away.discard(one)
        if not self._context.safeguards.look_up_first:
            self.board.write({one: Step(OperationState.ABSENT, "absent", was_ambiguous=False)})
        elif one not in self._schedule.look_up:
            self._schedule.look_up[one] = now
            self._schedule.patient.add(one)

    def _sendable(self, record: OperationRecord) -> None:
        one = record.operation.id
        if one in self.away:
            return
        if record.state is OperationState.ABSENT and record.reason == Reason.STOPPED:
            self._stop_absent(record)
            return
        found = standing(self.board, record, confirmed_first=self._context.safeguards.confirmed_first)
        if found.readiness is Readiness.FAILED:
            if one in self.claims.take([one]):
                self.board.write({one: stopped_for(record, found.cause)})
            else:
                self.park([one], ELSEWHERE, patient=False)
        elif found.readiness is Readiness.READY and self._asked(record):
            self.lane(record).push(one)

    def park(self, ids: Sequence[str], seconds: float, *, patient: bool) -> None:
        """Nothing for these until then; an execution waits for it only if `patient`."""
        until = self._context.clock.monotonic() + seconds
        self.away.update(ids)
        self.parked.update(dict.fromkeys(ids, (until, patient)))

    def unpark(self) -> None:
        """Place again what was parked long enough, as the journal has it now."""
        now = self._context.clock.monotonic()
        over = [one for one, (until, _) in self.parked.items() if until <= now]
        if not over:
            return
        for one in over:
            del self.parked[one]
        self.away.difference_update(over)
        self.board.refresh(over)
        self.load(self.board.of(over))

    def put_back(self, ids: Sequence[str]) -> None:
        """These are to be sent soon, in a request of their own."""
        free = [one for one in ids if one not in self.parked]
        self.away.difference_update(free)
        for one in reversed(free):
            self.lane(self.board[one]).push_front([one])

    def send_again(self, lane: Lane, batch: Batch, seconds: float) -> None:
        """The same batch once more after a pause."""
        self.away.update(batch.members)
        lane.again.append(Again(batch, self._context.clock.monotonic() + seconds))

    def look_up_instead(self, batch: Batch) -> None:
        """The key of this batch is not used again: what may exist of it is looked up."""
        too_old = Step(OperationState.UNKNOWN, "key_too_old", was_ambiguous=True)
        in_doubt = [one for one in batch.members if self.board[one].state is OperationState.REPLAY]
        self.board.write(dict.fromkeys(in_doubt, too_old))

    def unreadable(self, lane: Lane, ids: Sequence[str], problem: ExpectedProblem | None) -> None:
        """These could not be checked: nothing is sent; asked again a few times, then left for a later execution."""
        self._unread.update(ids)
        if isinstance(problem, AccessProblem | LimitReached):
            self.pauses.problem(lane.gate, problem)
        given_up = [one for one in ids if self._unread[one] >= _UNREADABLE_TRIES]
        if given_up:
            words = "The source did not answer the last look before sending."
            advice = "What was not looked at has not been sent. Go on once it answers."
            self.unchecked = problem or RemoteProblem(words, advice=advice, code="unchecked")
        pause = NOT_SENT_WAIT.total_seconds()
        self.park([one for one in ids if one not in given_up], pause, patient=True)
        self.park(given_up, ELSEWHERE, patient=False)

    def stop_rest(self) -> None:
        """The person stopped the run: what was certainly not sent is cancelled, what may exist is not sent again once proven absent."""
        rest = [r.operation.id for r in self.board.all if self._asked(r) and not r.state.is_final]
        mine = self.claims.take(rest)
        self.away.difference_update(mine)
        held = [one for one in rest if one in mine]
        if not self._stop(held):  # another copy of the program was at work on one of them: each as it stands now
            for one in held:
                self._stop([one])

    def _stop(self, ids: Sequence[str]) -> bool:
        """In one writing, since each waits for the disk; False when nothing was written."""
        steps = {one: step for one in ids if (step := _stopped(self.board[one])) is not None}
        return self.board.write(steps)

    def _stop_absent(self, record: OperationRecord) -> None:
        one = record.operation.id
        if one in self.claims.take([one]):
            self._stop([one])


def _stopped(record: OperationRecord) -> Step | None:
    """What a stopped run makes of an operation; None where an answer is under way, or all has been said.

    What may be there from before is left to a person; what certainly is not ends as if it had never been.
    """
    if record.state in (OperationState.REPLAY, OperationState.UNKNOWN):
        return Step(OperationState.UNKNOWN, "stopped", Reason.STOPPED, was_ambiguous=True)
    if record.state not in SENDABLE:
        return None
    if record.was_ambiguous:
        words = "Stopped before it was sent again; look whether it is there"
        return Step(OperationState.REVIEW, "stopped", Reason.STOPPED, words)
    return Step(OperationState.CANCELLED, "stopped", Reason.STOPPED, _STOPPED)

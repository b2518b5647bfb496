"""The last checks before a request: source unchanged and unmarked, ledger document still there, the books that were confirmed.

Wide on purpose: one guard call covers the operations that can be sent within CHECK_AGE, so that checking costs few calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from app.domain.answer import GuardOutcome, GuardResult
from app.domain.constants import CHECK_AGE
from app.domain.errors import ExpectedProblem
from app.domain.machine import Reason, Step, after_guard
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.run import Stop
from app.engine.ages import Moment, seconds_since
from app.engine.board import Board
from app.engine.context import EngineContext, Guard
from app.engine.foresight import Foresight
from app.engine.freshness import Freshness
from app.engine.lanes import Lane

_AHEAD_MOST = 500  # operations checked in one go
_TOGETHER_LEAST = 2  # documents in a request, below which nothing is asked ahead
_LEFT = 2.0  # seconds of CHECK_AGE that must remain for committing and opening the connection


@dataclass(frozen=True, slots=True)
class Checked:
    """Operations that may go, since when that is known, and those that could not be checked."""

    clear: tuple[str, ...]
    since: Moment
    unreadable: tuple[str, ...] = ()
    problem: ExpectedProblem | None = None


class Checks:
    """Makes and remembers the last checks of one execution."""

    def __init__(
        self, context: EngineContext, board: Board, freshness: Freshness, foresight: Foresight, stop: Stop
    ) -> None:
        self._context = context
        self._board = board
        self._freshness = freshness
        self._foresight = foresight
        self._stop = stop
        self._known: dict[str, tuple[GuardResult, Moment]] = {}

    def clear(self, lane: Lane, ids: Sequence[str]) -> Checked:
        """Check `ids` (claimed) and write what the checks made of those that may not go."""
        kept = self._right_books(ids)
        unread: tuple[str, ...] = ()
        if lane.destination[1] is OperationKind.MARK_PROCESSED:
            kept, unread = self._freshness.refresh(lane, kept, self._stop)
        if lane.guard is None or not kept:
            return Checked(tuple(kept), Moment.now(self._context.clock), unread)
        problem = self._ask(lane, lane.guard, kept)
        passed, unreadable, since = self._judge(kept)
        return Checked(passed, since, unread + unreadable, problem)

    def known(self, lane: Lane, ids: Sequence[str]) -> Moment | None:
        """Since when all of these are known to be clear to go, without asking anybody; None where anything has to be asked or written."""
        now = Moment.now(self._context.clock)
        if lane.destination[1] is OperationKind.MARK_PROCESSED or self._led_elsewhere(ids):
            return None
        if lane.guard is None:
            return now
        self._take_in(lane)
        if not all(one in self._known and self._known[one][0].outcome is GuardOutcome.CLEAR for one in ids):
            return None
        asked_at = self._asked_at(ids)
        if not all(self._is_young(moment, now) for moment in asked_at):
            return None
        return max(asked_at, key=lambda moment: seconds_since(moment, now))

    def _asked_at(self, ids: Sequence[str]) -> list[Moment]:
        """When these were asked about, each moment once: most were asked about together."""
        return list({id(self._known[one][1]): self._known[one][1] for one in ids}.values())

    def look_ahead(self, lane: Lane) -> None:
        """Ask about what follows, without waiting for it, once what is known is enough for no more than one more request."""
        together = lane.handler.batch_limit
        if lane.guard is None or together < _TOGETHER_LEAST or self._foresight.is_asking(lane):
            return
        if all(one in self._known for one in islice(lane.queue, 2 * together)):
            return
        now = Moment.now(self._context.clock)
        unknown = (one for one in lane.queue if one not in self._known)
        asked = islice(unknown, self._reach(lane, together, now.monotonic))
        self._foresight.ask(lane, lane.guard, [self._board[one].operation for one in asked], self._stop, now)

    def _take_in(self, lane: Lane, needed: Sequence[str] = ()) -> None:
        """What was asked ahead, unless something later is known."""
        heard = self._foresight.heard(lane, needed)
        if heard is None:
            return
        for one in heard.ids:
            if one not in self._known or self._known[one][1].monotonic <= heard.asked_at.monotonic:
                self._known[one] = (heard.answers.get(one, _UNREAD), heard.asked_at)

    def forget(self, ids: Sequence[str]) -> None:
        """What was known of these is used up."""
        for one in ids:
            self._known.pop(one, None)

    def _right_books(self, ids: Sequence[str]) -> list[str]:
        """Those whose connection still leads to the books that the person saw (I12); the others are stopped."""
        wrong = self._led_elsewhere(ids)
        self._board.write({record.operation.id: _other_books(record) for record in wrong})
        stopped = {record.operation.id for record in wrong}
        return [one for one in ids if one not in stopped]

    def _led_elsewhere(self, ids: Sequence[str]) -> list[OperationRecord]:
        tenant_of = self._context.tenant_of
        if tenant_of is None:
            return []
        records = self._board.of(ids)
        leads_to = {one: tenant_of(one) for one in {r.operation.connection_id for r in records}}
        return [r for r in records if leads_to[r.operation.connection_id] != r.operation.tenant]

    def _ask(self, lane: Lane, guard: Guard, ids: Sequence[str]) -> ExpectedProblem | None:
        """Ask about these, and about what can follow them in time, unless all answers are young enough."""
        self._take_in(lane, ids)
        now = Moment.now(self._context.clock)
        if all(one in self._known for one in ids) and all(
            self._is_young(moment, now) for moment in self._asked_at(ids)
        ):
            return None
        asked = [self._board[one].operation for one in (*ids, *self._ahead(lane, ids, now.monotonic))]
        try:
            answers = guard(asked, self._stop)
        except ExpectedProblem as problem:
            self.forget(ids)
            return problem
        for operation in asked:
            self._known[operation.id] = (answers.get(operation.id, _UNREAD), now)
        return None

    def _is_young(self, asked_at: Moment, now: Moment) -> bool:
        """Whether what was learnt then will still be young enough at the first byte."""
        young = seconds_since(asked_at, now) <= CHECK_AGE.total_seconds() - _LEFT
        return young or not self._context.safeguards.fresh_check

    def _ahead(self, lane: Lane, ids: Sequence[str], now: float) -> list[str]:
        """Operations of the lane that are asked about with these."""
        most = self._reach(lane, len(ids), now) - len(ids)
        return list(islice((one for one in lane.queue if one not in ids), max(0, most)))

    def _reach(self, lane: Lane, together: int, now: float) -> int:
        """How many can be sent, by the lane's pace so far, before the answers are too old."""
        waves = together * max(1, lane.handler.concurrency)
        by_pace = int(lane.per_second(now) * CHECK_AGE.total_seconds() / 2)
        return min(_AHEAD_MOST, max(waves, by_pace))

    def _judge(self, ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], Moment]:
        """Write what the answers make of those that may not go; returns (clear, unreadable, since)."""
        clear: list[str] = []
        unreadable: list[str] = []
        steps: dict[str, Step] = {}
        since = now = Moment.now(self._context.clock)
        for one in ids:
            result, at = self._known.get(one, (_UNREAD, now))
            step = after_guard(self._board[one], result)
            if step is not None:
                steps[one] = step
            elif result.outcome is GuardOutcome.UNREADABLE:
                unreadable.append(one)
            else:
                clear.append(one)
                since = since if at is since else max(since, at, key=lambda moment: seconds_since(moment, now))
        self.forget([*unreadable, *steps])
        self._board.write(steps)
        return tuple(clear), tuple(unreadable), since


_UNREAD = GuardResult(GuardOutcome.UNREADABLE)


def _other_books(record: OperationRecord) -> Step:
    words = "The connection now leads to other books than those you saw"
    if record.state is OperationState.REPLAY:
        return Step(OperationState.UNKNOWN, "check_failed", was_ambiguous=True)
    return Step(OperationState.REVIEW, "check_failed", Reason.TENANT, words)

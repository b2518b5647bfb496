"""A source document is marked only while its ledger document is known, by a read a moment ago, to be live with its total (I2).

Read back in groups as large as the pace of marking can use up within the minute, so that 120 marks cost a few reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from app.domain.constants import CHECK_AGE, MARK_AGE
from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached
from app.domain.machine import Reason, Step, stands
from app.domain.operation import OperationKind, OperationRecord, OperationState, taking_back
from app.domain.run import Stop
from app.engine.ages import Moment, seconds_since
from app.engine.board import Board
from app.engine.context import EngineContext
from app.engine.lanes import Lane

_FIRST_GROUP = 60  # marks whose documents are read together before the pace is known
_LARGEST_GROUP = 1000
_SHARE = 0.7  # of the minute that a group is planned to take


class Freshness:
    """Keeps the read-backs that marks rest upon young enough."""

    def __init__(self, context: EngineContext, board: Board, read_at: dict[str, Moment]) -> None:
        """`read_at` holds when each operation was read back by this program, on both clocks."""
        self._context = context
        self._board = board
        self._read_at = read_at

    def refresh(self, lane: Lane, ids: Sequence[str], stop: Stop) -> tuple[list[str], tuple[str, ...]]:
        """The marks of `ids` that may be set now, and those whose document could not be read; the others are stopped with a reason."""
        if not self._context.safeguards.fresh_mark:
            return list(ids), ()
        if any(self._stale(needed) for one in ids for needed in self._needed(one)):
            self._read([*ids, *self._ahead(lane, ids)], stop)
        steps = {one: _NOT_FRESH for one in ids if any(self._has_changed(needed) for needed in self._needed(one))}
        steps |= self._taken_back(ids)
        self._board.write({one: self._stopped(one, step) for one, step in steps.items()})
        kept = [one for one in ids if one not in steps]
        unread = tuple(one for one in kept if any(self._stale(needed) for needed in self._needed(one)))
        return [one for one in kept if one not in unread], unread

    def _needed(self, one: str) -> list[OperationRecord]:
        found = (self._board.load(needed) for needed in self._board[one].operation.depends_on)
        known = [record for record in found if record is not None]
        if self._context.safeguards.confirmed_first:
            return known
        return [record for record in known if record.state is OperationState.DONE]

    def _taken_back(self, ids: Sequence[str]) -> dict[str, Step]:
        """Those whose document was taken out of the ledger by us or waits for that: marked and gone would be lost money.

        Another copy of the program may have done it after the document was read here, and within the time that a reading counts.
        """
        subjects = {one: {taking_back(needed) for needed in self._needed(one) if needed.remote_id} for one in ids}
        wanted = sorted(set().union(*subjects.values()))
        if not wanted:
            return {}
        found = self._context.journal.records(subjects=wanted)
        voids = [record for record in found if record.operation.kind is OperationKind.VOID_DOCUMENT]
        gone = {record.operation.subject for record in voids if record.state is OperationState.DONE}
        going = {record.operation.subject for record in voids if record.state is not OperationState.CANCELLED}
        return {one: _GONE if held & gone else _GOING for one, held in subjects.items() if held & going}

    def _stale(self, record: OperationRecord) -> bool:
        """Too old to rest a mark upon; counted so that MARK_AGE still holds when the check itself is at its oldest."""
        read_at = self._read_at.get(record.operation.id)
        if read_at is None:
            return True
        return seconds_since(read_at, Moment.now(self._context.clock)) > (MARK_AGE - CHECK_AGE).total_seconds()

    def _has_changed(self, record: OperationRecord) -> bool:
        return record.reason in (Reason.REMOVED, Reason.OTHER_TOTAL)

    def _stopped(self, one: str, step: Step) -> Step:
        if self._board[one].state is OperationState.REPLAY:
            return Step(OperationState.UNKNOWN, "check_failed", was_ambiguous=True)
        return step

    def _ahead(self, lane: Lane, ids: Sequence[str]) -> list[str]:
        pace = lane.per_second(self._context.clock.monotonic())
        group = int(pace * MARK_AGE.total_seconds() * _SHARE) if pace else _FIRST_GROUP
        most = min(_LARGEST_GROUP, max(1, group)) - len(ids)
        return list(islice((one for one in lane.queue if one not in ids), max(0, most)))

    def _read(self, marks: Sequence[str], stop: Stop) -> None:
        """Read the documents of these marks again, those of one ledger in one call."""
        by_destination: dict[tuple[str, str], dict[str, OperationRecord]] = defaultdict(dict)
        for mark in marks:
            for needed in self._needed(mark):
                key = (needed.operation.connection_id, needed.operation.kind.value)
                if needed.state is OperationState.DONE:
                    by_destination[key][needed.operation.id] = needed
        for group in by_destination.values():
            self._read_group(list(group.values()), stop)

    def _read_group(self, records: Sequence[OperationRecord], stop: Stop) -> None:
        operation = records[0].operation
        handler = self._context.handlers.get((operation.connection_id, operation.kind))
        if handler is None:
            return
        began = Moment.now(self._context.clock)
        try:
            states = handler.read_back(records, stop)
        except (AccessProblem, LimitReached):
            raise
        except ExpectedProblem:
            return
        steps: dict[str, Step] = {}
        for record in records:
            state = states.get(record.operation.id)
            if state is None:
                continue
            good = stands(record, state) or (record.reason == Reason.ADOPTED and state.exists and state.live)
            gone = Reason.OTHER_TOTAL if state.exists and state.live else Reason.REMOVED
            sentence = "It is not as it was when it was read back: " + (state.why_not or "changed in the ledger")
            reason, words = ("", "") if good and record.reason != Reason.ADOPTED else (record.reason, record.sentence)
            if not good:
                reason, words = gone, sentence
            steps[record.operation.id] = Step(
                record.state, "read_back", reason, words, remote_version=state.version, remote_total=state.total
            )
        if self._board.write(steps, read_at=began.wall):  # what was not written down is not rested upon
            self._read_at.update(dict.fromkeys(steps, began))


def _not_marked(words: str) -> Step:
    return Step(OperationState.REVIEW, "check_failed", Reason.NOT_FRESH, f"Not marked: {words}")


_GOING = _not_marked("the document is being taken out of the ledger")
_GONE = _not_marked("the document was taken out of the ledger")
_NOT_FRESH = _not_marked("the document in the ledger was changed or removed after it was sent")

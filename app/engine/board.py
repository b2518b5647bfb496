"""The operations of one execution as they stand, and the only way to change them: write first, then remember, then tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from app.domain.answer import Attempt
from app.domain.json_text import encoder
from app.domain.machine import IllegalTransition, Reason, Step, check
from app.domain.operation import OperationRecord, OperationState
from app.engine.context import EngineContext
from app.engine.events import Listener, OperationsChanged
from app.engine.recording import Recorder
from app.ports.journal import Change, Intent, StaleRecord

Moved = Callable[[OperationRecord], None]


_NOTHING: Mapping[str, object] = {}

fact_text = encoder(sort_keys=True)
"""What a fact says, as JSON text with its names in order."""


def _of_attempt(attempt: Attempt) -> dict[str, object]:
    """What the journal keeps of an answer: nothing secret, no body."""
    said = {
        "status": attempt.status,
        "request_id": attempt.request_id,
        "code": attempt.code,
        "problem": attempt.problem,
        "credential": attempt.credential,
        "limit": attempt.limit,
    }
    return {name: value for name, value in said.items() if value}


def _unplaced(record: OperationRecord) -> None:
    """Until the execution places what is written."""
    del record


class Board:
    """Records by operation id, in planned order. `on_moved` hears of every record that was written (set once by the execution)."""

    def __init__(self, context: EngineContext, recorder: Recorder, listener: Listener) -> None:
        self._context = context
        self._recorder = recorder
        self._listener = listener
        self._records: dict[str, OperationRecord] = {}
        self._before: dict[str, OperationState] = {}
        self._dependents: dict[str, list[str]] = defaultdict(list)
        self.on_moved: Moved = _unplaced

    def add(self, records: Iterable[OperationRecord]) -> None:
        """Take records in as the journal has them."""
        for record in records:
            known = record.operation.id in self._records
            self._records[record.operation.id] = record
            if not known:
                for one in record.operation.depends_on:
                    self._dependents[one].append(record.operation.id)

    def __getitem__(self, operation_id: str) -> OperationRecord:
        return self._records[operation_id]

    def __contains__(self, operation_id: object) -> bool:
        return operation_id in self._records

    @property
    def all(self) -> tuple[OperationRecord, ...]:
        """Every record, in the order in which they were taken in."""
        return tuple(self._records.values())

    def of(self, ids: Sequence[str]) -> list[OperationRecord]:
        """These records."""
        return [self._records[one] for one in ids]

    def dependents(self, operation_id: str) -> tuple[str, ...]:
        """Operations that wait for this one."""
        return tuple(self._dependents.get(operation_id, ()))

    def before(self, operation_id: str) -> OperationState:
        """The state from which an operation in SENDING was sent."""
        return self._before.get(operation_id, OperationState.UNKNOWN)

    def refresh(self, ids: Sequence[str]) -> None:
        """Read these again from the journal: another copy of the program may have had them."""
        if ids:
            self.add(self._context.journal.records(ids=ids))

    def add_missing(self, ids: Sequence[str]) -> None:
        """Take in, with one read, those of these that the journal knows and the board does not."""
        self.refresh(list(dict.fromkeys(one for one in ids if one not in self._records)))

    def load(self, operation_id: str) -> OperationRecord | None:
        """A record, read from the journal if it is not on the board; None when the journal does not know it."""
        if operation_id not in self._records:
            self.add(self._context.journal.records(ids=[operation_id]))
        return self._records.get(operation_id)

    def began(self, records: Sequence[OperationRecord]) -> None:
        """The journal has committed these as SENDING."""
        self._before.update({record.operation.id: self._records[record.operation.id].state for record in records})
        self._remember(records)

    def write(self, steps: Mapping[str, Step], *, read_at: datetime | None = None) -> bool:
        """Write what a check, look-up or read-back made of operations. `read_at`: when a read-back began.

        Where another copy of the program has been at work meanwhile, nothing is written and the operations are placed as they stand now;
        the answer is False then.
        """
        now = self._context.clock.now()
        changes = [self._change(one, step, now, read_at) for one, step in steps.items()]
        if not changes:
            return True
        try:
            written = self._recorder.write(changes)
        except StaleRecord:
            self.catch_up(list(steps))
            return False
        self._take_over(written)
        return True

    def catch_up(self, ids: Sequence[str]) -> None:
        """Another copy of the program has moved these on: take them as the journal has them, and go on from there."""
        self.refresh(ids)
        self._listener(OperationsChanged(self.of(ids)))
        for one in ids:
            self.on_moved(self._records[one])

    def write_answers(
        self, answers: Sequence[tuple[Mapping[str, Step], Attempt]], intents: Sequence[Intent] = ()
    ) -> tuple[bool, ...]:
        """Write answers, all or none, before anything else is done with them. `StaleRecord` when one was judged from an older state.

        `intents` of the requests that follow are written with them; returned is which of them have begun.
        """
        kept, now = [], self._context.clock.now()
        for steps, attempt in answers:
            told = _of_attempt(attempt)
            kept.append((tuple(self._change(one, step, now, None, told) for one, step in steps.items()), attempt))
        written, begun = self._recorder.write_answers(kept, intents)
        for records in begun:
            self.began(records or ())
        self._take_over(written)
        return tuple(records is not None for records in begun)

    def stop_for(self, ids: Iterable[str], words: str) -> None:
        """An invariant does not hold for these: to REVIEW, by the way the table allows."""
        for one in ids:
            step = Step(OperationState.REVIEW, "invariant", Reason.INVARIANT, f"Stopped for your safety: {words}")
            if self._records[one].state is OperationState.REPLAY:
                self.write({one: Step(OperationState.UNKNOWN, "invariant", was_ambiguous=True)})
            if not self._records[one].state.is_final:
                self.write({one: step})

    def _take_over(self, written: Sequence[OperationRecord]) -> None:
        self._remember(written)
        for record in written:
            self.on_moved(record)

    def _remember(self, records: Sequence[OperationRecord]) -> None:
        self._records.update({record.operation.id: record for record in records})
        self._listener(OperationsChanged(records))

    def _change(
        self, one: str, step: Step, now: datetime, read_at: datetime | None, told: Mapping[str, object] = _NOTHING
    ) -> Change:
        record = self._records[one]
        step = self._lawful(record, step)
        said = dict(told)
        for name, value in (("reason", step.reason), ("remote_id", step.remote_id), ("user", step.by)):
            if value:
                said[name] = str(value)
        confirmed = step.state is OperationState.CONFIRMED and record.state is not OperationState.CONFIRMED
        return Change(
            operation_id=one,
            state=step.state,
            fact=step.fact,
            text=fact_text(said),
            remote_id=step.remote_id,
            remote_version=step.remote_version,
            remote_url=step.remote_url,
            remote_total=step.remote_total,
            was_ambiguous=step.was_ambiguous,
            reason=None if step.reason is None else str(step.reason),
            sentence=step.sentence,
            remote_words=step.remote_words,
            confirmed_at=now if confirmed else None,
            read_back_at=read_at,
            was=(record.state, record.batch_id),
        )

    def _lawful(self, record: OperationRecord, step: Step) -> Step:
        """The step, or REVIEW in its place when it is one that never may follow."""
        try:
            check(record, step.state, before=self.before(record.operation.id))
        except IllegalTransition as broken:
            if record.state.is_final:
                raise
            return Step(OperationState.REVIEW, "invariant", Reason.INVARIANT, f"Stopped for your safety: {broken}")
        return step

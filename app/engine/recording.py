"""Writing what was learnt. An answer is never lost while the program lives: if it cannot be written, all sending stops and it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.answer import Attempt
from app.domain.errors import StoreProblem
from app.domain.operation import OperationRecord
from app.ports.clock import Clock
from app.ports.journal import Change, Intent, JournalStore, StaleRecord, Together

_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between tries to write an answer


@dataclass(frozen=True, slots=True)
class _Kept:
    changes: tuple[Change, ...]
    attempt: Attempt | None


class Recorder:
    """Writes changes; keeps answers that could not be written, across executions, until they are."""

    def __init__(self, journal: JournalStore, clock: Clock, release_reserve: Callable[[], None] | None) -> None:
        self._journal = journal
        self._clock = clock
        self._release_reserve = release_reserve
        self._kept: list[_Kept] = []

    @property
    def is_halted(self) -> bool:
        """Whether an answer waits to be written; nothing may be sent then."""
        return bool(self._kept)

    def write(self, changes: Sequence[Change]) -> Sequence[OperationRecord]:
        """Write what a check, look-up or read-back made of operations; raises `StoreProblem` when it cannot be.

        Returns each of them once as it stands then.
        """
        self.flush()
        return self._journal.record(changes, self._clock.now())

    def write_answers(
        self, answers: Sequence[tuple[tuple[Change, ...], Attempt]], intents: Sequence[Intent] = ()
    ) -> Together:
        """Write answers before anything else is done with them, all or none; raises `StoreProblem` after all tries, all being kept.

        Raises `StaleRecord` when one was judged from a state that has passed; they are not kept then, but have to be judged anew.
        `intents` are written with them at the first try alone. Returns what `JournalStore.record_and_begin` does.
        """
        new = [_Kept(changes, attempt) for changes, attempt in answers]
        try:
            return self._write_new(new, intents)
        except StoreProblem:
            if self._release_reserve is not None:
                self._release_reserve()
            self._try_again()
        ids = dict.fromkeys(change.operation_id for each in new for change in each.changes)
        return self._journal.records(ids=list(ids)), (None,) * len(intents)

    def _write_new(self, new: Sequence[_Kept], intents: Sequence[Intent]) -> Together:
        """All in one transaction, after whatever was kept before; kept themselves while that is being tried."""
        before = len(self._kept)
        self._kept.extend(new)
        self._write_kept(before)
        try:
            begun = self._write_together(new, intents)
        except StaleRecord:
            self._kept.clear()
            raise
        self._kept.clear()
        return begun

    def _write_together(self, new: Sequence[_Kept], intents: Sequence[Intent]) -> Together:
        changes, at = [change for each in new for change in each.changes], self._clock.now()
        if intents:
            return self._journal.record_and_begin(changes, at, intents)
        return self._journal.record(changes, at, new[0].attempt if len(new) == 1 else None), ()

    def flush(self) -> None:
        """Write what was kept, oldest first. What has become stale while it waited is noted and not acted upon (I17)."""
        self._write_kept(len(self._kept))

    def _write_kept(self, count: int) -> None:
        for _ in range(count):
            first = self._kept[0]
            try:
                self._journal.record(first.changes, self._clock.now(), first.attempt)
            except StaleRecord:
                self._journal.record(self._as_late(first), self._clock.now(), first.attempt)
            self._kept.pop(0)

    def _as_late(self, kept: _Kept) -> list[Change]:
        records = self._journal.records(ids=[change.operation_id for change in kept.changes])
        state_of = {record.operation.id: record.state for record in records}
        return [
            Change(change.operation_id, state_of[change.operation_id], "late_answer", change.text)
            for change in kept.changes
        ]

    def _try_again(self) -> None:
        for pause in _PAUSES:
            try:
                self.flush()
            except StoreProblem:
                self._clock.sleep(pause)
            else:
                return
        self.flush()

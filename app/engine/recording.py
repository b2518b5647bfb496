"""Writing what was learnt. An answer is never lost while the program lives: if it cannot be written, all sending stops and it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.answer import Attempt
from app.domain.errors import StoreProblem
from app.ports.clock import Clock
from app.ports.journal import Change, JournalStore, StaleRecord

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

    def write(self, changes: Sequence[Change]) -> None:
        """Write what a check, look-up or read-back made of operations; raises `StoreProblem` when it cannot be."""
        self.flush()
        self._journal.record(changes, self._clock.now())

    def write_answer(self, changes: Sequence[Change], attempt: Attempt) -> None:
        """Write an answer before anything else is done with it; raises `StoreProblem` after all tries, the answer being kept.

        Raises `StaleRecord` when it was judged from a state that has passed; it is not kept then, but has to be judged anew.
        """
        self._kept.append(_Kept(tuple(changes), attempt))
        try:
            self._write_kept(judged_anew=True)
        except StoreProblem:
            if self._release_reserve is not None:
                self._release_reserve()
            self._try_again()

    def flush(self) -> None:
        """Write what was kept, oldest first. What has become stale while it waited is noted and not acted upon (I17)."""
        self._write_kept(judged_anew=False)

    def _write_kept(self, *, judged_anew: bool) -> None:
        while self._kept:
            first = self._kept[0]
            try:
                self._journal.record(first.changes, self._clock.now(), first.attempt)
            except StaleRecord:
                if judged_anew and len(self._kept) == 1:
                    self._kept.pop()
                    raise
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

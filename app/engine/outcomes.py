"""How an execution ended: every operation's record, why it paused if it did, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import ExpectedProblem
from app.domain.operation import OperationRecord, OperationState

_IN_DOUBT = (OperationState.SENDING, OperationState.REPLAY, OperationState.UNKNOWN, OperationState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Paused:
    """Why an execution stopped early (a limit, a sign-in, a connection, the journal) and until when, if known (UTC)."""

    problem: ExpectedProblem
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Records in the order in which the operations were handed in. `next_check` (UTC): when `Engine.tend` has something to do."""

    records: tuple[OperationRecord, ...]
    paused: Paused | None = None
    cancelled: bool = False
    next_check: datetime | None = None

    @property
    def still_open(self) -> tuple[OperationRecord, ...]:
        """Operations that have not ended."""
        return tuple(record for record in self.records if not record.state.is_final)

    @property
    def being_checked(self) -> tuple[OperationRecord, ...]:
        """Operations that may exist on the other side and are still looked for or read back."""
        return tuple(record for record in self.records if record.state in _IN_DOUBT)

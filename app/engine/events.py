"""What a running execution tells its listener, as plain values. Frequent: wrap the listener (`app.engine.progress`) before drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import ExpectedProblem
from app.domain.operation import OperationKind, OperationRecord


@dataclass(frozen=True, slots=True)
class OperationsChanged:
    """Records of operations as they stand now; already in the journal. What was written together comes together."""

    records: Sequence[OperationRecord]


@dataclass(frozen=True, slots=True)
class BatchStarted:
    """A request has been committed to the journal and is on its way."""

    connection_id: str
    kind: OperationKind
    members: tuple[str, ...]
    replay: bool


@dataclass(frozen=True, slots=True)
class BatchAnswered:
    """A request has been answered and the answer is in the journal; `seconds` is how long it took."""

    connection_id: str
    kind: OperationKind
    members: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class WaitingUntil:
    """Nothing goes to this connection until then; `sentence` says why ('Xero asks for a pause of 12 s')."""

    connection_id: str
    until: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class RunPaused:
    """The execution ends early with its operations intact; it can be resumed."""

    problem: ExpectedProblem


Event = OperationsChanged | BatchStarted | BatchAnswered | WaitingUntil | RunPaused
Listener = Callable[[Event], None]


def unheard(event: Event) -> None:
    """A `Listener` for callers that do not watch."""
    del event

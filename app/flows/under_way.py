"""What an operation that is not done yet means to a person: the chip and the sentence, the same on every kind of route."""

from __future__ import annotations

from app.domain.operation import OperationRecord, OperationState
from app.domain.plan import DocumentState

NOT_SENT_YET = (DocumentState.WAITING, "Not sent yet")
_LOOKED_UP = (DocumentState.BEING_CHECKED, "No clear answer; looking it up")
_STANDING = {
    OperationState.PLANNED: NOT_SENT_YET,
    OperationState.ABSENT: (DocumentState.WAITING, "Not there; it will be sent again"),
    OperationState.SENDING: (DocumentState.SENDING, "On its way"),
    OperationState.REPLAY: _LOOKED_UP,
    OperationState.UNKNOWN: _LOOKED_UP,
}


def under_way(record: OperationRecord, *, answered: str) -> tuple[DocumentState, str]:
    """Chip and sentence of a record that is neither done nor in review. `answered` says what an answer means here: 'Booked'."""
    if record.state is OperationState.CONFIRMED:
        return DocumentState.BEING_CHECKED, f"{answered}; reading it back"
    if record.state is OperationState.CANCELLED:
        return DocumentState.SKIPPED, record.sentence or "Not sent"
    return _STANDING[record.state]

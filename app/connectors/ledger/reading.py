"""What to raise for answers that are not what was asked for."""

from __future__ import annotations

from app.domain.errors import IncompleteRead
from app.domain.plan import Mend


def incomplete(vendor: str, what: str, details: str) -> IncompleteRead:
    """What to raise for a list that is not whole."""
    return IncompleteRead(
        f"The list of {what} could not be read whole from {vendor}.",
        advice="Nothing was sent. Try again.",
        details=details,
        code="incomplete",
    )


def bad_shape(vendor: str) -> IncompleteRead:
    """What to raise for an answer of another form than is known."""
    return IncompleteRead(f"The answer from {vendor} has an unexpected form.", code="bad_shape", mend=Mend.RETRY)

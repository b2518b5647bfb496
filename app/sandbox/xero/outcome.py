"""What one element of a request came to, and the ways a whole request is turned down.

Shapes: apis/xero.md 4.3 (elements) and 4.6 (error bodies).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.sandbox.wire import Reply
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.values import Record


@dataclass(frozen=True, slots=True)
class Booking:
    """The circumstances of one write: whose books, when, by whom, and how many places a unit price keeps."""

    ledger: Ledger
    now: datetime
    today: date
    unit_places: int = 2
    adviser: bool = False
    by_app: bool = True
    user: str = "System Generated"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One element: the record when it was saved, else the echo of what was sent, with the reasons."""

    record: Record | None
    echo: Record = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    effect: str = ""


class RefusedError(Exception):
    """A request that is answered as a whole with `reply` and changes nothing."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"refused with {reply.status}")
        self.reply = reply

"""requestid: the same id again gives the first answer and no second object (apis/quickbooks.md 4.3).

How long an id is remembered is not published, and duplicates have been seen in spite of one: both can be set.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from app.sandbox.quickbooks.faults import refuse
from app.sandbox.wire import Reply

LONGEST: Final = 50
LONGEST_ON_BATCH: Final = 36
LONGEST_BATCH_ITEM: Final = 10


@dataclass(frozen=True, slots=True)
class _Held:
    reply: Reply
    digest: bytes
    at: datetime


@dataclass(slots=True)
class ReplayStore:
    """First answers by company and id. Refusals are not kept."""

    life: timedelta = timedelta(days=30)
    _held: dict[tuple[str, str], _Held] = field(default_factory=dict)

    def recall(self, realm: str, request_id: str, work: bytes, now: datetime) -> Reply | None:
        """The first answer to this id. Raises 600 when the id came with other work."""
        held = self._held.get((realm, request_id))
        if held is None or now >= held.at + self.life:
            return None
        if held.digest != _digest(work):
            raise refuse(600, "The request id was used for another request")
        return replace(held.reply, effect="")

    def keep(self, realm: str, request_id: str, work: bytes, reply: Reply, now: datetime) -> None:
        """Remember a good answer."""
        self._held[realm, request_id] = _Held(reply, _digest(work), now)


def _digest(work: bytes) -> bytes:
    return hashlib.sha256(work).digest()


def check_request_id(request_id: str, on_batch: bool) -> None:
    """Raises 2130 for an id that is too long."""
    longest = LONGEST_ON_BATCH if on_batch else LONGEST
    if len(request_id) > longest:
        raise refuse(2130, f"A request id has at most {longest} characters", "requestid")

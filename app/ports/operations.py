"""How one kind of operation is carried out, found and read back on one remote system.

The engine owns order, journal, time and verdicts; a handler owns only the wire. No method of a handler retries a write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.domain.answer import Attempt, LookUp, RemoteState
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.run import Stop


class IfAbsent(StrEnum):
    """What follows once an operation without a clear answer is proven not to exist."""

    RESEND = "resend"
    PERSON_DECIDES = "person_decides"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request built once for its generation and reused byte for byte. `members` are operation ids in wire order."""

    method: str
    path: str
    body: bytes
    members: tuple[str, ...]
    content_type: str = "application/json"


class OperationHandler(Protocol):
    """One kind of operation on one connection."""

    kind: OperationKind
    batch_limit: int  # most members of one request
    batch_bytes: int  # largest body
    concurrency: int  # requests of this kind that may be under way at once
    trusts_key: bool  # a repeated request under the same key and credential is answered, not carried out again
    if_absent: IfAbsent
    repeatable: bool  # setting the same value again changes nothing (marks, links): looked up first all the same

    def credential(self) -> str:
        """A fingerprint of the access token now in use; a trusted key is worth nothing under another."""
        ...

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """Build the wire body. Pure: the same members give the same bytes."""
        ...

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Send it once and report what came back. Never raises for what the network or the remote system does."""
        ...

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """Look for what these operations may have made, by marker and number, in every state (void and deleted too)."""
        ...

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """Read by remote id, many in one call where possible. Ids left out of the answer could not be read."""
        ...

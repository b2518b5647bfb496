"""Assertions that stay on in production: what breaks one stops that operation, says so, and never goes on wrongly."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from app.domain.errors import LedgerferryError
from app.domain.operation import OperationRecord
from app.ports.journal import Batch
from app.ports.operations import Prepared


class InvariantBroken(LedgerferryError):  # noqa: N818 - names what happened
    """A rule that must hold in every state does not. `operation_ids` are those that must stop."""

    def __init__(self, words: str, operation_ids: Sequence[str]) -> None:
        super().__init__(words)
        self.operation_ids = tuple(operation_ids)


def body_hash(body: bytes) -> str:
    """SHA-256 of a request body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def require_same_books(records: Sequence[OperationRecord]) -> None:
    """One request goes to one tenant (I12)."""
    if len({(r.operation.connection_id, r.operation.tenant, r.operation.kind) for r in records}) != 1:
        raise InvariantBroken("A batch mixes books", [r.operation.id for r in records])


def require_members(prepared: Prepared, members: Sequence[str]) -> None:
    """The body holds every member once, in an order of its own, and nothing else."""
    if Counter(prepared.members) != Counter(members) or len(set(members)) != len(members):
        raise InvariantBroken("A body does not hold its batch", list(members))


def require_intact(batch: Batch) -> None:
    """What is sent is what was committed, byte for byte."""
    if body_hash(batch.body) != batch.body_hash:
        raise InvariantBroken("A body differs from the one committed", list(batch.members))


def shared_ids(remote_ids: dict[str, str]) -> frozenset[str]:
    """Operations of one answer that were given the same remote id: at most one of them can be right (I1)."""
    counted = Counter(remote_id for remote_id in remote_ids.values() if remote_id)
    return frozenset(one for one, remote_id in remote_ids.items() if counted[remote_id] > 1)

"""The journal: what was meant, tried and learnt about every change to a remote system, kept before and after each byte.

Facts are append-only and chained by checksum; state and fact are written in one transaction (the program's rule I7, I9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from app.domain.answer import Attempt
from app.domain.errors import LedgerferryError
from app.domain.money import Money
from app.domain.operation import Operation, OperationRecord, OperationState


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds an operation and until when (by the database's clock). `token` is new for each claim."""

    owner: str
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """One request with frozen members: order, key, generation and body are kept so that a replay is byte-identical."""

    id: str
    members: tuple[str, ...]  # operation ids in wire order
    key: str
    method: str
    path: str
    body: bytes
    body_hash: str
    content_type: str
    generations: tuple[int, ...]
    credential: str
    sent_at: datetime
    monotonic: float
    boot_id: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the journal."""

    sequence: int
    at: datetime
    operation_id: str
    kind: str  # 'planned', 'sending', 'answer', 'found', 'absent', 'read_back', 'decision' ...
    state: OperationState
    generation: int
    text: str  # canonical JSON without secrets


class Change(NamedTuple):
    """A new state of one operation with what was learnt; fields left None stay as they are.

    `was` is the state and the batch from which it was concluded: it is not written when the journal holds another by now.
    """

    operation_id: str
    state: OperationState
    fact: str
    text: str = ""
    generation: int | None = None
    key: str | None = None
    remote_id: str | None = None
    remote_version: str | None = None
    remote_url: str | None = None
    remote_total: Money | None = None
    was_ambiguous: bool | None = None
    reason: str | None = None
    sentence: str | None = None
    remote_words: str | None = None
    first_sent: datetime | None = None
    last_sent: datetime | None = None
    last_sent_monotonic: float | None = None
    boot_id: str | None = None
    confirmed_at: datetime | None = None
    read_back_at: datetime | None = None
    batch_id: str | None = None
    was: tuple[OperationState, str] | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """A request that is to be sent: its batch, its members' SENDING, and the claims that it is sent under."""

    batch: Batch
    changes: tuple[Change, ...]
    claims: dict[str, Claim]


_OWN = frozenset({"operation_id", "fact", "text", "was"})
_CARRIED = [
    (Change._fields.index(name), OperationRecord._fields.index(name)) for name in Change._fields if name not in _OWN
]
"""Where a value stands in a change, and where in a record."""
_UPDATED_AT = OperationRecord._fields.index("updated_at")


Begun = Sequence[OperationRecord] | None
"""The records of what is being sent, as they stand now; None where nothing was written because a claim is not ours any more."""

Together = tuple[Sequence[OperationRecord], tuple[Begun, ...]]
"""What `JournalStore.record` and `JournalStore.begin` of each intention return."""


class StaleRecord(LedgerferryError):  # noqa: N818 - names what happened
    """What was to be written was concluded from a state that another copy of the program has moved on. Nothing was written."""


def require_current(record: OperationRecord, change: Change) -> None:
    """Raise `StaleRecord` unless `change` was concluded from `record` as it stands."""
    if change.was is not None and change.was != (record.state, record.batch_id):
        raise StaleRecord(f"{record.operation.id}: {change.was[0]} is {record.state} by now")


def changed(record: OperationRecord, change: Change, at: datetime) -> OperationRecord:
    """`record` as it stands once `change` is written: fields of the change that are None stay as they were."""
    values: list[Any] = list(record)  # by place: done for each document at each step, and names take twice as long
    for carried, place in _CARRIED:
        if (value := change[carried]) is not None:
            values[place] = value
    values[_UPDATED_AT] = at
    return OperationRecord._make(values)


class JournalStore(Protocol):
    """The journal on disk. Every method is one transaction; on return it is durable. Raises `StoreProblem` when it cannot be.

    `begin`, `record` and `record_and_begin` raise `StaleRecord`, and write nothing, for a change whose `was` is not the record's
    state and batch any more.
    """

    def plan(self, operations: Sequence[Operation], at: datetime) -> Sequence[OperationRecord]:
        """Enter operations as PLANNED. One that exists already (kind, tenant, subject) is returned as it stands, untouched.

        Except one that ended without any effect (`app.domain.machine.ended_without_effect`): a person has confirmed it anew, so it
        is planned again with the new operation's content and run under its old id, PLANNED with generation + 1; key, batch, times,
        remote id, reason and words are emptied, `was_ambiguous` is False. The answer has the order of `operations`.
        """
        ...

    def claim(self, operation_ids: Sequence[str], owner: str, seconds: float) -> dict[str, Claim]:
        """Take those not held by another; keyed by operation id. Those left out are held by somebody else.

        The same owner may take again what it holds (it has crashed and come back): a new token, the old one is worth nothing.
        A claim that would last longer than twice `seconds` from now was made before the clock was set back: it counts as ended.
        """
        ...

    def renew(self, claims: dict[str, Claim], seconds: float) -> dict[str, Claim]:
        """Prolong; those left out have passed to somebody else."""
        ...

    def release(self, claims: dict[str, Claim]) -> None:
        """Give back; what has passed to somebody else is left alone."""
        ...

    def holds(self, claims: dict[str, Claim], seconds_left: float) -> bool:
        """Whether every one of these claims is still ours with at least this long to run."""
        ...

    def begin(self, batch: Batch, changes: Sequence[Change], claims: dict[str, Claim]) -> Begun:
        """Commit the batch and its members' SENDING before the first byte.

        A batch whose id is known already is sent again: its row stays as it was first written (`sent_at`, `credential` are those of the
        first use of its key); `StoreProblem` if members, key or body differ from it.
        """
        ...

    def record(
        self, changes: Sequence[Change], at: datetime, attempt: Attempt | None = None
    ) -> Sequence[OperationRecord]:
        """Write new states with their facts; returns each operation once as it stands then, in the order of the changes.

        Answers are recorded even if the claim has passed on (I17).
        """
        ...

    def record_and_begin(self, answers: Sequence[Change], at: datetime, intents: Sequence[Intent]) -> Together:
        """What `record` and then `begin` of each do, in one transaction: one wait for the disk instead of several.

        The answers are written even where an intention is not.
        """
        ...

    def batch(self, batch_id: str) -> Batch:
        """A batch as it was sent."""
        ...

    def record_of(self, operation_id: str) -> OperationRecord:
        """One operation as it stands."""
        ...

    def records(
        self,
        *,
        run_id: str = "",
        states: Sequence[OperationState] = (),
        subjects: Sequence[str] = (),
        connection_id: str = "",
        ids: Sequence[str] = (),
    ) -> Sequence[OperationRecord]:
        """Operations that meet all the conditions given, in the order in which they were planned."""
        ...

    def facts(self, operation_id: str = "", run_id: str = "") -> Sequence[Fact]:
        """The story of one operation or one run, oldest first."""
        ...


class RebuiltJournal(Protocol):
    """What a rebuild from the ledger needs of a journal, beside looking. Nothing else goes past the table of transitions."""

    def rebuild(self, records: Sequence[OperationRecord], at: datetime, text: str) -> None:
        """Enter operations as the ledger shows them, each with a fact 'rebuilt'.

        One that the journal has (kind, tenant, subject) keeps its id; what is known of it is replaced. One transaction.
        """
        ...

    def empty(self) -> None:
        """Forget a journal that is damaged; a copy of it has been kept before."""
        ...

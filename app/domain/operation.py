"""Operations: everything that changes a remote system, in one form, with one life.

A flow plans operations, the engine carries them out, the journal remembers them. States and their meaning: `OperationState`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.domain.money import Money


class OperationKind(StrEnum):
    """What is done. Each kind has exactly one handler for each connection."""

    CREATE_CONTACT = "create_contact"
    LINK_CONTACT = "link_contact"  # write the source's id on an existing contact
    RESTORE_CONTACT = "restore_contact"  # bring an archived contact back
    CREATE_ITEM = "create_item"
    POST_INVOICE = "post_invoice"
    POST_CREDIT_NOTE = "post_credit_note"
    ATTACH_FILE = "attach_file"
    MARK_PROCESSED = "mark_processed"  # in the source
    UNMARK_PROCESSED = "unmark_processed"
    VOID_DOCUMENT = "void_document"  # void an approved one, delete a draft
    CREATE_PAYER = "create_payer"  # at the collector
    UPDATE_PAYER = "update_payer"
    CREATE_DEBIT = "create_debit"
    AMEND_DEBIT = "amend_debit"  # its amount; a date is changed by deleting and creating
    DELETE_DEBIT = "delete_debit"
    APPLY_PAYMENT = "apply_payment"  # in the ledger: what the collector has settled
    REVERSE_PAYMENT = "reverse_payment"

    @property
    def removes(self) -> bool:
        """Whether its effect is that something is not there, or not live, any more."""
        return self in (OperationKind.VOID_DOCUMENT, OperationKind.DELETE_DEBIT, OperationKind.REVERSE_PAYMENT)


class OperationState(StrEnum):
    """Where an operation stands.

    PLANNED confirmed by a person, never sent. SENDING the first byte may be out. REPLAY no clear answer, and a trusted key may still be
    used again. UNKNOWN may exist on the other side; must be looked up. ABSENT proven not to exist. CONFIRMED exists, its id is known.
    DONE, CANCELLED, REVIEW are final; REVIEW leaves only by a person's recorded decision.
    """

    PLANNED = "planned"
    SENDING = "sending"
    REPLAY = "replay"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    CONFIRMED = "confirmed"
    DONE = "done"
    CANCELLED = "cancelled"
    REVIEW = "review"

    @property
    def is_final(self) -> bool:
        """Nothing more happens by itself."""
        return self in (OperationState.DONE, OperationState.CANCELLED, OperationState.REVIEW)


@dataclass(frozen=True, slots=True)
class Operation:
    """One effect on one remote system. (kind, tenant, subject) is unique for ever: one document and one ledger have one entry.

    `payload` is canonical JSON text of the intent (sorted keys, amounts and dates as text, no float); a connector builds the wire body from
    it. Where the payload needs the id of something another operation creates, it holds {"operation": "<op id>"} and `depends_on` names it.
    `subject` names the source thing, e.g. 'autotask:invoice:204117'; `reference` is the number people know it by.
    `expected` is the amount the ledger must show (None for operations without an amount).
    """

    id: str
    kind: OperationKind
    connection_id: str
    tenant: str
    subject: str
    reference: str
    payload: str
    run_id: str
    expected: Money | None = None
    depends_on: tuple[str, ...] = ()
    source_id: str = ""
    source_hash: str = ""  # header hash of the source document it was planned from
    user: str = ""

    @property
    def signed(self) -> Money | None:
        """The expected amount as it counts in a sum: a credit note's is taken off."""
        if self.expected is None or self.kind is not OperationKind.POST_CREDIT_NOTE:
            return self.expected
        return -self.expected

    @property
    def marker(self) -> str:
        """How it can be found on the other side: 'LF' and ten characters of the id, the same in every generation."""
        return "LF" + self.id.replace("-", "")[:10].upper()


class OperationRecord(NamedTuple):
    """An operation with what the journal knows of it.

    A tuple, as `Step` and `Change` are: made anew for each document at each step, in an eighth of the time of a frozen data class.
    """

    operation: Operation
    state: OperationState
    generation: int = 0
    key: str = ""
    remote_id: str = ""
    remote_version: str = ""
    remote_url: str = ""
    first_sent: datetime | None = None
    last_sent: datetime | None = None
    last_sent_monotonic: float | None = None  # of `boot_id`; a wall clock alone may have been set in between
    boot_id: str = ""
    confirmed_at: datetime | None = None
    read_back_at: datetime | None = None
    updated_at: datetime | None = None
    was_ambiguous: bool = False
    reason: str = ""  # a code: why it is in REVIEW or CANCELLED
    sentence: str = ""  # the same for a bookkeeper
    remote_words: str = ""  # what the remote system said, redacted
    batch_id: str = ""
    remote_total: Money | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A member of a batch about to be sent: the operation, its generation, and the remote ids of what it depends on."""

    operation: Operation
    generation: int
    resolved: Mapping[str, str] = field(default_factory=dict)  # operation id -> remote id


def taking_back(posted: OperationRecord) -> str:
    """The subject of the operation that takes out of the ledger what this one put there."""
    system = posted.operation.subject.partition(":")[0]
    return subject(system, f"void:{posted.remote_id}", posted.operation.source_id)


def subject(system: str, entity: str, source_id: str) -> str:
    """The name of a source thing in the journal: 'autotask:invoice:204117'."""
    return f"{system}:{entity}:{source_id}"

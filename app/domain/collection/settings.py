"""What a collection route is set to, and what is remembered of each connected customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.collection.invoices import ClearingAccount


@dataclass(frozen=True, slots=True)
class CollectionSettings:
    """How a route collects. `clearing` None: not chosen yet, so nothing that settles can be applied."""

    clearing: ClearingAccount | None = None
    lead: int = 1  # banking days between making a debit and the earliest day it may ask for
    largest: Decimal | None = None  # a debit above this is not made by itself; None: no limit of one's own
    closed: tuple[date, ...] = ()  # further days on which banks are closed
    ask_first: bool = False  # scheduled runs only show what they would do
    is_scheduled: bool = True  # whether this route runs at :15 and :45 at all


@dataclass(frozen=True, slots=True)
class ConnectedCustomer:
    """A ledger contact that is connected to a payer. Both switches are off until a person turns them on.

    `stopped` says in words why nothing is imported for this customer until a person has looked; '' while all is well.
    """

    contact_id: str
    contact_name: str
    payer_id: str
    payer_name: str
    currency: str = ""  # of the payer's bank account, as last read
    bank_details: bool | None = None
    authorised: bool | None = None
    active: bool = True  # at the collector
    auto_import: bool = False
    auto_update: bool = False
    followed: str = ""  # what the ledger showed of the contact when it was last compared with the payer
    stopped: str = ""
    stopped_for: str = ""  # invoice that it was stopped for
    decided_at: datetime | None = None
    user: str = ""


@dataclass(frozen=True, slots=True)
class DebitEntry:
    """Which debits were made for an invoice: an index into the journal, which alone knows what became of them.

    `version` counts the debits of an invoice from 1, `amends` the changes of this one's amount. `closed`: nothing of it can change
    any more, so that it is not looked at again. `vanished`: somebody had deleted it at the collector when that was last read; for what is
    shown without asking anybody, never for what is planned.
    """

    invoice_id: str
    version: int
    number: str
    contact_id: str
    contact_name: str
    payer_id: str
    currency: str
    due_date: date | None  # of the invoice, when the debit was made
    amends: int = 0
    closed: bool = False
    by_hand: bool = False
    debit_id: str = ""  # at the collector, once it is known: what transactions are joined by
    vanished: bool = False
    told: str = ""  # what was last said loudly about it, so that it is not said every half hour

    @property
    def key(self) -> str:
        """'<invoice id>#<version>'."""
        return f"{self.invoice_id}#{self.version}"

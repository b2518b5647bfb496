"""The ledger's sales invoices as collection sees them: what is owed, until when, and what has been paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.money import Money


class InvoiceStatus(StrEnum):
    """What an invoice is worth to collection. Only OPEN ones are debited; UNKNOWN ones are shown, never debited."""

    OPEN = "open"  # approved, something may be due
    PAID = "paid"
    VOID = "void"
    DELETED = "deleted"
    DRAFT = "draft"  # or waiting for approval: owed by nobody yet
    UNKNOWN = "unknown"

    @property
    def is_gone(self) -> bool:
        """Whether it is no claim on anybody any more."""
        return self in (InvoiceStatus.VOID, InvoiceStatus.DELETED)


@dataclass(frozen=True, slots=True)
class InvoicePayment:
    """A payment on an invoice as the ledger knows it now. `live` False: deleted or void."""

    id: str
    invoice_id: str
    amount: Money
    paid_on: date | None
    reference: str = ""
    account_id: str = ""
    live: bool = True
    status: str = ""  # the ledger's word
    is_reconciled: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class SalesInvoice:
    """An invoice as it is now. `due` is what is still owed in `currency`, after payments and credits."""

    id: str
    number: str
    contact_id: str
    contact_name: str
    status: InvoiceStatus
    currency: str
    total: Decimal
    due: Decimal
    issue_date: date | None = None
    due_date: date | None = None
    version: str = ""  # the ledger's own mark of this state
    url: str = ""

    @property
    def owed(self) -> Money:
        """What is still owed; nothing unless the invoice is open."""
        return Money(self.due if self.status is InvoiceStatus.OPEN else Decimal(0), self.currency)

    @property
    def digest(self) -> str:
        """What a debit was planned from, as text: a change of any of it stops the debit before its first byte."""
        parts = (self.status.value, self.contact_id, self.currency, format(self.due, "f"), str(self.due_date or ""))
        return "|".join(parts)


@dataclass(frozen=True, slots=True)
class ClearingAccount:
    """An account that settlements may be paid into: active, and a bank or current asset account, or with payments enabled.

    A ledger answers with all of the right kind; `usable` False carries the reason, so that a chosen one that was archived is told of.
    `currency` is '' when the account takes any.
    """

    id: str
    code: str
    name: str
    kind: str  # the ledger's word: BANK, CURRENT, Other Current Asset ...
    currency: str = ""
    usable: bool = True
    why_not: str = ""

    @property
    def label(self) -> str:
        """'095 Rotessa clearing', as people say it."""
        return f"{self.code} {self.name}".strip()

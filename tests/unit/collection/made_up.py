"""Invoices, customers and transactions as the rules of collection get to see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.domain.collection.debits import Transaction, TransactionStatus
from app.domain.collection.invoices import ClearingAccount, InvoiceStatus, SalesInvoice
from app.domain.collection.planning import MadeDebit, Stand, Wish
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer

NOW = datetime(2027, 2, 1, 15, 0, tzinfo=UTC)  # a Monday, 9 o'clock Central
TODAY = date(2027, 2, 1)
CLEARING = ClearingAccount("a1", "1210", "Debit clearing", "CURRENT")


def invoice(**changes: Any) -> SalesInvoice:
    """An open invoice over 100.00 CAD, due in three weeks."""
    made = SalesInvoice(
        "i1", "INV-2041", "c1", "Prairie Dental", InvoiceStatus.OPEN, "CAD", Decimal("100.00"), Decimal("100.00"),
        TODAY, date(2027, 2, 22),
    )  # fmt: skip
    return replace(made, **changes)


def customer(**changes: Any) -> ConnectedCustomer:
    """Connected, can be debited, imported automatically."""
    made = ConnectedCustomer(
        "c1", "Prairie Dental", "48213", "Prairie Dental", "CAD", bank_details=True, authorised=True, auto_import=True
    )
    return replace(made, **changes)


def made(**changes: Any) -> MadeDebit:
    """The debit of that invoice, which can still change."""
    found = MadeDebit(
        Stand.OPEN, "733105", "LF0123456789", Decimal("100.00"), date(2027, 2, 22), date(2027, 2, 22), version=1
    )
    return replace(found, **changes)


def wish(**changes: Any) -> Wish:
    """Everything about that invoice, without a debit."""
    return replace(Wish(invoice(), customer(), CollectionSettings(), NOW, TODAY), **changes)


def row(**changes: Any) -> Transaction:
    """A settled transaction of that debit."""
    found = Transaction(
        "9120441", "733105", "48213", Decimal("100.00"), date(2027, 1, 20), TransactionStatus.APPROVED,
        settlement_date=date(2027, 1, 27), words="Approved", comment="INV-2041 LF0123456789 (Created with API)",
    )  # fmt: skip
    return replace(found, **changes)

"""What the receivables of all ledgers do alike: cursors that are moments, invoices that are gone, payments by invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from app.domain.collection.invoices import InvoicePayment, InvoiceStatus, SalesInvoice


def moment_of(cursor: str) -> datetime | None:
    """The moment a cursor stands for, in UTC; None for '' and for one that cannot be read, which asks for everything again."""
    try:
        found = datetime.fromisoformat(cursor)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def gone(invoice_id: str) -> SalesInvoice:
    """An invoice that is clearly not there any more."""
    return SalesInvoice(invoice_id, "", "", "", InvoiceStatus.DELETED, "", Decimal(0), Decimal(0))


def payments_of(found: Mapping[str, Sequence[InvoicePayment]]) -> dict[str, tuple[InvoicePayment, ...]]:
    """Payments by invoice, in the order of their dates."""
    return {
        invoice: tuple(sorted(each, key=lambda one: (one.paid_on is not None, one.paid_on or _NEVER, one.id)))
        for invoice, each in found.items()
    }


_NEVER = date.min

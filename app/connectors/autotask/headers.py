"""What a send depends on in an invoice's header, as one hash that can be made again from a narrow read (apis/autotask.md 8, 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from app.connectors.autotask.values import Row, written

HEADER_FIELDS = (
    *("id", "invoiceNumber", "companyID", "invoiceDateTime", "dueDate", "invoiceTotal", "totalTaxValue", "orderNumber"),
    *("isVoided", "webServiceDate"),
)
"""What is read again just before a send."""

NO_NUMBERS = frozenset(("ERROR",))
"""What the vendor's own sync writes as number when it failed (section 13)."""


def number_of(row: Row) -> str:
    """The number a customer sees; '' when there is none."""
    number = row.text("invoiceNumber").strip()
    return "" if number in NO_NUMBERS else number


def mark_of(row: Row) -> datetime | None:
    """When the invoice was marked as processed."""
    return row.instant("webServiceDate")


def _plain(amount: Decimal) -> str:
    """One way of writing a number, however many zeros the answer carried."""
    return f"{amount.normalize():f}" if amount else "0"


def core_hash(row: Row) -> str:
    """Hash of everything but the mark. Raises `OddValueError`."""
    day, due = row.day("invoiceDateTime"), row.day("dueDate")
    parts: Sequence[str] = (
        str(row.id),
        row.text("invoiceNumber"),
        row.key("companyID"),
        day.isoformat() if day else "",
        due.isoformat() if due else "",
        _plain(row.required("invoiceTotal")),
        _plain(row.amount("totalTaxValue") or Decimal(0)),
        row.text("orderNumber"),
        "void" if row.flag("isVoided") else "",
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def header_hash(row: Row) -> str:
    """'<core>.<mark>': the mark apart, so that a check can tell a mark set meanwhile from any other change. Raises `OddValueError`."""
    mark = mark_of(row)
    return f"{core_hash(row)}.{written(mark) if mark else ''}"

"""What is paid, credited and still due on a document, worked out afresh from its live payments and allocations.

Rules: apis/xero.md 7.2, 8 and 9.1. A document of total 0.00 is PAID as soon as it is approved: the user interface shows it
so, the echo of the API is not published (7.3).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.sandbox.xero.arithmetic import ZERO
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.values import Record

APPROVED = frozenset({"AUTHORISED", "PAID"})
ENDED = frozenset({"VOIDED", "DELETED"})


def live_payments(ledger: Ledger, record_id: str) -> list[Record]:
    """Payments of a document that are not deleted."""
    return [payment for payment in ledger.payments_of.get(record_id, ()) if payment["Status"] != "DELETED"]


def live_allocations(ledger: Ledger, record_id: str) -> list[Record]:
    """Allocations of, or to, a document that are not undone."""
    return [entry for entry in ledger.allocations_of.get(record_id, ()) if not entry["IsDeleted"]]


def is_touched(ledger: Ledger, record_id: str) -> bool:
    """Whether payments or credits stand on the document, so that it may hardly be edited."""
    before = ledger.settled_before.get(record_id)
    return bool(
        (before and (before["Paid"] or before["Credited"]))
        or live_payments(ledger, record_id)
        or live_allocations(ledger, record_id)
    )


def settle_invoice(ledger: Ledger, invoice: Record) -> None:
    """Set AmountPaid, AmountCredited, AmountDue, Status and FullyPaidOnDate of an invoice."""
    payments = live_payments(ledger, invoice["InvoiceID"])
    allocations = live_allocations(ledger, invoice["InvoiceID"])
    before = ledger.settled_before.get(invoice["InvoiceID"], {})
    invoice["AmountPaid"] = sum((entry["Amount"] for entry in payments), before.get("Paid", ZERO))
    invoice["AmountCredited"] = sum((entry["Amount"] for entry in allocations), before.get("Credited", ZERO))
    due: Decimal = invoice["Total"] - invoice["AmountPaid"] - invoice["AmountCredited"]
    invoice["AmountDue"] = ZERO if invoice["Status"] in ENDED else due
    _close_or_reopen(invoice, due, [entry["Date"] for entry in payments + allocations])
    ledger.touch(invoice["InvoiceID"])


def settle_credit_note(ledger: Ledger, note: Record) -> None:
    """Set AppliedAmount, RemainingCredit, Status and FullyPaidOnDate of a credit note."""
    payments = live_payments(ledger, note["CreditNoteID"])
    allocations = live_allocations(ledger, note["CreditNoteID"])
    before = ledger.settled_before.get(note["CreditNoteID"], {})
    used = sum((entry["Amount"] for entry in payments + allocations), before.get("Paid", ZERO))
    note["AppliedAmount"] = sum((entry["Amount"] for entry in allocations), ZERO)
    note["RemainingCredit"] = ZERO if note["Status"] in ENDED else note["Total"] - used
    _close_or_reopen(note, note["Total"] - used, [entry["Date"] for entry in payments + allocations])
    ledger.touch(note["CreditNoteID"])


def _close_or_reopen(record: Record, open_amount: Decimal, dates: list[date]) -> None:
    record.pop("FullyPaidOnDate", None)
    if record["Status"] not in APPROVED:
        return
    record["Status"] = "AUTHORISED" if open_amount else "PAID"
    if not open_amount:
        record["FullyPaidOnDate"] = max([record["Date"], *dates])

"""The few changes Xero allows on a part or fully paid sales invoice (apis/xero.md 7.2).

Reference, DueDate, InvoiceNumber, BrandingThemeID, Contact (unless a credit note settles it), Url, and of a line its
Description, AccountCode and Tracking. Anything else that differs is refused; what is sent unchanged passes.
"""

from __future__ import annotations

from typing import Any

from app.sandbox.xero.contacts import contact_of_document
from app.sandbox.xero.lines import LineReader
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.settlement import live_allocations
from app.sandbox.xero.values import Record, amount_of, date_of, folded, text_of

REFUSAL = "This document cannot be edited as it has a payment or credit note allocated to it."
NO_LINE_ID = "To update fields on a paid invoice line item, you must supply a LineItemID"
_FREE = ("Reference", "DueDate", "InvoiceNumber", "BrandingThemeID", "Url")
_FIXED_LINE = ("Quantity", "UnitAmount", "TaxType", "TaxAmount", "LineAmount", "ItemCode", "DiscountRate")
_SILENT = frozenset({"DueDate", "SentToContact"})


def edit_paid(booking: Booking, sent: Record, invoice: Record) -> Outcome:
    """Apply the allowed changes or refuse the whole. Raises `UnreadableError` for values of the wrong kind."""
    errors = [REFUSAL] if _changes_fixed(sent, invoice) else []
    fields = _free_fields(booking, sent, invoice, errors)
    lines = _lines(booking, sent, invoice, errors)
    contact = invoice["Contact"]
    if "Contact" in sent:
        contact, _, problems = contact_of_document(booking, sent["Contact"])
        errors += problems
        if contact is not invoice["Contact"] and live_allocations(booking.ledger, invoice["InvoiceID"]):
            errors.append(REFUSAL)
    if errors or contact is None:
        echo: Record = {name: invoice[name] for name in ("InvoiceID", "Type", "Status") if name in invoice}
        return Outcome(None, echo, list(dict.fromkeys(errors)) or [REFUSAL])
    changed = {name for name, value in fields.items() if invoice.get(name) != value}
    if lines != invoice["LineItems"] or contact is not invoice["Contact"]:
        changed.add("LineItems")
    invoice |= {**fields, "LineItems": lines, "Contact": contact}
    if changed - _SILENT:
        invoice["UpdatedDateUTC"] = booking.now
    ledger = booking.ledger
    ledger.contact_documents[contact["ContactID"]].append(invoice["InvoiceID"])
    if "InvoiceNumber" in changed:
        ledger.invoice_numbers[folded(invoice["InvoiceNumber"])] = invoice
    ledger.touch(invoice["InvoiceID"])
    ledger.record_history(invoice["InvoiceID"], "Edited", booking.now, user=booking.user)
    return Outcome(invoice, effect=f"invoice {invoice.get('InvoiceNumber', '')} changed")


def _changes_fixed(sent: Record, invoice: Record) -> bool:
    if sent.get("Date") and date_of(sent["Date"], "Date") != invoice["Date"]:
        return True
    for name in ("LineAmountTypes", "CurrencyCode"):
        if sent.get(name) and text_of(sent[name], name).lower() != str(invoice.get(name, "")).lower():
            return True
    return False


def _free_fields(booking: Booking, sent: Record, invoice: Record, errors: list[str]) -> Record:
    fields: Record = {name: text_of(sent[name], name) for name in _FREE if name in sent and name != "DueDate"}
    if sent.get("DueDate"):
        fields["DueDate"] = date_of(sent["DueDate"], "DueDate")
    number = folded(fields.get("InvoiceNumber", ""))
    taken = booking.ledger.invoice_numbers.get(number, invoice) is not invoice
    if invoice["Type"] == "ACCREC" and number and taken:
        errors.append("Invoice # must be unique.")
    if "SentToContact" in sent and invoice["Status"] == "AUTHORISED":
        fields["SentToContact"] = bool(sent["SentToContact"])
    return fields


def _lines(booking: Booking, sent: Record, invoice: Record, errors: list[str]) -> list[Record]:
    held = {line["LineItemID"]: line for line in invoice["LineItems"]}
    if not isinstance(sent.get("LineItems"), list):
        return list(held.values())
    new = dict(held)
    for line in sent["LineItems"]:
        own = held.get(str(line.get("LineItemID", "")).lower()) if isinstance(line, dict) else None
        if own is None:
            errors.append(NO_LINE_ID)
        elif any(_differs(own.get(name), line[name], name) for name in _FIXED_LINE if name in line):
            errors.append(REFUSAL)
        else:
            new[own["LineItemID"]] = _relabelled(booking, invoice, own, line, errors)
    return list(new.values())


def _differs(own: Any, sent: Any, name: str) -> bool:
    if name in {"TaxType", "ItemCode"}:
        return bool(sent != (own or ""))
    return own is None or amount_of(sent, name) != own


def _relabelled(booking: Booking, invoice: Record, own: Record, sent: Record, errors: list[str]) -> Record:
    if not sent.keys() & {"Description", "AccountCode", "Tracking"}:
        return own
    reader = LineReader(booking.ledger, invoice["LineAmountTypes"], 4, complete=True, discounts=True)
    kept: Record = {name: sent[name] for name in ("Description", "AccountCode", "Tracking") if name in sent}
    base: Record = {name: value for name, value in own.items() if name != "AccountID" or "AccountCode" not in kept}
    line = reader.read({**base, **kept})
    errors += reader.errors
    labels = {"Description", "AccountCode", "AccountID", "Tracking"}
    return own | {name: value for name, value in line.items() if name in labels}

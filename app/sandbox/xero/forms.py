"""How records look in answers: full, thin or summary forms, with date companions (apis/xero.md 4.2, 4.5, 5, 7.1).

A full contact, invoice or credit note is written once and kept as a fragment until it, or its contact, changes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.sandbox.xero.arithmetic import half_up
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.settlement import live_allocations, live_payments
from app.sandbox.xero.values import Fragment, Record, json_text

_COMPANIONS = ("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate", "UpdatedDateUTC")
_THIN_CONTACT: Record = {
    "Addresses": [],
    "Phones": [],
    "ContactGroups": [],
    "ContactPersons": [],
    "HasValidationErrors": False,
}
_SUMMARY_DROPS = frozenset({"Payments", "HasAttachments", "LineItems", "CISDeduction", "CreditNotes"})
_CONTACT_SUMMARY_DROPS = frozenset({
    "Addresses", "Balances", "ContactGroups", "ContactPersons", "IsCustomer", "IsSupplier", "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode", "SalesTrackingCategories", "PurchasesTrackingCategories",
})  # fmt: skip
_CONTACT_FULL_ONLY = frozenset({
    "ContactPersons", "MergedToContactID", "PaymentTerms", "ContactGroups", "Website", "BrandingTheme", "Balances",
    "SalesDefaultAccountCode", "PurchasesDefaultAccountCode", "HasAttachments",
})  # fmt: skip


def with_companions(record: Record) -> Record:
    """The record with the text form beside each date it has."""
    out: Record = {}
    for name, value in record.items():
        out[name] = value
        if name in _COMPANIONS and isinstance(value, date):
            day = (
                value.strftime("%Y-%m-%dT%H:%M:%S") if isinstance(value, datetime) else f"{value.isoformat()}T00:00:00"
            )
            out[f"{name}String"] = day
    return out


def contact_full(ledger: Ledger, contact: Record) -> Fragment:
    """A contact as single and paged reads and writes give it."""
    key = (contact["ContactID"], 2)
    text = ledger.written.get(key)
    if text is None:
        full = {
            "ContactPersons": [],
            "ContactGroups": [],
            "HasAttachments": False,
            "HasValidationErrors": False,
            **contact,
        }
        text = ledger.written[key] = json_text(full)
    return Fragment(text)


def contact_thin(contact: Record) -> Record:
    """A contact of an unpaged list: without what only single and paged reads carry."""
    return {name: value for name, value in contact.items() if name not in _CONTACT_FULL_ONLY}


def contact_summary(contact: Record) -> Record:
    """A contact under summaryOnly."""
    return {name: value for name, value in contact.items() if name not in _CONTACT_SUMMARY_DROPS}


def _contact_of(contact: Record, full: bool) -> Record:
    thin: Record = {"ContactID": contact["ContactID"], "Name": contact["Name"], **_THIN_CONTACT}
    if not full:
        return thin
    return {
        "ContactID": contact["ContactID"],
        "ContactNumber": contact.get("ContactNumber"),
        "ContactStatus": contact["ContactStatus"],
        "Name": contact["Name"],
        "EmailAddress": contact.get("EmailAddress"),
        **_THIN_CONTACT,
    }


def _line(ledger: Ledger, line: Record, places: int) -> Record:
    shown = dict(line)
    if "UnitAmount" in shown:
        shown["UnitAmount"] = half_up(shown["UnitAmount"], places)
    item = ledger.item_codes.get(line.get("ItemCode", ""))
    if item:
        shown["Item"] = {"ItemID": item["ItemID"], "Name": item.get("Name"), "Code": item["Code"]}
    return shown


def invoice_full(ledger: Ledger, invoice: Record, places: int = 2) -> Fragment:
    """An invoice with lines, payments and credits; `places` of unit prices are 2 or 4 (unitdp)."""
    key = (invoice["InvoiceID"], places)
    text = ledger.written.get(key)
    if text is None:
        text = ledger.written[key] = json_text(_invoice(ledger, invoice, places))
    return Fragment(text)


def _invoice(ledger: Ledger, invoice: Record, places: int) -> Record:
    sale = invoice["Type"] == "ACCREC"
    shown = {
        **invoice,
        "SentToContact": invoice["SentToContact"] if sale else None,
        "CurrencyRate": None if invoice["Status"] == "DRAFT" else invoice.get("CurrencyRate"),
        "Contact": _contact_of(invoice["Contact"], full=True),
        "LineItems": [_line(ledger, line, places) for line in invoice["LineItems"]],
        "Payments": [_embedded_payment(payment) for payment in live_payments(ledger, invoice["InvoiceID"])],
        "CreditNotes": [_embedded_credit(entry) for entry in live_allocations(ledger, invoice["InvoiceID"])],
        "Prepayments": [],
        "Overpayments": [],
        "IsDiscounted": any("DiscountRate" in line or "DiscountAmount" in line for line in invoice["LineItems"]),
        "HasAttachments": bool(ledger.files_of.get(invoice["InvoiceID"])),
        "HasErrors": False,
    }
    return with_companions(shown)


def _embedded_payment(payment: Record) -> Record:
    names = ("PaymentID", "BatchPaymentID", "Date", "Amount", "Reference", "CurrencyRate")
    return {
        **{name: payment[name] for name in names if name in payment},
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def _embedded_credit(allocation: Record) -> Record:
    note = allocation["CreditNote"]
    return with_companions({
        "CreditNoteID": note["CreditNoteID"],
        "CreditNoteNumber": note["CreditNoteNumber"],
        "HasErrors": False,
        "AppliedAmount": allocation["Amount"],
        "Date": allocation["Date"],
        "LineItems": [],
        "Total": note["Total"],
    })  # fmt: skip


def invoice_thin(ledger: Ledger, invoice: Record) -> Record:
    """An invoice of an unpaged list: no lines, a contact by id and name only."""
    shown = {
        **invoice,
        "Contact": _contact_of(invoice["Contact"], full=False),
        "LineItems": [],
        "Payments": [_embedded_payment(payment) for payment in live_payments(ledger, invoice["InvoiceID"])],
        "CreditNotes": [_embedded_credit(entry) for entry in live_allocations(ledger, invoice["InvoiceID"])],
        "HasAttachments": bool(ledger.files_of.get(invoice["InvoiceID"])),
        "HasErrors": False,
    }
    return with_companions(shown)


def invoice_summary(invoice: Record) -> Record:
    """An invoice under summaryOnly."""
    kept = {name: value for name, value in invoice.items() if name not in _SUMMARY_DROPS}
    return with_companions({**kept, "Contact": _contact_of(invoice["Contact"], full=False), "HasErrors": False})


def credit_note_full(ledger: Ledger, note: Record, places: int = 2) -> Fragment:
    """A credit note with lines, allocations and refunds."""
    key = (note["CreditNoteID"], places)
    text = ledger.written.get(key)
    if text is None:
        shown = {
            **note,
            "CurrencyRate": None if note["Status"] == "DRAFT" else note.get("CurrencyRate"),
            "Contact": _contact_of(note["Contact"], full=True),
            "LineItems": [_line(ledger, line, places) for line in note["LineItems"]],
            "Allocations": [allocation_form(entry) for entry in live_allocations(ledger, note["CreditNoteID"])],
            "Payments": [_embedded_payment(payment) for payment in live_payments(ledger, note["CreditNoteID"])],
            "HasAttachments": bool(ledger.files_of.get(note["CreditNoteID"])),
            "HasErrors": False,
        }
        text = ledger.written[key] = json_text(with_companions(shown))
    return Fragment(text)


def credit_note_thin(note: Record) -> Record:
    """A credit note of an unpaged list."""
    return with_companions(
        {**note, "Contact": _contact_of(note["Contact"], full=False), "LineItems": [], "HasErrors": False}
    )


def allocation_form(entry: Record) -> Record:
    """An allocation with the invoice it goes to."""
    invoice = entry["Invoice"]
    named = {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice.get("InvoiceNumber"), "HasErrors": False}
    return with_companions({
        "AllocationID": entry["AllocationID"],
        "Amount": entry["Amount"],
        "Date": entry["Date"],
        "Invoice": {**named, "LineItems": [], "Payments": []},
        "IsDeleted": entry["IsDeleted"],
    })  # fmt: skip


def payment_form(payment: Record) -> Record:
    """A payment with its account and a thin document."""
    account = payment["Account"]
    shown: dict[str, Any] = {
        **payment,
        "Account": {"AccountID": account["AccountID"], "Code": account.get("Code"), "Name": account.get("Name")},
        "HasAccount": True,
        "HasValidationErrors": False,
    }
    for kind in ("Invoice", "CreditNote"):
        if kind in payment:
            shown[kind] = _thin_document(payment[kind], kind)
    return with_companions(shown)


def _thin_document(document: Record, kind: str) -> Record:
    names = (
        f"{kind}ID",
        f"{kind}Number",
        "Type",
        "Status",
        "Total",
        "AmountDue",
        "AmountPaid",
        "RemainingCredit",
        "CurrencyCode",
    )
    contact = document["Contact"]
    return {
        **{name: document[name] for name in names if name in document},
        "Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"], **_THIN_CONTACT},
        "LineItems": [],
        "HasErrors": False,
    }

"""The books as plain values: all that was ever made in a tenant, void and deleted included.

Documents carry full lines, their contact by id, number and name, and their History; amounts are exact text, dates ISO.
"""

from __future__ import annotations

import hashlib
from typing import Any

from app.sandbox.xero.cash import account_journals
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.values import Record, plain

_REFERENCES = {
    "Contact": ("ContactID", "ContactNumber", "Name"),
    "Invoice": ("InvoiceID", "InvoiceNumber"),
    "CreditNote": ("CreditNoteID", "CreditNoteNumber"),
    "Account": ("AccountID", "Code", "Name"),
}


def tenant_books(ledger: Ledger) -> dict[str, Any]:
    """One tenant's books."""
    return {
        "id": ledger.tenant_id,
        "name": ledger.name,
        "type": ledger.kind,
        "organisation": plain(ledger.organisation),
        "accounts": plain(list(ledger.accounts.values())),
        "tax_rates": plain(list(ledger.tax_rates.values())),
        "items": plain(list(ledger.items.values())),
        "tracking_categories": plain(list(ledger.tracking_categories.values())),
        "currencies": plain(list(ledger.currencies.values())),
        "branding_themes": plain(list(ledger.branding_themes.values())),
        "contacts": [_entry(ledger, contact, "ContactID") for contact in ledger.contacts.values()],
        "invoices": [_entry(ledger, invoice, "InvoiceID") for invoice in ledger.invoices.values()],
        "credit_notes": [_entry(ledger, note, "CreditNoteID") for note in ledger.credit_notes.values()],
        "payments": [_entry(ledger, payment, "PaymentID") for payment in ledger.payments.values()],
        "bank_transactions": plain(list(ledger.bank_transactions.values())),
        "manual_journals": plain(list(ledger.manual_journals.values())),
        "account_journals": plain(account_journals(ledger)),
        "allocations": [_referring(entry) for entry in ledger.allocations.values()],
        "attachments": [
            {**plain(held.record), "Owner": owner, "SHA256": hashlib.sha256(held.content).hexdigest()}
            for owner, files in ledger.files_of.items()
            for held in files.values()
        ],
        "emails": plain(ledger.emails),
    }


def _entry(ledger: Ledger, record: Record, id_field: str) -> dict[str, Any]:
    return {
        **_referring(record),
        "CreatedByMyApp": record[id_field] in ledger.made_by_app,
        "History": plain(ledger.history_of.get(record[id_field], [])),
    }


def _referring(record: Record) -> dict[str, Any]:
    """The record with what it refers to named, not repeated."""
    short = {
        name: {field: value[field] for field in _REFERENCES[name] if field in value} if name in _REFERENCES else value
        for name, value in record.items()
    }
    out: dict[str, Any] = plain(short)
    return out

"""The books of one tenant: every record ever made, and the indexes by which requests find them.

Nothing is ever removed: void and deleted documents stay, as in Xero, and their numbers stay used. Records refer to each
other by the very same dict (an invoice's Contact *is* the contact), so that a renamed contact shows everywhere at once.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.sandbox.xero.values import Record, folded

_ZONES = {
    "EASTERNSTANDARDTIME": "America/New_York",
    "CENTRALSTANDARDTIME": "America/Chicago",
    "MOUNTAINSTANDARDTIME": "America/Denver",
    "PACIFICSTANDARDTIME": "America/Los_Angeles",
    "ATLANTICSTANDARDTIME": "America/Halifax",
    "GMTSTANDARDTIME": "Europe/London",
    "WEUROPESTANDARDTIME": "Europe/Berlin",
    "AUSEASTERNSTANDARDTIME": "Australia/Sydney",
    "EAUSTRALIASTANDARDTIME": "Australia/Brisbane",
    "CENAUSTRALIASTANDARDTIME": "Australia/Adelaide",
    "WAUSTRALIASTANDARDTIME": "Australia/Perth",
    "NEWZEALANDSTANDARDTIME": "Pacific/Auckland",
    "SINGAPORESTANDARDTIME": "Asia/Singapore",
    "SOUTHAFRICASTANDARDTIME": "Africa/Johannesburg",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment: its wire record and its bytes."""

    record: Record
    content: bytes


@dataclass(slots=True)
class Ledger:
    """One tenant's books. Dicts by id hold the records in the order of their making; the rest are indexes."""

    tenant_id: str
    name: str
    kind: str
    organisation: Record = field(default_factory=dict)
    accounts: dict[str, Record] = field(default_factory=dict)
    account_codes: dict[str, Record] = field(default_factory=dict)
    tax_rates: dict[str, Record] = field(default_factory=dict)
    items: dict[str, Record] = field(default_factory=dict)
    item_codes: dict[str, Record] = field(default_factory=dict)
    tracking_categories: dict[str, Record] = field(default_factory=dict)
    currencies: dict[str, Record] = field(default_factory=dict)
    branding_themes: dict[str, Record] = field(default_factory=dict)
    contacts: dict[str, Record] = field(default_factory=dict)
    contact_numbers: dict[str, Record] = field(default_factory=dict)
    contact_names: dict[str, Record] = field(default_factory=dict)
    invoices: dict[str, Record] = field(default_factory=dict)
    invoice_numbers: dict[str, Record] = field(default_factory=dict)
    contact_documents: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    credit_notes: dict[str, Record] = field(default_factory=dict)
    payments: dict[str, Record] = field(default_factory=dict)
    payments_of: defaultdict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    allocations: dict[str, Record] = field(default_factory=dict)
    allocations_of: defaultdict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    settled_before: dict[str, Record] = field(default_factory=dict)
    bank_transactions: dict[str, Record] = field(default_factory=dict)
    manual_journals: dict[str, Record] = field(default_factory=dict)
    files_of: defaultdict[str, dict[str, StoredFile]] = field(default_factory=lambda: defaultdict(dict))
    history_of: defaultdict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    made_by_app: set[str] = field(default_factory=set)
    emails: list[Record] = field(default_factory=list)
    written: dict[tuple[str, int], str] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    chance: random.Random = field(default_factory=random.Random)

    def new_id(self) -> str:
        """A fresh identifier; the same seed gives the same ones."""
        bits = f"{self.chance.getrandbits(128):032x}"
        return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-a{bits[17:20]}-{bits[20:]}"

    def today(self, now: datetime) -> date:
        """The civil date at the organisation's place; UTC where the zone is unknown on this machine."""
        zone = _ZONES.get(str(self.organisation.get("Timezone", "")))
        try:
            return now.astimezone(ZoneInfo(zone) if zone else UTC).date()
        except ZoneInfoNotFoundError:
            return now.astimezone(UTC).date()

    def add_account(self, account: Record) -> None:
        """Store an account and find it by code; bank accounts often have none (apis/xero.md 6.1)."""
        self.accounts[account["AccountID"]] = account
        if code := account.get("Code"):
            self.account_codes[str(code)] = account

    def add_contact(self, contact: Record) -> None:
        """Store a contact and index its number (all) and its name (active ones only)."""
        self.contacts[contact["ContactID"]] = contact
        if number := contact.get("ContactNumber"):
            self.contact_numbers[folded(number)] = contact
        if contact["ContactStatus"] == "ACTIVE":
            self.contact_names[folded(contact["Name"])] = contact

    def change_contact(self, contact: Record, fields: Record) -> None:
        """Replace fields of a contact and keep the indexes true; what was written of it and its documents is stale."""
        for index, name in ((self.contact_numbers, "ContactNumber"), (self.contact_names, "Name")):
            if index.get(folded(contact.get(name) or "")) is contact:
                del index[folded(contact[name])]
        contact.update(fields)
        self.add_contact(contact)
        self.touch(contact["ContactID"])
        for document_id in self.contact_documents[contact["ContactID"]]:
            self.touch(document_id)

    def add_invoice(self, invoice: Record) -> None:
        """Store an invoice; only sales invoices are found by number."""
        self.invoices[invoice["InvoiceID"]] = invoice
        if invoice["Type"] == "ACCREC" and invoice.get("InvoiceNumber"):
            self.invoice_numbers[folded(invoice["InvoiceNumber"])] = invoice
        self.contact_documents[invoice["Contact"]["ContactID"]].append(invoice["InvoiceID"])

    def touch(self, record_id: str) -> None:
        """Forget the written form of a record that changed."""
        for places in (2, 4):
            self.written.pop((record_id, places), None)

    def record_history(
        self, record_id: str, changes: str, now: datetime, details: str = "", user: str = "System Generated"
    ) -> None:
        """Add one line to a record's history."""
        entry: Record = {"Changes": changes, "DateUTC": now, "User": user, "Details": details}
        self.history_of[record_id].append(entry)

    def next_number(self, prefix: str, taken: dict[str, Record]) -> str:
        """Xero's own next document number: the counter behind `prefix`, passing over numbers in use."""
        count = self.counters.get(prefix, 0) + 1
        while folded(f"{prefix}{count:04d}") in taken:
            count += 1
        self.counters[prefix] = count
        return f"{prefix}{count:04d}"

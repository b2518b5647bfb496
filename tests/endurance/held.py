"""What the remote books hold, in the same words whichever ledger they are: how often an effect stands there is asked of this alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """An invoice or a credit note; void and deleted ones are held as well."""

    id: str
    live: bool


@dataclass(frozen=True, slots=True)
class HeldContact:
    """A contact; `numbers` are the ids of the source that are written on it."""

    id: str
    numbers: frozenset[str]
    active: bool


@dataclass(slots=True)
class HeldLedger:
    """Everything a ledger ever held: documents by (is a credit note, number), the rest by name, papers by their document's id."""

    documents: dict[tuple[bool, str], list[HeldDocument]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[str, list[HeldContact]] = field(default_factory=lambda: defaultdict(list))
    items: Counter[str] = field(default_factory=Counter)
    papers: Counter[str] = field(default_factory=Counter)
    payments: dict[str, list[bool]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by reference: whether it is live

    def contact(self, contact_id: str) -> HeldContact:
        """The contact with this id."""
        found = (one for held in self.contacts.values() for one in held if one.id.lower() == contact_id.lower())
        return next(found)


@dataclass(frozen=True, slots=True)
class Books:
    """All sides together: the ledger, the source's invoices by id, the collector's account."""

    ledger: HeldLedger
    source: Mapping[str, Row] = field(default_factory=dict)
    collector: Mapping[str, Any] = field(default_factory=dict)

    def debits(self, number: str) -> Sequence[Row]:
        """Every debit ever made for an invoice, deleted ones included."""
        rows = self.collector["schedules"]
        return [row for row in rows if (row["comment"] or "").split(" ")[0] == number]

    def customers(self, name: str) -> Sequence[Row]:
        """The collector's customers with this identifier of ours."""
        return [row for row in self.collector["customers"] if row["custom_identifier"] == name]


def xero_holds(tenant: Row) -> HeldLedger:
    """A Xero organisation's books."""
    held = HeldLedger()
    for row in tenant["invoices"]:
        held.documents[False, row["InvoiceNumber"]].append(_xero_document(row, "InvoiceID"))
    for row in tenant["credit_notes"]:
        held.documents[True, row["CreditNoteNumber"]].append(_xero_document(row, "CreditNoteID"))
    for row in tenant["contacts"]:
        number = row.get("ContactNumber") or ""
        numbers = frozenset({number} - {""})
        held.contacts[row["Name"]].append(HeldContact(row["ContactID"], numbers, row["ContactStatus"] == "ACTIVE"))
    held.items.update(row.get("Name", "") for row in tenant["items"])
    held.papers.update(row["Owner"].lower() for row in tenant["attachments"])
    for row in tenant["payments"]:
        held.payments[row.get("Reference", "")].append(row["Status"] != "DELETED")
    return held


def _xero_document(row: Row, name: str) -> HeldDocument:
    return HeldDocument(row[name].lower(), row["Status"] not in ("VOIDED", "DELETED"))


def quickbooks_holds(company: Row) -> HeldLedger:
    """A QuickBooks company's books; what was deleted is held as dead."""
    held = HeldLedger()
    for entity in ("Invoice", "CreditMemo"):
        for row in company[entity]:
            live = "Voided" not in row.get("PrivateNote", "")
            held.documents[entity == "CreditMemo", row["DocNumber"]].append(HeldDocument(row["Id"], live))
    for row in company["Customer"]:
        numbers = frozenset(line.rsplit(":", 1)[-1] for line in row.get("Notes", "").splitlines())
        held.contacts[row["DisplayName"]].append(HeldContact(row["Id"], numbers, bool(row["Active"])))
    held.items.update(row["Name"] for row in company["Item"])
    for row in company["Attachable"]:
        held.papers.update(place["EntityRef"]["value"] for place in row.get("AttachableRef", []))
    for row in company["Payment"]:
        held.payments[row.get("PaymentRefNum", "")].append(Decimal(str(row["TotalAmt"])) != 0)
    for grave in company["Deleted"]:
        _add_deleted(held, grave["entity"], grave["record"])
    return held


def _add_deleted(held: HeldLedger, entity: str, row: Row) -> None:
    if entity in ("Invoice", "CreditMemo"):
        held.documents[entity == "CreditMemo", row["DocNumber"]].append(HeldDocument(row["Id"], live=False))
    if entity == "Payment":
        held.payments[row.get("PaymentRefNum", "")].append(False)

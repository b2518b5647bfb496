"""A small Xero organisation for simulations, and the people who work in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from functools import cache
from typing import Any

from app.connectors.xero.connect import open_xero
from app.domain.route import Connection, System
from app.ports.clock import Chance, Clock
from app.ports.journal import Batch
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock
from app.sandbox.xero import XeroSystem
from app.sandbox.xero.contacts import change as change_contact
from app.sandbox.xero.credit_notes import post_credit_note, put_credit_note
from app.sandbox.xero.invoices import post_invoice, put_invoice
from app.sandbox.xero.items import put_item
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.payments import put_payment
from app.sandbox.xero.values import folded, read_json, whole_milliseconds
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Call, Post, RemoteClock
from tests.simulation.whole.ledger_side import (
    CONNECTION,
    Document,
    LedgerSide,
    Opened,
    Posting,
    Touch,
    arrived_json,
    paper,
    without,
)
from tests.simulation.whole.sales import ARCHIVED, COMPANIES, LINKED, NOT_LINKED, OTHER_ACCOUNT, Sale

TENANT = "11111111-aaaa-4aaa-8aaa-00000000000a"
OTHER_TENANT = "11111111-aaaa-4aaa-8aaa-00000000000b"
KNOWN_CONTACT, GONE_CONTACT, UNLINKED_CONTACT = (f"22222222-bbbb-4bbb-8bbb-00000000000{n}" for n in (1, 2, 3))
_OTHER = {
    "AccountID": "33333333-cccc-4ccc-8ccc-000000000001",
    "Code": OTHER_ACCOUNT,
    "Name": "Other income",
    "Type": "REVENUE",
    "Class": "REVENUE",
    "TaxType": "OUTPUT",
    "Status": "ACTIVE",
}
"""Only there once somebody uses it: in the seed it would move every id that is drawn after it."""
_APP = {
    "client_id": "A1B2C3D4E5F60718293A4B5C6D7E8F90",
    "redirect_uris": ["http://localhost:8742/callback"],
    "user": {"email": "jo@wattle.example", "name": "Jo Wattle"},
}
_IDS = {"/Invoices": "InvoiceID", "/CreditNotes": "CreditNoteID"}
_ODD_LINE = [{"Description": "Changed", "Quantity": 1, "UnitAmount": "7.00", "AccountCode": "200"}]


@cache
def _organisations() -> tuple[dict[str, Any], ...]:
    reference = {
        "accounts": [{"Code": "200", "Name": "Sales", "Type": "REVENUE", "TaxType": "OUTPUT"},
                     {"Code": "090", "Name": "Bank", "Type": "BANK", "CurrencyCode": "AUD"},
                     {"Code": "610", "Name": "Accounts Receivable", "Type": "CURRENT", "SystemAccount": "DEBTORS"}],
        "tax_rates": [{"Name": "GST on Income", "TaxType": "OUTPUT", "EffectiveRate": Decimal(10), "CanApplyToRevenue": True}],
        "currencies": ["AUD"],
        "contacts": [{"ContactID": KNOWN_CONTACT, "Name": COMPANIES[LINKED], "ContactNumber": "1"},
                     {"ContactID": GONE_CONTACT, "Name": COMPANIES[ARCHIVED], "ContactStatus": "ARCHIVED"},
                     {"ContactID": UNLINKED_CONTACT, "Name": COMPANIES[NOT_LINKED]}],
    }  # fmt: skip
    settings = {"BaseCurrency": "AUD", "CountryCode": "AU", "OrganisationStatus": "ACTIVE", "ShortCode": "!Sim"}
    return tuple(
        {
            "tenant": {"id": tenant, "name": name, "type": "ORGANISATION"},
            "organisation": {"Name": name, **settings},
            **reference,
        }
        for tenant, name in ((TENANT, "Wattle Ltd"), (OTHER_TENANT, "Banksia Ltd"))
    )


class XeroSide(LedgerSide):
    """See `LedgerSide`."""

    tenant = TENANT
    known_contact, gone_contact, unlinked_contact = KNOWN_CONTACT, GONE_CONTACT, UNLINKED_CONTACT
    posting = Posting("200", "200", "OUTPUT")

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(clock)
        self.system: XeroSystem = XeroSystem(_organisations(), _APP, RemoteClock(clock), limits=False)

    @property
    def books(self) -> Ledger:
        """The books that invoices go to."""
        return self.system._ledgers[TENANT]

    # --- a program opens it

    def secrets(self) -> Mapping[str, str]:
        return {"refresh_token": self.start_line["refresh_token"]}

    def connection(self) -> Connection:
        line = self.start_line
        settings = {name: value for name, value in line.items() if name.endswith("_url") or name == "client_id"}
        return Connection(CONNECTION, System.XERO, "Xero", TENANT, "Wattle Ltd", settings)

    def open(self, secrets: SecretStore, clock: Clock, chance: Chance, post: Post, lock: RefreshLock) -> Opened:
        parts = open_xero(
            self.connection(), secrets=secrets, clock=clock, chance=chance, lock=lock, papers=paper, make_transport=post, at_once=1
        )  # fmt: skip
        return Opened(parts.ledger, parts.sign_in)

    def fresh_refresh_token(self) -> str:
        issuer = self.routes.addresses(self.system)["identity"]
        return str(self.system._identity.sign_in_directly(issuer, self.clock.true_now())["refresh_token"])

    def end_access(self) -> None:
        self.system.act.expire_access_tokens()

    def end_refresh(self) -> None:
        self.system.act.expire_refresh_tokens()

    # --- the books

    def records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(id, record) of every invoice and credit note."""
        yield from self.books.invoices.items()
        yield from self.books.credit_notes.items()

    def documents(self) -> Iterator[Document]:
        for one, record in self.records():
            is_credit = "CreditNoteID" in record
            number = record.get("CreditNoteNumber" if is_credit else "InvoiceNumber") or ""
            live = record["Status"] not in {"VOIDED", "DELETED"}
            picture = (record["Total"], record["Status"], record["Contact"]["ContactID"], len(record["LineItems"]))
            yield Document(one, number, is_credit, record["Total"], record["CurrencyCode"], live, picture)

    def contacts(self) -> Mapping[str, str]:
        return {one: record["Name"] for one, record in self.books.contacts.items()}

    def is_active(self, contact_id: str) -> bool:
        return bool(self.books.contacts[contact_id]["ContactStatus"] == "ACTIVE")

    def items(self) -> Mapping[str, str]:
        return {one: record["Name"] for one, record in self.books.items.items()}

    def sells(self, item_id: str) -> bool:
        return bool(self.books.items[item_id]["IsSold"])

    def has_file(self, document_id: str) -> bool:
        return bool(self.books.files_of.get(document_id))

    def hiding(self, documents: set[str], contacts: set[str], items: set[str]) -> AbstractContextManager[None]:
        books = self.books
        return without(
            (books.invoices, documents),
            (books.credit_notes, documents),
            (books.contacts, contacts),
            (books.items, items),
        )

    # --- the wire

    def went_elsewhere(self, call: Call) -> bool:
        return call.arrived.headers.get("xero-tenant-id") != TENANT

    def key_of(self, call: Call) -> str:
        return call.arrived.headers.get("idempotency-key", "")

    def numbers_made(self, call: Call) -> list[str]:
        if call.arrived.path not in _IDS or call.arrived.method != "PUT":
            return []
        elements = arrived_json(call)[call.arrived.path.strip("/")]
        return [element.get("InvoiceNumber") or element.get("CreditNoteNumber") or "" for element in elements]

    def touches(self, call: Call) -> list[Touch]:
        """Xero knows no version: what is changed has to have been read a moment ago (apis/xero.md 4)."""
        field = _IDS.get(call.arrived.path, "")
        if call.arrived.method != "POST" or not field:
            return []
        elements = arrived_json(call).get(call.arrived.path.strip("/"), [])
        return [Touch(str(one[field]).lower(), names_version=False) for one in elements if one.get(field)]

    def is_list(self, call: Call) -> bool:
        return call.system == self.name and not call.changes and "IDs=" not in call.arrived.query

    def tells_of_documents(self, call: Call) -> bool:
        return call.system == self.name and not call.arrived.path.endswith("/Attachments")

    def shown(self, body: bytes) -> Callable[[str], bool]:
        return lambda one: one.encode() in body

    def covers(self, batch: Batch, call: Call) -> bool:
        path = call.arrived.path.strip("/")
        if "/Attachments/" in path:
            return "/Attachments/" in batch.path and path.startswith(batch.path.rpartition("/")[0])
        return batch.method == call.arrived.method == "POST" and _ids(call.arrived.body) <= _ids(batch.body)

    # --- other people

    def _booking(self) -> Booking:
        now = whole_milliseconds(self.clock.true_now())
        return Booking(self.books, now, self.books.today(now), 4, adviser=True, by_app=False, user="Pat Colleague")

    def hand_type(self, sale: Sale) -> str:
        kind, put = ("CreditNote", put_credit_note) if sale.is_credit else ("Invoice", put_invoice)
        sent = {
            "Type": "ACCRECCREDIT" if sale.is_credit else "ACCREC", f"{kind}Number": sale.number,
            "Contact": {"ContactID": KNOWN_CONTACT}, "Date": "2026-02-20", "DueDate": "2026-03-20", "Status": "AUTHORISED",
            "LineItems": [{"Description": "By hand", "Quantity": 1, "UnitAmount": "1.00", "AccountCode": "200"}],
        }  # fmt: skip
        if sale.is_credit:
            sent.pop("DueDate")
        return _id(put(self._booking(), _wire(sent)))

    def _post(self, document: Document, fields: dict[str, Any]) -> str:
        post = post_credit_note if document.is_credit else post_invoice
        held = self.books.credit_notes if document.is_credit else self.books.invoices
        return _id(post(self._booking(), _wire(fields), held[document.id]))

    def change(self, document: Document) -> str:
        return self._post(document, {"LineItems": _ODD_LINE})

    def renumber(self, document: Document, number: str) -> str:
        return self._post(document, {"CreditNoteNumber" if document.is_credit else "InvoiceNumber": number})

    def void(self, document: Document) -> str:
        return self._post(document, {"Status": "VOIDED"})

    def delete(self, document: Document) -> str:
        return self._post(document, {"Status": "DELETED"})

    def pay(self, document: Document) -> str:
        if document.is_credit:
            return ""
        sent = {
            "Invoice": {"InvoiceID": document.id},
            "Account": {"Code": "090"},
            "Date": "2026-03-02",
            "Amount": "1.00",
        }
        return document.id if put_payment(self._booking(), _wire(sent)).record is not None else ""

    def archive(self, name: str) -> None:
        contact = self.books.contact_names.get(folded(name))
        if contact is not None:
            change_contact(self._booking(), contact, {"ContactStatus": "ARCHIVED"})

    def number_contact(self, name: str, number: str) -> None:
        contact = self.books.contact_names.get(folded(name))
        if contact is not None and not contact.get("ContactNumber"):
            change_contact(self._booking(), contact, {"ContactNumber": number})

    def add_item(self, name: str, account: str) -> None:
        if account not in self.books.account_codes:
            self.books.add_account({**_OTHER, "UpdatedDateUTC": whole_milliseconds(self.clock.true_now())})
        put_item(self._booking(), {"Code": name, "Name": name, "SalesDetails": {"AccountCode": account}})

    def retire_item(self, name: str) -> None:
        item = self.books.item_codes.get(name)
        if item is not None:
            item["IsSold"] = False


def _id(outcome: Outcome) -> str:
    record = outcome.record
    return str(record.get("InvoiceID") or record["CreditNoteID"]) if record is not None else ""


def _ids(body: bytes) -> set[str]:
    """The ids that a body names."""
    elements = [each for part in json.loads(body).values() for each in part]
    return {
        str(each[name]).lower()
        for each in elements
        for name in ("InvoiceID", "CreditNoteID", "ContactID")
        if name in each
    }


def _wire(fields: dict[str, Any]) -> dict[str, Any]:
    value = read_json(json.dumps(fields, default=str).encode())
    assert isinstance(value, dict)
    return value

"""The other side of a simulation: a small Xero organisation and a small Autotask database, and the people who work in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server.routing import Routes
from app.sandbox.xero import XeroSystem
from app.sandbox.xero.contacts import change as change_contact
from app.sandbox.xero.credit_notes import post_credit_note, put_credit_note
from app.sandbox.xero.invoices import post_invoice, put_invoice
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.payments import put_payment
from app.sandbox.xero.values import folded, read_json, whole_milliseconds
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import ROOT, RemoteClock

TENANT = "11111111-aaaa-4aaa-8aaa-00000000000a"
OTHER_TENANT = "11111111-aaaa-4aaa-8aaa-00000000000b"
ACCOUNT = {"username": "books@tenant.example", "secret": "wattle-secret", "integration_code": "WATTLE1234567890"}
_APP = {
    "client_id": "A1B2C3D4E5F60718293A4B5C6D7E8F90",
    "redirect_uris": ["http://localhost:8742/callback"],
    "user": {"email": "jo@wattle.example", "name": "Jo Wattle"},
}
FIRST_ID = 501
KNOWN_CONTACT, GONE_CONTACT, UNLINKED_CONTACT = (f"22222222-bbbb-4bbb-8bbb-00000000000{n}" for n in (1, 2, 3))


@dataclass(frozen=True, slots=True)
class Sale:
    """One document of the source: what it is, whose, and for how much (negative for a credit note)."""

    id: int
    company: int
    net: Decimal

    @property
    def number(self) -> str:
        """The number people know it by."""
        return f"{'CN' if self.is_credit else 'SI'}-{self.id}"

    @property
    def is_credit(self) -> bool:
        """Whether it is a credit note."""
        return self.net < 0

    @property
    def total(self) -> Decimal:
        """Its total with tax, positive."""
        return abs(self.net) * Decimal("1.1")


COMPANIES = {
    1: "Harrow & Finch",  # in the ledger, linked
    2: "Quokka Childcare",  # not in the ledger
    3: "Ødegård Timber",  # in the ledger, archived, not linked
    4: "Rosella Family Law",  # in the ledger, not linked
}
_NETS = ("120", "-80", "45.50", "300", "-15.20", "999.90")
SALES: tuple[Sale, ...] = tuple(
    Sale(FIRST_ID + place, (1, 2, 1, 2, 4, 3)[place], Decimal(net)) for place, net in enumerate(_NETS)
)
BY_NUMBER = {folded(sale.number): sale for sale in SALES}


@cache
def _organisations() -> tuple[dict[str, Any], ...]:
    reference = {
        "accounts": [{"Code": "200", "Name": "Sales", "Type": "REVENUE", "TaxType": "OUTPUT"},
                     {"Code": "090", "Name": "Bank", "Type": "BANK", "CurrencyCode": "AUD"},
                     {"Code": "610", "Name": "Accounts Receivable", "Type": "CURRENT", "SystemAccount": "DEBTORS"}],
        "tax_rates": [{"Name": "GST on Income", "TaxType": "OUTPUT", "EffectiveRate": Decimal(10), "CanApplyToRevenue": True}],
        "currencies": ["AUD"],
        "contacts": [{"ContactID": KNOWN_CONTACT, "Name": COMPANIES[1], "ContactNumber": "1"},
                     {"ContactID": GONE_CONTACT, "Name": COMPANIES[3], "ContactStatus": "ARCHIVED"},
                     {"ContactID": UNLINKED_CONTACT, "Name": COMPANIES[4]}],
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


def _source_rows() -> dict[str, list[dict[str, Any]]]:
    day = "2026-02-20T00:00:00Z"
    invoices = [
        {"id": sale.id, "companyID": sale.company, "invoiceDateTime": day, "createDateTime": day, "isVoided": False,
         "invoiceNumber": sale.number, "invoiceTotal": sale.net, "totalTaxValue": sale.net / 10, "batchID": 12}
        for sale in SALES
    ]  # fmt: skip
    companies = [
        {"id": one, "companyName": name, "companyType": 1, "phone": "1", "ownerResourceID": 1, "isActive": True}
        for one, name in COMPANIES.items()
    ]
    return {"Invoices": invoices, "Companies": companies}


class Remote:
    """Both systems in process. The methods named after people's doings raise nothing: what cannot be done is not done."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        time = RemoteClock(clock)
        self.xero = XeroSystem(_organisations(), _APP, time, limits=False)
        self.autotask = AutotaskSystem(_source_rows(), {}, ACCOUNT, clock=time, limits=False)
        self.routes = Routes([self.xero, self.autotask], ROOT)
        self.xero_line = self.xero.start_line(self.routes.addresses(self.xero))
        self.autotask_line = self.autotask.start_line(self.routes.addresses(self.autotask))
        self.made_at: dict[str, float] = {}  # of what our own requests made, by remote id
        self.touched_at: dict[str, float] = {}  # what other people changed, made or paid, by remote id
        self.spoilt: set[int] = set()  # sources that other people changed, voided or marked

    @property
    def ledger(self) -> Ledger:
        """The books that invoices go to."""
        return self.xero._ledgers[TENANT]

    @property
    def systems(self) -> Sequence[XeroSystem | AutotaskSystem]:
        """Both."""
        return (self.xero, self.autotask)

    def documents(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(id, record) of every invoice and credit note that ever was."""
        yield from self.ledger.invoices.items()
        yield from self.ledger.credit_notes.items()

    def of(self, sale: Sale, *, live: bool = False) -> list[dict[str, Any]]:
        """The ledger's documents with the number of a sale."""
        held = self.ledger.credit_notes if sale.is_credit else self.ledger.invoices
        field = "CreditNoteNumber" if sale.is_credit else "InvoiceNumber"
        found = [record for record in held.values() if folded(record.get(field) or "") == folded(sale.number)]
        return [record for record in found if not live or is_live(record)]

    def mark(self, sale: Sale) -> Any:
        """The mark that the source's document carries, None for none."""
        row = self.autotask._tenant.tables["Invoices"].get(sale.id)
        return row["webServiceDate"] if row else None

    def fresh_refresh_token(self) -> str:
        """A person has signed in again."""
        issuer = self.routes.addresses(self.xero)["identity"]
        tokens = self.xero._identity.sign_in_directly(issuer, self.clock.true_now())
        return str(tokens["refresh_token"])

    # --- lists that lag

    @contextmanager
    def lagging(self, seconds: float) -> Iterator[None]:
        """Within this, what our requests made less than so long ago does not show in lists yet."""
        young = [one for one, at in self.made_at.items() if self.clock.monotonic() - at < seconds]
        held = [
            (store, dict(store)) for store in (self.ledger.invoices, self.ledger.credit_notes, self.ledger.contacts)
        ]
        for store, _ in held:
            for one in young:
                store.pop(one, None)
        try:
            yield
        finally:
            for store, whole in held:
                store.clear()
                store.update(whole)

    # --- what other people do

    def _booking(self) -> Booking:
        now = whole_milliseconds(self.clock.true_now())
        return Booking(self.ledger, now, self.ledger.today(now), 4, adviser=True, by_app=False, user="Pat Colleague")

    def _note(self, outcome: Outcome) -> None:
        record = outcome.record
        if record is not None:
            self.touched_at[record.get("InvoiceID") or record["CreditNoteID"]] = self.clock.monotonic()

    def hand_type(self, sale: Sale) -> None:
        """Somebody types a document with our number."""
        kind, put = ("CreditNote", put_credit_note) if sale.is_credit else ("Invoice", put_invoice)
        sent = {
            "Type": "ACCRECCREDIT" if sale.is_credit else "ACCREC", f"{kind}Number": sale.number,
            "Contact": {"ContactID": KNOWN_CONTACT}, "Date": "2026-02-20", "DueDate": "2026-03-20", "Status": "AUTHORISED",
            "LineItems": [{"Description": "By hand", "Quantity": 1, "UnitAmount": "1.00", "AccountCode": "200"}],
        }  # fmt: skip
        if sale.is_credit:
            sent.pop("DueDate")
        self._note(put(self._booking(), _wire(sent)))

    def change_document(self, sale: Sale, fields: dict[str, Any]) -> None:
        """Somebody edits, renumbers, voids or deletes what stands in the ledger under our number."""
        for record in self.of(sale, live=True)[:1]:
            post = post_credit_note if sale.is_credit else post_invoice
            self._note(post(self._booking(), _wire(fields), record))

    def pay(self, sale: Sale) -> None:
        """Somebody books a payment on it."""
        for record in self.of(sale, live=True)[:1]:
            if not sale.is_credit:
                sent = {
                    "Invoice": {"InvoiceID": record["InvoiceID"]},
                    "Account": {"Code": "090"},
                    "Date": "2026-03-02",
                    "Amount": "1.00",
                }
                if put_payment(self._booking(), _wire(sent)).record is not None:
                    self.touched_at[record["InvoiceID"]] = self.clock.monotonic()

    def archive(self, name: str) -> None:
        """Somebody archives a contact."""
        contact = self.ledger.contact_names.get(folded(name))
        if contact is not None:
            change_contact(self._booking(), contact, {"ContactStatus": "ARCHIVED"})
            self.touched_at[contact["ContactID"]] = self.clock.monotonic()

    def number_contact(self, name: str, number: str) -> None:
        """Somebody writes an id of their own on a contact."""
        contact = self.ledger.contact_names.get(folded(name))
        if contact is not None and not contact.get("ContactNumber"):
            change_contact(self._booking(), contact, {"ContactNumber": number})
            self.touched_at[contact["ContactID"]] = self.clock.monotonic()

    def void_source(self, sale: Sale) -> None:
        """Somebody voids the document at its source."""
        self.autotask.void(sale.id)
        self.spoilt.add(sale.id)

    def change_source(self, sale: Sale, **values: Any) -> None:
        """Somebody changes, renumbers or marks the document at its source."""
        self.autotask.put("Invoices", sale.id, **values)
        self.spoilt.add(sale.id)


def is_live(record: dict[str, Any]) -> bool:
    """Neither void nor deleted."""
    return record["Status"] not in {"VOIDED", "DELETED"}


def _wire(fields: dict[str, Any]) -> dict[str, Any]:
    value = read_json(json.dumps(fields, default=str).encode())
    assert isinstance(value, dict)
    return value

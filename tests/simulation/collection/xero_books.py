"""A small Xero organisation whose invoices are collected."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from app.connectors.oauth.tokens import OneProcess
from app.connectors.xero.connect import open_xero
from app.domain.collection.invoices import ClearingAccount
from app.domain.route import Connection, System
from app.ports.clock import Chance, Clock
from app.ports.journal import Batch
from app.ports.secrets import SecretStore
from app.sandbox.xero import XeroSystem
from app.sandbox.xero.ledger import Ledger
from tests.simulation.collection.ledger import (
    CONNECTION,
    USER,
    HeldInvoice,
    HeldPayment,
    LedgerBooks,
    Opened,
    all_people,
)
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Call, Post, RemoteClock

TENANT = "11111111-aaaa-4aaa-8aaa-00000000000e"
_CLEARING, _TILL = "33333333-cccc-4ccc-8ccc-000000000001", "33333333-cccc-4ccc-8ccc-000000000002"
_CONTACTS = {name: f"22222222-bbbb-4bbb-8bbb-00000000001{place}" for place, name in enumerate(all_people())}
_APP = {
    "client_id": "A1B2C3D4E5F60718293A4B5C6D7E8F90",
    "redirect_uris": ["http://localhost:8742/callback"],
    "user": USER,
}
_GONE = ("VOIDED", "DELETED")


class XeroBooks(LedgerBooks):
    """See `LedgerBooks`."""

    name = "xero"
    tenant = TENANT
    clearing = ClearingAccount(_CLEARING, "095", "Clearing", "BANK", "CAD")

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(clock)
        self.system: XeroSystem = XeroSystem((_organisation(),), _APP, RemoteClock(clock), limits=False)

    @property
    def _held(self) -> Ledger:
        return self.system._ledgers[TENANT]

    def connection(self) -> Connection:
        settings = {
            name: str(value) for name, value in self.line.items() if name.endswith("_url") or name == "client_id"
        }
        return Connection(CONNECTION, System.XERO, "Xero", TENANT, "Wattle Ltd", settings)

    def secrets(self) -> Mapping[str, str]:
        return {"refresh_token": str(self.line["refresh_token"])}

    def open(self, secrets: SecretStore, clock: Clock, chance: Chance, post: Post) -> Opened:
        parts = open_xero(
            self.connection(), secrets=secrets, clock=clock, chance=chance, lock=OneProcess(), make_transport=post, at_once=1
        )  # fmt: skip
        return Opened(parts.ledger, parts.receivables)

    def fresh_refresh_token(self) -> str:
        issuer = str(self.line["token_url"]).removesuffix("/connect/token")
        return str(self.system._identity.sign_in_directly(issuer, self.clock.true_now())["refresh_token"])

    # --- the books

    def invoices(self) -> Iterator[HeldInvoice]:
        for row in self._held.invoices.values():
            gone = row["Status"] in _GONE
            yield HeldInvoice(
                row["InvoiceID"].lower(), row["InvoiceNumber"], Decimal(0) if gone else row["AmountDue"], gone
            )

    def payments(self) -> Iterator[HeldPayment]:
        for row in self._held.payments.values():
            live = row["Status"] != "DELETED"
            number = row["Invoice"]["InvoiceNumber"]
            yield HeldPayment(row["PaymentID"].lower(), row.get("Reference", ""), number, row["Amount"], live)

    def contact_id(self, name: str) -> str:
        return _CONTACTS[name]

    def mail_of(self, name: str) -> str:
        return str(self._held.contacts[_CONTACTS[name]].get("EmailAddress", ""))

    # --- the wire

    def means(self, batch: Batch, call: Call) -> bool:
        """Payments are sent without those that are there already, so each that is sent has to be among those committed."""
        if (batch.method, batch.path) != (call.arrived.method, call.arrived.path.lstrip("/")):
            return False
        if batch.path != "Payments":
            return True  # a change names what it changes in its path
        meant = json.loads(batch.body)["Payments"]
        return all(one in meant for one in json.loads(call.arrived.body)["Payments"])

    # --- what people do in it

    def _act(self, action: str, **values: Any) -> None:
        with suppress(ValueError):
            self.system.control(action, {"tenant": TENANT, **values})

    def bill(self, number: str, who: str, amount: Decimal, due: date) -> None:
        fields = {
            "Type": "ACCREC", "Status": "AUTHORISED", "InvoiceNumber": number, "Contact": {"ContactID": _CONTACTS[who]},
            "Date": self.clock.true_now().date().isoformat(), "DueDate": due.isoformat(), "CurrencyCode": "CAD",
            "LineItems": [_line(amount)],
        }  # fmt: skip
        self._act("enter_invoice", fields=fields)

    def pay(self, number: str, amount: Decimal) -> None:
        self._act("pay_invoice", invoice=number, amount=str(amount), account="090")

    def void(self, number: str) -> None:
        self._act("void_invoice", invoice=number)

    def delete(self, number: str) -> None:
        """Xero deletes drafts only."""
        self.void(number)

    def move(self, number: str, due: date) -> None:
        self._act("edit_invoice", invoice=number, fields={"DueDate": due.isoformat()})

    def ask_for(self, number: str, amount: Decimal) -> None:
        self._act("edit_invoice", invoice=number, fields={"LineItems": [_line(amount)]})

    def set_mail(self, name: str, mail: str) -> None:
        self._act("edit_contact", contact=name, fields={"EmailAddress": mail})


def _line(amount: Decimal) -> dict[str, Any]:
    return {"Description": "Work", "Quantity": 1, "UnitAmount": str(amount), "AccountCode": "200", "TaxType": "NONE"}


def _organisation() -> dict[str, Any]:
    return {
        "tenant": {"id": TENANT, "name": "Wattle Ltd", "type": "ORGANISATION"},
        "organisation": {"Name": "Wattle Ltd", "BaseCurrency": "CAD", "CountryCode": "CA", "OrganisationStatus": "ACTIVE"},
        "accounts": [{"Code": "200", "Name": "Sales", "Type": "REVENUE", "TaxType": "NONE"},
                     {"AccountID": _CLEARING, "Code": "095", "Name": "Clearing", "Type": "BANK", "CurrencyCode": "CAD"},
                     {"AccountID": _TILL, "Code": "090", "Name": "Till", "Type": "BANK", "CurrencyCode": "CAD"},
                     {"Code": "610", "Name": "Accounts Receivable", "Type": "CURRENT", "SystemAccount": "DEBTORS"}],
        "tax_rates": [{"Name": "Tax exempt", "TaxType": "NONE", "EffectiveRate": Decimal(0), "CanApplyToRevenue": True}],
        "currencies": ["CAD"],
        "contacts": [{"ContactID": one, "Name": name, "EmailAddress": "a@payer.example"} for name, one in _CONTACTS.items()],
    }  # fmt: skip

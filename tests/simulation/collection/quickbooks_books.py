"""A small QuickBooks company whose invoices are collected."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from app.connectors.oauth.tokens import OneProcess
from app.connectors.quickbooks.connect import open_quickbooks
from app.domain.collection.invoices import ClearingAccount
from app.domain.route import Connection, System
from app.ports.clock import Chance, Clock
from app.ports.journal import Batch
from app.ports.secrets import SecretStore
from app.sandbox.quickbooks import QuickBooksSystem
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.settlement import VOIDED, links_of
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

REALM = "9341000000000021"
_REALMS = [{"id": REALM, "name": "Wattle Ltd", "country": "CA"}]
_KEYS = {
    "kind": "development",
    "client_id": "ABcollection",
    "client_secret": "collection-secret",
    "redirect_uris": ["http://localhost:8741/quickbooks/callback"],
}
_APP = {"name": "Ledgerferry", "user": USER, "keys": [_KEYS]}
_FREE, _WORK, _CLEARING, _TILL = "2", "1", "4", "3"
_CUSTOMERS = {name: str(place) for place, name in enumerate(all_people(), 1)}


class QuickBooksBooks(LedgerBooks):
    """See `LedgerBooks`. `honours_ids`: whether the company remembers request ids; nothing may rest on it (apis/quickbooks.md 4.3)."""

    name = "quickbooks"
    tenant = REALM
    clearing = ClearingAccount(_CLEARING, "095", "Clearing", "Other Current Asset", "CAD")

    def __init__(self, clock: SimulatedClock, *, honours_ids: bool = False) -> None:
        super().__init__(clock)
        self.system: QuickBooksSystem = QuickBooksSystem(_REALMS, _seeds, _APP, clock=RemoteClock(clock), limits=False)
        told = "honoured" if honours_ids else "ignored"
        self.system.control("set_switch", {"realm": REALM, "name": "requestid", "value": told})

    @property
    def _held(self) -> Company:
        return self.system._companies[REALM]

    def connection(self) -> Connection:
        names = ("client_id", "api_url", "authorize_url", "token_url", "revocation_url")
        settings = {name: str(self.line[name]) for name in names}
        return Connection(CONNECTION, System.QUICKBOOKS, "QuickBooks", REALM, "Wattle Ltd", settings)

    def secrets(self) -> Mapping[str, str]:
        return {"refresh_token": str(self.line["refresh_token"]), "client_secret": str(self.line["client_secret"])}

    def open(self, secrets: SecretStore, clock: Clock, chance: Chance, post: Post) -> Opened:
        parts = open_quickbooks(
            self.connection(), secrets=secrets, clock=clock, chance=chance, lock=OneProcess(), make_transport=post, at_once=1
        )  # fmt: skip
        return Opened(parts.ledger, parts.receivables)

    def fresh_refresh_token(self) -> str:
        return str(self.system._identity.sign_in_directly(self.clock.true_now())["refresh_token"])

    # --- the books

    def invoices(self) -> Iterator[HeldInvoice]:
        for row in self._held.tables["Invoice"].values():
            gone = VOIDED in row.get("PrivateNote", "") and not row["TotalAmt"]
            yield HeldInvoice(row["Id"], row["DocNumber"], Decimal(0) if gone else row["Balance"], gone)
        for grave in self._held.graves:
            if grave.entity == "Invoice":
                yield HeldInvoice(grave.record["Id"], grave.record["DocNumber"], Decimal(0), gone=True)

    def payments(self) -> Iterator[HeldPayment]:
        held = {one.id: one.number for one in self.invoices()}
        for row in self._held.tables["Payment"].values():
            live = not (VOIDED in row.get("PrivateNote", "") and not row["TotalAmt"])
            numbers = [held.get(identity, "") for _, identity, _ in links_of(row)]
            yield HeldPayment(row["Id"], row.get("PaymentRefNum", ""), next(iter(numbers), ""), row["TotalAmt"], live)

    def contact_id(self, name: str) -> str:
        return _CUSTOMERS[name]

    def mail_of(self, name: str) -> str:
        row = self._held.tables["Customer"][_CUSTOMERS[name]]
        return str(row.get("PrimaryEmailAddr", {}).get("Address", ""))

    # --- the wire

    def means(self, batch: Batch, call: Call) -> bool:
        """What is there already is left out, and a void names the version read just before: each item is compared without it."""
        if batch.path != "batch" or not call.arrived.path.endswith("/batch"):
            return False
        meant = [_unversioned(item) for item in json.loads(batch.body)["BatchItemRequest"]]
        return all(_unversioned(item) in meant for item in json.loads(call.arrived.body)["BatchItemRequest"])

    # --- what people do in it

    def _act(self, action: str, entity: str, **values: Any) -> None:
        with suppress(ValueError):
            self.system.control(action, {"realm": REALM, "entity": entity, **values})

    def bill(self, number: str, who: str, amount: Decimal, due: date) -> None:
        fields = {
            "DocNumber": number, "CustomerRef": {"value": _CUSTOMERS[who]}, "TxnDate": self.clock.true_now().date().isoformat(),
            "DueDate": due.isoformat(), "Line": [_line(amount)],
        }  # fmt: skip
        self._act("create", "Invoice", fields=fields)

    def pay(self, number: str, amount: Decimal) -> None:
        row = next((row for row in self._held.tables["Invoice"].values() if row["DocNumber"] == number), None)
        if row is None or row["Balance"] < amount:
            return
        link = {"Amount": str(amount), "LinkedTxn": [{"TxnId": row["Id"], "TxnType": "Invoice"}]}
        fields = {
            "CustomerRef": {"value": row["CustomerRef"]["value"]}, "TotalAmt": str(amount), "Line": [link],
            "DepositToAccountRef": {"value": _TILL}, "PaymentRefNum": "By hand",
        }  # fmt: skip
        self._act("create", "Payment", fields=fields)

    def void(self, number: str) -> None:
        self._act("void", "Invoice", row=number)

    def delete(self, number: str) -> None:
        self._act("delete", "Invoice", row=number)

    def move(self, number: str, due: date) -> None:
        self._act("edit", "Invoice", row=number, fields={"DueDate": due.isoformat()})

    def ask_for(self, number: str, amount: Decimal) -> None:
        held = self.invoice(number)
        if held is not None and not held.gone:
            self._act("edit", "Invoice", row=number, fields={"Line": [_line(amount)]})

    def set_mail(self, name: str, mail: str) -> None:
        self._act("edit", "Customer", row=name, fields={"PrimaryEmailAddr": {"Address": mail}})


def _unversioned(item: dict[str, Any]) -> dict[str, Any]:
    """A batch's item without its place in the batch and the version it names."""
    return {
        name: {key: one for key, one in value.items() if key != "SyncToken"} if isinstance(value, dict) else value
        for name, value in item.items()
        if name != "bId"
    }


def _line(amount: Decimal) -> dict[str, Any]:
    detail = {"ItemRef": {"value": _WORK}, "TaxCodeRef": {"value": _FREE}, "Qty": 1, "UnitPrice": str(amount)}
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": str(amount),
        "Description": "Work",
        "SalesItemLineDetail": detail,
    }


def _seeds() -> list[dict[str, Any]]:
    rate = {"Id": "1", "Name": "None", "Active": True, "RateValue": Decimal(0), "AgencyRef": {"value": "1"}}
    code = {"Id": _FREE, "Name": "Exempt", "Active": True, "Taxable": True, "TaxGroup": True,
            "SalesTaxRateList": {"TaxRateDetail": [{"TaxRateRef": {"value": "1"}}]}}  # fmt: skip
    return [{
        "realm": _REALMS[0],
        "Preferences": {"CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "CAD"}}},
        "CompanyCurrency": [{"Id": "1", "Code": "CAD", "Name": "Canadian dollar", "Active": True}],
        "TaxAgency": [{"Id": "1", "DisplayName": "Revenue Agency"}],
        "TaxRate": [rate],
        "TaxCode": [code],
        "Account": [{"Id": "1", "Name": "Sales", "AccountType": "Income", "AcctNum": "200", "Active": True},
                    {"Id": _TILL, "Name": "Till", "AccountType": "Bank", "AcctNum": "090", "Active": True},
                    {"Id": _CLEARING, "Name": "Clearing", "AccountType": "Other Current Asset", "AcctNum": "095", "Active": True}],
        "Item": [{"Id": _WORK, "Name": "Work", "Type": "Service", "IncomeAccountRef": {"value": "1"}}],
        "Customer": [{"Id": one, "DisplayName": name, "PrimaryEmailAddr": {"Address": "a@payer.example"}}
                     for name, one in _CUSTOMERS.items()],
    }]  # fmt: skip

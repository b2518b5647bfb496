"""A small QuickBooks company for simulations, and the people who work in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

from app.connectors.quickbooks.connect import open_quickbooks
from app.domain.route import Connection, System
from app.ports.clock import Chance, Clock
from app.ports.journal import Batch
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock
from app.sandbox.quickbooks import QuickBooksSystem
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.faults import FaultError
from app.sandbox.quickbooks.settlement import VOIDED
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

REALM, OTHER_REALM = "9341000000000011", "9341000000000012"
_REALMS = [
    {"id": REALM, "name": "Wattle Pty Ltd", "country": "AU"},
    {"id": OTHER_REALM, "name": "Banksia Pty Ltd", "country": "AU"},
]
_KEYS = {
    "kind": "development",
    "client_id": "ABsimulation",
    "client_secret": "simulated-secret",
    "redirect_uris": ["http://localhost:8741/quickbooks/callback"],
}
_APP = {"name": "Ledgerferry", "user": {"name": "Jo Wattle", "email": "jo@wattle.example"}, "keys": [_KEYS]}
_TABLES = ("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt")
_CREDITS = ("CreditMemo", "RefundReceipt")
_BY_HAND = ("Invoice", "CreditMemo")
_GST, _WORK = "2", "1"


def _seeds() -> list[dict[str, Any]]:
    """Two companies alike."""
    return [_seed(realm) for realm in _REALMS]


def _seed(realm: dict[str, str]) -> dict[str, Any]:
    rate = {"Id": "1", "Name": "GST 10", "Active": True, "RateValue": Decimal(10), "AgencyRef": {"value": "1"}}
    code = {"Id": _GST, "Name": "GST", "Active": True, "Taxable": True, "TaxGroup": True,
            "SalesTaxRateList": {"TaxRateDetail": [{"TaxRateRef": {"value": "1"}}]}}  # fmt: skip
    return {
        "realm": realm,
        "Preferences": {"CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "AUD"}}},
        "CompanyCurrency": [{"Id": "1", "Code": "AUD", "Name": "Australian dollar", "Active": True}],
        "TaxAgency": [{"Id": "1", "DisplayName": "Tax office"}],
        "TaxRate": [rate],
        "TaxCode": [code],
        "Account": [{"Id": "1", "Name": "Sales", "AccountType": "Income", "AcctNum": "200", "Active": True},
                    {"Id": "3", "Name": "Other income", "AccountType": "Income", "AcctNum": OTHER_ACCOUNT, "Active": True},
                    {"Id": "2", "Name": "Bank", "AccountType": "Bank", "AcctNum": "090", "Active": True}],
        "Item": [{"Id": _WORK, "Name": "Work", "Type": "Service", "IncomeAccountRef": {"value": "1"}}],
        "Customer": [{"Id": "1", "DisplayName": COMPANIES[LINKED], "Notes": "autotask:company:1"},
                     {"Id": "2", "DisplayName": COMPANIES[ARCHIVED], "Active": False},
                     {"Id": "3", "DisplayName": COMPANIES[NOT_LINKED]}],
    }  # fmt: skip


class QuickBooksSide(LedgerSide):
    """See `LedgerSide`.

    `honours_ids`: whether the company remembers request ids; `numbers_are_unique`: whether it refuses a number that is used already.
    Nothing may rest on either (apis/quickbooks.md 4.3, 13).
    """

    tenant = REALM
    known_contact, gone_contact, unlinked_contact = "1", "2", "3"
    posting = Posting("200", "1", _GST, _WORK, deposit="2")

    def __init__(self, clock: SimulatedClock, *, honours_ids: bool = True, numbers_are_unique: bool = True) -> None:
        super().__init__(clock)
        self.can_tell_twice = honours_ids
        self.system: QuickBooksSystem = QuickBooksSystem(_REALMS, _seeds, _APP, clock=RemoteClock(clock), limits=False)
        switches = {
            "requestid": "honoured" if honours_ids else "ignored",
            "duplicate_numbers": "refused" if numbers_are_unique else "allowed",
        }
        for name, value in switches.items():
            self.system.control("set_switch", {"realm": REALM, "name": name, "value": value})

    @property
    def books(self) -> Company:
        """The books that invoices go to."""
        return self.system._companies[REALM]

    # --- a program opens it

    def secrets(self) -> Mapping[str, str]:
        return {"refresh_token": self.start_line["refresh_token"], "client_secret": self.start_line["client_secret"]}

    def connection(self) -> Connection:
        names = ("client_id", "api_url", "authorize_url", "token_url", "revocation_url")
        settings = {name: str(self.start_line[name]) for name in names}
        return Connection(CONNECTION, System.QUICKBOOKS, "QuickBooks", REALM, "Wattle Pty Ltd", settings)

    def open(self, secrets: SecretStore, clock: Clock, chance: Chance, post: Post, lock: RefreshLock) -> Opened:
        parts = open_quickbooks(
            self.connection(), secrets=secrets, clock=clock, chance=chance, lock=lock, papers=paper, make_transport=post, at_once=1
        )  # fmt: skip
        return Opened(parts.ledger, parts.sign_in)

    def fresh_refresh_token(self) -> str:
        return str(self.system._identity.sign_in_directly(self.clock.true_now())["refresh_token"])

    def end_access(self) -> None:
        self.system.control("expire_access_tokens", {})

    def end_refresh(self) -> None:
        self.system.control("expire_refresh_tokens", {})

    # --- the books

    def documents(self) -> Iterator[Document]:
        for entity in _TABLES:
            for row in self.books.tables[entity].values():
                yield _document(entity, row, live=not (VOIDED in row.get("PrivateNote", "") and not row["TotalAmt"]))
        for grave in self.books.graves:
            if grave.entity in _TABLES:
                yield _document(grave.entity, grave.record, live=False)

    def contacts(self) -> Mapping[str, str]:
        return {one: row["DisplayName"] for one, row in self.books.tables["Customer"].items()}

    def is_active(self, contact_id: str) -> bool:
        return bool(self.books.tables["Customer"][contact_id]["Active"])

    def items(self) -> Mapping[str, str]:
        return {one: row["Name"] for one, row in self.books.tables["Item"].items()}

    def sells(self, item_id: str) -> bool:
        return bool(self.books.tables["Item"][item_id]["Active"])

    def has_file(self, document_id: str) -> bool:
        held = [
            place["EntityRef"]
            for row in self.books.tables["Attachable"].values()
            for place in row.get("AttachableRef", [])
        ]
        return any(place["value"] == document_id for place in held)

    def hiding(self, documents: set[str], contacts: set[str], items: set[str]) -> AbstractContextManager[None]:
        return self._hidden({(name, one) for name in _TABLES for one in documents}, contacts, items)

    @contextmanager
    def _hidden(self, documents: set[tuple[str, str]], contacts: set[str], items: set[str]) -> Iterator[None]:
        """The company's own index of a customer's documents has to forget them too."""
        books = self.books
        kept = {customer: dict(keys) for customer, keys in books._documents.items()}
        for keys in books._documents.values():
            for key in documents & keys.keys():
                del keys[key]
        try:
            with without(
                *((books.tables[name], {one for entity, one in documents if entity == name}) for name in _TABLES),
                (books.tables["Customer"], contacts),
                (books.tables["Item"], items),
            ):
                yield
        finally:
            books._documents.clear()
            books._documents.update(kept)

    # --- the wire

    def went_elsewhere(self, call: Call) -> bool:
        return not call.arrived.path.startswith(f"/company/{REALM}/")

    def key_of(self, call: Call) -> str:
        return parse_qs(call.arrived.query).get("requestid", [""])[0]

    def _operations(self, call: Call) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(what is done, to which kind of thing, its fields) of a batch."""
        for item in arrived_json(call).get("BatchItemRequest", []):
            for name, fields in item.items():
                if isinstance(fields, dict):
                    yield str(item.get("operation", "")), name, fields

    def numbers_made(self, call: Call) -> list[str]:
        return [
            str(fields.get("DocNumber", ""))
            for what, name, fields in self._operations(call)
            if what == "create" and name in _TABLES
        ]

    def touches(self, call: Call) -> list[Touch]:
        return [
            Touch(str(fields["Id"]), names_version="SyncToken" in fields)
            for what, name, fields in self._operations(call)
            if what != "create" and name in _TABLES
        ]

    def is_list(self, call: Call) -> bool:
        return call.system == self.name and not call.changes and b" Id IN " not in call.arrived.body

    def shown(self, body: bytes) -> Callable[[str], bool]:
        """Ids of QuickBooks are short, so an answer is taken apart."""
        ids = set()
        value = json.loads(body)
        answers = [value, *value.get("BatchItemResponse", [])] if isinstance(value, dict) else []
        for answer in answers:
            found = answer.get("QueryResponse", {})
            ids |= {str(row.get("Id")) for name in _TABLES for row in found.get(name, [])}
        return ids.__contains__

    def covers(self, batch: Batch, call: Call) -> bool:
        """Changes and uploads are made of what was read just before, so only their key and what they name are as committed."""
        if batch.key != self.key_of(call):
            return False
        if call.arrived.path.endswith("/upload"):
            return batch.path == "upload" and batch.body in call.arrived.body
        named = {(name, str(fields["Id"])) for what, name, fields in self._operations(call) if what != "create"}
        if named:
            return named <= {(str(one.get("entity")), str(one.get("id"))) for one in json.loads(batch.body)}
        made = [fields for what, _, fields in self._operations(call) if what == "create"]
        meant = [
            fields
            for item in json.loads(batch.body)["BatchItemRequest"]
            for fields in item.values()
            if isinstance(fields, dict)
        ]
        return bool(made) and all(fields in meant for fields in made)

    # --- other people

    def _act(self, action: str, **values: object) -> str:
        try:
            told = self.system.control(action, {"realm": REALM, **values})
        except (ValueError, FaultError):
            return ""
        return str(told.get("Id", "")) or "done"

    def hand_type(self, sale: Sale) -> str:
        detail = {"ItemRef": {"value": _WORK}, "TaxCodeRef": {"value": _GST}, "Qty": 1, "UnitPrice": "1.00"}
        line = {
            "DetailType": "SalesItemLineDetail",
            "Amount": "1.00",
            "Description": "By hand",
            "SalesItemLineDetail": detail,
        }
        fields = {
            "DocNumber": sale.number,
            "TxnDate": "2026-02-20",
            "CustomerRef": {"value": self.known_contact},
            "Line": [line],
        }
        return self._act("create", entity=_BY_HAND[sale.is_credit], fields=fields)

    def change(self, document: Document) -> str:
        detail = {"ItemRef": {"value": _WORK}, "TaxCodeRef": {"value": _GST}, "Qty": 1, "UnitPrice": "7.00"}
        line = {
            "DetailType": "SalesItemLineDetail",
            "Amount": "7.00",
            "Description": "Changed",
            "SalesItemLineDetail": detail,
        }
        return self._edit(document, {"Line": [line]})

    def _edit(self, document: Document, fields: dict[str, Any]) -> str:
        return self._act("edit", entity=self._entity(document), row=document.id, fields=fields)

    def _entity(self, document: Document) -> str:
        return next((name for name in _TABLES if document.id in self.books.tables[name]), _BY_HAND[document.is_credit])

    def renumber(self, document: Document, number: str) -> str:
        return self._edit(document, {"DocNumber": number})

    def void(self, document: Document) -> str:
        """The credits know no void: nothing happens to them."""
        return self._act("void", entity=self._entity(document), row=document.id)

    def delete(self, document: Document) -> str:
        return self._act("delete", entity=self._entity(document), row=document.id)

    def pay(self, document: Document) -> str:
        if self._entity(document) != "Invoice":
            return ""
        row = self.books.tables["Invoice"][document.id]
        link = {"Amount": "1.00", "LinkedTxn": [{"TxnId": document.id, "TxnType": "Invoice"}]}
        fields = {"CustomerRef": {"value": row["CustomerRef"]["value"]}, "TotalAmt": "1.00", "Line": [link]}
        return document.id if self._act("create", entity="Payment", fields=fields) else ""

    def archive(self, name: str) -> None:
        self._act("deactivate", entity="Customer", row=name)

    def number_contact(self, name: str, number: str) -> None:
        self._act("edit", entity="Customer", row=name, fields={"Notes": f"autotask:company:{number}"})

    def add_item(self, name: str, account: str) -> None:
        held = self.books.tables["Account"]
        chosen = next(one for one, row in held.items() if row.get("AcctNum") == account)
        fields = {"Name": name, "Sku": name, "Type": "Service", "IncomeAccountRef": {"value": chosen}}
        self._act("create", entity="Item", fields=fields)

    def retire_item(self, name: str) -> None:
        self._act("deactivate", entity="Item", row=name)


def _document(entity: str, row: dict[str, Any], *, live: bool) -> Document:
    currency = row.get("CurrencyRef", {}).get("value", "AUD")
    picture = (row["TotalAmt"], live, row["CustomerRef"]["value"], len(row["Line"]))
    return Document(row["Id"], row.get("DocNumber", ""), entity in _CREDITS, row["TotalAmt"], currency, live, picture)

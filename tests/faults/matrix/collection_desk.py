"""A collector and two ledgers as collection uses them, in process, with one fault in store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from app.connectors.oauth.tokens import OneProcess
from app.connectors.quickbooks.connect import QuickBooksParts, open_quickbooks
from app.connectors.rotessa.collector import RotessaCollector
from app.connectors.rotessa.connect import open_rotessa
from app.connectors.xero.connect import XeroParts, open_xero
from app.domain.documents import DocumentKind
from app.domain.errors import IncompleteRead
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, Ready
from app.domain.payload import DocumentLine, DocumentPayload, Payload, write_payload
from app.domain.route import Connection, System
from app.domain.run import Stop
from app.ports.operations import OperationHandler
from app.sandbox.quickbooks import QuickBooksSystem
from app.sandbox.rotessa import RotessaSystem
from app.sandbox.server.routing import Routes
from app.sandbox.xero import XeroSystem
from tests.contract.books import MemorySecrets
from tests.simulation.kill import Killer
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import ROOT, Call, Network, Post, RemoteClock
from tests.simulation.whole.mishaps import NONE, Mishap
from tests.support.time_and_chance import TestChance

K = OperationKind
ROTESSA, XERO, QUICKBOOKS = "rotessa", "xero", "quickbooks"
TENANT = "11111111-aaaa-4aaa-8aaa-00000000000c"
CONTACT = "22222222-bbbb-4bbb-8bbb-000000000009"
BANK = "33333333-cccc-4ccc-8ccc-000000000009"
REALM = "9341000000000099"
TENANTS = {ROTESSA: ROTESSA, XERO: TENANT, QUICKBOOKS: REALM}
DAY = date(2026, 3, 9)
"""A Monday, a week after simulated time begins."""
PRAIRIE = {
    "name": "Prairie Dental Group", "custom_identifier": "Prairie Dental Group", "customer_type": "Business",
    "email": "accounts@prairiedental.example", "authorization_type": "Online", "institution_number": "879",
    "transit_number": "00011", "account_number": "100200300", "address": {"address_1": "18 Corydon Ave", "city": "Winnipeg"},
}  # fmt: skip
_KEYS = {
    "kind": "development", "client_id": "ABmatrix", "client_secret": "matrix-secret",
    "redirect_uris": ["http://localhost:8741/quickbooks/callback"],
}  # fmt: skip
_PERSON = {"name": "Jo Wattle", "email": "jo@wattle.example"}


def _rotessa(clock: RemoteClock) -> RotessaSystem:
    account = {"api_key": "live-key", "sandbox_api_key": "practice-key"}
    return RotessaSystem({"account": account, "customers": [PRAIRIE], "sandbox": {"customers": []}}, clock)


def _xero(clock: RemoteClock) -> XeroSystem:
    app = {
        "client_id": "A1B2C3D4E5F60718293A4B5C6D7E8F90",
        "redirect_uris": ["http://localhost:8742/callback"],
        "user": _PERSON,
    }
    organisation = {
        "tenant": {"id": TENANT, "name": "Wattle Ltd", "type": "ORGANISATION"},
        "organisation": {"Name": "Wattle Ltd", "BaseCurrency": "CAD", "CountryCode": "CA", "OrganisationStatus": "ACTIVE"},
        "accounts": [{"Code": "200", "Name": "Sales", "Type": "REVENUE", "TaxType": "OUTPUT"},
                     {"AccountID": BANK, "Code": "090", "Name": "Clearing", "Type": "BANK", "CurrencyCode": "CAD"},
                     {"Code": "610", "Name": "Accounts Receivable", "Type": "CURRENT", "SystemAccount": "DEBTORS"}],
        "tax_rates": [{"Name": "GST", "TaxType": "OUTPUT", "EffectiveRate": Decimal(10), "CanApplyToRevenue": True}],
        "currencies": ["CAD"],
        "contacts": [{"ContactID": CONTACT, "Name": "Prairie Dental Group"}],
    }  # fmt: skip
    return XeroSystem((organisation,), app, clock, limits=False)


def _company() -> list[dict[str, Any]]:
    code = {"Id": "2", "Name": "GST", "Active": True, "Taxable": True, "TaxGroup": True,
            "SalesTaxRateList": {"TaxRateDetail": [{"TaxRateRef": {"value": "1"}}]}}  # fmt: skip
    return [
        {
            "realm": {"id": REALM, "name": "Wattle Inc", "country": "CA"},
            "Preferences": {"CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "CAD"}}},
            "CompanyCurrency": [],
            "TaxAgency": [{"Id": "1", "DisplayName": "Tax office"}],
            "TaxRate": [{"Id": "1", "Name": "GST 10", "Active": True, "RateValue": Decimal(10), "AgencyRef": {"value": "1"}}],
            "TaxCode": [code],
            "Account": [{"Id": "1", "Name": "Sales", "AccountType": "Income", "Active": True},
                        {"Id": "2", "Name": "Clearing", "AccountType": "Bank", "Active": True}],
            "Item": [{"Id": "1", "Name": "Work", "Type": "Service", "IncomeAccountRef": {"value": "1"}}],
            "Customer": [{"Id": "1", "DisplayName": "Prairie Dental Group"}],
        }
    ]  # fmt: skip


class Unwatched:
    """Nobody takes note of the requests."""

    def first_byte(self, call: Call) -> None:
        """A request leaves."""

    @contextmanager
    def carrying_out(self, call: Call) -> Iterator[None]:
        """The remote side works."""
        yield

    def delivered(self, call: Call, began: float, status: int, body: bytes) -> None:
        """An answer has arrived."""


class CollectionDesk:
    """Everything of one cell. `strike` puts the fault into force; `struck` counts how often it has."""

    def __init__(self) -> None:
        self.clock = SimulatedClock()
        self.chance = TestChance(5)
        self.stop = Stop()
        remote = RemoteClock(self.clock)
        self.rotessa, self.xero = _rotessa(remote), _xero(remote)
        realms, app = [_company()[0]["realm"]], {"name": "Ledgerferry", "user": _PERSON, "keys": [_KEYS]}
        self.quickbooks = QuickBooksSystem(realms, _company, app, clock=remote, limits=False)
        systems = (self.rotessa, self.xero, self.quickbooks)
        routes = Routes(systems, ROOT)
        self._lines = {system.name: system.start_line(routes.addresses(system)) for system in systems}
        self._mishap, self._times, self.struck = NONE, 0, 0
        self._meant: Any = lambda system, method, path: False
        network = Network(systems, self.clock, Unwatched(), self._choose, lambda: 0.2, lambda call: 120.0, routes)
        self._open(Post(network, Killer()))

    def _open(self, post: Post) -> None:
        secrets, common = MemorySecrets(), {"clock": self.clock, "chance": self.chance, "make_transport": post}
        secrets.put(ROTESSA, "api_key", str(self._lines[ROTESSA]["api_key"]))
        for name in (XERO, QUICKBOOKS):
            secrets.put(name, "refresh_token", str(self._lines[name]["refresh_token"]))
        secrets.put(QUICKBOOKS, "client_secret", str(self._lines[QUICKBOOKS]["client_secret"]))
        whole: dict[str, Any] = {**common, "secrets": secrets}
        self.collector: RotessaCollector = open_rotessa(self._connection(ROTESSA, System.ROTESSA), **whole)
        books: dict[str, Any] = {**whole, "lock": OneProcess(), "at_once": 1}
        self.parts: Mapping[str, XeroParts | QuickBooksParts] = {
            XERO: open_xero(self._connection(XERO, System.XERO), **books),
            QUICKBOOKS: open_quickbooks(self._connection(QUICKBOOKS, System.QUICKBOOKS), **books),
        }
        self.parts[QUICKBOOKS].ledger.organisation(self.stop)  # asked for in a batch, as payments are made in one

    def _connection(self, name: str, system: System) -> Connection:
        line = self._lines[name]
        settings = {key: str(value) for key, value in line.items() if key.endswith("_url") or key == "client_id"}
        tenant = "" if name == ROTESSA else TENANTS[name]
        return Connection(name, system, name.title(), tenant, "Wattle", settings)

    # --- the fault

    def strike(self, mishap: Mishap, meant: Any, times: int) -> None:
        """From now on so many of the requests meant go wrong."""
        self._mishap, self._meant, self._times = mishap, meant, times

    def _choose(self, call: Call) -> Mishap:
        if self._times <= 0 or not self._meant(call.system, call.arrived.method, call.arrived.path):
            return NONE
        self._times -= 1
        self.struck += 1
        return self._mishap

    def incomplete(self, sentence: str) -> IncompleteRead:
        """A look-up that brought nothing whole."""
        return IncompleteRead(sentence, code="incomplete")

    # --- operations

    def handler(self, system: str, kind: OperationKind) -> OperationHandler:
        """Who carries a kind out."""
        handlers = self.collector.handlers() if system == ROTESSA else self.parts[system].ledger.handlers()
        return handlers[kind]

    def operation(self, system: str, kind: OperationKind, payload: Payload, expected: Money | None = None) -> Operation:
        """An operation with this intent."""
        op_id = self.chance.uuid()
        tenant = TENANTS[system]
        return Operation(op_id, kind, system, tenant, f"test:{op_id}", op_id, write_payload(payload), "run", expected)

    def done(self, system: str, operation: Operation) -> str:
        """Carry it out before anything goes wrong; the id of what it made."""
        handler, members = self.handler(system, operation.kind), [Ready(operation, 0)]
        attempt = handler.send(handler.prepare(members), members, self.chance.uuid(), self.stop)
        return attempt.items[operation.id].remote_id

    def invoice(self, system: str) -> str:
        """An invoice that is owed; its id."""
        amount = Decimal("120.00")
        item, tax = ("1", "2") if system == QUICKBOOKS else ("", "OUTPUT")
        line = DocumentLine("Work", Decimal(1), amount, amount, Decimal("12.00"), "200", tax, item)
        payload = DocumentPayload(
            kind=DocumentKind.INVOICE, number="INV-2041", reference="", contact_id="1" if item else CONTACT,
            contact_operation="", contact_name="Prairie Dental Group", issue_date=date(2026, 3, 2), due_date=DAY, currency="CAD",
            arrival=ArrivalStatus.APPROVED, lines=(line,), net=amount, tax=Decimal("12.00"), total=Decimal("132.00"),
        )  # fmt: skip
        return self.done(system, self.operation(system, K.POST_INVOICE, payload))

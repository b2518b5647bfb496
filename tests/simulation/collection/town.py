"""The other side: a Rotessa account and a Xero organisation in process, the people who work in them, and what happened when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.connectors.oauth.tokens import OneProcess
from app.connectors.xero.connect import open_xero
from app.connectors.xero.context import EACH_ALONE
from app.domain.collection.payloads import ApplyPaymentPayload
from app.domain.documents import DocumentKind
from app.domain.mapping import ArrivalStatus
from app.domain.operation import Operation, OperationKind, Ready
from app.domain.payload import DocumentLine, DocumentPayload, Payload, write_payload
from app.domain.route import Connection, System
from app.domain.run import Stop
from app.sandbox.rotessa import RotessaSystem
from app.sandbox.server.routing import Routes
from app.sandbox.xero import XeroSystem
from tests.contract.books import MemorySecrets
from tests.simulation.kill import Killer
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import ROOT, Call, Network, Post, RemoteClock
from tests.simulation.whole.mishaps import NONE
from tests.support.time_and_chance import TestChance

K = OperationKind
COLLECTOR, LEDGER = "collector", "ledger"
TENANT = "11111111-aaaa-4aaa-8aaa-00000000000e"
CLEARING, TILL = "33333333-cccc-4ccc-8ccc-000000000001", "33333333-cccc-4ccc-8ccc-000000000002"
PEOPLE = ("Prairie Dental Group", "Harbour Cafe Ltd", "Nadia Osei")
CONTACTS = {name: f"22222222-bbbb-4bbb-8bbb-00000000001{place}" for place, name in enumerate(PEOPLE)}
API_KEY = "live-key"
_BANK = {
    "institution_number": "879",
    "transit_number": "00011",
    "account_number": "100200300",
    "authorization_type": "Online",
}
_USER = {"name": "Jo Wattle", "email": "jo@wattle.example"}


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice at an instant: what is still due of it, and whether it is no claim any more."""

    at: float
    due: Decimal
    gone: bool


class Town:
    """Both systems. People's doings raise nothing: what cannot be done is not done."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        remote = RemoteClock(clock)
        payers = [{"name": name, "custom_identifier": name, "email": "a@payer.example", **_BANK} for name in PEOPLE]
        account = {"api_key": API_KEY, "sandbox_api_key": "practice-key"}
        self.rotessa = RotessaSystem({"account": account, "customers": payers, "sandbox": {"customers": []}}, remote)
        self.xero = XeroSystem((_organisation(),), _app(), remote, limits=False)
        self.systems = (self.rotessa, self.xero)
        self.routes = Routes(self.systems, ROOT)
        self.lines = {one.name: one.start_line(self.routes.addresses(one)) for one in self.systems}
        self.history: dict[str, list[Owed]] = {}
        self._chance = TestChance(77)
        secrets = MemorySecrets()
        secrets.put(LEDGER, "refresh_token", str(self.lines["xero"]["refresh_token"]))
        network = Network(self.systems, clock, _Blind(), lambda call: NONE, lambda: 0.0, lambda call: 0.0, self.routes)
        self._colleague = open_xero(
            self.ledger_connection(), secrets=secrets, clock=clock, chance=self._chance, lock=OneProcess(),
            make_transport=Post(network, Killer()), at_once=1,
        )  # fmt: skip

    def ledger_connection(self) -> Connection:
        """The ledger as a program connects to it."""
        line = self.lines["xero"]
        settings = {name: str(value) for name, value in line.items() if name.endswith("_url") or name == "client_id"}
        return Connection(LEDGER, System.XERO, "Xero", TENANT, "Wattle Ltd", settings)

    def fresh_refresh_token(self) -> str:
        """Somebody has signed in again."""
        issuer = self.routes.addresses(self.xero)["identity"]
        return str(self.xero._identity.sign_in_directly(issuer, self.clock.true_now())["refresh_token"])

    # --- the books

    def schedules(self) -> list[dict[str, Any]]:
        """Every debit ever made, deleted ones included."""
        return list(self.rotessa.books()["schedules"])

    def transactions(self) -> list[dict[str, Any]]:
        """Every debiting."""
        return list(self.rotessa.books()["transactions"])

    def ledger(self) -> dict[str, Any]:
        """The organisation's books."""
        (tenant,) = self.xero.books()["tenants"]
        return dict(tenant)

    def note(self) -> None:
        """Remember how the invoices stand, where that has changed."""
        for row in self.ledger()["invoices"]:
            gone = row["Status"] in ("VOIDED", "DELETED")
            now = Owed(self.clock.monotonic(), Decimal(0) if gone else Decimal(row["AmountDue"]), gone)
            known = self.history.setdefault(row["InvoiceNumber"], [])
            if not known or (known[-1].due, known[-1].gone) != (now.due, now.gone):
                known.append(now)

    def since(self, number: str, seconds: float) -> list[Owed]:
        """How an invoice has stood in the last so many seconds, at their beginning included."""
        begin = self.clock.monotonic() - seconds
        known = self.history.get(number, [])
        before = [one for one in known if one.at <= begin]
        return [*before[-1:], *(one for one in known if one.at > begin)]

    # --- what other people do

    def bill(self, number: str, who: str, amount: Decimal, due: date) -> None:
        """Somebody writes an invoice."""
        line = DocumentLine("Work", Decimal(1), amount, amount, Decimal(0), "200", "NONE")
        today = self.clock.true_now().date()
        payload = DocumentPayload(
            kind=DocumentKind.INVOICE, number=number, reference="", contact_id=CONTACTS[who], contact_operation="",
            contact_name=who, issue_date=today, due_date=due, currency="CAD", arrival=ArrivalStatus.APPROVED, lines=(line,),
            net=amount, tax=Decimal(0), total=amount,
        )  # fmt: skip
        self._do(K.POST_INVOICE, payload)

    def pay(self, number: str, amount: Decimal) -> None:
        """Somebody books a payment of their own."""
        row = self.invoice(number)
        if row is None or Decimal(row["AmountDue"]) < amount:
            return
        payload = ApplyPaymentPayload(
            row["InvoiceID"], number, row["Contact"]["ContactID"], row["Contact"]["Name"], amount, "CAD",
            self.clock.true_now().date(), TILL, "090", "Till", f"By hand {self._chance.token(5)}", "",
        )  # fmt: skip
        self._do(K.APPLY_PAYMENT, payload)

    def change(self, number: str, **fields: Any) -> None:
        """Somebody voids an invoice or gives it another due date."""
        row = self.invoice(number)
        if row is not None:
            body = json.dumps({"Invoices": [{"InvoiceID": row["InvoiceID"], **fields}]}).encode()
            session = self._colleague.ledger._context.session
            session.write("POST", "Invoices", body, "", Stop(), query=EACH_ALONE)
            self.note()

    def invoice(self, number: str) -> dict[str, Any] | None:
        """An invoice by its number."""
        return next((row for row in self.ledger()["invoices"] if row["InvoiceNumber"] == number), None)

    def _do(self, kind: OperationKind, payload: Payload) -> None:
        handler = self._colleague.ledger.handlers()[kind]
        member = Ready(
            Operation(
                self._chance.uuid(), kind, LEDGER, TENANT, "colleague", "colleague", write_payload(payload), "colleague"
            ),
            0,
        )
        handler.send(handler.prepare([member]), [member], self._chance.uuid(), Stop())
        self.note()

    def outcome(self, schedule: int, **wish: Any) -> None:
        """How a debit will end, told to the bank beforehand."""
        self.rotessa.control("outcome", {"environment": "production", "schedule": schedule, **wish})

    def charge_back(self, number: str) -> None:
        """A payer has the money for an invoice returned after it was settled."""
        for row in ours(self.schedules(), number):
            wish = {"environment": "production", "schedule": row["id"], "reason": "Agreement Revoked"}
            with suppress(ValueError):  # it has not been approved, or has come back already
                self.rotessa.control("chargeback", wish)

    def debit_by_hand(self, who: str, comment: str) -> None:
        """Somebody makes a debit in the collector's own pages."""
        day = (self.clock.true_now() + timedelta(days=9)).date().isoformat()
        wish = {"customer": who, "amount": "11.00", "process_date": day, "comment": comment}
        self.rotessa.control("make_debit_by_hand", {"environment": "production", **wish})


class _Blind:
    """Nobody watches what colleagues do."""

    def first_byte(self, call: Call) -> None:
        """A request leaves."""

    def carrying_out(self, call: Call) -> Any:
        """The remote side works."""
        return nullcontext()

    def delivered(self, call: Call, began: float, status: int, body: bytes) -> None:
        """An answer arrived."""


def _app() -> dict[str, Any]:
    return {
        "client_id": "A1B2C3D4E5F60718293A4B5C6D7E8F90",
        "redirect_uris": ["http://localhost:8742/callback"],
        "user": _USER,
    }


def _organisation() -> dict[str, Any]:
    return {
        "tenant": {"id": TENANT, "name": "Wattle Ltd", "type": "ORGANISATION"},
        "organisation": {"Name": "Wattle Ltd", "BaseCurrency": "CAD", "CountryCode": "CA", "OrganisationStatus": "ACTIVE"},
        "accounts": [{"Code": "200", "Name": "Sales", "Type": "REVENUE", "TaxType": "NONE"},
                     {"AccountID": CLEARING, "Code": "095", "Name": "Clearing", "Type": "BANK", "CurrencyCode": "CAD"},
                     {"AccountID": TILL, "Code": "090", "Name": "Till", "Type": "BANK", "CurrencyCode": "CAD"},
                     {"Code": "610", "Name": "Accounts Receivable", "Type": "CURRENT", "SystemAccount": "DEBTORS"}],
        "tax_rates": [{"Name": "Tax exempt", "TaxType": "NONE", "EffectiveRate": Decimal(0), "CanApplyToRevenue": True}],
        "currencies": ["CAD"],
        "contacts": [{"ContactID": one, "Name": name} for name, one in CONTACTS.items()],
    }  # fmt: skip


def ours(rows: list[dict[str, Any]], number: str) -> Iterator[dict[str, Any]]:
    """The debits that a program made for an invoice."""
    return (row for row in rows if not row["by_hand"] and (row["comment"] or "").split(" ")[0] == number)

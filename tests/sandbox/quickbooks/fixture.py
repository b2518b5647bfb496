"""A simulated QuickBooks with two companies, and a caller that speaks to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from app.sandbox.quickbooks import QuickBooksSystem
from app.sandbox.quickbooks.system import SeedMaker
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock, Reply, Request
from tests.sandbox.quickbooks.two_companies import LABOUR, LARKSPUR, REALMS, USA, seeds

DEV_ID, DEV_SECRET = "ABdevelopmentid", "dev-secret:with colon"
PROD_ID, PROD_SECRET = "ABproductionid", "prod-secret"
LOCAL = "http://localhost:8741/quickbooks/callback"
RELAY = "https://relay.alder.example/quickbooks.html"
NOW = datetime(2026, 9, 2, 16, 14, 3, tzinfo=UTC)
ROOT = "http://127.0.0.1/quickbooks"


def app() -> dict[str, Any]:
    """The app's registration."""
    return {
        "name": "Ledgerferry",
        "user": {"name": "Jo Desk", "email": "jo@alder.example"},
        "keys": [
            {"kind": "development", "client_id": DEV_ID, "client_secret": DEV_SECRET, "redirect_uris": [LOCAL]},
            {"kind": "production", "client_id": PROD_ID, "client_secret": PROD_SECRET, "redirect_uris": [RELAY, LOCAL]},
        ],
    }  # fmt: skip


def system(clock: Clock, limits: bool = False, books: SeedMaker = seeds) -> QuickBooksSystem:
    """A fresh simulator."""
    return QuickBooksSystem(REALMS, books, app(), clock=clock, limits=limits)


@dataclass(slots=True)
class Caller:
    """Calls the simulator without HTTP."""

    system: QuickBooksSystem
    clock: Clock
    token: str
    refresh_token: str
    realm: str = USA

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One accounting call below the company; `body` is written as JSON unless it is bytes."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body, default=str).encode()
        wire = {"authorization": f"Bearer {self.token}", "accept": "application/json", **(headers or {})}
        query = urlencode({"minorversion": "75", **(parameters or {})})
        return self.system.handle(
            "api", Request(method, f"/company/{self.realm}/{path}", query, wire, raw, f"{ROOT}/v3")
        )

    def ok(self, method: str, path: str, body: Any = None, **parameters: str) -> dict[str, Any]:
        """The parsed answer of a call that must succeed."""
        reply = self.send(method, path, body, parameters)
        assert reply.status == 200, reply.body.decode()
        return parsed(reply)

    def save(self, entity: str, fields: Mapping[str, Any], **parameters: str) -> dict[str, Any]:
        """Create or update a row that must be taken; the row."""
        found: dict[str, Any] = self.ok("POST", entity.lower(), fields, **parameters)[entity]
        return found

    def read(self, entity: str, identity: str) -> dict[str, Any]:
        """A row by its id."""
        found: dict[str, Any] = self.ok("GET", f"{entity.lower()}/{identity}")[entity]
        return found

    def query(self, statement: str) -> dict[str, Any]:
        """The QueryResponse of a statement."""
        found: dict[str, Any] = self.ok("POST", "query", statement.encode())["QueryResponse"]
        return found

    def names(self, statement: str, entity: str = "Customer", name: str = "DisplayName") -> list[str]:
        """One property of each row a statement finds."""
        return [row[name] for row in self.query(statement).get(entity, [])]

    def refused(self, path: str, body: Any = None, method: str = "POST", **parameters: str) -> list[str]:
        """The codes a call is refused with."""
        reply = self.send(method, path, body, parameters)
        assert reply.status in (400, 500), reply.body.decode()
        return [error["code"] for error in parsed(reply)["Fault"]["Error"]]

    def act(self, action: str, **values: Any) -> dict[str, Any]:
        """A control action in this caller's company."""
        return self.system.control(action, {"realm": self.realm, **values})


def parsed(reply: Reply) -> dict[str, Any]:
    """JSON of an answer, amounts exact."""
    found: dict[str, Any] = json.loads(reply.body, parse_float=Decimal, parse_int=int)
    return found


def caller(realm: str = USA, limits: bool = False, books: SeedMaker = seeds) -> Caller:
    """A fresh simulator and a caller with a token for it."""
    clock = Clock(NOW)
    made = system(clock, limits, books)
    line = made.start_line({"api": f"{ROOT}/v3", "identity": ROOT})
    return Caller(made, clock, line["access_token"], line["refresh_token"], realm)


def line(amount: str = "100.00", code: str | None = "NON", **detail: Any) -> dict[str, Any]:
    """A line of labour; `detail` goes into SalesItemLineDetail."""
    inner: dict[str, Any] = {"ItemRef": {"value": LABOUR}, **detail}
    if code is not None:
        inner["TaxCodeRef"] = {"value": code}
    return {"DetailType": "SalesItemLineDetail", "Amount": amount, "Description": "Work", "SalesItemLineDetail": inner}


def invoice(number: str | None = "AT-100", *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An invoice for Larkspur with one line of 100.00 unless others are given."""
    whole = {
        "DocNumber": number,
        "TxnDate": "2026-09-02",
        "CustomerRef": {"value": LARKSPUR},
        "Line": list(lines) or [line()],
        **fields,
    }
    return {name: value for name, value in whole.items() if value is not None}


def pay(amount: str, *applied: tuple[str, str, str], **fields: Any) -> dict[str, Any]:
    """A payment of Larkspur's; `applied`: (amount, entity, id)."""
    lines = [{"Amount": part, "LinkedTxn": [{"TxnId": identity, "TxnType": kind}]} for part, kind, identity in applied]
    return {"CustomerRef": {"value": LARKSPUR}, "TotalAmt": amount, "TxnDate": "2026-09-02", "Line": lines, **fields}


@contextmanager
def served(
    limits: bool = False, tls: bool = False, at: datetime | None = NOW
) -> Iterator[tuple[Sandbox, dict[str, Any]]]:
    """The simulator behind the real server: the sandbox and the system's start line. `at` None takes the real time."""
    clock = Clock(at)
    with Sandbox([system(clock, limits)], clock=clock, tls=tls) as sandbox:
        yield sandbox, sandbox.line["quickbooks"]

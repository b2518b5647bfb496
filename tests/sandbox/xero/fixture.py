"""A simulated Xero with three tenants, and a caller that speaks to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.sandbox.wire import Clock, Reply, Request
from app.sandbox.xero import XeroSystem
from tests.sandbox.xero.maple_desk import (
    ARCHIVED,
    BANK,
    CLEARING,
    NORTHWIND,
    OPEN_INVOICE,
    TENANT,
    UNFLAGGED,
    organisation,
)

__all__ = ["ARCHIVED", "BANK", "CLEARING", "NORTHWIND", "OPEN_INVOICE", "TENANT", "UNFLAGGED"]
SECOND = "11111111-aaaa-4aaa-8aaa-000000000002"
PRACTICE = "11111111-aaaa-4aaa-8aaa-000000000003"
CLIENT_ID = "A1B2C3D4E5F60718293A4B5C6D7E8F90"
REDIRECT = "http://localhost:8742/callback"
NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
JSON_ACCEPT = {"accept": "application/json", "content-type": "application/json"}


def seeds() -> list[dict[str, Any]]:
    """The organisation, a second one without data, and a tenant that is no organisation."""
    second = {
        "tenant": {"id": SECOND, "name": "Second Ltd", "type": "ORGANISATION"},
        "organisation": {"Name": "Second Ltd"},
    }
    return [organisation(), second, {"tenant": {"id": PRACTICE, "name": "My Practice", "type": "PRACTICE"}}]


def app() -> dict[str, Any]:
    """The app's registration."""
    return {
        "client_id": CLIENT_ID,
        "redirect_uris": [REDIRECT, "http://localhost:8743/callback"],
        "user": {"email": "jo@maple.example", "name": "Jo Desk"},
    }


@dataclass(slots=True)
class Caller:
    """Calls the simulator without HTTP."""

    system: XeroSystem
    clock: Clock
    token: str
    refresh_token: str
    tenant: str = TENANT

    def send(
        self, method: str, path: str, body: Any = None, query: str = "", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One accounting call; `body` is written as JSON unless it is bytes."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body, default=str).encode()
        wire = {
            "authorization": f"Bearer {self.token}",
            "xero-tenant-id": self.tenant,
            **JSON_ACCEPT,
            **(headers or {}),
        }
        return self.system.handle("api", Request(method, path, query, wire, raw, "http://127.0.0.1/xero/api.xro/2.0"))

    def ok(
        self, method: str, path: str, body: Any = None, query: str = "", headers: Mapping[str, str] | None = None
    ) -> Any:
        """The parsed answer of a call that must succeed."""
        reply = self.send(method, path, body, query, headers)
        assert reply.status == 200, reply.body.decode()
        return parsed(reply)

    def put(self, path: str, *elements: Mapping[str, Any], query: str = "") -> list[dict[str, Any]]:
        """PUT elements with summarizeErrors=false; the elements of the answer."""
        name = path.strip("/")
        found: list[dict[str, Any]] = self.ok("PUT", path, {name: list(elements)}, f"summarizeErrors=false&{query}")[
            name
        ]
        return found

    def refused(self, path: str, element: Mapping[str, Any], method: str = "PUT") -> list[str]:
        """The messages an element is refused with; empty when it is saved."""
        name = path.strip("/").split("/")[0]
        answer = self.ok(method, path, {name: [element]}, "summarizeErrors=false")[name][0]
        return [error["Message"] for error in answer.get("ValidationErrors", [])]


def parsed(reply: Reply) -> Any:
    """JSON of an answer, amounts exact."""
    return json.loads(reply.body, parse_float=Decimal)


def caller(limits: bool = False, **more: Any) -> Caller:
    """A fresh simulator and a caller with a token for it."""
    clock = Clock(NOW)
    system = XeroSystem(seeds(), {**app(), **more}, clock, limits)
    line = system.start_line({"api": "http://127.0.0.1/xero/api.xro/2.0", "identity": "http://127.0.0.1/xero"})
    return Caller(system, clock, line["access_token"], line["refresh_token"])


def invoice(number: str | None = "AT-100", **fields: Any) -> dict[str, Any]:
    """An approvable invoice of 100.00 plus 5 %, with `fields` on top; a field of None is left out."""
    whole = {
        "Type": "ACCREC",
        "InvoiceNumber": number,
        "Contact": {"ContactID": NORTHWIND},
        "Date": "2026-11-10",
        "DueDate": "2026-12-10",
        "Status": "AUTHORISED",
        "LineItems": [line()],
        **fields,
    }
    return {name: value for name, value in whole.items() if value is not None}


def line(**fields: Any) -> dict[str, Any]:
    """A line of 100.00 on Sales with GST."""
    whole = {
        "Description": "Work",
        "Quantity": 1,
        "UnitAmount": 100,
        "AccountCode": "200",
        "TaxType": "TAX001",
        **fields,
    }
    return {name: value for name, value in whole.items() if value is not None}


@contextmanager
def served(limits: bool = False) -> Iterator[tuple[XeroSystem, dict[str, Any]]]:
    """The simulator behind the real server: the system and its start line."""
    from app.sandbox.server import Sandbox

    clock = Clock(NOW)
    system = XeroSystem(seeds(), app(), clock, limits)
    with Sandbox([system], clock=clock) as sandbox:
        yield system, sandbox.line["xero"]

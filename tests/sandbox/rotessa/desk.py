"""A small Rotessa account and somebody who works with it over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import requests

from app.sandbox.rotessa import RotessaSystem
from app.sandbox.rotessa.central import CENTRAL
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock

START = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)  # a Tuesday, 9 o'clock Central
CANADIAN_BANK = {"institution_number": "879", "transit_number": "00011", "account_number": "100200300"}
AMERICAN_BANK = {
    "routing_number": "071000013", "account_number": "0012345678", "bank_account_type": "Checking", "authorization_type": "Online",
}  # fmt: skip


def seed() -> dict[str, Any]:
    """Three payers: complete Canadian, complete American, and one without bank details."""
    return {
        "account": {"api_key": "live-key", "sandbox_api_key": "practice-key"},
        "customers": [
            {"name": "Prairie Dental Group", "custom_identifier": "Prairie Dental Group", "customer_type": "Business",
             "email": "accounts@prairiedental.example", "bank_name": "Assiniboine Credit Union", "authorization_type": "Online",
             "address": {"address_1": "18 Corydon Ave", "city": "Winnipeg", "province_code": "MB"}, **CANADIAN_BANK},
            {"name": "Harbor Books", "custom_identifier": "Harbor Books", **AMERICAN_BANK},
            {"name": "Nadia Osei"},
        ],
        "sandbox": {"customers": [{"name": "Trial Customer", "custom_identifier": "Trial", **CANADIAN_BANK}]},
    }  # fmt: skip


class Desk:
    """Calls the account as an integration does, moves its clock and looks into its books."""

    def __init__(self, sandbox: Sandbox, environment: str = "production") -> None:
        self.sandbox = sandbox
        line = sandbox.line["rotessa"]
        prefix = "sandbox_" if environment == "sandbox" else ""
        self.root = str(line[f"{prefix}api_url"])
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f'Token token="{line[f"{prefix}api_key"]}"'
        self.session.headers["Accept"] = "application/json"
        self.environment = environment

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self.session.request(method, f"{self.root}/{path}", json=body, timeout=20, **more)

    def ok(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The JSON of a call that has to succeed."""
        answer = self.call(method, path, body, **more)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)

    def codes(self, method: str, path: str, body: Any = None, *, status: int = 422) -> list[str]:
        """The error codes of a call that has to be refused."""
        answer = self.call(method, path, body)
        assert answer.status_code == status, answer.text
        return [row["error_code"] for row in answer.json()["errors"]]

    def customers(self) -> list[int]:
        return [row["id"] for row in self.ok("GET", "customers")]

    def debit(self, customer: int, day: str, amount: str = "100.00", comment: str = "INV-1", **more: Any) -> int:
        """Create a schedule, Once if not said otherwise; its id."""
        body = {
            "customer_id": customer, "amount": amount, "process_date": day, "comment": comment, "frequency": "Once", "installments": 1,
        } | more  # fmt: skip
        return int(self.ok("POST", "transaction_schedules", body)["id"])

    def state(self, schedule: int) -> list[tuple[str, str | None]]:
        """Status and reason of the schedule's debits."""
        rows = self.ok("GET", f"transaction_schedules/{schedule}")["financial_transactions"]
        return [(row["status"], row["status_reason"]) for row in rows]

    def report(self, start: str = "2026-01-01", **more: Any) -> list[dict[str, Any]]:
        """One page of the report."""
        rows: list[dict[str, Any]] = self.ok("GET", "transaction_report", params={"start_date": start, **more})
        return rows

    def at(self, day: str, hour: int, minute: int = 0) -> None:
        """Move the clock to a Central time."""
        self.sandbox.clock.set(CENTRAL.instant(date.fromisoformat(day), time(hour, minute)))

    def act(self, action: str, **body: Any) -> dict[str, Any]:
        return self.sandbox.act("rotessa", action, {"environment": self.environment, **body})

    def books(self) -> dict[str, Any]:
        books = self.sandbox.books("rotessa")
        return dict(books["sandbox"]) if self.environment == "sandbox" else books


def account(**more: Any) -> RotessaSystem:
    """The small account at its start, not yet served."""
    return RotessaSystem(seed() | more, Clock(START))


Begin = Callable[..., Desk]

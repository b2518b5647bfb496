"""A small Canadian organisation with everything the rules turn on, and a caller that speaks to it."""

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

TENANT = "11111111-aaaa-4aaa-8aaa-000000000001"
SECOND = "11111111-aaaa-4aaa-8aaa-000000000002"
PRACTICE = "11111111-aaaa-4aaa-8aaa-000000000003"
CLIENT_ID = "A1B2C3D4E5F60718293A4B5C6D7E8F90"
REDIRECT = "http://localhost:8742/callback"
NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
NORTHWIND, ARCHIVED = "22222222-bbbb-4bbb-8bbb-000000000001", "22222222-bbbb-4bbb-8bbb-000000000002"
CLEARING, UNFLAGGED, BANK = (f"33333333-cccc-4ccc-8ccc-00000000000{n}" for n in (1, 2, 3))
OPEN_INVOICE = "44444444-dddd-4ddd-8ddd-000000000001"
JSON_ACCEPT = {"accept": "application/json", "content-type": "application/json"}


def organisation() -> dict[str, Any]:
    """The seed of the organisation as the generator of worlds would give it."""
    everything = {f"CanApplyTo{kind}": True for kind in ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")}
    return {
        "tenant": {"id": TENANT, "name": "Maple Desk Ltd", "type": "ORGANISATION"},
        "organisation": {
            "OrganisationID": "55555555-eeee-4eee-8eee-000000000001",
            "Name": "Maple Desk Ltd",
            "LegalName": "Maple Desk Ltd",
            "Version": "GLOBAL",
            "BaseCurrency": "CAD",
            "CountryCode": "CA",
            "OrganisationStatus": "ACTIVE",
            "Timezone": "EASTERNSTANDARDTIME",
            "ShortCode": "!SimCA",
            "Class": "STANDARD",
            "Edition": "BUSINESS",
            "PeriodLockDate": "2025-12-31",
        },
        "accounts": [
            {"Code": "200", "Name": "Sales", "Type": "REVENUE", "TaxType": "TAX001"},
            {"Code": "260", "Name": "Other Revenue", "Type": "REVENUE", "TaxType": "NONE"},
            {"Code": "400", "Name": "Advertising", "Type": "EXPENSE", "TaxType": "INPUT"},
            {"Code": "299", "Name": "Old Sales", "Type": "REVENUE", "TaxType": "TAX001", "Status": "ARCHIVED"},
            {"Code": "090", "Name": "Bank", "Type": "BANK", "AccountID": BANK, "BankAccountNumber": "12-3", "CurrencyCode": "CAD"},
            {"Code": "1210", "Name": "Rotessa Clearing", "Type": "CURRENT", "AccountID": CLEARING, "EnablePaymentsToAccount": True},
            {"Code": "1211", "Name": "Clearing without the flag", "Type": "CURRENT", "AccountID": UNFLAGGED},
            {"Code": "610", "Name": "Accounts Receivable", "Type": "CURRENT", "SystemAccount": "DEBTORS"},
            {"Code": "800", "Name": "Accounts Payable", "Type": "CURRLIAB", "SystemAccount": "CREDITORS"},
            {"Code": "820", "Name": "GST", "Type": "CURRLIAB", "SystemAccount": "GST"},
            {"Code": "860", "Name": "Rounding", "Type": "EXPENSE", "SystemAccount": "ROUNDING", "TaxType": "NONE"},
        ],
        "tax_rates": [
            {"Name": "GST", "TaxType": "TAX001", "EffectiveRate": Decimal(5), **everything},
            {"Name": "HST", "TaxType": "TAX002", "EffectiveRate": Decimal(13), **everything},
            {
                "Name": "GST and PST", "TaxType": "TAX003", "EffectiveRate": Decimal(12), **everything,
                "TaxComponents": [{"Name": "GST", "Rate": Decimal(5), "IsCompound": False, "IsNonRecoverable": False},
                                  {"Name": "PST", "Rate": Decimal(7), "IsCompound": False, "IsNonRecoverable": False}],
            },
            {"Name": "Tax Exempt", "TaxType": "NONE", "EffectiveRate": Decimal(0), **everything},
            {"Name": "GST on Purchases", "TaxType": "INPUT", "EffectiveRate": Decimal(5), **everything, "CanApplyToRevenue": False},
            {"Name": "Gone", "TaxType": "TAX009", "EffectiveRate": Decimal(9), **everything, "Status": "DELETED"},
        ],
        "items": [
            {"Code": "HOUR", "Name": "Hour", "Description": "Engineer hour", "IsSold": True,
             "SalesDetails": {"UnitPrice": Decimal("120.5000"), "AccountCode": "200", "TaxType": "TAX002"}},
        ],
        "tracking_categories": [
            {"Name": "Region", "Options": [{"Name": "East"}, {"Name": "West"}, {"Name": "Old", "Status": "ARCHIVED"}]},
            {"Name": "Line", "Options": [{"Name": "Managed"}]},
        ],
        "currencies": [{"Code": "CAD", "Description": "Canadian Dollar"}, {"Code": "USD", "Description": "US Dollar"}],
        "branding_themes": [{"Name": "Standard", "SortOrder": 0}, {"Name": "Plain", "SortOrder": 1}],
        "contacts": [
            {"ContactID": NORTHWIND, "Name": "Northwind Traders", "ContactNumber": "AT-1", "EmailAddress": "ap@northwind.example"},
            {"ContactID": ARCHIVED, "Name": "Gone Ltd", "ContactNumber": "AT-2", "ContactStatus": "ARCHIVED"},
            {"Name": 'The "Best" Café', "ContactNumber": "AT-3"},
            {"Name": "Northwind Trading", "EmailAddress": ""},
        ],
        "invoices": [
            {"InvoiceID": OPEN_INVOICE, "InvoiceNumber": "OLD-1", "Contact": {"ContactID": NORTHWIND}, "Date": "2026-10-01",
             "DueDate": "2026-10-31", "Status": "AUTHORISED", "UpdatedDateUTC": "2026-10-01T09:00:00Z",
             "LineItems": [{"Description": "Work", "Quantity": Decimal(2), "UnitAmount": Decimal(50), "AccountCode": "200"}]},
            {"InvoiceNumber": "OLD-2", "Contact": {"ContactID": NORTHWIND}, "Date": "2026-09-01", "DueDate": "2026-09-30",
             "Status": "AUTHORISED", "LineItems": [{"Description": "Work", "Quantity": Decimal(1), "UnitAmount": Decimal(200),
                                                     "AccountCode": "200", "TaxType": "NONE"}]},
            {"InvoiceNumber": "OLD-3", "Contact": {"ContactID": NORTHWIND}, "Date": "2026-08-01", "Status": "VOIDED",
             "LineItems": [{"Description": "Work", "UnitAmount": Decimal(10), "AccountCode": "200"}]},
        ],
        "credit_notes": [],
        "payments": [
            {"Invoice": {"InvoiceNumber": "OLD-2"}, "Account": {"Code": "090"}, "Date": "2026-09-15", "Amount": Decimal(80),
             "Reference": "part"},
        ],
    }  # fmt: skip


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

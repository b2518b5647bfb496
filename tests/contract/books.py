"""What the ledger contract needs of a set of books: a ledger in front of a simulator that is spoken to over its wire alone."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.connectors.http.windowpace import WindowPace
from app.connectors.oauth.tokens import OneProcess
from app.connectors.quickbooks.connect import QuickBooksParts, open_quickbooks
from app.connectors.xero.connect import XeroParts, open_xero
from app.domain.catalogue import Account, LedgerCatalogue, TaxRate
from app.domain.documents import DocumentKind
from app.domain.item_posting import item_of_account
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money, round_half_up
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready
from app.domain.parties import ContactState, LedgerContact
from app.domain.payload import DocumentLine, DocumentPayload, Payload, write_payload
from app.domain.route import Connection, System
from app.domain.run import Stop, unheard
from app.ports.clock import Clock
from app.ports.ledgers import Ledger
from tests.contract.realtime import RealChance, RealClock

PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


class MemorySecrets:
    """A secret store in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def get(self, connection_id: str, name: str) -> str | None:
        """The secret."""
        return self._kept.get((connection_id, name))

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it."""
        self._kept[connection_id, name] = value

    def remove(self, connection_id: str, name: str) -> None:
        """Forget it."""
        self._kept.pop((connection_id, name), None)

    def describe(self) -> str:
        """Where it is."""
        return "memory"


@dataclass
class Books:
    """A ledger and what a test needs to work with it, whoever the vendor is."""

    ledger: Ledger
    control_url: str
    ca_file: str
    wire_name: str  # how the wire log calls the system
    number_field: str  # how its books call an invoice's number
    write: tuple[str, str] = ("PUT", "")  # method and path of a posting, as fault rules match them
    read: tuple[str, str] = ("GET", "")  # the same of a read by id
    calls_for_a_thousand: int = 31  # most calls for a thousand invoices, all reads included
    trusts_key: bool = True

    def __post_init__(self) -> None:
        self.chance = RealChance()
        self.stop = Stop()
        self._numbers = 0

    # --- the simulator's control address

    def control(self, path: str, value: object = None) -> Any:
        """A call to the control address."""
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(  # noqa: S310
            f"{self.control_url}/{path}", data, {"Content-Type": "application/json"}
        )
        context = ssl.create_default_context(cafile=self.ca_file)
        with urllib.request.urlopen(request, timeout=10, context=context) as response:  # noqa: S310
            return json.loads(response.read() or b"null")

    def calls(self) -> int:
        """Calls that the system's limits count, as its wire log has them."""
        log = self.control("requests")
        return sum(entry["system"] == self.wire_name and entry["mount"] == "api" for entry in log)

    def documents(self, entity: str) -> list[dict[str, Any]]:
        """All objects of a kind in the QuickBooks company that is worked with, out of the simulator's own books."""
        companies = self.control("books/quickbooks")["companies"]
        tenant = self.catalogue.organisation.tenant
        return list(next(each for each in companies if each["id"] == tenant)[entity])

    def held(self, number: str) -> int:
        """How many documents with this number the simulator's own books hold, void and deleted ones included."""
        return json.dumps(self.control(f"books/{self.wire_name}")).count(f'"{self.number_field}": "{number}"')

    # --- what is in the books

    @cached_property
    def catalogue(self) -> LedgerCatalogue:
        """The catalogue as it was at the first question."""
        return self.ledger.catalogue(self.stop, unheard)

    @property
    def sales(self) -> Account:
        """An account that sales lines may go to."""
        return min(
            (a for a in self.catalogue.accounts if a.for_sales and a.is_active and a.account_class == "REVENUE"),
            key=lambda a: a.code,
        )

    @property
    def tax(self) -> TaxRate:
        """The tax rate that fits it and charges most; where the ledger finds its rates itself, the code that makes it do so."""
        fitting = [t for t in self.catalogue.tax_rates if t.is_active and "REVENUE" in t.classes]
        return next((t for t in fitting if t.is_computed), None) or max(fitting, key=lambda t: t.rate)

    @property
    def tax_share(self) -> Decimal:
        """The share of tax that the source has billed: what the rate says, or 8.13 per cent where the ledger is told the tax."""
        return Decimal("0.0813") if self.tax.is_computed else self.tax.rate

    @property
    def item(self) -> str:
        """The item that stands for the sales account, where lines name items; '' elsewhere."""
        found = item_of_account(self.sales, self.catalogue.items) if self.catalogue.lines_by_item else None
        return found.code if found else ""

    def posted_nowhere(self, line: DocumentLine) -> DocumentLine:
        """The line with a posting that the books do not know."""
        return replace(line, item_code="NOPE") if self.item else replace(line, account_code="NOPE")

    def posted_to_archive(self, line: DocumentLine) -> DocumentLine:
        """The line with a posting that was archived."""
        if self.item:
            return replace(line, item_code=next(i.code for i in self.catalogue.items if not i.is_active))
        return replace(line, account_code=next(a.code for a in self.catalogue.accounts if not a.is_active and a.code))

    def contact(
        self, state: ContactState = ContactState.ACTIVE, *, last: bool = False, currency: str = ""
    ) -> LedgerContact:
        """A contact in this state that is no part of another, the same one each time: the first or the last by name.

        Where contacts have a currency of their own, it is in this one, usually the organisation's, if there is such a one.
        """
        wanted = currency or self.catalogue.organisation.base_currency
        found = [c for c in self.catalogue.contacts if c.state is state and not c.merged_into]
        if self.catalogue.contacts_have_currency:
            found = [c for c in found if c.currency == wanted] or found
        return (max if last else min)(found, key=lambda c: c.name)

    def open_day(self) -> date:
        """A date after the locks."""
        locks = [d for d in (self.catalogue.organisation.period_lock, self.catalogue.organisation.year_lock) if d]
        return max(locks) + timedelta(days=10) if locks else date(2026, 11, 1)

    # --- operations

    def number(self) -> str:
        """A number nobody uses."""
        self._numbers += 1
        return f"LC-{self.chance.token(6)}-{self._numbers}"

    def document(self, **changes: Any) -> DocumentPayload:
        """A document of two lines that may be posted as it is, with changes."""
        rate = self.tax_share
        lines = tuple(
            DocumentLine(
                text,
                quantity,
                price,
                amount,
                round_half_up(amount * rate, 2),
                self.sales.code,
                self.tax.code,
                self.item,
            )
            for text, quantity, price, amount in (
                ("Managed server", Decimal(3), Decimal("125.3333"), Decimal("376.00")),
                ("Technician, half an hour — München 🚢", Decimal("0.5"), Decimal("165"), Decimal("82.50")),
            )
        )
        net = sum((line.amount for line in lines), Decimal(0))
        tax = sum((line.tax_amount for line in lines), Decimal(0))
        values: dict[str, Any] = {
            "kind": DocumentKind.INVOICE,
            "number": self.number(),
            "reference": "PO 4711",
            "contact_id": self.contact().id,
            "contact_operation": "",
            "contact_name": self.contact().name,
            "issue_date": self.open_day(),
            "due_date": self.open_day() + timedelta(days=14),
            "currency": self.catalogue.organisation.base_currency,
            "arrival": ArrivalStatus.APPROVED,
            "lines": lines,
            "net": net,
            "tax": tax,
            "total": net + tax,
            "url": "https://ww1.autotask.example/invoice?id=204117",
        }
        return DocumentPayload(**{**values, **changes})

    def operation(self, kind: OperationKind, payload: Payload, *depends_on: str) -> Operation:
        """An operation with this intent."""
        expected = Money(payload.total, payload.currency) if isinstance(payload, DocumentPayload) else None
        op_id = self.chance.uuid()
        return Operation(
            id=op_id,
            kind=kind,
            connection_id="books",
            tenant=self.catalogue.organisation.tenant,
            subject=f"autotask:test:{op_id}",
            reference=op_id,
            payload=write_payload(payload),
            run_id="run",
            expected=expected,
            depends_on=depends_on,
        )

    def record(self, operation: Operation, remote_id: str = "", version: str = "") -> OperationRecord:
        """What the journal would know of it."""
        return OperationRecord(
            operation,
            OperationState.CONFIRMED if remote_id else OperationState.UNKNOWN,
            remote_id=remote_id,
            remote_version=version,
            first_sent=RealClock().now(),
        )

    def ready(self, operation: Operation, **resolved: str) -> Ready:
        """A member of a request."""
        return Ready(operation, 0, resolved)


def start_sandbox(*options: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """The simulator as a program of its own, and its start line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.sandbox", "--tls", "--limits", "off", *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def xero_connection(line: dict[str, Any], tenant: int = 0) -> Connection:
    """A connection to the simulated Xero."""
    said, chosen = line["xero"], line["xero"]["tenants"][tenant]
    settings = {name: value for name, value in said.items() if name.endswith("_url") or name == "client_id"}
    return Connection(
        "books", System.XERO, "Xero", chosen["id"], chosen["name"], {**settings, "ca_file": line["ca_file"]}
    )


def open_simulated_xero(line: dict[str, Any], tenant: int = 0, *, signed_in: bool = True) -> XeroParts:
    """A ledger and a sign-in at the simulated Xero."""
    secrets = MemorySecrets()
    if signed_in:
        secrets.put("books", "refresh_token", line["xero"]["refresh_token"])
    return open_xero(
        xero_connection(line, tenant),
        secrets=secrets,
        clock=RealClock(),
        chance=RealChance(),
        lock=OneProcess(),
        papers=lambda source_id, stop: (f"Invoice {source_id}.pdf", PAPER),
    )


@contextmanager
def xero_books() -> Iterator[Books]:
    """Xero books on a simulator of their own."""
    process, line = start_sandbox()
    try:
        parts = open_simulated_xero(line)
        yield Books(parts.ledger, line["control"]["url"], line["ca_file"], "xero", "InvoiceNumber")
        parts.close()
    finally:
        process.terminate()
        process.communicate(timeout=20)


def quickbooks_connection(line: dict[str, Any], realm: int = 0) -> Connection:
    """A connection to the simulated QuickBooks."""
    said, chosen = line["quickbooks"], line["quickbooks"]["realms"][realm]
    names = ("client_id", "api_url", "authorize_url", "token_url", "revocation_url")
    settings = {**{name: said[name] for name in names}, "ca_file": line["ca_file"]}
    return Connection("books", System.QUICKBOOKS, "QuickBooks", chosen["id"], chosen["name"], settings)


def open_simulated_quickbooks(
    line: dict[str, Any], realm: int = 0, *, signed_in: bool = True, clock: Clock | None = None
) -> QuickBooksParts:
    """A ledger and a sign-in at the simulated QuickBooks."""
    secrets, connection, clock = MemorySecrets(), quickbooks_connection(line, realm), clock or RealClock()
    secrets.put("books", "client_secret", line["quickbooks"]["client_secret"])
    if signed_in:
        secrets.put("books", "refresh_token", line["quickbooks"]["refresh_token"])
    return open_quickbooks(
        connection if signed_in else replace(connection, tenant="", tenant_name=""),
        secrets=secrets,
        clock=clock,
        pace=WindowPace((), 6, clock, ""),  # the simulator's limits are off here
        chance=RealChance(),
        lock=OneProcess(),
        papers=lambda source_id, stop: (f"Invoice {source_id}.pdf", PAPER),
    )


def quickbooks_us_books() -> AbstractContextManager[Books]:
    """QuickBooks books of a US company with automated sales tax on a simulator of their own."""
    return quickbooks_books(realm=1)


@contextmanager
def quickbooks_books(realm: int = 0, clock: Clock | None = None) -> Iterator[Books]:
    """QuickBooks books, outside the United States unless the second company is asked for, on a simulator of their own."""
    process, line = start_sandbox()
    try:
        parts = open_simulated_quickbooks(line, realm, clock=clock)
        yield Books(
            parts.ledger,
            line["control"]["url"],
            line["ca_file"],
            "quickbooks",
            "DocNumber",
            write=("POST", "/batch$"),
            read=("POST", "/query$"),
            calls_for_a_thousand=60,
            trusts_key=False,
        )
        parts.close()
    finally:
        process.terminate()
        process.communicate(timeout=20)

"""Made-up books for the screens: the 121 invoices of the pictures, planned in every state, the same at every start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.domain.catalogue import Account, Item, LedgerCatalogue, LedgerDocumentRef, Organisation, TaxRate
from app.domain.documents import DocumentKind, Facet, FacetValue, SourceDocument, SourceLine
from app.domain.ledger_words import words_of
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money
from app.domain.parties import SourceParty
from app.domain.plan import (
    ContactRef,
    DocumentState,
    LedgerDocument,
    Mend,
    Plan,
    PlannedDocument,
    PlannedLine,
    Problem,
)
from app.domain.problem_groups import group_problems
from app.domain.route import Connection, Route, System

NOW = datetime(2026, 11, 4, 9, 12, tzinfo=UTC)
CUSTOMERS = (
    "Silverleaf Aged Care", "Nullarbor Logistics", "Quokka Childcare", "Ember Fire Protection", "Kauri Timber NZ",
    "Fernbrook School", "Dune Engineering", "Coral Coast Physio", "Copperline Accountants", "Harrow Hill Wines",
    "Osprey Pools", "Pelican Point Marina", "Tidewater Seafoods",
)  # fmt: skip
AUTOTASK = Connection("c-at", System.AUTOTASK, "Autotask PSA", "db1", "Harbour & Pine IT")
XERO = Connection("c-xe", System.XERO, "Xero", "t1", "Harbour & Pine IT Pty Ltd")
ROUTE = Route("r1", "Harbour & Pine IT", "c-at", "c-xe")
CATALOGUE = LedgerCatalogue(
    organisation=Organisation("t1", "Harbour & Pine IT Pty Ltd", "AU", "AUD"),
    accounts=(
        Account("a200", "200", "Sales", "SALES", True),
        Account("a205", "205", "Managed services", "SALES", True),
        Account("a215", "215", "Hardware", "SALES", True),
        Account("a216", "216", "Old hardware", "SALES", True, is_active=False),
        Account("a610", "610", "Accounts receivable", "CURRENT", False),
    ),
    tax_rates=(
        TaxRate("OUTPUT", "GST on Income", Decimal("0.1")),
        TaxRate("EXEMPTOUTPUT", "GST Free Income", Decimal(0)),
    ),
    items=(Item("i1", "MSP-MTH", "Managed month", "205"),),
)


def money(text: str, currency: str = "AUD") -> Money:
    """An amount."""
    return Money(Decimal(text), currency)


def line(name: str, quantity: str, price: str, key: str = "4000") -> SourceLine:
    """A line with GST."""
    amount = (Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01"))
    facet = FacetValue(Facet.BILLING_CODE, key, name)
    return SourceLine(
        f"l-{name}-{price}", name, "", Decimal(quantity), Decimal(price), amount, (amount / 10).quantize(Decimal("0.01")),
        facets=(facet,), tax_key="au:gst", tax_name="GST",
    )  # fmt: skip


def source(number: int, customer: str = "", currency: str = "AUD", *, credit: bool = False) -> SourceDocument:
    """Invoice `number`, with one or two lines whose amounts follow from it."""
    name = customer or CUSTOMERS[number % len(CUSTOMERS)]
    lines = [line("Managed services, Silver", "1", f"{300 + number * 7 % 900}.29")]
    if number % 3:
        lines.append(line("Remote support", "1.5", f"{100 + number % 50}.00"))
    sign = -1 if credit else 1
    found = tuple(replace(entry, amount=sign * entry.amount, tax=sign * entry.tax) for entry in lines)
    day = date(2026, 10, 31) - timedelta(days=(20521 - number) // 4)
    return SourceDocument(
        id=str(880000 + number),
        number=f"{'CRN' if credit else 'INV'}-{number}",
        issue_date=day,
        due_date=day + timedelta(days=14),
        party=SourceParty(str(1000 + sum(map(ord, name))), name),
        currency=currency,
        net=sum((entry.amount for entry in found), Decimal(0)),
        tax=sum((entry.tax for entry in found), Decimal(0)),
        lines=found,
        web_url=f"https://ww6.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenInvoice&Id={number}",
    )


def ready(found: SourceDocument) -> PlannedDocument:
    """It can go."""
    credit = found.kind is DocumentKind.CREDIT_NOTE
    lines = tuple(
        PlannedLine(
            entry.title, entry.quantity, entry.unit_price, abs(entry.amount), abs(entry.tax), "205", "Managed services",
            "OUTPUT", "GST on Income", why="from the item Managed services",
        )
        for entry in found.lines
    )  # fmt: skip
    document = LedgerDocument(
        kind=found.kind,
        number=found.number,
        reference="",
        contact=ContactRef("c1", f"{found.party.name} Pty Ltd", why=f"matched by customer number {found.party.id}"),
        issue_date=found.issue_date,
        due_date=found.due_date,
        currency=found.currency,
        arrival=ArrivalStatus.APPROVED,
        lines=lines,
        net=Money(abs(found.net), found.currency),
        tax=Money(abs(found.tax), found.currency),
        total=-found.total if credit else found.total,
    )
    return PlannedDocument(found, DocumentState.READY, document=document)


def held(found: SourceDocument, problem: Problem) -> PlannedDocument:
    """It waits."""
    return PlannedDocument(found, problem.state, (problem,), sentence=problem.sentence)


def needs_account(key: str = "4100", name: str = "Hardware resale") -> Problem:
    """No account for a billing code."""
    return Problem(
        "account", DocumentState.NEEDS_ACCOUNT, "No account is chosen.", f"Choose one for {name}.", Mend.MAP_ACCOUNT,
        f"needs_account:billing_code:{key}", name, f"billing_code:{key}",
    )  # fmt: skip


def needs_customer(party_id: str, name: str) -> Problem:
    """No contact for a customer."""
    return Problem(
        "customer", DocumentState.NEEDS_CUSTOMER, f"{name} is not matched with a contact in Xero.",
        "Choose the contact, or create a new one.", Mend.MAP_CUSTOMER, f"customer:{party_id}", name, party_id,
    )  # fmt: skip


ARCHIVED = Problem(
    "archived_contact", DocumentState.BLOCKED, "Moreton Optical is archived in Xero.",
    "Restore the contact, or choose another one.", Mend.RESTORE_CONTACT, "archived:c9", "Moreton Optical is archived", "c9",
)  # fmt: skip


def documents() -> tuple[PlannedDocument, ...]:
    """121 of them: 88 ready, 17 without account, 12 without customer, 2 blocked, 2 in the ledger."""
    made: list[PlannedDocument] = []
    for place in range(121):
        number = 20521 - place
        if place in {2, 13, 30, 31, 32, 40, 41, 42, 50, 51, 52, 60}:
            found = source(number, "Bluegum Veterinary Group")
            made.append(held(found, needs_customer(found.party.id, "Bluegum Veterinary")))
        elif place in {4, 8, *range(70, 85)}:
            made.append(held(source(number), needs_account()))
        elif place in {14, 87}:
            made.append(held(source(number, "Moreton Optical"), ARCHIVED))
        elif place in {10, 57}:
            found = source(number, "Northlight Architects")
            made.append(already(found))
        elif place in {5, 45}:
            made.append(ready(source(number, "Kauri Timber NZ", "NZD")))
        else:
            made.append(ready(source(number, credit=place in {7, 60})))
    return tuple(made)


def already(found: SourceDocument) -> PlannedDocument:
    """It is in the ledger."""
    there = LedgerDocumentRef(
        "x1", found.number, "c1", found.party.name, found.total, found.issue_date, "AUTHORISED", True, True,
        f"https://go.xero.com/app/invoicing/view/{found.id}",
    )  # fmt: skip
    return PlannedDocument(found, DocumentState.ALREADY_IN_LEDGER, existing=there, sentence="Sent on 29 Oct 2026")


def plan(found: Sequence[PlannedDocument] | None = None, *, tenant: str = "t1", complete: bool = True) -> Plan:
    """The plan of these documents, grouped as the planner groups them."""
    these = tuple(documents() if found is None else found)
    organisation = "Harbour & Pine IT Pty Ltd" if tenant else ""
    return Plan(
        "r1",
        tenant,
        organisation,
        these,
        group_problems(these, words_of("Xero")),
        (),
        (),
        fingerprint="f1",
        complete=complete,
    )

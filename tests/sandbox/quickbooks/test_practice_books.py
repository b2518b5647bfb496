"""The practice companies: parallel to the Xero organisation, and able to take its source's invoices to the cent."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice

from app.sandbox.practice import practice_sandbox
from app.sandbox.quickbooks import QuickBooksSystem
from app.sandbox.wire import Clock
from app.sandbox.worlds import World, build_world, world_names
from app.sandbox.worlds.quickbooks_companies import quickbooks_app, quickbooks_realms, quickbooks_seeds
from app.sandbox.worlds.quickbooks_people import MARK, namesake
from tests.sandbox.quickbooks.conftest import clients_of
from tests.sandbox.quickbooks.fixture import ROOT, Caller

TODAY = date(2026, 4, 15)
CENT = Decimal("0.01")
Books = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(today=TODAY)


def caller(world: World, place: int) -> Caller:
    """A caller for one of the two companies of a world."""
    clock = Clock()
    realms = quickbooks_realms(world)
    made = QuickBooksSystem(realms, lambda: quickbooks_seeds(world), quickbooks_app(world), clock=clock, limits=False)
    line = made.start_line({"api": f"{ROOT}/v3", "identity": ROOT})
    return Caller(made, clock, line["access_token"], line["refresh_token"], realms[place]["id"])


@pytest.mark.parametrize("name", world_names())
def test_every_world_has_its_companies(name: str) -> None:
    made = build_world(name, today=TODAY, invoices=60 if name == "bulk" else None)
    at = caller(made, 0)
    home, american = at.system.books()["companies"]
    source = made.xero[0]
    assert home["country"] == source["organisation"]["CountryCode"]
    assert american["country"] == "US"
    people = {row["Id"] for kind in ("Customer", "Vendor") for row in home[kind]}
    assert len(people) >= len(source["contacts"])
    assert at.system.books() == caller(made, 0).system.books()


@pytest.mark.parametrize("place", [0, 1])
def test_the_books_agree_with_the_other_ledgers(world: World, place: int) -> None:
    books = caller(world, place).system.books()["companies"][place]
    source = world.xero[0]
    assert sum(Decimal(row["TotalAmt"]) for row in books["Invoice"]) == sum(row["Total"] for row in source["invoices"])
    assert sum(Decimal(row["Balance"]) for row in books["Invoice"]) == sum(
        row["AmountDue"] for row in source["invoices"]
    )
    assert sum(Decimal(row["TotalAmt"]) for row in books["CreditMemo"]) == sum(
        row["Total"] for row in source["credit_notes"]
    )
    assert {row["DocNumber"] for row in books["Invoice"]} == {row["InvoiceNumber"] for row in source["invoices"]}
    assert len(books["Payment"]) == len(source["payments"])
    closed = books["Preferences"][0]["AccountingInfoPrefs"]["BookCloseDate"]
    assert closed == source["organisation"]["PeriodLockDate"]


def test_links_are_of_the_same_kinds(world: World) -> None:
    home = caller(world, 0).system.books()["companies"][0]
    numbered = {row["ContactNumber"]: row for row in world.xero[0]["contacts"] if row.get("ContactNumber")}
    marked = {row["Notes"].removeprefix(MARK): row for row in home["Customer"] if row.get("Notes", "").startswith(MARK)}
    assert set(marked) == set(numbered)
    for number, row in marked.items():
        active = numbered[number]["ContactStatus"] == "ACTIVE"
        assert (row["Active"], row["DisplayName"].endswith(" (deleted)")) == (active, not active)
    assert {row["CurrencyRef"]["value"] for row in home["Customer"]} == {"AUD", "NZD", "USD", "GBP", "JPY"}
    assert namesake(world) in {row["DisplayName"] for row in home["Vendor"]}
    assert {row["Code"] for row in home["CompanyCurrency"]} == {"AUD", "NZD", "USD", "GBP", "JPY"}


def documents(world: World) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], str]]:
    """(invoice, its lines, currency) of everything that can be sent."""
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for item in world.autotask["BillingItems"]:
        if item["invoiceID"]:
            lines[item["invoiceID"]].append(item)
    codes = {row["id"]: row["name"] for row in world.autotask["Currencies"]}
    money = {row["id"]: codes[row["currencyID"]] for row in world.autotask["Companies"]}
    wanted = set(world.planned["sendable"])
    for invoice in world.autotask["Invoices"]:
        if invoice["id"] in wanted:
            yield invoice, lines[invoice["id"]], money[invoice["companyID"]]


def customers(at: Caller, world: World) -> dict[tuple[int, str], str]:
    """(company, currency) -> a customer; who is missing is made, once for each currency."""
    found: dict[tuple[int, str], str] = {}
    for invoice, _, currency in documents(world):
        key = (invoice["companyID"], currency)
        if key not in found:
            fields = {"DisplayName": f"Client {key[0]} {currency}", "CurrencyRef": {"value": currency}}
            found[key] = at.save("Customer", fields)["Id"]
    return found


def body(world: World, invoice: dict[str, Any], items: list[dict[str, Any]], currency: str, american: bool) -> Books:
    """The document as a careful sender would write it: lines to the cent, tax given as the source has it."""
    unit = Decimal(1) if currency == "JPY" else CENT
    sign = -1 if invoice["invoiceTotal"] + invoice["totalTaxValue"] < 0 else 1
    gross = sign * (invoice["invoiceTotal"] + invoice["totalTaxValue"]).quantize(unit, ROUND_HALF_UP)
    lines, net = [], Decimal(0)
    for item in items:
        amount = sign * item["totalAmount"].quantize(unit, ROUND_HALF_UP)
        net += amount
        taxed = bool(item["taxDollars"])
        code = ("TAX" if taxed else "NON") if american else ("2" if taxed else "3")
        detail = {"ItemRef": {"value": "1"}, "TaxCodeRef": {"value": code}}
        lines.append({"DetailType": "SalesItemLineDetail", "Amount": str(amount), "SalesItemLineDetail": detail})
    has_tax = any(item["taxDollars"] for item in items)
    if not has_tax and gross != net:
        code = "NON" if american else "3"
        detail = {"ItemRef": {"value": "1"}, "TaxCodeRef": {"value": code}}
        lines.append({"DetailType": "SalesItemLineDetail", "Amount": str(gross - net), "SalesItemLineDetail": detail})
    made: Books = {"DocNumber": invoice["invoiceNumber"], "TxnDate": invoice["invoiceDateTime"][:10], "Line": lines}
    if has_tax and american:
        made["TxnTaxDetail"] = {"TotalTax": str(gross - net)}
    elif has_tax:
        tax_line = {
            "Amount": str(gross - net),
            "DetailType": "TaxLineDetail",
            "TaxLineDetail": {"TaxRateRef": {"value": "1"}},
        }
        made["TxnTaxDetail"] = {"TotalTax": str(gross - net), "TaxLine": [tax_line]}
    return made | {"CurrencyRef": {"value": currency}}


@pytest.mark.parametrize("place", [0, 1])
def test_the_sources_invoices_can_be_sent_to_the_cent(world: World, place: int) -> None:
    at = caller(world, place)
    known = customers(at, world)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    requests: list[Books] = []
    for invoice, items, currency in documents(world):
        sent = body(world, invoice, items, currency, american=place == 1)
        sent["CustomerRef"] = {"value": known[invoice["companyID"], currency]}
        entity = "CreditMemo" if invoice["invoiceTotal"] + invoice["totalTaxValue"] < 0 else "Invoice"
        requests.append({"bId": str(invoice["id"]), "operation": "create", entity: sent})
    for start in range(0, len(requests), 30):
        answer = at.ok("POST", "batch", {"BatchItemRequest": requests[start : start + 30]})
        for item in answer["BatchItemResponse"]:
            assert "Fault" not in item, item
            sign, row = (1, item["Invoice"]) if "Invoice" in item else (-1, item["CreditMemo"])
            totals[row["CurrencyRef"]["value"]] += sign * row["TotalAmt"]
    assert totals == world.planned["totals"]
    assert len(requests) == len(world.planned["sendable"]) > 100


def test_the_companies_are_only_built_when_asked_for() -> None:
    began = time.process_time()
    sandbox = practice_sandbox(world="small", today=TODAY)
    assert time.process_time() - began < 2
    names = [realm["name"] for realm in quickbooks_realms(build_world("small", today=TODAY))]
    assert names == ["Harbour & Pine IT Pty Ltd (QuickBooks)", "Harbour & Pine IT USA Inc"]
    assert [company["name"] for company in sandbox.books("quickbooks")["companies"]] == names


@pytest.mark.vendor
def test_the_vendors_client_reads_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    with practice_sandbox(limits=False, tls=True, today=TODAY) as sandbox:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(sandbox.ca_file))
        line = sandbox.line["quickbooks"]
        auth, clients = clients_of(line, *(realm["id"] for realm in line["realms"]))
        for client, books in zip(clients, sandbox.books("quickbooks")["companies"], strict=True):
            active = [row for row in books["Customer"] if row["Active"]]
            assert len(Customer.all(max_results=1000, qb=client)) == len(active)
            rows = Invoice.all(max_results=1000, qb=client)
            total = sum((Decimal(str(row.TotalAmt)) for row in rows), Decimal(0))
            assert total == sum(Decimal(row["TotalAmt"]) for row in books["Invoice"])
            assert CreditMemo.count(qb=client) == len(books["CreditMemo"])
            client.session.close()
        auth.close()


def test_a_thousand_invoices_in_batches_are_quick(world: World) -> None:
    at = caller(world, 1)
    detail = {"ItemRef": {"value": "1"}, "TaxCodeRef": {"value": "NON"}}
    lines = [{"DetailType": "SalesItemLineDetail", "Amount": 10, "SalesItemLineDetail": detail}] * 5
    customer = next(row["Id"] for row in at.query("SELECT * FROM Customer")["Customer"] if row["Active"])
    currency = at.read("Customer", customer)["CurrencyRef"]
    began = time.process_time()
    for start in range(0, 1020, 30):
        items = [
            {"bId": str(number), "operation": "create",
             "Invoice": {"DocNumber": f"Q-{start + number}", "CustomerRef": {"value": customer}, "CurrencyRef": currency, "Line": lines}}
            for number in range(30)
        ]  # fmt: skip
        at.ok("POST", "batch", {"BatchItemRequest": items})
    found = at.query("SELECT * FROM Invoice WHERE DocNumber LIKE 'Q-%' MAXRESULTS 1000")
    took = time.process_time() - began
    assert found["maxResults"] == 1000
    assert took < 12

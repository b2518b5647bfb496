"""The world of rents collected by debit: Maple & Main's books and the Rotessa account beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import requests

from app.sandbox.practice import practice_sandbox
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock
from app.sandbox.worlds import World, build_world
from tests.sandbox.worlds.conftest import TODAY


@pytest.fixture(scope="module")
def world() -> World:
    return build_world("collection", today=TODAY)


@pytest.fixture
def running() -> Iterator[Sandbox]:
    clock = Clock(datetime.combine(TODAY, datetime.min.time(), UTC))
    with practice_sandbox(world="collection", clock=clock) as sandbox:
        yield sandbox


def test_accounts_of_each_kind_a_clearing_account_may_or_may_not_be(world: World) -> None:
    kinds = {
        (row["Type"], row["EnablePaymentsToAccount"], row["Status"])
        for row in world.xero[0]["accounts"]
        if row["Type"] in ("BANK", "CURRENT") and not row.get("SystemAccount")
    }
    assert kinds == {
        ("BANK", False, "ACTIVE"), ("CURRENT", True, "ACTIVE"), ("CURRENT", False, "ACTIVE"), ("CURRENT", True, "ARCHIVED"),
    }  # fmt: skip


def test_open_invoices_lie_around_the_day(world: World) -> None:
    rows = [row for row in world.xero[0]["invoices"] if row["Status"] == "AUTHORISED"]
    due = sorted(date.fromisoformat(row["DueDate"]) for row in rows)
    assert [row["InvoiceNumber"] for row in rows] == world.planned["open"]
    assert len(rows) == 120
    assert due[0] < TODAY < due[-1]
    assert all(row["AmountDue"] > 0 and row["Total"] == row["SubTotal"] + row["TotalTax"] for row in rows)
    assert sum(1 for row in rows if row["AmountPaid"]) == 8
    assert {row["CurrencyCode"] for row in rows} == {"CAD", "USD"}


def test_the_ledger_reads_the_amounts_as_the_world_means_them(world: World, running: Sandbox) -> None:
    (tenant,) = running.books("xero")["tenants"]
    held = {row["InvoiceNumber"]: row for row in tenant["invoices"]}
    meant = world.xero[0]["invoices"]
    assert Counter(row["Status"] for row in held.values()) == {"AUTHORISED": 120, "PAID": 14, "DRAFT": 2, "VOIDED": 2}
    for row in meant:
        if row["Status"] in ("AUTHORISED", "PAID"):
            there = held[row["InvoiceNumber"]]
            assert (Decimal(there["Total"]), Decimal(there["AmountDue"])) == (row["Total"], row["AmountDue"]), row


def test_forty_payers_are_known_similar_or_strange(world: World) -> None:
    payers, names = world.planned["payers"], {row["Name"] for row in world.xero[0]["contacts"]}
    rows = world.rotessa["customers"]
    assert len(rows) == 40
    assert len({row["custom_identifier"] for row in rows if row["custom_identifier"]}) == 36
    assert set(payers["exact"]) <= names
    assert not set(payers["similar"]) & names
    assert set(payers["similar"].values()) <= names
    assert set(payers["unnumbered"]) <= names
    assert not set(payers["strangers"]) & names
    assert len(payers["exact"]) + len(payers["similar"]) + len(payers["unnumbered"]) + len(payers["strangers"]) == 40


def test_the_practice_world_knows_its_payers_too(practice: World) -> None:
    names = {row["Name"] for row in practice.xero[0]["contacts"] if row["ContactStatus"] == "ACTIVE"}
    planned = practice.rotessa["planned"]
    assert len(practice.rotessa["customers"]) == 40
    assert set(planned["exact"]) | set(planned["similar"].values()) | set(planned["unnumbered"]) <= names
    assert not {*planned["similar"], *planned["strangers"]} & names


def test_payers_want_what_the_world_says(world: World, running: Sandbox) -> None:
    held = running.books("rotessa")["customers"]
    bankless = [row["name"] for row in held if not row["account_number"]]
    unauthorised = [row["name"] for row in held if row["account_number"] and not row["authorization_type"]]
    assert (bankless, unauthorised) == (
        world.planned["payers"]["without_bank"],
        world.planned["payers"]["without_authorisation"],
    )
    assert Counter(row["country"] for row in held) == {"CA": 38, "US": 2}
    assert [sum(row[flag] is value for row in held) for flag, value in (("active", False), ("hidden", True))] == [1, 1]


def test_debits_of_the_past_have_ended_in_every_way(world: World, running: Sandbox) -> None:
    books = running.books("rotessa")
    debits = books["transactions"]
    assert {row["status"] for row in debits} == {"Future", "Pending", "Approved", "Declined", "Chargeback"}
    assert all(row["by_hand"] for row in books["schedules"])
    comments = {row["comment"]: row["amount"] for row in books["schedules"]}
    totals = {row["InvoiceNumber"]: f"{row['Total']:.2f}" for row in world.xero[0]["invoices"]}
    assert {number: comments[number] for number in world.planned["imported"]} == {
        number: totals[number] for number in world.planned["imported"]
    }
    assert sum(1 for row in debits if row["settled"]) >= 8


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2024, 2, 29), date(2026, 12, 27), date(2027, 7, 4)])
@pytest.mark.parametrize("world", ["collection", "practice"])
def test_every_day_and_seed_makes_an_account_that_holds(today: date, world: str) -> None:
    clock = Clock(datetime.combine(today, datetime.min.time(), UTC))
    books: dict[str, Any] = practice_sandbox(world=world, seed=2, today=today, clock=clock).books("rotessa")
    assert (len(books["customers"]), len(books["schedules"]) >= 16) == (40, True)


def test_the_ledger_takes_payments_where_a_clearing_account_may_be(world: World, running: Sandbox) -> None:
    line, (tenant,) = running.line["xero"], world.xero
    invoices = {row["InvoiceNumber"]: row for row in tenant["invoices"]}
    chosen = [invoices[number] for number in world.planned["open"][-4:]]
    headers = {
        "Authorization": f"Bearer {line['access_token']}",
        "xero-tenant-id": tenant["tenant"]["id"],
        "Accept": "application/json",
    }
    taken = {}
    for code, invoice in zip(("090", "1210", "1211", "1212"), chosen, strict=True):
        payment = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"Code": code},
            "Amount": "1.00",
            "Date": TODAY.isoformat(),
        }
        answer = requests.put(f"{line['api_url']}/Payments", json=payment, headers=headers, timeout=20)
        taken[code] = answer.status_code
    assert taken == {"090": 200, "1210": 200, "1211": 400, "1212": 400}


def test_worlds_without_debits_have_no_rotessa(small: World) -> None:
    assert small.rotessa == {}

"""Pages of a large tenant answer quickly: measurements against the sandbox must measure the application."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.autotask.small_tenant import Begin, Caller, company, invoice, item, where

INVOICES = 10_000
ITEMS = 60_000


@pytest.fixture
def large(begin: Begin) -> Caller:
    """150 companies, 10,000 invoices over nine months, six items each."""
    days = [f"2026-0{1 + number % 9}-{1 + number % 28:02}T00:00:00Z" for number in range(INVOICES)]
    seed: dict[str, Any] = {
        "Companies": [company(number, f"Company {number}") for number in range(150)],
        "Invoices": [invoice(n + 1, n % 150, day, f"SI-{n}", "60", "12") for n, day in enumerate(days)],
        "BillingItems": [item(n + 1, 1 + n // 6, (n // 6) % 150, "10", 7 + n % 3) for n in range(ITEMS)],
        "Contacts": [],
    }
    return begin(seed=seed, limits=False)[2]


def milliseconds(caller: Caller, entity: str, *filters: Any, **more: Any) -> tuple[int, float]:
    """Rows of the page and the least time of three that the simulator took for it."""
    times = []
    for _ in range(3):
        rows = len(caller.ids(entity, *filters, **more))
        times.append(float(caller.sandbox.requests()[-1]["duration_ms"]))
    return rows, min(times)


def test_a_page_takes_milliseconds(large: Caller) -> None:
    search = [
        where("eq", "isVoided", False),
        where("notExist", "webServiceDate"),
        where("gte", "invoiceDateTime", "2026-03-01"),
        where("lt", "invoiceDateTime", "2026-04-01"),
    ]
    for rows, time in [
        milliseconds(large, "Invoices", *search),
        milliseconds(large, "BillingItems", where("in", "invoiceID", list(range(9_000, 9_300)))),
        milliseconds(large, "BillingItems", where("gt", "id", 55_000)),
        milliseconds(large, "Invoices", where("in", "companyID", [1, 2, 3, 4, 5, 6, 7, 8])),
    ]:
        assert rows == 500
        assert time < 150  # a few ms on an idle machine; the whole table would take a second
    assert milliseconds(large, "BillingItems", where("eq", "invoiceID", 5_000))[0] == 6


def test_everything_of_the_large_tenant_is_read_once(large: Caller) -> None:
    last, total = 0, Decimal(0)
    while page := large.query("BillingItems", where("gt", "id", last), IncludeFields=["id", "totalAmount"]).json()[
        "items"
    ]:
        assert page[0]["id"] == last + 1
        total += sum(Decimal(str(row["totalAmount"])) for row in page)
        last = page[-1]["id"]
    assert (last, total) == (ITEMS, Decimal(10 * ITEMS))

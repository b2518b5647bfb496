"""Building: sizes, sameness for the same arguments, independence of the day, refusals, speed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.sandbox.worlds import World, build_world, world_names

TODAY = date(2026, 4, 15)


def waiting(world: World) -> list[dict[str, Any]]:
    """What a search for unprocessed invoices finds."""
    return [row for row in world.autotask["Invoices"] if row["webServiceDate"] is None and not row["isVoided"]]


def test_the_year_has_its_size(practice: World) -> None:
    assert len(practice.autotask["Invoices"]) == 420
    assert len(waiting(practice)) == 120
    assert 2_350 <= len(practice.autotask["BillingItems"]) <= 2_650
    clients = {row["companyID"] for row in practice.autotask["CompanyLocations"]}
    assert len(clients) == 150
    assert 45 <= len({row["companyID"] for row in waiting(practice)}) <= 65


@pytest.mark.parametrize("name", ["practice", "small", "bulk", "collection"])
def test_same_arguments_same_world(name: str) -> None:
    size = 60 if name == "bulk" else None
    assert build_world(name, 3, size, today=TODAY) == build_world(name, 3, size, today=TODAY)


def test_another_seed_is_another_world_under_other_ids(practice: World) -> None:
    other = build_world(seed=2, today=TODAY)
    assert other.autotask["Invoices"] != practice.autotask["Invoices"]
    assert not {row["ContactID"] for row in other.xero[0]["contacts"]} & {
        row["ContactID"] for row in practice.xero[0]["contacts"]
    }


def test_names_are_announced() -> None:
    assert world_names() == ["practice", "small", "bulk", "collection"]


@pytest.mark.parametrize(
    ("name", "size"), [("kitchen", None), ("practice", 100), ("small", 21), ("bulk", 0), ("collection", 19)]
)
def test_what_cannot_be_built_is_refused_with_words(name: str, size: int | None) -> None:
    with pytest.raises(ValueError, match=r"\w+ .*\.$"):
        build_world(name, 1, size, today=TODAY)


@pytest.mark.parametrize(
    "today",
    [date(2026, 1, 1), date(2024, 2, 29), date(2025, 3, 31), date(2026, 3, 1), date(2027, 7, 15), date(2026, 12, 31)],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_any_day_gives_the_same_tasks(today: date, seed: int) -> None:
    world = build_world(seed=seed, today=today)
    days = [date.fromisoformat(row["invoiceDateTime"][:10]) for row in world.autotask["Invoices"]]
    lock = date.fromisoformat(world.xero[0]["organisation"]["PeriodLockDate"])
    assert max(days) < today
    assert (today - min(days)).days <= 366
    assert 58 <= (today - lock).days <= 95
    assert Counter(world.planned["blocked"].values()) == {
        "hidden_lines": 2, "no_number": 2, "duplicate_number": 2, "number_used": 1, "already_in_ledger": 1, "locked_period": 2,
        "archived_contact": 2, "currency_not_enabled": 1, "tax_mismatch": 1, "rounding_over_limit": 1,
    }  # fmt: skip
    month = [row for row in waiting(world) if (today.year * 12 + today.month) - _month(row) == 1]
    assert len(month) > 90


def _month(row: dict[str, Any]) -> int:
    day = date.fromisoformat(row["invoiceDateTime"][:10])
    return day.year * 12 + day.month


def test_nothing_is_dated_in_the_future(practice: World) -> None:
    instants = [
        row[field]
        for row in practice.autotask["Invoices"]
        for field in ("createDateTime", "webServiceDate", "voidedDate")
    ]
    instants += [row["postedOnTime"] for row in practice.autotask["BillingItems"]]
    for organisation in practice.xero[:2]:
        documents = [*organisation["invoices"], *organisation["credit_notes"], *organisation["payments"]]
        instants += [row["Date"] for row in documents] + [row["UpdatedDateUTC"] for row in documents]
    assert max(text[:10] for text in instants if text) < TODAY.isoformat()


def test_a_large_world_keeps_the_proportions() -> None:
    world = build_world(invoices=10_000, today=TODAY)
    assert len(world.autotask["Invoices"]) == 10_000
    assert world.planned["found"] == 2857
    assert len(world.autotask["BillingItems"]) > 50_000
    assert len({row["id"] for row in world.autotask["BillingItems"]}) == len(world.autotask["BillingItems"])


def test_bulk_is_five_plain_lines_each_and_all_of_it_can_be_sent() -> None:
    world = build_world("bulk", invoices=300, today=TODAY)
    lines = Counter(row["invoiceID"] for row in world.autotask["BillingItems"] if row["invoiceID"])
    assert set(lines.values()) == {5}
    assert len(lines) == len(world.planned["sendable"]) == 300
    assert len(world.planned["companies"]) == len(world.planned["matched_by_external_id"]) == 100
    assert not world.planned["blocked"]
    assert not world.planned["rounding"]


def test_small_holds_one_of_each_task(small: World) -> None:
    planned = small.planned
    assert planned["found"] == 12
    assert len(planned["companies"]) == 8
    assert len(planned["credits"]) == 1
    assert list(planned["blocked"].values()) == ["hidden_lines"]
    assert planned["counts"] == {"AUD": 10, "NZD": 1}
    assert [company for company, contact in planned["true_contact"].items() if contact is None] == sorted(
        set(planned["companies"]) - set(planned["matched_by_external_id"])
    )
    assert planned["totals"]["NZD"] > Decimal(0)

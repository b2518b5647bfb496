"""What waits, by age: every invoice is counted once and every amount lands in one group."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ages import group_by_age
from app.domain.documents import WaitingInvoice
from app.domain.money import Money

TODAY = date(2026, 11, 4)


def invoice(days: int, amount: str = "10.00", currency: str = "AUD") -> WaitingInvoice:
    """One that is so many days old."""
    return WaitingInvoice(f"{days}", TODAY - timedelta(days=days), Money(Decimal(amount), currency))


def test_the_edges_of_each_group() -> None:
    waiting = group_by_age([invoice(d) for d in (-3, 0, 7, 8, 14, 15, 30, 31)], TODAY)
    assert [(g.label, g.count, g.is_late) for g in waiting.groups] == [
        ("up to 7 days", 3, False),
        ("8 to 14", 2, False),
        ("15 to 30", 2, False),
        ("over 30", 1, True),
    ]


def test_the_busiest_currency_comes_first() -> None:
    waiting = group_by_age([invoice(1, "900.00", "NZD"), invoice(2), invoice(3, "-4.00")], TODAY)
    assert [str(total) for total in waiting.totals] == ["6.00 AUD", "900.00 NZD"]


@given(st.lists(st.tuples(st.integers(-5, 400), st.sampled_from(["AUD", "NZD"]), st.integers(-(10**6), 10**6))))
def test_groups_add_up_to_the_whole(found: list[tuple[int, str, int]]) -> None:
    waiting = group_by_age([invoice(d, str(Decimal(minor) / 100), c) for d, c, minor in found], TODAY)
    assert sum(group.count for group in waiting.groups) == waiting.count == len(found)
    for total in waiting.totals:
        parts = [m.amount for group in waiting.groups for m in group.totals if m.currency == total.currency]
        assert sum(parts) == total.amount

"""The ledger's arithmetic, done before sending."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.arithmetic import document_totals, line_amount, line_tax, price_line
from app.domain.money import round_half_up

amounts = st.decimals(min_value=Decimal("-99999"), max_value=Decimal("99999"), places=4)


@pytest.mark.parametrize(("net", "tax"), [("25.06", "3.76"), ("25.61", "3.84"), ("25.63", "3.84")])
def test_the_vendors_own_example(net: str, tax: str) -> None:
    assert line_tax(Decimal(net), Decimal("0.15")) == Decimal(tax)


def test_the_vendors_own_total() -> None:
    nets = [Decimal("25.06"), Decimal("25.61"), Decimal("25.63")]
    totals = document_totals((net, line_tax(net, Decimal("0.15"))) for net in nets)
    assert totals.tax == Decimal("11.44")
    assert totals.gross == Decimal("87.74")


def test_halves_go_away_from_zero() -> None:
    assert round_half_up(Decimal("2.165"), 2) == Decimal("2.17")
    assert round_half_up(Decimal("-2.165"), 2) == Decimal("-2.17")


@given(amounts, amounts, amounts)
def test_the_amount_is_carried_whatever_quantity_and_price_say(
    quantity: Decimal, price: Decimal, amount: Decimal
) -> None:
    target = round_half_up(amount, 2)
    priced = price_line(quantity, price, target, 4)
    assert line_amount(priced.quantity, priced.unit_price) == target
    assert priced.quantity >= 0
    assert priced.unit_price == round_half_up(priced.unit_price, 4)


def test_the_sources_own_figures_are_kept_where_they_agree() -> None:
    priced = price_line(Decimal("3.5"), Decimal("95.00"), Decimal("332.50"), 4)
    assert (priced.quantity, priced.unit_price, priced.restated) == (Decimal("3.5"), Decimal("95.00"), False)


def test_covered_hours_keep_their_quantity_at_no_price() -> None:
    priced = price_line(Decimal("3.175"), Decimal(100), Decimal("0.00"), 4)
    assert (priced.quantity, priced.unit_price, priced.restated) == (Decimal("3.175"), Decimal("0.0000"), True)


def test_a_negative_quantity_becomes_a_negative_price() -> None:
    priced = price_line(Decimal(-2), Decimal(25), Decimal("-50.00"), 4)
    assert (priced.quantity, priced.unit_price) == (Decimal(2), Decimal(-25))

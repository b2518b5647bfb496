"""Totals of random documents equal the published rules, worked out here once more in whole hundredths."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.xero.fixture import caller, invoice, line

RATES = {"TAX001": 5, "TAX002": 13, "TAX003": 12, "NONE": 0}
AT = caller()


def rounded(value: Fraction, places: int = 2) -> Fraction:
    """Half away from zero, in whole numbers."""
    scale = 10**places
    whole = floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, scale)


def expected(lines: list[dict[str, Any]], mode: str, places: int) -> tuple[Fraction, Fraction, Fraction]:
    amounts, tax = Fraction(0), Fraction(0)
    for entry in lines:
        unit = rounded(Fraction(entry["UnitAmount"]), places)
        amount = rounded(Fraction(entry["Quantity"]) * unit * (100 - Fraction(entry.get("DiscountRate", "0"))) / 100)
        rate = Fraction(RATES[entry["TaxType"]])
        share = {"Exclusive": rate / 100, "Inclusive": rate / (100 + rate), "NoTax": Fraction(0)}[mode]
        amounts += amount
        tax += rounded(amount * share)
    if mode == "Inclusive":
        return amounts - tax, tax, amounts
    return amounts, tax, amounts + tax


def numbers(low: str, high: str, places: int) -> st.SearchStrategy[str]:
    return st.decimals(Decimal(low), Decimal(high), places=places).map(str)


LINES = st.lists(
    st.builds(
        lambda quantity, price, tax, discount: line(
            Quantity=quantity, UnitAmount=price, TaxType=tax, **({"DiscountRate": discount} if discount else {})
        ),
        numbers("0", "500", 4),
        numbers("0", "2000", 6),
        st.sampled_from(sorted(RATES)),
        st.none() | numbers("0", "100", 2),
    ),
    min_size=1,
    max_size=12,
)


@given(lines=LINES, mode=st.sampled_from(["Exclusive", "Inclusive", "NoTax"]), places=st.sampled_from([2, 4]))
def test_totals_follow_the_rules(lines: list[dict[str, Any]], mode: str, places: int) -> None:
    sent = invoice(None, LineAmountTypes=mode, LineItems=lines, Status="DRAFT")
    got = AT.put("/Invoices", sent, query=f"unitdp={places}")[0]
    assert "ValidationErrors" not in got
    assert (got["SubTotal"], got["TotalTax"], got["Total"]) == tuple(
        Decimal(part.numerator) / Decimal(part.denominator) for part in expected(lines, mode, places)
    )


def test_the_published_example() -> None:
    lines = [line(UnitAmount=price, TaxType="TAX002") for price in ("25.06", "25.61", "25.63")]
    got = AT.put("/Invoices", invoice(None, LineItems=lines))[0]
    assert [entry["TaxAmount"] for entry in got["LineItems"]] == [Decimal("3.26"), Decimal("3.33"), Decimal("3.33")]
    assert got["Total"] == Decimal("76.30") + Decimal("9.92")


@pytest.mark.parametrize(
    ("fields", "unit", "amount", "tax"),
    [
        ({"UnitAmount": "2.165"}, "2.17", "2.17", "0.11"),
        ({"UnitAmount": "-2.165"}, "-2.17", "-2.17", "-0.11"),
        ({"Quantity": 3, "UnitAmount": "1.10", "DiscountAmount": "0.305"}, "1.10", "3.00", "0.15"),
        ({"Quantity": None, "UnitAmount": "7"}, "7.00", "7.00", "0.35"),
        ({"Quantity": 4, "UnitAmount": None, "LineAmount": "10"}, "2.50", "10.00", "0.50"),
        ({"Quantity": None, "UnitAmount": "2.50", "LineAmount": "10"}, "2.50", "10.00", "0.50"),
        ({"Quantity": None, "UnitAmount": None, "LineAmount": "10"}, "10.00", "10.00", "0.50"),
        ({"TaxAmount": "4.999"}, "100.00", "100.00", "5.00"),
        ({"Quantity": "0.33335", "UnitAmount": "3"}, "3.00", "1.00", "0.05"),
    ],
)
def test_one_line(fields: dict[str, Any], unit: str, amount: str, tax: str) -> None:
    cover = line(UnitAmount=1000, TaxType="NONE")
    got = AT.put("/Invoices", invoice(None, LineItems=[line(**fields), cover]))[0]
    assert "ValidationErrors" not in got, got["ValidationErrors"]
    first = got["LineItems"][0]
    assert (first["UnitAmount"], first["LineAmount"], first["TaxAmount"]) == (
        Decimal(unit),
        Decimal(amount),
        Decimal(tax),
    )


def test_four_places_are_kept_only_when_asked_for_on_both_sides() -> None:
    made = AT.put("/Invoices", invoice(None, LineItems=[line(UnitAmount="1.23456", Quantity=100)]), query="unitdp=4")[0]
    assert (made["LineItems"][0]["UnitAmount"], made["SubTotal"]) == (Decimal("1.2346"), Decimal("123.46"))
    path = f"/Invoices/{made['InvoiceID']}"
    assert AT.ok("GET", path)["Invoices"][0]["LineItems"][0]["UnitAmount"] == Decimal("1.23")
    assert AT.ok("GET", path, query="unitdp=4")["Invoices"][0]["LineItems"][0]["UnitAmount"] == Decimal("1.2346")
    changed = AT.ok("POST", path, {"Reference": "later"})["Invoices"][0]
    assert (changed["SubTotal"], changed["Reference"]) == (Decimal("123.46"), "later")

"""Xero's arithmetic for document lines: tax for each line, rounded half up (apis/xero.md 7.3).

Everything is `Decimal`; half rounds away from zero, also below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.sandbox.xero.values import Record

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
LARGEST_LINE = Decimal("9999999999.99")
_STEPS = {places: Decimal(1).scaleb(-places) for places in range(7)}


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a document, two places each, in its currency."""

    sub_total: Decimal
    total_tax: Decimal
    total: Decimal


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """`value` rounded to `places` decimals, half away from zero."""
    return value.quantize(_STEPS[places], rounding=ROUND_HALF_UP)


def line_amount(
    quantity: Decimal, unit_amount: Decimal, discount_rate: Decimal | None, discount_amount: Decimal | None
) -> Decimal:
    """Quantity × unit price less the discount, two places. A rate (per cent) goes before an amount."""
    amount = quantity * unit_amount
    if discount_rate:
        amount = amount * (HUNDRED - discount_rate) / HUNDRED
    elif discount_amount:
        amount -= discount_amount
    return half_up(amount)


def line_tax(amount: Decimal, rate: Decimal, line_amount_types: str) -> Decimal:
    """The tax of one line at `rate` per cent; contained in the amount when Inclusive, none when NoTax."""
    if line_amount_types == "NoTax" or not rate:
        return ZERO
    if line_amount_types == "Inclusive":
        return half_up(amount * rate / (HUNDRED + rate))
    return half_up(amount * rate / HUNDRED)


def totals(lines: Iterable[Record], line_amount_types: str) -> Totals:
    """Sums over lines that carry LineAmount and TaxAmount."""
    amounts = ZERO
    tax = ZERO
    for line in lines:
        amounts += line["LineAmount"]
        tax += line["TaxAmount"]
    if line_amount_types == "Inclusive":
        return Totals(amounts - tax, tax, amounts)
    return Totals(amounts, tax, amounts + tax)

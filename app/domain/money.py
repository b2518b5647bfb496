"""Money: a decimal amount with its currency, and the rounding that books use.

Amounts never touch binary floating point. Rounding is half away from zero at the place that is named, never implied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

# ISO 4217 currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit has (AUD 2, JPY 0, KWD 3); 2 for a currency not known to differ."""
    return _EXPONENTS.get(currency.upper(), 2)


def round_half_up(amount: Decimal, places: int) -> Decimal:
    """`amount` to `places` decimals, halves away from zero (2.165 -> 2.17, -2.165 -> -2.17)."""
    return amount.quantize(_unit(places), rounding=ROUND_HALF_UP)


@cache
def _unit(places: int) -> Decimal:
    """One at that decimal place."""
    return Decimal(1).scaleb(-places)


class MixedCurrenciesError(ValueError):
    """Two currencies were added or compared; books never do that."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. `amount` may have more decimals than the currency's minor unit until it is rounded."""

    amount: Decimal
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in `currency`, at the currency's own scale."""
        return cls(Decimal(0).scaleb(-exponent(currency)), currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """From minor units as the database keeps them: 1234 AUD -> 12.34."""
        return cls(Decimal(minor).scaleb(-exponent(currency)), currency)

    @property
    def minor(self) -> int:
        """Minor units; raises ValueError when the amount is finer than the currency, which must be rounded first, visibly."""
        scaled = self.amount.scaleb(exponent(self.currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{self.amount} {self.currency} is finer than the currency's minor unit")
        return int(scaled)

    def rounded(self) -> Money:
        """To the currency's minor unit, half away from zero."""
        return Money(round_half_up(self.amount, exponent(self.currency)), self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise MixedCurrenciesError(f"{self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


def totals_by_currency(amounts: Iterable[Money]) -> dict[str, Money]:
    """Sum for each currency, in the order in which currencies first appear."""
    totals: dict[str, Money] = {}
    for money in amounts:
        totals[money.currency] = totals[money.currency] + money if money.currency in totals else money
    return totals

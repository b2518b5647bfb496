"""Amounts, counts and dates as the window shows them: two decimals, grouping, the typographic minus."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\u2212"
_WITHOUT_DECIMALS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF")
)
_WITH_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def decimals(currency: str) -> int:
    """Decimal places of a currency (ISO 4217); 2 where nothing else is known."""
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _WITH_THREE else 2


def amount(value: Decimal, currency: str = "") -> str:
    """An amount without its currency: '1,841.17', '−260.52'; rounded half up to the currency's places.

    Raises TypeError for a float, ValueError for NaN or infinity: neither is an amount.
    """
    if not isinstance(value, Decimal):
        raise TypeError(f"an amount is a Decimal, not {type(value).__name__}")
    if not value.is_finite():
        raise ValueError("an amount is finite")
    places = decimals(currency)
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    return MINUS + text if rounded < 0 else text


def money(value: Decimal, currency: str) -> str:
    """An amount with its currency beside it: '1,841.17 AUD'."""
    return f"{amount(value, currency)} {currency}"


def quantity(value: Decimal) -> str:
    """A quantity or rate as exact as it is, without trailing zeros: '1.5', '0.0375', '−2'."""
    text = f"{abs(value).normalize():,f}"
    return MINUS + text if value < 0 else text


def count(number: int) -> str:
    """A whole number with grouping: '9,412'."""
    text = f"{abs(number):,}"
    return MINUS + text if number < 0 else text


def day(value: date) -> str:
    """A day of this business year: '31 Oct'."""
    return f"{value.day} {_MONTHS[value.month - 1]}"


def full_day(value: date) -> str:
    """A day with its year: '31 Oct 2026'."""
    return f"{day(value)} {value.year}"


def week_day(value: date) -> str:
    """A day with its name: 'Fri 2 Oct'."""
    return f"{_DAYS[value.weekday()]} {day(value)}"


def clock(value: datetime, seconds: bool = False) -> str:
    """The time of day: '09:12', with seconds '09:40:58'."""
    return value.strftime("%H:%M:%S" if seconds else "%H:%M")

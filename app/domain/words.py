"""How figures and dates are said in sentences: '31 Oct 2026', '1 invoice', '17 invoices', '15,069.24 AUD'."""

from __future__ import annotations

from datetime import date

from app.domain.money import Money, exponent, round_half_up

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_date(day: date, *, year: bool = True) -> str:
    """'31 Oct 2026', or '31 Oct'."""
    short = f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{short} {day.year}" if year else short


def count_of(number: int, one: str, many: str = "") -> str:
    """'1 invoice', '17 invoices'; `many` where the plural is not one + 's'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def say_money(money: Money) -> str:
    """'15,069.24 AUD', with a true minus sign."""
    amount = round_half_up(money.amount, exponent(money.currency))
    return f"{amount:,}".replace("-", "\u2212") + f" {money.currency}"

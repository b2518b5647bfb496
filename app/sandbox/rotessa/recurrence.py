"""The dates of a schedule, worked out from its first so that the 31st comes back after a short month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from app.sandbox.rotessa.records import Frequency

_WEEKS: Final = {Frequency.WEEKLY: 1, Frequency.EVERY_OTHER_WEEK: 2}
_MONTHS: Final = {
    Frequency.MONTHLY: 1,
    Frequency.EVERY_OTHER_MONTH: 2,
    Frequency.QUARTERLY: 3,
    Frequency.SEMI_ANNUALLY: 6,
    Frequency.YEARLY: 12,
}


def occurrence(first: date, frequency: Frequency, number: int) -> date:
    """The `number`-th date of a schedule, 0 being its first; before weekends and holidays are taken into account."""
    if number == 0 or frequency is Frequency.ONCE:
        return first
    if frequency in _WEEKS:
        return first + timedelta(weeks=_WEEKS[frequency] * number)
    months = first.month - 1 + _MONTHS[frequency] * number
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))

"""Banking days of Canada and the United States, worked out by rule for any year.

Rotessa publishes no list (apis/rotessa.md 5), so these are the days on which the clearing systems rest: in Canada the
statutory holidays of federally regulated banks, in the United States the days of the Federal Reserve. A Canadian holiday
that falls on a weekend is kept on the next working day; the Federal Reserve keeps a Sunday's on Monday and a Saturday's not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

_DAY: Final = timedelta(days=1)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_JUNETEENTH_SINCE: Final = 2022
_RECONCILIATION_SINCE: Final = 2021


class Country(StrEnum):
    """Where a customer's bank is."""

    CANADA = "CA"
    UNITED_STATES = "US"

    @property
    def currency(self) -> str:
        """What this country's debits are in."""
        return "CAD" if self is Country.CANADA else "USD"


@lru_cache(maxsize=256)
def holidays(country: Country, year: int) -> frozenset[date]:
    """The weekdays of a year on which the country's banks clear nothing."""
    if country is Country.CANADA:
        return frozenset(_kept_on_workdays(sorted(_canadian(year))))
    return frozenset(_kept_by_the_reserve(_american(year + 1) | _american(year), year))


def is_banking_day(country: Country, day: date) -> bool:
    """Whether debits are posted on this day."""
    return day.weekday() < _SATURDAY and day not in holidays(country, day.year)


def on_or_after(country: Country, day: date) -> date:
    """The day itself when it is a banking day, otherwise the next one (apis/rotessa.md 5)."""
    while not is_banking_day(country, day):
        day += _DAY
    return day


def previous(country: Country, day: date) -> date:
    """The last banking day before a day."""
    day -= _DAY
    while not is_banking_day(country, day):
        day -= _DAY
    return day


def days_later(country: Country, day: date, count: int) -> date:
    """The `count`-th banking day after a day (0: the day itself or the next banking day)."""
    day = on_or_after(country, day)
    for _ in range(count):
        day = on_or_after(country, day + _DAY)
    return day


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden, century = year % 19, year // 100
    skipped = century - century // 4 - (8 * century + 13) // 25
    epact = (skipped + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def _canadian(year: int) -> set[date]:
    found = {
        date(year, 1, 1),
        easter(year) - 2 * _DAY,
        date(year, 5, 24) - _DAY * date(year, 5, 24).weekday(),  # the Monday before 25 May
        date(year, 7, 1),
        _nth(year, 8, _MONDAY, 1),
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 10, _MONDAY, 2),
        date(year, 11, 11),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    return found | ({date(year, 9, 30)} if year >= _RECONCILIATION_SINCE else set())


def _american(year: int) -> set[date]:
    last_of_may = date(year, 5, 31)
    found = {
        date(year, 1, 1),
        _nth(year, 1, _MONDAY, 3),
        _nth(year, 2, _MONDAY, 3),
        last_of_may - _DAY * last_of_may.weekday(),
        date(year, 7, 4),
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 10, _MONDAY, 2),
        date(year, 11, 11),
        _nth(year, 11, _THURSDAY, 4),
        date(year, 12, 25),
    }
    return found | ({date(year, 6, 19)} if year >= _JUNETEENTH_SINCE else set())


def _kept_on_workdays(days: Iterable[date]) -> set[date]:
    kept: set[date] = set()
    for day in days:
        free = day
        while free.weekday() >= _SATURDAY or free in kept:
            free += _DAY
        kept.add(free)
    return kept


def _kept_by_the_reserve(days: Iterable[date], year: int) -> set[date]:
    moved = {day + _DAY if day.weekday() == _SUNDAY else day for day in days}
    return {day for day in moved if day.year == year and day.weekday() < _SATURDAY}


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + _DAY * ((weekday - first.weekday()) % 7 + 7 * (nth - 1))

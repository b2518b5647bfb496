"""When a debit can be taken: banking days of Canada and the United States, the collector's clock, and its cut-offs.

Rotessa sends its batches at 11:00 and 16:00 US Central time; US debits go in the first one only. What falls on a weekend or bank holiday
is debited on the next banking day (apis/rotessa.md 5). The calendar is not published, so these are the federal ones; days of one's own
can be added. A day too many here only asks for a date that the collector would have moved by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_WINTER, _SUMMER = timedelta(hours=-6), timedelta(hours=-5)
_CUT_OFF_CANADA, _CUT_OFF_US = time(16), time(11)
_ONE_DAY: Final = timedelta(days=1)
CHARGEBACK_DAYS: Final = 100
"""How long after its process date an approved debit is read again: returns come back months late (apis/rotessa.md 7)."""


class Region(StrEnum):
    """Whose banks a debit goes through; the currency of the payer's account decides it."""

    CANADA = "canada"
    UNITED_STATES = "united_states"


def region_of(currency: str) -> Region:
    """US dollars are debited through US banks, everything else through Canadian ones."""
    return Region.UNITED_STATES if currency.upper() == "USD" else Region.CANADA


def central(instant: datetime) -> datetime:
    """US Central wall time of an instant, without a zone: summer from the second Sunday of March to the first of November, at 2 o'clock."""
    at = instant.astimezone(UTC)
    begins = datetime.combine(_nth(at.year, 3, _SUNDAY, 2), time(2), UTC) - _WINTER
    ends = datetime.combine(_nth(at.year, 11, _SUNDAY, 1), time(2), UTC) - _SUMMER
    return (at + (_SUMMER if begins <= at < ends else _WINTER)).replace(tzinfo=None)


def is_banking_day(day: date, region: Region, closed: Collection[date] = ()) -> bool:
    """Whether banks of the region move money on this day; `closed` are further days on which they do not."""
    return day.weekday() < _SATURDAY and day not in closed and day not in _holidays(day.year, region)


def banking_day_from(day: date, region: Region, closed: Collection[date] = ()) -> date:
    """This day, or the next banking day after it."""
    while not is_banking_day(day, region, closed):
        day += _ONE_DAY
    return day


def banking_days_after(day: date, count: int, region: Region, closed: Collection[date] = ()) -> date:
    """The banking day that comes `count` banking days after `day`; for 0 the day itself or the next one."""
    found = banking_day_from(day, region, closed)
    for _ in range(count):
        found = banking_day_from(found + _ONE_DAY, region, closed)
    return found


def earliest_debit_day(now: datetime, region: Region, *, lead: int = 1, closed: Collection[date] = ()) -> date:
    """The first day a debit made at `now` can be asked for: `lead` banking days ahead, one more after the day's cut-off.

    The collector takes only days in the future; it prefers two banking days ahead where it says so (`process_date_timing`).
    """
    wall = central(now)
    today = wall.date()
    cut_off = _CUT_OFF_US if region is Region.UNITED_STATES else _CUT_OFF_CANADA
    is_late = is_banking_day(today, region, closed) and wall.time() >= cut_off
    if not is_banking_day(today, region, closed):
        return banking_days_after(today, max(0, lead - 1), region, closed)
    return banking_days_after(today, max(1, lead) + is_late, region, closed)


def debit_day(wanted: date, now: datetime, region: Region, *, lead: int = 1, closed: Collection[date] = ()) -> date:
    """When something wanted on a day is debited: that day or the next banking day, and never before the earliest one."""
    return max(banking_day_from(wanted, region, closed), earliest_debit_day(now, region, lead=lead, closed=closed))


@cache
def _holidays(year: int, region: Region) -> frozenset[date]:
    return _canadian(year) if region is Region.CANADA else _american(year)


def _canadian(year: int) -> frozenset[date]:
    victoria = date(year, 5, 24)
    victoria -= timedelta(days=victoria.weekday())
    fixed = [date(year, 1, 1), date(year, 7, 1), date(year, 9, 30), date(year, 11, 11)]
    moved = [_to_monday(day) for day in fixed]
    floating = [_easter(year) - timedelta(days=2), victoria, _nth(year, 9, _MONDAY, 1), _nth(year, 10, _MONDAY, 2)]
    christmas = _to_monday(date(year, 12, 25))
    boxing = date(year, 12, 26)
    while boxing.weekday() >= _SATURDAY or boxing == christmas:
        boxing += _ONE_DAY
    return frozenset([*moved, *floating, christmas, boxing])


def _american(year: int) -> frozenset[date]:
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    moved = [day + _ONE_DAY if day.weekday() == _SUNDAY else day for day in fixed]  # a Saturday one is not made up for
    memorial = date(year, 5, 31)
    memorial -= timedelta(days=memorial.weekday())
    floating = [
        *(_nth(year, month, _MONDAY, 3) for month in (1, 2)),
        memorial,
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 10, _MONDAY, 2),
        _nth(year, 11, _THURSDAY, 4),
    ]
    return frozenset([*moved, *floating])


def _to_monday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= _SATURDAY else day


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of the golden number and the epact."""
    golden = year % 19
    century, rest = divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)

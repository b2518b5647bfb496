"""Banking days and Central time, for any year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from app.sandbox.rotessa.banking import Country, days_later, easter, holidays, is_banking_day, on_or_after, previous
from app.sandbox.rotessa.central import SUMMER, WINTER, CentralTime, find_zone
from app.sandbox.rotessa.timetable import batch_for, posting_day, settlement_day

DAY = timedelta(days=1)
CANADA, STATES = Country.CANADA, Country.UNITED_STATES
THREE_YEARS = [date(2026, 1, 1) + n * DAY for n in range(1_096)]


def days(*texts: str) -> set[date]:
    return {date.fromisoformat(text) for text in texts}


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1961, 4, 2),
        (2000, 4, 23),
        (2008, 3, 23),
        (2011, 4, 24),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2038, 4, 25),
    ],
)
def test_easter(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


def test_published_holidays_of_canada() -> None:
    assert holidays(CANADA, 2026) == days(
        "2026-01-01", "2026-04-03", "2026-05-18", "2026-07-01", "2026-08-03", "2026-09-07", "2026-09-30", "2026-10-12", "2026-11-11",
        "2026-12-25", "2026-12-28",
    )  # fmt: skip
    assert days("2022-12-26", "2022-12-27", "2022-01-03") <= holidays(
        CANADA, 2022
    )  # Christmas fell on a Sunday, New Year on a Saturday
    assert date(2020, 9, 30) not in holidays(CANADA, 2020)


def test_published_holidays_of_the_federal_reserve() -> None:
    assert holidays(STATES, 2026) == days(
        "2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26",
        "2026-12-25",
    )  # fmt: skip
    assert days("2023-01-02", "2023-06-19") <= holidays(STATES, 2023)
    assert date(2021, 12, 31) not in holidays(STATES, 2021)  # New Year on a Saturday is not kept the Friday before
    assert date(2021, 6, 18) not in holidays(STATES, 2021)


@pytest.mark.parametrize("country", list(Country))
def test_settlement_is_the_fifth_banking_day_on_every_day_of_three_years(country: Country) -> None:
    for asked in THREE_YEARS:
        posted = on_or_after(country, asked)
        settled = settlement_day(country, posted)
        between = [posted + n * DAY for n in range(1, (settled - posted).days + 1)]
        assert asked <= posted <= asked + 6 * DAY
        assert is_banking_day(country, settled)
        assert sum(is_banking_day(country, day) for day in between) == 5, asked
        assert posted.weekday() < 5
        assert previous(country, days_later(country, posted, 1)) == posted


@pytest.mark.parametrize("country", list(Country))
@pytest.mark.parametrize("hour", [0, 10, 11, 15, 16, 23])
def test_every_debit_finds_a_batch_that_has_not_gone(country: Country, hour: int) -> None:
    clock = CentralTime(None)
    for today in THREE_YEARS[::3]:
        now = clock.instant(today, time(hour))
        for ahead in (0, 1, 2, 9):
            posted = posting_day(country, today + ahead * DAY, now)
            leaves = batch_for(country, posted, now)
            assert leaves > now
            assert is_banking_day(country, posted)
            assert clock.local(leaves).date() in (posted, previous(country, posted))
            assert clock.local(leaves).time() in (time(11), time(16))
            assert country is CANADA or clock.local(leaves).time() == time(11)


def test_the_rule_for_summer_time_agrees_with_the_tables_every_half_hour_of_three_years() -> None:
    tables, rule = CentralTime(ZoneInfo("America/Chicago")), CentralTime(None)
    instant = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(1_096 * 48):
        assert tables.offset(instant) == rule.offset(instant), instant
        instant += timedelta(minutes=30)


@pytest.mark.parametrize("clock", [CentralTime(ZoneInfo("America/Chicago")), CentralTime(None)])
def test_wall_time_on_the_days_the_clocks_change(clock: CentralTime) -> None:
    assert clock.instant(date(2026, 3, 8), time(1, 59)) == datetime(2026, 3, 8, 7, 59, tzinfo=UTC)
    assert clock.instant(date(2026, 3, 8), time(11)) == datetime(2026, 3, 8, 16, tzinfo=UTC)
    assert clock.instant(date(2026, 11, 1), time(1, 30)) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # the first of two
    assert clock.instant(date(2026, 11, 1), time(11)) == datetime(2026, 11, 1, 17, tzinfo=UTC)
    assert clock.text(datetime(2026, 3, 8, 8, 0, tzinfo=UTC)) == "2026-03-08T03:00:00.000-05:00"
    assert {clock.offset(datetime(2026, month, 1, tzinfo=UTC)) for month in (1, 7)} == {WINTER, SUMMER}


def test_a_computer_without_time_zone_tables() -> None:
    def nowhere(name: str) -> tzinfo:
        raise ZoneInfoNotFoundError(name)

    assert find_zone(nowhere) is None
    assert find_zone() is not None

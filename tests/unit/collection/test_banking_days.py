"""Banking days, cut-offs, US Central time, and the marks at :15 and :45."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.collection.banking_days import (
    Region,
    banking_day_from,
    central,
    debit_day,
    earliest_debit_day,
    is_banking_day,
    region_of,
)
from app.domain.collection.schedule import is_due, last_mark, next_round

REGIONS = st.sampled_from(Region)
INSTANTS = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2032, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
DAYS = st.dates(date(2025, 1, 1), date(2032, 1, 1))


@pytest.mark.parametrize(
    ("instant", "wall"),
    [
        ("2027-03-14T07:59:00+00:00", "2027-03-14T01:59:00"),
        ("2027-03-14T08:00:00+00:00", "2027-03-14T03:00:00"),
        ("2027-11-07T06:59:00+00:00", "2027-11-07T01:59:00"),
        ("2027-11-07T07:00:00+00:00", "2027-11-07T01:00:00"),
    ],
)
def test_central_time_changes_with_its_clocks(instant: str, wall: str) -> None:
    assert central(datetime.fromisoformat(instant)) == datetime.fromisoformat(wall)


@pytest.mark.parametrize(
    ("day", "region"),
    [
        (date(2027, 3, 26), Region.CANADA),  # Good Friday
        (date(2027, 5, 24), Region.CANADA),  # Victoria Day
        (date(2027, 7, 1), Region.CANADA),
        (date(2027, 10, 11), Region.CANADA),  # Thanksgiving
        (date(2027, 12, 27), Region.CANADA),  # Christmas Day, a Saturday, made up for
        (date(2027, 12, 28), Region.CANADA),  # Boxing Day after it
        (date(2027, 1, 18), Region.UNITED_STATES),  # Martin Luther King
        (date(2027, 5, 31), Region.UNITED_STATES),  # Memorial Day
        (date(2027, 7, 5), Region.UNITED_STATES),  # the Fourth, a Sunday
        (date(2027, 11, 25), Region.UNITED_STATES),  # Thanksgiving
        (date(2027, 2, 6), Region.CANADA),
    ],
)
def test_banks_are_closed_on_these_days(day: date, region: Region) -> None:
    assert not is_banking_day(day, region)


def test_holidays_of_one_country_are_working_days_of_the_other() -> None:
    assert is_banking_day(date(2027, 3, 26), Region.UNITED_STATES)
    assert is_banking_day(date(2027, 1, 18), Region.CANADA)
    assert is_banking_day(date(2027, 6, 18), Region.UNITED_STATES)  # Juneteenth on a Saturday is not made up for


@given(INSTANTS, REGIONS, DAYS, st.integers(1, 5))
def test_a_debit_is_never_asked_for_before_the_earliest_day_nor_when_banks_are_closed(
    now: datetime, region: Region, wanted: date, lead: int
) -> None:
    day = debit_day(wanted, now, region, lead=lead)
    assert day > central(now).date()
    assert day >= wanted
    assert is_banking_day(day, region)
    assert day == max(banking_day_from(wanted, region), earliest_debit_day(now, region, lead=lead))


def test_after_the_cut_off_a_day_more_is_needed() -> None:
    before = datetime(2027, 2, 1, 21, 59, tzinfo=UTC)
    assert earliest_debit_day(before, Region.CANADA) == date(2027, 2, 2)
    assert earliest_debit_day(before + timedelta(minutes=1), Region.CANADA) == date(2027, 2, 3)
    assert earliest_debit_day(before, Region.UNITED_STATES) == date(2027, 2, 3)
    saturday = datetime(2027, 2, 6, 23, 0, tzinfo=UTC)
    assert earliest_debit_day(saturday, Region.CANADA) == date(2027, 2, 8)


def test_the_currency_of_the_account_names_the_banks() -> None:
    assert region_of("USD") is Region.UNITED_STATES
    assert region_of("CAD") is region_of("") is Region.CANADA


@given(INSTANTS)
def test_the_next_mark_is_at_15_or_45_and_within_half_an_hour(now: datetime) -> None:
    mark = next_round(now)
    assert (mark.minute, mark.second, mark.microsecond) in ((15, 0, 0), (45, 0, 0))
    assert timedelta(0) < mark - now <= timedelta(minutes=30)
    assert last_mark(now) == mark - timedelta(minutes=30)


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_however_many_marks_were_missed_one_round_is_owed(last: datetime, asleep: timedelta) -> None:
    now = last + asleep
    assert is_due(now, last) is (next_round(last) <= now)
    assert not is_due(now, now)
    assert is_due(now, None)

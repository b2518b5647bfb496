"""Date ranges that one key fills in, and last month's question one month on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents import SearchCriteria
from app.domain.search_dates import DatePreset, month_of, months_later, one_month_on, preset_of, preset_range

TODAY = date(2026, 11, 4)


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (DatePreset.THIS_MONTH, (date(2026, 11, 1), date(2026, 11, 30))),
        (DatePreset.LAST_MONTH, (date(2026, 10, 1), date(2026, 10, 31))),
        (DatePreset.LAST_7_DAYS, (date(2026, 10, 29), TODAY)),
        (DatePreset.THIS_QUARTER, (date(2026, 10, 1), date(2026, 12, 31))),
        (DatePreset.SINCE_LAST_RUN, (date(2026, 10, 2), TODAY)),
    ],
)
def test_presets(preset: DatePreset, expected: tuple[date, date]) -> None:
    assert preset_range(preset, TODAY, date(2026, 10, 2)) == expected
    assert preset_of(expected, TODAY, date(2026, 10, 2)) is preset


def test_since_last_run_needs_a_run() -> None:
    assert preset_range(DatePreset.SINCE_LAST_RUN, TODAY, None) is None
    assert preset_range(DatePreset.SINCE_LAST_RUN, TODAY, date(2026, 12, 1)) is None
    assert preset_of((None, None), TODAY, None) is None


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 9, 1), date(2026, 9, 30), (date(2026, 10, 1), date(2026, 10, 31))),
        (date(2026, 1, 1), date(2026, 1, 31), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 1, 15), date(2026, 1, 30), (date(2026, 2, 15), date(2026, 2, 28))),
        (date(2026, 11, 1), date(2026, 11, 30), (date(2026, 11, 1), date(2026, 11, 30))),
    ],
)
def test_one_month_on(start: date, end: date, expected: tuple[date, date]) -> None:
    later = one_month_on(SearchCriteria(division_id="7", date_from=start, date_to=end), TODAY)
    assert (later.date_from, later.date_to) == expected
    assert later.division_id == "7"


@pytest.mark.parametrize(
    "criteria",
    [
        SearchCriteria(),
        SearchCriteria(date_from=date(2026, 9, 1)),
        SearchCriteria("", "7", date(2026, 9, 1), date(2026, 9, 30)),
    ],
)
def test_what_names_no_range_stays(criteria: SearchCriteria) -> None:
    assert one_month_on(criteria, TODAY) == criteria


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(-600, 600))
def test_months_are_counted_and_days_never_overflow(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, month_of(later)[1].day)

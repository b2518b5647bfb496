"""Date ranges a bookkeeper asks for, and last month's question asked again one month on."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from app.domain.documents import SearchCriteria


class DatePreset(StrEnum):
    """The ranges that one key fills in."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    LAST_7_DAYS = "last_7_days"
    THIS_QUARTER = "this_quarter"
    SINCE_LAST_RUN = "since_last_run"


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the month `day` is in."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; the last one where that month is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def preset_range(preset: DatePreset, today: date, last_run: date | None) -> tuple[date, date] | None:
    """The range, both ends inclusive; None for 'since last run' when there was none."""
    if preset is DatePreset.THIS_MONTH:
        return month_of(today)
    if preset is DatePreset.LAST_MONTH:
        return month_of(months_later(today, -1))
    if preset is DatePreset.LAST_7_DAYS:
        return today - timedelta(days=6), today
    if preset is DatePreset.THIS_QUARTER:
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return first, month_of(months_later(first, 2))[1]
    return (last_run, today) if last_run is not None and last_run <= today else None


def preset_of(found: tuple[date | None, date | None], today: date, last_run: date | None) -> DatePreset | None:
    """Which preset these dates are, if any."""
    return next((p for p in DatePreset if preset_range(p, today, last_run) == found), None)


def one_month_on(criteria: SearchCriteria, today: date) -> SearchCriteria:
    """The same question a month later; unchanged when it names no range, one invoice, or when that month has not begun.

    Whole months stay whole: 1 to 30 September becomes 1 to 31 October.
    """
    start, end = criteria.date_from, criteria.date_to
    if start is None or end is None or criteria.invoice_id:
        return criteria
    later = months_later(start, 1)
    if later > today:
        return criteria
    ends_month = month_of(end)[1] == end
    last = months_later(end, 1)
    return replace(criteria, date_from=later, date_to=month_of(last)[1] if ends_month else last)

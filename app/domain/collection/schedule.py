"""When rounds run: at 15 and 45 minutes past each hour, by the clock on the wall.

Every zone of the world is a multiple of 15 minutes away from UTC, and those that are off by a quarter of an hour have their own :15 and
:45 at other minutes of UTC; the vendor's schedule is kept in UTC, so that a change of clocks neither repeats a round nor leaves one out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

MINUTES: Final = (15, 45)


def next_round(now: datetime) -> datetime:
    """The first :15 or :45 after `now`."""
    at = now.astimezone(UTC)
    hour = at.replace(minute=0, second=0, microsecond=0)
    marks = (hour + timedelta(hours=ahead, minutes=minute) for ahead in (0, 1) for minute in MINUTES)
    return next(mark for mark in marks if mark > at)


def last_mark(now: datetime) -> datetime:
    """The newest :15 or :45 that is not after `now`."""
    return next_round(now) - timedelta(minutes=30)


def is_due(now: datetime, last: datetime | None) -> bool:
    """Whether a round is owed: one mark or many have passed since the last round, and one round catches all of them up."""
    return last is None or last < last_mark(now)

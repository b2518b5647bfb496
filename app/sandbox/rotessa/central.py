"""US Central time, by which Rotessa sends its batches and writes its timestamps (apis/rotessa.md 4, 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WINTER: Final = timedelta(hours=-6)
SUMMER: Final = timedelta(hours=-5)
_NAME: Final = "America/Chicago"
_SUNDAY: Final = 6


def find_zone(open_zone: Callable[[str], tzinfo] = ZoneInfo) -> tzinfo | None:
    """The zone from the computer's own tables; None when it has none, as a plain Windows has."""
    try:
        return open_zone(_NAME)
    except ZoneInfoNotFoundError:
        return None


def offset_by_rule(instant: datetime) -> timedelta:
    """Central's offset by the rule in force since 2007: summer from the second Sunday of March to the first of November, 2 o'clock."""
    year = instant.year
    begins = datetime.combine(_nth_sunday(year, 3, 2), time(2), UTC) - WINTER
    ends = datetime.combine(_nth_sunday(year, 11, 1), time(2), UTC) - SUMMER
    return SUMMER if begins <= instant < ends else WINTER


class CentralTime:
    """Turns instants into Central wall time and back. Without a zone the rule is used."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone

    def offset(self, instant: datetime) -> timedelta:
        """Central's offset from UTC at an instant."""
        if self._zone is None:
            return offset_by_rule(instant)
        return instant.astimezone(self._zone).utcoffset() or WINTER

    def local(self, instant: datetime) -> datetime:
        """The instant on a Central clock; its offset is fixed at what it is then."""
        return instant.astimezone(timezone(self.offset(instant)))

    def instant(self, day: date, at: time) -> datetime:
        """When a Central clock shows this time of this day, as UTC; for a time that comes twice the first."""
        summer = datetime.combine(day, at, UTC) - SUMMER
        return summer if self.offset(summer) == SUMMER else datetime.combine(day, at, UTC) - WINTER

    def text(self, instant: datetime) -> str:
        """ISO text with milliseconds and offset, as Rotessa writes instants."""
        return self.local(instant).isoformat(timespec="milliseconds")


CENTRAL: Final = CentralTime(find_zone())


def _nth_sunday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(_SUNDAY - first.weekday()) % 7 + 7 * (nth - 1))

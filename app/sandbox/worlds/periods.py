"""The dates of the practice year, all counted from one `today` so that the books never look stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


@dataclass(frozen=True, slots=True)
class Year:
    """The twelve months up to `today` and the borders that matter in them."""

    today: date

    @property
    def yesterday(self) -> date:
        """The last day anything is dated: nothing lies in the future, whatever the hour."""
        return self.today - timedelta(days=1)

    @property
    def last_month(self) -> tuple[date, date]:
        """First and last day of the calendar month before this one."""
        last = self.today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last

    @property
    def lock(self) -> date:
        """The Australian period lock date: end of the third month back, so two to three months ago."""
        month = self.last_month[0] - timedelta(days=1)
        return month.replace(day=1) - timedelta(days=1)

    @property
    def year_end_lock(self) -> date:
        """The last 30 June on or before the period lock."""
        june = date(self.lock.year, 6, 30)
        return june if june <= self.lock else date(self.lock.year - 1, 6, 30)

    def in_last_month(self, rng: Random) -> date:
        """A day of the last calendar month; month ends are the usual billing days."""
        first, last = self.last_month
        return last if rng.random() < 0.4 else first + timedelta(days=rng.randrange((last - first).days + 1))

    def unprocessed(self, rng: Random) -> date:
        """When an invoice that waits is dated: mostly last month, a few this month, a few older than that but not locked."""
        draw = rng.random()
        if draw < 0.1 and self.yesterday > self.last_month[1]:
            return self.yesterday - timedelta(days=rng.randrange((self.yesterday - self.last_month[1]).days))
        if draw < 0.95:
            return self.in_last_month(rng)
        room = (self.last_month[0] - self.lock).days - 1
        return self.lock + timedelta(days=1 + rng.randrange(room))

    def processed(self, rng: Random) -> date:
        """When an invoice that was sent is dated: any of the twelve months, few in the last."""
        begin, end = self.today - timedelta(days=364), self.last_month[0] - timedelta(days=1)
        if rng.random() < 0.05:
            return self.in_last_month(rng)
        return begin + timedelta(days=rng.randrange((end - begin).days + 1))

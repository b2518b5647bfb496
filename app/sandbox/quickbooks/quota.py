"""Throttles and metering (apis/quickbooks.md 4.1, 4.2).

500 calls a minute and 10 in progress for a company, 10 a second and 40 batches a minute for a company and app, 800 calls of both
kinds a minute. Minutes are fixed windows that begin at a different moment for each company, the second is any second. Reads are
metered by the month, writes are not. A refused call does not count.
"""

from __future__ import annotations

import zlib
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

MINUTE_LIMIT: Final = 500
BATCH_LIMIT: Final = 40
TOGETHER_LIMIT: Final = 800
SECOND_LIMIT: Final = 10
AT_ONCE: Final = 10
MONTH_LIMIT: Final = 500_000


@dataclass(slots=True)
class Quota:
    """Counts calls. With `enforced` off nothing is refused; calls are metered all the same."""

    enforced: bool = True
    month_limit: int = MONTH_LIMIT
    core: int = 0
    core_plus: int = 0
    _month: str = ""
    _windows: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    _recent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _in_flight: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, realm: str, *, is_batch: bool, reads: bool, now: datetime) -> bool:
        """Count one call; False when a limit is reached, and then it is not counted."""
        self._turn_month(now)
        if self.enforced and not self._has_room(realm, is_batch, reads, now):
            return False
        seconds = now.timestamp()
        self._recent[realm].append(seconds)
        for kind in ("together", "batch" if is_batch else "ordinary"):
            window, used = self._window(realm, kind, seconds)
            self._windows[realm, kind] = (window, used + 1)
        if reads:
            self.core_plus += 1
        else:
            self.core += 1
        return True

    def _has_room(self, realm: str, is_batch: bool, reads: bool, now: datetime) -> bool:
        seconds = now.timestamp()
        recent = self._recent[realm]
        while recent and recent[0] <= seconds - 1:
            recent.popleft()
        kind, limit = ("batch", BATCH_LIMIT) if is_batch else ("ordinary", MINUTE_LIMIT)
        return (
            len(recent) < SECOND_LIMIT
            and self._window(realm, kind, seconds)[1] < limit
            and self._window(realm, "together", seconds)[1] < TOGETHER_LIMIT
            and not (reads and self.core_plus >= self.month_limit)
        )

    def _turn_month(self, now: datetime) -> None:
        month = f"{now:%Y-%m}"
        if month != self._month:
            self._month, self.core, self.core_plus = month, 0, 0

    def _window(self, realm: str, kind: str, seconds: float) -> tuple[int, int]:
        """Number of the present minute and how much of it is used."""
        number = int((seconds - zlib.crc32(realm.encode()) % 60) // 60)
        window, used = self._windows.get((realm, kind), (number, 0))
        return (number, used) if window == number else (number, 0)

    def enter(self, realm: str) -> bool:
        """A call begins; False when ten are in progress already."""
        if self.enforced and self._in_flight[realm] >= AT_ONCE:
            return False
        self._in_flight[realm] += 1
        return True

    def leave(self, realm: str) -> None:
        """A call that `enter` admitted has ended."""
        self._in_flight[realm] = max(0, self._in_flight[realm] - 1)

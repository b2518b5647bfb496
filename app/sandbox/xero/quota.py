"""Xero's limits: 60 calls a minute, 5 at once and 5,000 a day for a tenant, 10,000 a minute for the app (apis/xero.md 3.2).

Windows are fixed and begin at a different moment for each tenant. A refused call does not count.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from app.sandbox.xero.outcome import RefusedError
from app.sandbox.xero.replies import limited

MINUTE, DAY = 60, 86_400
MINUTE_LIMIT, APP_MINUTE_LIMIT, AT_ONCE = 60, 10_000, 5
DAY_LIMIT = 5_000
_APP = "the app"


@dataclass(slots=True)
class Window:
    """Calls of one fixed window."""

    number: int = -1
    used: int = 0


@dataclass(slots=True)
class Quota:
    """Counts calls. With `enforced` off nothing is refused and the headers show full limits."""

    enforced: bool = True
    day_limit: int = DAY_LIMIT
    _windows: dict[tuple[str, int], Window] = field(default_factory=lambda: defaultdict(Window))
    _in_flight: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, tenant: str, now: datetime) -> dict[str, str]:
        """Count one call; the headers of what is left. Raises `RefusedError` with 429 when a limit is reached."""
        seconds = now.timestamp()
        minute, minute_left = self._window(tenant, MINUTE, seconds)
        day, day_left = self._window(tenant, DAY, seconds)
        app, app_left = self._window(_APP, MINUTE, seconds)
        if self.enforced:
            checks = (
                ("day", day, self.day_limit, day_left),
                ("minute", minute, MINUTE_LIMIT, minute_left),
                ("appminute", app, APP_MINUTE_LIMIT, app_left),
            )
            for word, window, limit, left in checks:
                if window.used >= limit:
                    raise RefusedError(limited(word, left, self.headers(tenant, now)))
            for window in (minute, day, app):
                window.used += 1
        return self.headers(tenant, now)

    def headers(self, tenant: str, now: datetime) -> dict[str, str]:
        """What is left of each limit."""
        seconds = now.timestamp()
        minute, day = self._window(tenant, MINUTE, seconds)[0], self._window(tenant, DAY, seconds)[0]
        app = self._window(_APP, MINUTE, seconds)[0]
        return {
            "X-DayLimit-Remaining": str(max(0, self.day_limit - day.used)),
            "X-MinLimit-Remaining": str(max(0, MINUTE_LIMIT - minute.used)),
            "X-AppMinLimit-Remaining": str(max(0, APP_MINUTE_LIMIT - app.used)),
        }

    def _window(self, owner: str, length: int, seconds: float) -> tuple[Window, int]:
        """The present window, emptied when a new one has begun, and the whole seconds until it ends."""
        start = zlib.crc32(owner.encode()) % length
        number = int((seconds - start) // length)
        window = self._windows[owner, length]
        if window.number != number:
            window.number, window.used = number, 0
        return window, int((number + 1) * length + start - seconds) + 1

    def enter(self, tenant: str) -> bool:
        """A call begins; False when five are in progress already."""
        if self.enforced and self._in_flight[tenant] >= AT_ONCE:
            return False
        self._in_flight[tenant] += 1
        return True

    def leave(self, tenant: str) -> None:
        """A call that `enter` admitted has ended."""
        self._in_flight[tenant] = max(0, self._in_flight[tenant] - 1)

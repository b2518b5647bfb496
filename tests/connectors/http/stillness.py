"""A clock that moves only when somebody waits, and chance that is known beforehand."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

from app.domain.run import Stop

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class StillClock:
    """Time for tests: `sleep` moves it, nothing else does. Safe to use from several threads."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start or START
        self._passed = 0.0
        self._lock = threading.Lock()
        self.waits: list[float] = []

    def now(self) -> datetime:
        """The wall time."""
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """Seconds since the start."""
        return self._passed

    def today(self) -> date:
        """The date."""
        return self.now().date()

    def boot_id(self) -> str:
        """Always the same start of the machine."""
        return "boot"

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Move on."""
        if stop is not None:
            stop.check()
        with self._lock:
            self.waits.append(seconds)
            self._passed += seconds

    def set_by(self, seconds: float) -> None:
        """Somebody sets the wall clock; no time passes."""
        self._start += timedelta(seconds=seconds)

    def move(self, seconds: float) -> None:
        """Let time pass without anybody waiting."""
        with self._lock:
            self._passed += seconds


class KnownChance:
    """Ids and tokens counted upwards, jitter always one half."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()

    def _next(self) -> int:
        with self._lock:
            self._count += 1
            return self._count

    def uuid(self) -> str:
        """A new id."""
        return f"00000000-0000-4000-8000-{self._next():012d}"

    def token(self, length: int = 43) -> str:
        """A new token of this length."""
        return f"{self._next():x}".rjust(length, "t")

    def fraction(self) -> float:
        """One half."""
        return 0.5

"""A clock that tests move and chance that repeats itself."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from random import Random

from app.domain.run import Stop


class TestClock:
    """Implements `Clock`: time passes only by `sleep` and `advance`."""

    __test__ = False

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self._monotonic = 1000.0
        self.boot = "boot-1"

    def now(self) -> datetime:
        """The test's present."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since the machine of the test started."""
        return self._monotonic

    def today(self) -> date:
        """The test's date."""
        return self._now.date()

    def boot_id(self) -> str:
        """The boot of the test."""
        return self.boot

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Pass time without waiting."""
        self.advance(seconds)
        if stop is not None:
            stop.check()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds


class TestChance:
    """Implements `Chance` from a seed."""

    __test__ = False

    def __init__(self, seed: int = 1) -> None:
        self._random = Random(seed)

    def uuid(self) -> str:
        """The next id."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self, length: int = 43) -> str:
        """The next token."""
        return "".join(self._random.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(length))

    def fraction(self) -> float:
        """The next fraction."""
        return self._random.random()

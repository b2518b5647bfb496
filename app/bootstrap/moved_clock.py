"""A clock that goes with practice books and is moved by hand, so that a quarter passes in minutes."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from app.bootstrap.control_line import ControlLine
from app.domain.run import Stop


class MovedClock:
    """Implements `Clock`: real time plus what it was moved by. A wait takes no time; it moves both this clock and the books' own."""

    def __init__(self, line: ControlLine) -> None:
        self._line = line
        self._lock = Lock()
        self._real = time.monotonic()
        self._moved = 0.0
        self._start = datetime.fromisoformat(str(line.ask("GET", "/clock")["now"]))

    def now(self) -> datetime:
        """The present of the books."""
        return (self._start + timedelta(seconds=self._passed())).astimezone(UTC)

    def _passed(self) -> float:
        return time.monotonic() - self._real + self._moved

    def monotonic(self) -> float:
        """Seconds since the books began."""
        return self._passed()

    def today(self) -> date:
        """The date of the books."""
        return self.now().date()

    def boot_id(self) -> str:
        """The books are of one boot."""
        return "practice"

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Let the time pass at once."""
        if stop is not None:
            stop.check()
        self._advance(seconds)

    def move_to(self, instant: datetime) -> None:
        """Let time pass until `instant`; nothing happens when it has passed already."""
        self._advance((instant - self.now()).total_seconds())

    def _advance(self, seconds: float) -> None:
        if seconds <= 0:
            return
        with self._lock:
            self._moved += seconds
            self._line.ask("POST", "/clock", {"set": self.now().isoformat()})

    def close(self) -> None:
        """Give the line back."""
        self._line.close()

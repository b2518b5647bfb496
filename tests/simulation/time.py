"""Simulated time: an hour passes in no time, and what is to happen meanwhile happens at its instant."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from app.domain.errors import Cancelled
from app.domain.run import Stop

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class SimulatedClock:
    """Implements `Clock`; `at` enters something into the agenda."""

    def __init__(self) -> None:
        self._steady = 1000.0
        self._wall_shift = 0.0
        self._boot = 1
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._entered = 0

    def now(self) -> datetime:
        """Wall clock."""
        return START + timedelta(seconds=self._steady + self._wall_shift)

    def true_now(self) -> datetime:
        """The instant as everybody else's clock has it, whatever this machine's was set to."""
        return START + timedelta(seconds=self._steady)

    def monotonic(self) -> float:
        """Steady clock; never restarts here, so that a wrong comparison over a restart is a fault and no crash."""
        return self._steady

    def today(self) -> date:
        """Date of the wall clock."""
        return self.now().date()

    def boot_id(self) -> str:
        """Changes with `restart_machine`."""
        return f"here/{self._boot}"

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Let time pass."""
        self.pass_time(seconds)
        if stop is not None and stop.is_cancelled:
            raise Cancelled

    def pass_time(self, seconds: float) -> None:
        """Advance both clocks, doing what the agenda holds on the way."""
        until = self._steady + seconds
        while self._agenda and self._agenda[0][0] <= until:
            due, _, happen = heapq.heappop(self._agenda)
            self._steady = max(self._steady, due)
            happen()
        self._steady = max(self._steady, until)

    def at(self, seconds: float, happen: Callable[[], None]) -> None:
        """Let something happen so many seconds from now."""
        self._entered += 1
        heapq.heappush(self._agenda, (self._steady + seconds, self._entered, happen))

    @property
    def wall_shift(self) -> float:
        """Seconds by which this machine's clock is wrong."""
        return self._wall_shift

    def set_wall(self, shift: float) -> None:
        """Somebody sets the clock by so many seconds."""
        self._wall_shift += shift

    def restart_machine(self) -> None:
        """A new boot."""
        self._boot += 1

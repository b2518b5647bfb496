"""The pace of one Autotask database: two calls at once for each entity, slower when the shared hour fills (apis/autotask.md 5)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from app.connectors.autotask.constants import (
    AT_ONCE,
    SLOWER_FROM,
    USAGE_AGE,
    USAGE_AGE_USED_UP,
    USED_UP_FROM,
    VENDOR,
    VERSION,
)
from app.connectors.http.pacing import LOOK_AGAIN, NotYetError, wait_for
from app.connectors.http.wire import Answer, Request
from app.domain.run import Stop
from app.ports.clock import Clock

THRESHOLD_CALL = "ThresholdInformation"


class Usage:
    """How much of the hour's calls is used: what Autotask last told, and our own calls since. Safe to use from several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._told: tuple[int, int] | None = None  # used, limit
        self._asked: float | None = None
        self._since = 0
        self.calls = 0

    def count(self) -> None:
        """One more call of ours."""
        with self._lock:
            self.calls += 1
            self._since += 1

    def tell(self, used: int, limit: int) -> None:
        """What ThresholdInformation said."""
        with self._lock:
            self._told = (used, limit) if limit > 0 else None
            self._since = 0

    def due(self) -> bool:
        """Whether it is time to ask again; True is said once, to the caller who then asks."""
        with self._lock:
            now = self._clock.monotonic()
            age = USAGE_AGE_USED_UP if self._part() >= Decimal(USED_UP_FROM) else USAGE_AGE
            if self._asked is not None and now - self._asked < age:
                return False
            self._asked = now
            return True

    @property
    def left(self) -> int | None:
        """Calls left this hour as far as known."""
        with self._lock:
            return None if self._told is None else max(0, self._told[1] - self._told[0] - self._since)

    @property
    def limit(self) -> int | None:
        """Calls an hour for the whole database; None until told."""
        with self._lock:
            return None if self._told is None else self._told[1]

    @property
    def part(self) -> Decimal:
        """The part that is used, 0 while unknown."""
        with self._lock:
            return self._part()

    def _part(self) -> Decimal:
        return Decimal(0) if self._told is None else Decimal(self._told[0] + self._since) / self._told[1]

    def pause(self) -> float:
        """Seconds each call waits at the present use."""
        part = self.part
        return next((seconds for start, seconds in SLOWER_FROM if part >= Decimal(start)), 0.0)

    def words(self) -> str:
        """Why it takes as long as it does; '' below half of the threshold."""
        if not self.pause():
            return ""
        return (
            f"{VENDOR} has used {int(self.part * 100)} % of this hour's calls, so each call waits {self.pause():g} s."
        )

    def left_words(self) -> str:
        """'9,188 calls left this hour'; '' while unknown."""
        return "" if self.left is None else f"{self.left:,} calls left this hour"


def entity_of(url: str) -> str:
    """The entity endpoint a call counts under: the first part after the version (apis/autotask.md 5 'Threads')."""
    return url.partition("/" + VERSION)[2].partition("/")[0].partition("?")[0]


class AutotaskPace:
    """Places for each entity and the waits that the use of the hour asks for; see `pacing.Pace`."""

    def __init__(self, usage: Usage, clock: Clock, at_once: int = AT_ONCE) -> None:
        self._usage = usage
        self._clock = clock
        self._at_once = at_once
        self._lock = threading.Lock()
        self._places: dict[str, threading.BoundedSemaphore] = {}

    @contextmanager
    def slot(self, request: Request, stop: Stop, longest: float | None = None) -> Iterator[None]:
        """Wait for a place at this entity and for the pace; see `pacing.Pace`."""
        entity = entity_of(request.url)
        with self._lock:
            place = self._places.setdefault(entity, threading.BoundedSemaphore(self._at_once))
        self._take(place, stop, longest)
        try:
            if entity != THRESHOLD_CALL:
                self._wait(stop, longest)
            self._usage.count()
            yield
        finally:
            place.release()

    def _take(self, place: threading.BoundedSemaphore, stop: Stop, longest: float | None) -> None:
        stop.check()
        waited = 0.0
        while not place.acquire(timeout=LOOK_AGAIN):
            stop.check()
            waited += LOOK_AGAIN
            if longest is not None and waited > longest:
                raise NotYetError(LOOK_AGAIN, "at once")

    def _wait(self, stop: Stop, longest: float | None) -> None:
        if self._usage.part >= Decimal(USED_UP_FROM):
            raise NotYetError(USAGE_AGE_USED_UP, "hour")
        pause = self._usage.pause()
        if longest is not None and pause > longest:
            raise NotYetError(pause, "hour")
        wait_for(self._clock, stop, pause)

    def heard(self, answer: Answer) -> None:
        """Nothing is learnt from an answer: Autotask sends no headers about its limits."""
        del answer

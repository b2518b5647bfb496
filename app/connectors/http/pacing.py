"""What a pace has to offer: it makes calls wait rather than run into a remote limit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from app.connectors.http.wire import Answer, Request
from app.domain.run import Stop
from app.ports.clock import Clock

LOOK_AGAIN = 0.2
"""Seconds between two looks at `Stop` while a place among the calls under way is waited for."""


class NotYetError(Exception):
    """The call would have to wait longer than it may; `seconds` says how long, None when nobody knows. `limit` names the limit."""

    def __init__(self, seconds: float | None, limit: str = "") -> None:
        super().__init__(limit)
        self.seconds = seconds
        self.limit = limit


class Pace(Protocol):
    """The pace of one tenant, shared by all that call it."""

    def slot(self, request: Request, stop: Stop, longest: float | None = None) -> AbstractContextManager[None]:
        """Wait for this request's turn and hold its place while it is under way.

        Raises `Cancelled`, and `NotYetError` when the wait would be longer than `longest` seconds (None: any wait).
        """
        ...

    def heard(self, answer: Answer) -> None:
        """Learn from an answer what is left."""
        ...


class Places:
    """So many at once, no more. The wait ends early on `Stop`."""

    def __init__(self, places: int) -> None:
        self._free = threading.BoundedSemaphore(places)

    @contextmanager
    def one(self, stop: Stop, longest: float | None = None) -> Iterator[None]:
        """Hold a place. Raises `NotYetError` when none becomes free within `longest` seconds (None: any wait)."""
        stop.check()
        waited = 0.0
        while not self._free.acquire(timeout=LOOK_AGAIN):
            stop.check()
            waited += LOOK_AGAIN
            if longest is not None and waited >= longest:
                raise NotYetError(LOOK_AGAIN, "concurrent")
        try:
            yield
        finally:
            self._free.release()


class AtOnce:
    """A pace that only limits how many calls are under way, for systems without a limit over time."""

    def __init__(self, places: int) -> None:
        self._places = Places(places)

    @contextmanager
    def slot(self, request: Request, stop: Stop, longest: float | None = None) -> Iterator[None]:
        """Hold a place."""
        del request
        with self._places.one(stop, longest):
            yield

    def heard(self, answer: Answer) -> None:
        """Nothing is learnt."""
        del answer


def wait_for(clock: Clock, stop: Stop, seconds: float) -> None:
    """Wait so long, woken by a cancel (raises `Cancelled`)."""
    stop.check()
    if seconds > 0:
        clock.sleep(seconds, stop)
        stop.check()

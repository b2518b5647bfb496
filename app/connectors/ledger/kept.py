"""What was just read and need not be asked for again, for a short while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.connectors.ledger.contacts import FRESH
from app.ports.clock import Clock

T = TypeVar("T")


class Kept(Generic[T]):
    """One value with the moment of its reading. Safe to use from several threads; two of them may read at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: tuple[float, T] | None = None

    def get(self, read: Callable[[], T]) -> T:
        """The value if it was read just now, else what `read` gives."""
        with self._lock:
            held = self._held
        if held is not None and self._clock.monotonic() - held[0] < FRESH:
            return held[1]
        return self.put(read())

    def put(self, value: T) -> T:
        """Take in what was just read."""
        with self._lock:
            self._held = (self._clock.monotonic(), value)
        return value

    def latest(self) -> T | None:
        """The value as it was last read, however long ago."""
        held = self._held
        return None if held is None else held[1]

    def outdated(self) -> None:
        """Something was changed by us: the next question reads again."""
        with self._lock:
            if self._held is not None:
                self._held = (self._held[0] - FRESH, self._held[1])

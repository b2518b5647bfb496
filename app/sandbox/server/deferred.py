"""Work a system does after it has already answered: the gateway gave up, the books did not."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Lock, Thread

from app.sandbox.wire import Clock

_TICK = 0.01


class DeferredWork:
    """Runs work when the sandbox clock reaches its time; moving the clock on brings it forward."""

    def __init__(self, clock: Clock, stopping: Event) -> None:
        self._clock = clock
        self._stopping = stopping
        self._lock = Lock()
        self._order = itertools.count()
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []
        self._thread: Thread | None = None

    def add(self, seconds: float, work: Callable[[], None]) -> None:
        """Have `work` done `seconds` of sandbox time from now."""
        with self._lock:
            due = self._clock.now() + timedelta(seconds=seconds)
            heapq.heappush(self._waiting, (due, next(self._order), work))
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="sandbox-deferred", daemon=True)
                self._thread.start()

    def clear(self) -> None:
        """Forget what is still waiting."""
        with self._lock:
            self._waiting.clear()

    def join(self) -> None:
        """Wait for the thread to notice that the server stops."""
        if self._thread is not None:
            self._thread.join(2)

    def _run(self) -> None:
        while not self._stopping.wait(_TICK):
            work = self._next_due()
            if work is not None:
                work()

    def _next_due(self) -> Callable[[], None] | None:
        with self._lock:
            if self._waiting and self._waiting[0][0] <= self._clock.now():
                return heapq.heappop(self._waiting)[2]
        return None

"""Calls back at a deadline unless it was taken back before, by one thread for all that are under way at a time: a thread for each of them
would cost more than much of the request's own work.
"""

from __future__ import annotations

import logging
import math
import sched
import threading
from collections.abc import Callable
from contextlib import suppress

LOG = logging.getLogger(__name__)

Deadline = sched.Event


class Watcher:
    """Waits for the earliest of many deadlines. Its thread begins with the first of them and ends when none is left."""

    def __init__(self) -> None:
        self._due = sched.scheduler()
        self._earlier = threading.Condition()
        self._wakes_at = math.inf
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, over: Callable[[], None]) -> Deadline:
        """Call `over`, in the watcher's thread, so many seconds from now."""
        with self._earlier:
            deadline = self._due.enter(seconds, 0, over)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._thread.start()
            elif deadline.time < self._wakes_at:
                self._earlier.notify()
        return deadline

    def take_back(self, deadline: Deadline) -> None:
        """It is not needed any more. The thread is woken only when it was the last: otherwise it finds nothing to do when it wakes."""
        with self._earlier:
            with suppress(ValueError):  # it has come already
                self._due.cancel(deadline)
            if self._due.empty():
                self._earlier.notify()

    def _watch(self) -> None:
        with self._earlier:
            while (left := self._run()) is not None and (waiting := self._due.queue):
                self._wakes_at = waiting[0].time
                self._earlier.wait(left)
            self._thread, self._wakes_at = None, math.inf

    def _run(self) -> float | None:
        """Call what is due; the seconds until the next one, None where there is none. What fails does not keep others from being called."""
        while True:
            try:
                return self._due.run(blocking=False)
            except Exception:  # whatever it is: the other requests are watched by this thread too
                LOG.exception("what was to be done at a deadline failed")


WATCHER = Watcher()
"""The one of this program."""

"""A pause for a host that does not answer, so that a run does not hammer it and nothing is marked failed by it."""

from __future__ import annotations

from threading import Lock

from app.connectors.http.constants import CIRCUIT_FAILURES, CIRCUIT_PAUSE, CIRCUIT_PAUSE_MAX
from app.ports.clock import Clock


class Circuit:
    """Counts failures in a row of one host: five make a pause of 60 s, each further failure doubles it up to 15 minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._pause = CIRCUIT_PAUSE
        self._until = 0.0

    def seconds_closed(self) -> float:
        """How long no request may start; 0 when one may. After a pause one request tries and the others wait for it."""
        with self._lock:
            now = self._clock.monotonic()
            if self._failures < CIRCUIT_FAILURES:
                return 0.0
            if now < self._until:
                return self._until - now
            self._until = now + self._pause
            return 0.0

    def failed(self) -> None:
        """No answer, or a fault of the remote side."""
        with self._lock:
            self._failures += 1
            if self._failures < CIRCUIT_FAILURES:
                return
            if self._failures > CIRCUIT_FAILURES:
                self._pause = min(self._pause * 2, CIRCUIT_PAUSE_MAX)
            self._until = self._clock.monotonic() + self._pause

    def answered(self) -> None:
        """Any answer of the remote system itself, refusals included."""
        with self._lock:
            self._failures = 0
            self._pause = CIRCUIT_PAUSE
            self._until = 0.0

"""Pace for a remote system that counts calls in sliding windows and says nothing of what is left (apis/quickbooks.md 4.1)."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.connectors.http.constants import RETRY_AFTER_DEFAULT
from app.connectors.http.pacing import NotYetError, Places, wait_for
from app.connectors.http.wire import Answer, Request
from app.domain.run import Stop
from app.ports.clock import Clock

Counts = Callable[[Request], bool]


@dataclass(frozen=True, slots=True)
class WindowRule:
    """At most `calls` of the requests that count may start in any `seconds`. `name` is told when one has to wait."""

    name: str
    calls: int
    seconds: float
    counts: Counts


@dataclass(slots=True)
class _Window:
    rule: WindowRule
    started: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until one more may start."""
        while self.started and self.started[0] <= now - self.rule.seconds:
            self.started.popleft()
        if len(self.started) < self.rule.calls:
            return 0.0
        return self.started[len(self.started) - self.rule.calls] + self.rule.seconds - now


class WindowPace:
    """The pace of one tenant; see `pacing.Pace`. `words` is what to tell of it."""

    def __init__(self, rules: Sequence[WindowRule], at_once: int, clock: Clock, words: str) -> None:
        self._windows = [_Window(rule) for rule in rules]
        self._places = Places(at_once)
        self._clock = clock
        self._words = words
        self._lock = threading.Lock()
        self._blocked_until = 0.0

    def words(self) -> str:
        """Why it takes as long as it does."""
        return self._words

    @contextmanager
    def slot(self, request: Request, stop: Stop, longest: float | None = None) -> Iterator[None]:
        """Wait for a turn and hold a place while the call is under way."""
        with self._places.one(stop, longest):
            self._await_turn(request, stop, longest)
            yield

    def _await_turn(self, request: Request, stop: Stop, longest: float | None) -> None:
        waited = 0.0
        while True:
            stop.check()
            with self._lock:
                wait, name = self._wait(request)
                if wait <= 0:
                    self._start(request)
                    return
            if longest is not None and waited + wait > longest:
                raise NotYetError(wait, name)
            waited += wait
            wait_for(self._clock, stop, wait)

    def _wait(self, request: Request) -> tuple[float, str]:
        now = self._clock.monotonic()
        waits = [(self._blocked_until - now, "minute")]
        waits += [(window.wait(now), window.rule.name) for window in self._windows if window.rule.counts(request)]
        return max(waits)

    def _start(self, request: Request) -> None:
        now = self._clock.monotonic()
        for window in self._windows:
            if window.rule.counts(request):
                window.started.append(now)

    def heard(self, answer: Answer) -> None:
        """A refusal for too many calls stops all calls as long as it asks; a minute when it does not say."""
        if answer.status == 429:
            asked = RETRY_AFTER_DEFAULT if answer.retry_after is None else answer.retry_after
            with self._lock:
                self._blocked_until = max(self._blocked_until, self._clock.monotonic() + asked)

"""Pace for a remote system that counts calls by the minute and the day and says in each answer what is left (apis/xero.md 3.2).

Its windows are fixed but start at a moment nobody knows. Each answer gives a lower bound on what is left in its window; where
none is known, never more than a minute's calls in any 60 s, wherever they lie, cannot overfill a window either.

A window that is used up at once would have to be sat out for a whole minute from its first answer, although it may have begun long
before. So its last few calls are spread over that time: the one that is told of many calls left is the first of a new window, and when
the windows begin is known from then on, to a few seconds.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.connectors.http.constants import RETRY_AFTER_DEFAULT
from app.connectors.http.pacing import LOOK_AGAIN, NotYetError, Places, wait_for
from app.connectors.http.wire import Answer, Request
from app.domain.run import Stop
from app.ports.clock import Clock

WINDOW = 60.0
_TICK = 0.001  # seconds; a wait is never rounded away to none
_LATE = 1.0  # seconds that an answer may take
ASK_AGAIN = 15 * 60.0
"""Seconds after which 'nothing left today' is not believed any more and one call asks."""


@dataclass(frozen=True, slots=True)
class PaceRules:
    """The limits of one tenant and the headers that tell of them."""

    vendor: str
    per_minute: int = 60
    at_once: int = 5
    spread: int = 3  # last calls of a window that find out when the next one begins
    per_day: tuple[int, ...] = (1000, 5000)  # the tiers; which one applies shows in the headers
    minute_left: str = "x-minlimit-remaining"
    day_left: str = "x-daylimit-remaining"
    problem: str = "x-rate-limit-problem"


class MinutePace:
    """The pace of one tenant. `scheduled` work leaves the last tenth of the day to people."""

    def __init__(self, rules: PaceRules, clock: Clock, *, scheduled: bool = False) -> None:
        self._rules = rules
        self._clock = clock
        self._scheduled = scheduled
        self._places = Places(rules.at_once)
        self._lock = threading.Lock()
        self._under_way = 0
        self._started = 0
        self._ended: deque[float] = deque()  # when each call of the last minute ended, oldest first
        self._left: int | None = None  # calls certainly left in the remote window, others' calls aside
        self._left_since = 0.0  # the first answer of that window: it ends at most a minute later
        self._unsure = WINDOW  # seconds by which that window may have begun before its first answer
        self._heard_at = 0.0
        self._started_at = 0.0
        self._basis = 0  # which call's answer that is built on
        self._basis_left = 0  # what that answer said
        self._own = (
            threading.local()
        )  # of the call under way on this thread: its place, and how many were under way before it
        self._others = False
        self._blocked_until = 0.0
        self._day_left: int | None = None
        self._day_heard = 0.0
        self._day_until: datetime | None = None
        self._day_limit = rules.per_day[0]

    # --- taking turns

    @contextmanager
    def slot(self, request: Request, stop: Stop, longest: float | None = None) -> Iterator[None]:
        """Wait for a turn and hold a place while the call is under way; see `pacing.Pace`."""
        del request
        with self._places.one(stop, longest):
            self._await_turn(stop, longest)
            try:
                yield
            finally:
                with self._lock:
                    self._under_way -= 1
                    self._ended.append(self._clock.monotonic())

    def _await_turn(self, stop: Stop, longest: float | None) -> None:
        waited = 0.0
        while True:
            stop.check()
            with self._lock:
                self._check_day()
                wait = self._wait()
                if wait <= 0:
                    self._started += 1
                    self._started_at = self._clock.monotonic()
                    self._own.place, self._own.before = self._started, self._under_way
                    self._under_way += 1
                    if self._left is not None:
                        self._left -= 1
                    return
            if longest is not None and waited + wait > longest:
                raise NotYetError(wait, "minute")
            waited += wait
            wait_for(self._clock, stop, wait)

    def _check_day(self) -> None:
        now = self._clock.now()
        if self._day_until is not None and now < self._day_until:
            raise NotYetError((self._day_until - now).total_seconds(), "day")
        if self._day_left is None or self._clock.monotonic() - self._day_heard > ASK_AGAIN:
            return
        kept = self._day_limit // 10 if self._scheduled else 0
        if self._day_left - self._under_way <= kept:
            raise NotYetError(None, "day")

    def _wait(self) -> float:
        """Seconds until the next call may start; 0 when now."""
        now = self._clock.monotonic()
        while self._ended and self._ended[0] <= now - WINDOW:
            self._ended.popleft()
        if now < self._blocked_until:
            return self._blocked_until - now
        ends = self._left_since + WINDOW
        if self._left is not None and now < ends:
            reserve = self._rules.per_minute // 10 if self._others else 0
            return self._spread(now) if self._left > reserve else max(_TICK, ends - now)
        self._left, self._others = None, False
        if len(self._ended) + self._under_way < self._rules.per_minute:
            return 0.0
        return max(_TICK, self._ended[0] + WINDOW - now) if self._ended else LOOK_AGAIN

    def _spread(self, now: float) -> float:
        """Seconds until one of the last calls of a window may start; 0 where nothing is to be found out, or others call as well."""
        left, spread = self._left or 0, self._rules.spread
        if self._others or left > spread or self._unsure <= WINDOW / (spread + 1) + _LATE:
            return 0.0
        apart = (self._left_since + WINDOW - self._started_at) / (left + 1)
        return max(0.0, self._started_at + apart - now)

    # --- learning

    def heard(self, answer: Answer) -> None:
        """Take in what an answer says is left. Called while the call still counts as under way."""
        with self._lock:
            self._hear_minute(_whole(answer.header(self._rules.minute_left)))
            self._hear_day(_whole(answer.header(self._rules.day_left)))
            if answer.status == 429:
                self._hear_refusal(answer)

    def _hear_minute(self, left: int | None) -> None:
        place, before = getattr(self._own, "place", 0), getattr(self._own, "before", 0)
        if left is None or place <= self._basis:
            return  # an earlier call than the one already heard: it knows less
        now = self._clock.monotonic()
        over = self._left is None or now >= self._left_since + WINDOW
        if over or left > self._basis_left + self._rules.at_once:
            # less is left after each call of a window, but for calls that overtake one another: so much more is left in a new one only
            self._unsure = self._may_be_old(now)
            self._left_since, self._others = now, False
        self._heard_at = now
        # any call that overlapped this one, or came after it, may have been counted after it
        self._left = left - before - (self._started - place)
        self._basis, self._basis_left = place, left
        ours = sum(1 for ended in self._ended if ended > now - WINDOW) + self._under_way
        if self._rules.per_minute - left > ours:
            self._others = True

    def _may_be_old(self, now: float) -> float:
        """Seconds for which a window may have been going on that is heard of for the first time: it began after the last answer of the
        one before, and a whole number of minutes after an earlier one."""
        if not self._basis:
            return WINDOW
        by_minutes = self._unsure + (now - self._left_since) % WINDOW
        return min(WINDOW, now - self._heard_at, by_minutes)

    def _hear_day(self, left: int | None) -> None:
        if left is None:
            return
        self._day_left = left
        self._day_heard = self._clock.monotonic()
        tier = next((tier for tier in self._rules.per_day if left <= tier), self._rules.per_day[-1])
        self._day_limit = max(self._day_limit, tier)

    def _hear_refusal(self, answer: Answer) -> None:
        limit = answer.header(self._rules.problem).strip().lower()
        asked = RETRY_AFTER_DEFAULT if answer.retry_after is None else answer.retry_after
        if limit == "day":
            self._day_until = self._clock.now() + timedelta(seconds=asked)
        elif limit == "concurrent" and answer.retry_after is None:
            self._blocked_until = self._clock.monotonic() + 1.0
        else:
            self._blocked_until = self._clock.monotonic() + asked

    # --- telling

    def seconds_until_free(self, calls: int) -> float:
        """An honest estimate of how long it takes until this many more calls have all started; 0 when they can at once."""
        with self._lock:
            if calls <= 0:
                return 0.0
            wait, now = self._wait(), self._clock.monotonic()
            if self._left is not None:
                beyond = calls - max(0, self._left)
                ends = max(0.0, self._left_since + WINDOW - now)
                return wait if beyond <= 0 else ends + (beyond - 1) // self._rules.per_minute * WINDOW
            expiries = [max(0.0, ended + WINDOW - now) for ended in self._ended] + [WINDOW] * self._under_way
        starts = [0.0] * max(0, self._rules.per_minute - len(expiries)) + sorted(expiries)
        rounds, place = divmod(calls - 1, self._rules.per_minute)
        return max(wait, starts[place] + rounds * WINDOW)

    def words(self) -> str:
        """Why it takes as long as it does: 'Xero takes 60 calls a minute.'"""
        return f"{self._rules.vendor} takes {self._rules.per_minute} calls a minute."

    @property
    def day_left(self) -> int | None:
        """Calls left today, as last heard; None before the first answer."""
        return self._day_left

    @property
    def day_limit(self) -> int:
        """Calls a day, as far as the answers show."""
        return self._day_limit

    @property
    def day_until(self) -> datetime | None:
        """When the day's calls come back, if a refusal has said so."""
        return self._day_until


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

"""The door of the tenant: credentials, lockout, the hourly threshold and the threads (apis/autotask.md 2, 4, 5)."""

from __future__ import annotations

import hmac
from collections import Counter, deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from app.sandbox.autotask.encode import encode_value
from app.sandbox.autotask.refusals import JSON_HEADERS, Refusal
from app.sandbox.autotask.switches import Switches
from app.sandbox.wire import Clock, Reply

WINDOW = timedelta(minutes=60)
THREADS = 3


class Guard:
    """Checks who calls and how often. Its own lock makes it safe for every worker."""

    def __init__(self, account: Mapping[str, Any], clock: Clock, sleep: Callable[[float], None]) -> None:
        self._account = account
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._failures = 0
        self._calls: deque[datetime] = deque()
        self._running: Counter[tuple[str, str]] = Counter()

    def knows(self, user: str) -> bool:
        """Whether the zone call finds a tenant for this user name."""
        return user.casefold() == str(self._account["username"]).casefold()

    def check(self, headers: Mapping[str, str], switches: Switches) -> None:
        """Refuse a caller whose three headers are not right."""
        if not self.knows(headers.get("username", "")):
            raise Refusal("Zone information could not be determined; the API user could not be authenticated.")
        with self._lock:
            if switches.lockout_after and self._failures >= switches.lockout_after:
                raise Refusal("The API user is locked after repeated failed logins.", 401)
            if not _equal(headers.get("secret", ""), self._account["secret"]):
                self._failures += 1
                raise Refusal("", 401)
            if not _equal(headers.get("apiintegrationcode", ""), self._account["integration_code"]):
                raise Refusal("IntegrationCode is invalid.")
            self._failures = 0

    def begin(self, code: str, endpoint: str, switches: Switches, *, limits: bool) -> Reply | None:
        """Count a call in progress; a refusal when it would be one too many for this code and endpoint."""
        with self._lock:
            if limits and self._running[code, endpoint] >= THREADS:
                text = f"The thread threshold of {THREADS} threads has been exceeded. Code: Itgenatr005"
                return _busy(text, switches.thread_status, switches)
            self._running[code, endpoint] += 1
        return None

    def end(self, code: str, endpoint: str) -> None:
        """A call counted by `begin` is done."""
        with self._lock:
            self._running[code, endpoint] -= 1

    def meter(self, switches: Switches, *, limits: bool) -> Reply | None:
        """Count a call in the rolling hour: refuse it at the threshold, slow it down from half of it on."""
        with self._lock:
            used = self._used(switches)
            if limits and used >= switches.hourly_threshold:
                text = f"The external request threshold of {switches.hourly_threshold} requests per hour has been exceeded."
                return _busy(text, switches.threshold_status, switches)
            self._calls.append(self._clock.now())
        if limits and 2 * used >= switches.hourly_threshold:
            self._sleep(1.0 if 4 * used >= 3 * switches.hourly_threshold else 0.5)
        return None

    def usage(self, switches: Switches) -> dict[str, int]:
        """The answer of ThresholdInformation."""
        with self._lock:
            return {
                "externalRequestThreshold": switches.hourly_threshold,
                "requestThresholdTimeframe": 60,
                "currentTimeframeRequestCount": self._used(switches),
            }

    def reset(self) -> None:
        """Forget failed logins and counted calls."""
        with self._lock:
            self._failures = 0
            self._calls.clear()

    def _used(self, switches: Switches) -> int:
        horizon = self._clock.now() - WINDOW
        while self._calls and self._calls[0] <= horizon:
            self._calls.popleft()
        return len(self._calls) + switches.used_by_others


def _equal(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _busy(text: str, status: int, switches: Switches) -> Reply:
    headers = dict(JSON_HEADERS)
    if switches.retry_after is not None:
        headers["Retry-After"] = switches.retry_after
    return Reply(status, encode_value({"errors": [text]}).encode(), headers)

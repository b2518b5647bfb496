"""The wire log: what really arrived, in order, as the remote side saw it."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from app.sandbox.wire import Request

KEPT = 200_000
_SHOWN_HEADERS = ("idempotency-key", "xero-tenant-id", "content-type")
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it came in. `status` is 0 when no answer was sent; `path` follows the mount's prefix.

    `body_sha256` is set for mutating requests only; `duration_ms` runs from the last byte read to the first byte of the answer.
    """

    sequence: int
    system: str
    mount: str
    method: str
    path: str
    query: str
    status: int
    time: str
    duration_ms: float
    effect: str
    fault: str
    headers: dict[str, str]
    body_bytes: int
    body_sha256: str


class WireLog:
    """Keeps the last `KEPT` requests; safe to call from every worker."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: deque[Arrival] = deque(maxlen=KEPT)
        self._sequence = 0

    def add(
        self,
        system: str,
        mount: str,
        request: Request,
        *,
        status: int,
        at: datetime,
        duration: float,
        effect: str = "",
        fault: str = "",
    ) -> None:
        """Write one request down; `duration` in seconds."""
        mutating = request.method not in READING_METHODS
        digest = hashlib.sha256(request.body).hexdigest() if mutating else ""
        shown = {name: request.headers[name] for name in _SHOWN_HEADERS if name in request.headers}
        with self._lock:
            self._sequence += 1
            self._rows.append(
                Arrival(
                    self._sequence, system, mount, request.method, request.path, request.query, status,
                    at.isoformat(), round(duration * 1000, 3), effect, fault, shown, len(request.body), digest,
                )
            )  # fmt: skip

    def rows(self, system: str | None = None, since: int = 0) -> list[dict[str, Any]]:
        """Requests after sequence number `since`, of one system or of all, as plain JSON values."""
        with self._lock:
            found = list(self._rows)
        return [asdict(row) for row in found if row.sequence > since and system in (None, row.system)]

    def clear(self) -> None:
        """Forget the rows; sequence numbers go on."""
        with self._lock:
            self._rows.clear()

"""Figures of the transport, in one place, each with a test. Seconds unless the name says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

CONNECT = 10.0
"""Longest wait for a connection."""
IDLE = 60.0
"""Longest silence while a reply is read."""
DEADLINE = 90.0
"""Longest life of a whole request, from the connection to the last byte; the journal's leases are counted from it."""
BODY_MAX = 32 * 1024 * 1024
"""Largest reply in bytes, after inflating."""
JSON_DEPTH = 64
"""Deepest nesting of a JSON reply."""
CHUNK = 64 * 1024
"""Bytes read at a time."""

TRIES = 5
"""Times a read is tried."""
BACKOFF_BASE = 1.0
BACKOFF_CAP = 30.0
READ_TOTAL = 120.0
"""Longest life of a read with all its tries and waits, requests under way not counted."""
RETRY_AFTER_DEFAULT = 60.0
"""What an unreadable Retry-After stands for."""
RETRY_AFTER_MAX = 90.0
"""Longest Retry-After that is waited for; beyond it the person is told until when."""
WRITE_WAIT_MAX = 5.0
"""Longest pacing wait inside a write: the checks made before it must not grow older than ten seconds."""

CIRCUIT_FAILURES = 5
CIRCUIT_PAUSE = 60.0
CIRCUIT_PAUSE_MAX = 15 * 60.0

SKEW_WARN = 2 * 60.0
"""Difference to the remote clock that is told to the person."""
SKEW_REFUSE = 15 * 60.0
"""Difference to the remote clock beyond which nothing is sent."""


@dataclass(frozen=True, slots=True)
class Timings:
    """The three time limits of one request, handed in so that tests need not wait for a minute and a half."""

    connect: float = CONNECT
    idle: float = IDLE
    deadline: float = DEADLINE

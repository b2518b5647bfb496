"""Figures of the transport, in one place, each with a test. Seconds unless the name says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import constants as rules

CONNECT = rules.CONNECT_WITHIN.total_seconds()
IDLE = rules.IDLE_WITHIN.total_seconds()
DEADLINE = rules.DEADLINE.total_seconds()
BODY_MAX = rules.BODY_MAX
JSON_DEPTH = rules.JSON_DEPTH
CHUNK = 64 * 1024
"""Bytes read at a time."""

TRIES = 5
"""Times a read is tried."""
BACKOFF_BASE = 1.0
BACKOFF_CAP = 30.0
READ_TOTAL = 120.0
"""Longest life of a read with all its tries and waits, requests under way not counted."""
RETRY_AFTER_DEFAULT = rules.LIMIT_UNSAID.total_seconds()
"""What an unreadable Retry-After stands for."""
RETRY_AFTER_MAX = rules.WAIT_AT_MOST.total_seconds()
"""Longest Retry-After that is waited for; beyond it the person is told until when."""
WRITE_WAIT_MAX = 5.0
"""Longest pacing wait inside a write: the checks made before it must not grow older than ten seconds."""

CIRCUIT_FAILURES = rules.FAILURES_IN_A_ROW
CIRCUIT_PAUSE = rules.HOST_PAUSE.total_seconds()
CIRCUIT_PAUSE_MAX = rules.HOST_PAUSE_MOST.total_seconds()

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

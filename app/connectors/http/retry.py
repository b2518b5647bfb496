"""When a read is tried again, and how long is waited: a table of codes (`replies.ROWS`) and three figures."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from app.connectors.http.constants import BACKOFF_BASE, BACKOFF_CAP, RETRY_AFTER_DEFAULT

_SECONDS = re.compile(r"(\d{1,9})(\.\d+)?\Z", re.ASCII)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds a `Retry-After` header asks for; None when there is none.

    Takes seconds or a date (RFC 9110 10.2.3). What is negative or rubbish stands for 60 s; a date gone by for 0.
    """
    text = value.strip()
    if not text:
        return None
    if seconds := _SECONDS.match(text):
        return int(seconds[1]) + (1 if seconds[2] else 0)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return RETRY_AFTER_DEFAULT
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())


def backoff(tries_made: int, fraction: float) -> float:
    """Seconds before the next try: full jitter over a doubling base, `fraction` in [0, 1) being the chance handed in."""
    return fraction * min(BACKOFF_CAP, BACKOFF_BASE * 2.0 ** (tries_made - 1))

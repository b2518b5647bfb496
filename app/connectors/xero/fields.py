"""Reads fields out of Xero's answers: tolerant of what is missing or new, strict where money or identity is concerned.

Names are taken as Xero writes them; unknown enum values are kept as they are (apis/xero.md 13.3, 16).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from app.connectors.http.records import Record, amount, flag, part, records, text

__all__ = [
    "Record",
    "amount",
    "day",
    "flag",
    "identifier",
    "instant",
    "messages",
    "part",
    "records",
    "text",
    "version",
    "warnings",
]

ZERO_ID = "00000000-0000-0000-0000-000000000000"
"""Id of an element that was not saved (apis/xero.md 4.3)."""
_TICKS = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def identifier(record: Record, name: str) -> str:
    """An id; '' for a missing one and for the zero id of what was not saved."""
    value = text(record, name).strip().lower()
    return "" if value == ZERO_ID else value


def instant(record: Record, name: str) -> datetime | None:
    """A moment in UTC out of `/Date(ms+0000)/` or ISO text (apis/xero.md 4.2); None when missing or unreadable."""
    return _instant_of(text(record, name))


def _instant_of(value: str) -> datetime | None:
    if ticks := _TICKS.match(value):
        try:
            return _EPOCH + timedelta(milliseconds=int(ticks[1]))
        except OverflowError:
            return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def day(record: Record, name: str) -> date | None:
    """A civil date: Xero writes it as midnight UTC. The `...String` companion counts first, it knows no zone."""
    companion = text(record, f"{name}String")[:10]
    try:
        return date.fromisoformat(companion)
    except ValueError:
        found = instant(record, name)
    return found.date() if found else None


def version(record: Record) -> str:
    """Xero's mark of a state: UpdatedDateUTC, written the same way whatever form it came in."""
    return _version_of(text(record, "UpdatedDateUTC"))


@lru_cache(maxsize=256)
def _version_of(value: str) -> str:
    """Documents that were made in one request have it in common."""
    found = _instant_of(value)
    return found.isoformat(timespec="milliseconds") if found else ""


def messages(record: Record) -> tuple[str, ...]:
    """The validation messages of an element; the key is `Message`, in one documented sample `Description` (apis/xero.md 4.3)."""
    found = (text(error, "Message") or text(error, "Description") for error in records(record, "ValidationErrors"))
    return tuple(dict.fromkeys(word.strip()[:500] for word in found if word.strip()))


def warnings(record: Record) -> tuple[str, ...]:
    """Remarks on an element that was saved."""
    found = (text(warning, "Message") for warning in records(record, "Warnings"))
    return tuple(word[:500] for word in found if word)

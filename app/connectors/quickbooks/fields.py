"""Reads what only Intuit writes: references, dates with an offset, the mark of a state (apis/quickbooks.md 3, 7.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.connectors.http.records import Record, part, text

INACTIVE = " (deleted)"
"""What QuickBooks hangs on the name of a list entry that was made inactive (apis/quickbooks.md 3)."""


def reference(record: Record, name: str) -> str:
    """The id a reference names; '' when there is none."""
    return text(part(record, name), "value")


def reference_name(record: Record, name: str) -> str:
    """The name a reference carries beside its id, if it does."""
    return text(part(record, name), "name")


def day(record: Record, name: str) -> date | None:
    """A civil date; None when missing or unreadable."""
    try:
        return date.fromisoformat(text(record, name)[:10])
    except ValueError:
        return None


def instant(record: Record, name: str) -> datetime | None:
    """A moment in UTC; None when missing or unreadable."""
    try:
        found = datetime.fromisoformat(text(record, name))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def clean_name(name: str) -> str:
    """A name as it was before it was made inactive."""
    return name.removesuffix(INACTIVE)

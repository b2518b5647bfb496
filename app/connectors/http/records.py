"""Reads single fields out of JSON records: tolerant of what is missing or new, strict where money is concerned.

Shared by the connectors; what only one vendor writes (its dates, its ids) stays with that vendor.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

Record = Mapping[str, object]
_TOO_MUCH = Decimal(10) ** 15  # no amount of anybody's books


def text(record: Record, name: str) -> str:
    """A text field, '' when missing or null; numbers are taken as written."""
    value = record.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else ""


def flag(record: Record, name: str) -> bool:
    """A boolean field; missing is False."""
    return record.get(name) is True


def amount(record: Record, name: str) -> Decimal | None:
    """An amount; None when missing or not a number. Numbers may come as text."""
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and -_TOO_MUCH < found < _TOO_MUCH else None


def records(record: object, name: str) -> list[Record]:
    """The objects of a list field; anything else in it is left out."""
    value = record.get(name) if isinstance(record, Mapping) else None
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def part(record: Record, name: str) -> Record:
    """An object field; empty when missing."""
    value = record.get(name)
    return value if isinstance(value, Mapping) else {}

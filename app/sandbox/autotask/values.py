"""Values of the wire: reading instants, and turning what a filter or a write gives into what a field holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.sandbox.autotask.refusals import Refusal
from app.sandbox.autotask.schema import DataType, Entity, Field, Row

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?(Z|[+-]\d\d:\d\d)?)?", re.IGNORECASE
)
_DATE_ONLY = frozenset({"paidDate"})

NO_ROWS = object()
"""A filter value that is well formed and yet matches nothing: a quoted number, a null."""


@lru_cache(maxsize=100_000)
def read_instant(text: str) -> datetime:
    """An instant in any of the shapes of apis/autotask.md 7; without a designator it is UTC. ValueError when it is none."""
    match = _INSTANT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a date")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    microsecond = int((match[7] or "").ljust(6, "0")[:6])
    zone = match[8]
    shift = timedelta(0)
    if zone and zone.upper() != "Z":
        shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])) * (-1 if zone[0] == "-" else 1)
    instant = datetime(year, month, day, hour, minute, second, microsecond, tzinfo=timezone(shift))
    return instant.astimezone(UTC)


def write_instant(instant: datetime) -> str:
    """An instant as the vendor's pages ask for it: yyyy-MM-ddTHH:mm:ss.fffZ."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def comparable(field: Field, stored: Any) -> Any:
    """A stored value in the form comparisons use: instants as instants, text without case, the rest as it is."""
    if stored is None or not isinstance(stored, str):
        return stored
    if field.data_type is DataType.DATETIME:
        return read_instant(stored)
    return stored.casefold()


def filter_value(field: Field, value: Any) -> Any:
    """A filter's value in comparable form, NO_ROWS, or a Refusal (apis/autotask.md 4 and 7)."""
    if isinstance(value, list | Mapping):
        raise Refusal(
            "Unexpected character encountered while parsing value: " + ("[." if isinstance(value, list) else "{.")
        )
    if field.data_type is DataType.BOOLEAN:
        if not isinstance(value, bool):
            raise Refusal(f"Unexpected character encountered while parsing value for {field.name}. Path 'filter'.")
        return value
    if value is None:
        return NO_ROWS
    if field.data_type is DataType.DATETIME:
        return _filter_instant(field, value)
    if field.data_type is DataType.STRING:
        return str(value).casefold()
    return _filter_number(field, value)


def _filter_instant(field: Field, value: Any) -> datetime:
    try:
        return read_instant(value)
    except (ValueError, TypeError, AttributeError) as problem:
        raise Refusal(
            f"Conversion failed when converting date and/or time from character string: {field.name}."
        ) from problem


def _filter_number(field: Field, value: Any) -> Any:
    if isinstance(value, bool):
        raise Refusal(f"Unexpected character encountered while parsing value for {field.name}. Path 'filter'.")
    if isinstance(value, str):
        if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value):
            return NO_ROWS
        kind = "int" if field.data_type.is_whole else "float"
        raise Refusal(f"Conversion failed when converting the nvarchar value '{value}' to data type {kind}.")
    return value


class RowMaker:
    """Makes full rows of one entity from possibly sparse ones: every field present, numbers exact."""

    def __init__(self, entity: Entity) -> None:
        self._name = entity.name
        self._blank: Row = dict.fromkeys([*(field.name for field in entity.fields), "userDefinedFields"])
        self._amounts = tuple(field.name for field in entity.fields if field.data_type.is_amount)

    def make(self, values: Mapping[str, Any]) -> Row:
        """A row of its own; ValueError for a field the entity lacks."""
        row = self._blank | dict(values)
        if len(row) != len(self._blank):
            raise ValueError(f"{self._name} has no field {sorted(set(row) - set(self._blank))[0]!r}.")
        for name in self._amounts:
            value = row[name]
            if isinstance(value, float | int):
                row[name] = Decimal(str(value))
        row["userDefinedFields"] = [dict(item) for item in row["userDefinedFields"] or ()]
        return row


def written_value(field: Field, value: Any) -> Any:
    """What a write puts into the field; a Refusal when it does not fit its type, length or need (apis/autotask.md 4 and 17)."""
    if value is None:
        if field.required or field.data_type is DataType.BOOLEAN:
            raise Refusal(f"The field {field.name} cannot be null.")
        return None
    kind = field.data_type
    if kind is DataType.STRING:
        return _written_text(field, value)
    if kind is DataType.DATETIME:
        return _written_instant(field, value)
    if kind is DataType.BOOLEAN:
        fits = isinstance(value, bool)
    elif kind.is_whole:
        fits = isinstance(value, int) and not isinstance(value, bool)
    else:
        fits = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not fits:
        raise Refusal(f"Error converting value {value!r} to type '{kind.value}'. Path '{field.name}'.")
    return Decimal(value) if kind.is_amount else value


def _written_text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise Refusal(f"Error converting value {value!r} to type 'string'. Path '{field.name}'.")
    if field.length and len(value) > field.length:
        raise Refusal(f"The length of {field.name} must not exceed {field.length} characters.")
    return value


def _written_instant(field: Field, value: Any) -> str:
    try:
        instant = read_instant(value)
    except (ValueError, TypeError, AttributeError) as problem:
        raise Refusal(f"Could not convert string to DateTime: {value}. Path '{field.name}'.") from problem
    return instant.strftime("%Y-%m-%dT00:00:00Z") if field.name in _DATE_ONLY else write_instant(instant)

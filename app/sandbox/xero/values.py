"""Values as they cross the wire: reading JSON, amounts and dates, and writing Xero's JSON.

Xero takes dates as YYYY-MM-DD, as ISO date-times and as /Date(ms)/, and answers with /Date(ms+0000)/ (apis/xero.md 4.2).
Amounts stay `Decimal` from the first byte to the last. Records are plain dicts in Xero's own field names, because the
published query language filters by those names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring_ascii
from typing import Any, NoReturn

from app.sandbox.xero.names import PUBLISHED

Record = dict[str, Any]
ZERO_ID = "00000000-0000-0000-0000-000000000000"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_MILLISECOND = timedelta(milliseconds=1)
_MS_DATE = re.compile(r"^/Date\((-?\d+)([+-]\d{4})?\)/$")
_ISO_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$")


class UnreadableError(ValueError):
    """A request body, or one value of it, that cannot be read; the message goes to the caller."""


class Fragment(str):
    """JSON text that is already written and goes into the answer as it is."""

    __slots__ = ()


def read_json(body: bytes) -> Any:
    """Parse a request body. Names come back in Xero's spelling, nulls are dropped. Raises `UnreadableError`."""
    try:
        return json.loads(
            body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_named
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise UnreadableError(str(problem)) from problem


def _no_constant(name: str) -> NoReturn:
    raise UnreadableError(f"{name} is not a number")


def _named(pairs: list[tuple[str, Any]]) -> Record:
    known = PUBLISHED
    return {known.get(name.lower(), name): value for name, value in pairs if value is not None}


def amount_of(value: Any, name: str) -> Decimal:
    """A number of at most 12 digits before the point, also as text. Raises `UnreadableError` naming the field."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise UnreadableError(f"{name} must be a number")
    try:
        number = value if type(value) is Decimal else Decimal(value)
    except InvalidOperation as problem:
        raise UnreadableError(f"{name} must be a number") from problem
    if not number.is_finite() or number.adjusted() > 11:
        raise UnreadableError(f"{name} must be a number of at most 12 digits before the point")
    return number


def date_of(value: Any, name: str) -> date:
    """The civil date in any of the three forms Xero takes. Raises `UnreadableError` naming the field."""
    if isinstance(value, str):
        try:
            if iso := _ISO_DATE.match(value):
                return date.fromisoformat(iso[1])
            if stamp := _MS_DATE.match(value):
                return (_EPOCH + timedelta(milliseconds=int(stamp[1]))).date()
        except (ValueError, OverflowError) as problem:
            raise UnreadableError(f"{name} must be a date") from problem
    raise UnreadableError(f"{name} must be a date")


def instant_of(value: str) -> datetime:
    """An ISO instant; without a zone it is UTC. Raises `ValueError`."""
    instant = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def text_of(value: Any, name: str) -> str:
    """A string field; numbers are taken as their text. Raises `UnreadableError` for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnreadableError(f"{name} must be text")
    return str(value)


def flag_of(value: Any, name: str) -> bool:
    """A boolean field, also written as text in any case. Raises `UnreadableError`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    raise UnreadableError(f"{name} must be true or false")


def whole_milliseconds(instant: datetime) -> datetime:
    """The instant cut to milliseconds, the finest the wire carries."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def ms_date(value: date) -> str:
    """`/Date(ms+0000)/` of a date (UTC midnight) or an instant, without quotes."""
    if isinstance(value, datetime):
        return f"/Date({(value - _EPOCH) // _MILLISECOND}+0000)/"
    return f"/Date({(value.toordinal() - _EPOCH_DAY) * 86_400_000}+0000)/"


def _write_dict(value: Record) -> str:
    writers = _WRITERS
    return (
        "{"
        + ",".join([f'"{name}":{writers[type(item)](item)}' for name, item in value.items() if item is not None])
        + "}"
    )


def _write_list(value: list[Any]) -> str:
    writers = _WRITERS
    return "[" + ",".join([writers[type(item)](item) for item in value]) + "]"


def _write_date(value: date) -> str:
    return '"\\/Date(' + ms_date(value)[6:-2] + ')\\/"'


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring_ascii,
    Decimal: lambda value: format(value, "f"),
    int: str,
    bool: lambda value: "true" if value else "false",
    date: _write_date,
    datetime: _write_date,
    Fragment: str,
    type(None): lambda _: "null",
    dict: _write_dict,
    list: _write_list,
}


def json_text(value: Any) -> str:
    """Xero's JSON: nulls left out of objects, dates as \\/Date(ms+0000)\\/, amounts exact."""
    return _WRITERS[type(value)](value)


def plain(value: Any) -> Any:
    """The value in plain JSON types for the books: dates and instants ISO, amounts as exact text, nulls left out."""
    kind = type(value)
    if kind is str:
        return value
    if kind is Decimal:
        return format(value, "f")
    if kind is dict:
        return {name: plain(item) for name, item in value.items() if item is not None}
    if kind is list:
        return [plain(item) for item in value]
    if kind is datetime:
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if kind is date else value


def folded(value: str) -> str:
    """The form under which names and numbers are compared: without case and outer blanks."""
    return value.strip().casefold()

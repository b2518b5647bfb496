"""Values as they cross the wire: reading JSON, and writing QuickBooks' JSON and XML (apis/quickbooks.md 3).

Amounts stay `Decimal` from the first byte to the last. Records are plain dicts in the vendor's own field names, because the
published query language filters by those names. Dates are kept as text YYYY-MM-DD, instants as aware `datetime`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from json.encoder import encode_basestring_ascii
from typing import Any, NoReturn
from xml.sax.saxutils import escape, quoteattr

Record = dict[str, Any]
CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
_XMLNS = "http://schema.intuit.com/finance/v3"


class UnreadableError(ValueError):
    """A request body that is no JSON object, or a value that cannot be read; the message goes to the caller."""


def read_json(body: bytes) -> Record:
    """Parse a request body into an object, nulls dropped. Raises `UnreadableError`."""
    try:
        value = json.loads(
            body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_without_nulls
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise UnreadableError(str(problem)) from problem
    if not isinstance(value, dict):
        raise UnreadableError("The body is not an object")
    return value


def _no_constant(name: str) -> NoReturn:
    raise UnreadableError(f"{name} is not a number")


def _without_nulls(pairs: list[tuple[str, Any]]) -> Record:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise UnreadableError("A property is given twice")
    return {name: value for name, value in made.items() if value is not None}


def cents(value: Decimal) -> Decimal:
    """`value` rounded to two places, half away from zero."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def instant_of(text: str, zone: tzinfo = UTC) -> datetime:
    """An ISO instant or date; without an offset it is in `zone`. Raises `ValueError`."""
    instant = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return instant.replace(tzinfo=zone) if instant.tzinfo is None else instant


def folded(value: str) -> str:
    """The form under which names and numbers are compared: without case and outer blanks."""
    return value.strip().casefold()


def plain_number(value: Decimal) -> str:
    """A number as the vendor writes it: no exponent."""
    return format(value, "f")


def _write_dict(value: Record) -> str:
    writers = _WRITERS
    parts = [f'"{name}":{writers[type(item)](item)}' for name, item in value.items() if item is not None]
    return "{" + ",".join(parts) + "}"


def _write_list(value: list[Any]) -> str:
    writers = _WRITERS
    return "[" + ",".join([writers[type(item)](item) for item in value]) + "]"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring_ascii,
    Decimal: plain_number,
    int: str,
    bool: lambda value: "true" if value else "false",
    datetime: lambda value: f'"{value.isoformat()}"',
    dict: _write_dict,
    list: _write_list,
}


def json_text(value: Record) -> str:
    """The vendor's JSON: what is absent is left out, amounts exact."""
    return _WRITERS[type(value)](value)


def xml_text(record: Mapping[str, Any], time: str) -> str:
    """The XML a caller gets who did not ask for JSON: one IntuitResponse around the same names."""
    inner = "".join(_element(name, value) for name, value in record.items() if name != "time")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<IntuitResponse time={quoteattr(time)} xmlns={quoteattr(_XMLNS)}>{inner}</IntuitResponse>"
    )


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    if isinstance(value, dict):
        marks = "".join(
            f" {key}={quoteattr(_leaf(value[key]))}"
            for key in ("domain", "sparse", "type", "code", "element", "bId")
            if key in value
        )
        inner = "".join(
            _element(key, item)
            for key, item in value.items()
            if key not in ("domain", "sparse", "type", "code", "element", "bId")
        )
        return f"<{name}{marks}>{inner}</{name}>"
    return f"<{name}>{escape(_leaf(value))}</{name}>"


def _leaf(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_number(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def plain(value: Any) -> Any:
    """The value in plain JSON types for the books: instants ISO UTC, amounts as exact text."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value

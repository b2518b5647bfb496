"""JSON as the vendor's server writes it: amounts as numbers with four decimals, exact to the last digit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

_FOUR = Decimal("0.0001")
_text = json.JSONEncoder(ensure_ascii=False).encode


def encode_amount(value: Decimal) -> str:
    """A decimal in plain notation with at least four decimals (apis/autotask.md 11: amounts have four decimals)."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -4:
        value = value.quantize(_FOUR)
    return format(value, "f")


_SCALARS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    str: _text,
    int: str,
    Decimal: encode_amount,
}


def encode_value(value: Any) -> str:
    """One JSON value. Decimals keep every digit they have and get zeros up to the fourth; binary fractions are refused."""
    scalar = _SCALARS.get(type(value))
    if scalar is not None:
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_text(str(key))}:{encode_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Iterable):
        return "[" + ",".join(map(encode_value, value)) + "]"
    raise TypeError(f"The wire carries no {type(value).__name__}.")


class RowWriter:
    """Writes rows that all have the same keys; most of their values are null, so those are kept ready."""

    def __init__(self, names: Iterable[str]) -> None:
        self._keys = tuple((name, f"{_text(name)}:", f"{_text(name)}:null") for name in names)

    def write(self, row: Mapping[str, Any]) -> str:
        """The row as JSON text."""
        values = [
            empty if (value := row[name]) is None else key + encode_value(value) for name, key, empty in self._keys
        ]
        return "{" + ",".join(values) + "}"


def read_json(body: bytes) -> Any:
    """A JSON value with exact numbers; ValueError when it is none."""
    return json.loads(body, parse_float=Decimal)

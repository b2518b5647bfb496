"""Frozen dataclasses to JSON text and back, by their own type hints: amounts and dates as text, enums by value, no floats."""

from __future__ import annotations

import collections.abc
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def write(value: object) -> str:
    """Canonical JSON text of a dataclass."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


_AS_THEY_ARE = frozenset((str, int, bool, type(None)))


def _plain(value: object) -> object:
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if names := getattr(kind, "__dataclass_fields__", None):
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, float):
        raise TypeError("binary floating point is not kept")
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(_plain(item)) for item in value)
    return _simple(value)


def _simple(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def read(kind: type[T], text: str) -> T:
    """The dataclass of this kind from its text. Fields that the text does not have get their defaults (older versions wrote less)."""
    result: T = _value(kind, json.loads(text))
    return result


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _value(kind: Any, raw: Any) -> Any:
    if raw is None:
        return None
    origin = typing.get_origin(kind)
    if origin is not None:
        return _composite(kind, origin, raw)
    if is_dataclass(kind):
        hints = _hints(typing.cast("type", kind))
        known = {f.name: _value(hints[f.name], raw[f.name]) for f in fields(kind) if f.init and f.name in raw}
        return typing.cast("Any", kind)(**known)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(raw)
    readers: dict[Any, Any] = {Decimal: Decimal, date: date.fromisoformat, datetime: datetime.fromisoformat}
    return readers[kind](raw) if kind in readers else raw


def _composite(kind: Any, origin: Any, raw: Any) -> Any:
    arguments = typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        (only,) = [a for a in arguments if a is not type(None)]
        return _value(only, raw)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_value(arguments[0], item) for item in raw)
        return tuple(_value(a, item) for a, item in zip(arguments, raw, strict=True))
    if origin in (frozenset, set):
        return frozenset(_value(arguments[0], item) for item in raw)
    if origin in (dict, collections.abc.Mapping):
        return {_value(arguments[0], key): _value(arguments[1], item) for key, item in raw.items()}
    return raw

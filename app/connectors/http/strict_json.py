"""JSON as it must be before money is read from it: decimals, no NaN, no key twice, not too deep."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NoReturn

from app.connectors.http.constants import JSON_DEPTH

_HOLDERS = frozenset((dict, list))  # what the parser makes of everything that can hold something else
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")


class BadJsonError(ValueError):
    """The text is not JSON that may be relied on."""


def _refuse_constant(name: str) -> NoReturn:
    raise BadJsonError(f"{name} is not a number")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJsonError("a name is used twice in one object")
    return found


def _check_depth(value: object) -> None:
    """Level by level in one comprehension each: an answer about fifty documents holds some seven thousand values."""
    level: list[Any] = [value] if type(value) in _HOLDERS else []
    for _ in range(JSON_DEPTH + 1):
        if not level:
            return
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) in _HOLDERS
        ]
    if level:
        raise BadJsonError("nested too deeply")


def _whole(value: object) -> object:
    """The value with half characters (lone surrogates) replaced: they can be neither stored nor sent."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_whole(child) for child in value]
    if isinstance(value, dict):
        return {str(_whole(name)): _whole(child) for name, child in value.items()}
    return value


def read_json(body: bytes) -> object:
    """The value of a JSON text in UTF-8 (a byte order mark is allowed). Numbers with a point are `Decimal`.

    Raises `BadJsonError` for broken text, NaN and infinities, a name used twice in one object, and more than
    `JSON_DEPTH` levels.
    """
    try:
        value: object = json.loads(
            body.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as reason:
        raise BadJsonError("not JSON") from reason
    except RecursionError as reason:
        raise BadJsonError("nested too deeply") from reason
    except BadJsonError:
        raise
    except ValueError as reason:  # an integer with more digits than Python takes
        raise BadJsonError("a number is too long") from reason
    _check_depth(value)
    return _whole(value) if _HALF_CHARACTER.search(body) else value


def write_json(value: object) -> bytes:
    """JSON in UTF-8 without blanks, in the order given; decimals are written out as numbers, floats are refused."""
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts).encode("utf-8")


def _write(value: object, put: Callable[[str], None]) -> None:
    """Piece by piece into one list: a large batch has tens of thousands of values."""
    if isinstance(value, str):
        put(encode_basestring(value))
    elif isinstance(value, Decimal):
        put(_number(value))
    elif isinstance(value, dict):
        _write_object(value, put)
    elif isinstance(value, list | tuple):
        before = "["
        for item in value:
            put(before)
            _write(item, put)
            before = ","
        put("]" if value else "[]")
    elif isinstance(value, float):
        raise TypeError("binary floating point is never sent")
    elif isinstance(value, Mapping):
        _write_object(value, put)
    else:
        put(json.dumps(value, ensure_ascii=False))


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("only finite amounts can be sent")
    return format(value, "f")


def _write_object(value: Mapping[object, object], put: Callable[[str], None]) -> None:
    before = "{"
    for name, item in value.items():
        head = before + _name(str(name))
        if isinstance(item, str):  # most of what a document holds
            put(head + encode_basestring(item))
        elif isinstance(item, Decimal):
            put(head + _number(item))
        else:
            put(head)
            _write(item, put)
        before = ","
    put("}" if value else "{}")


@lru_cache(maxsize=512)
def _name(name: str) -> str:
    return encode_basestring(name) + ":"

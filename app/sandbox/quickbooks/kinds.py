"""Kinds of properties: what each takes from a request body and what it refuses.

Clients send their defaults along, so an empty text counts as absent for dates, choices and references, and numbers may come
as text (apis/quickbooks.md 16). A kind reads one value; faults go to a list, so that several come back together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol

from app.sandbox.quickbooks.faults import Fault
from app.sandbox.quickbooks.values import Record

_FORBIDDEN: Final = re.compile(r"[:\t\n\r]")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LARGEST: Final = 11


class Kind(Protocol):
    """Reads one value; None means 'as if it had not been sent'. `where` is the property's path, for the fault."""

    def read(self, value: Any, where: str, faults: list[Fault]) -> Any:
        """The value as it is kept."""
        ...


def wrong_property(where: str, faults: list[Fault]) -> None:
    """Add the fault for a property that is unknown or of another shape."""
    faults.append(Fault(2010, f"Property Name:{where} specified is unsupported or invalid", where))


@dataclass(frozen=True, slots=True)
class Text:
    """Text of at most `longest` characters; a `name` may hold no colon, tab or line break."""

    longest: int
    name: bool = False

    def read(self, value: Any, where: str, faults: list[Fault]) -> str | None:
        """The text; numbers are taken as their text."""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            wrong_property(where, faults)
            return None
        text = str(value)
        if len(text) > self.longest:
            faults.append(Fault(2050, f"Min:0 Max:{self.longest} supported. Supplied length:{len(text)}", where))
        if self.name and _FORBIDDEN.search(text):
            faults.append(
                Fault(2040, f"{where} may not hold a colon, a tab or a new line", where),
            )
        return text.strip() if self.name else text


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail address, or several with commas between."""

    longest: int = 100

    def read(self, value: Any, where: str, faults: list[Fault]) -> str | None:
        """The address; 2210 when it is none."""
        text = Text(self.longest).read(value, where, faults)
        if text and not all(_MAIL.fullmatch(part.strip()) for part in text.split(",")):
            faults.append(Fault(2210, f"{where} is not an address", where))
        return text


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number, also as text."""

    def read(self, value: Any, where: str, faults: list[Fault]) -> Decimal | None:
        """The number, exact; nothing for an empty text."""
        if value == "":
            return None
        try:
            number = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else value
        except InvalidOperation:
            number = None
        if not isinstance(number, Decimal) or not number.is_finite() or number.adjusted() >= _LARGEST:
            wrong_property(where, faults)
            return None
        return number


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false, also as text."""

    def read(self, value: Any, where: str, faults: list[Fault]) -> bool | None:
        """The truth value; nothing for an empty text."""
        if isinstance(value, bool):
            return value
        if value == "":
            return None
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        wrong_property(where, faults)
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """A date YYYY-MM-DD; a time behind it is cut off."""

    def read(self, value: Any, where: str, faults: list[Fault]) -> str | None:
        """The date as text."""
        if value == "":
            return None
        try:
            return date.fromisoformat(str(value)[:10]).isoformat()
        except ValueError:
            wrong_property(where, faults)
            return None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: frozenset[str]

    def read(self, value: Any, where: str, faults: list[Fault]) -> str | None:
        """The word; 2170 for any other."""
        if value == "":
            return None
        if not isinstance(value, str) or value not in self.words:
            faults.append(
                Fault(2170, f"{where}: {str(value)[:60]} is not one of {', '.join(sorted(self.words))}", where)
            )
            return None
        return value


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference {"value": id}; only the value counts on the way in. `target` is the entity it names, '' for none of ours."""

    target: str = ""

    def read(self, value: Any, where: str, faults: list[Fault]) -> Record | None:
        """{"value": id}, with the type where one came."""
        if not isinstance(value, dict) or set(value) - {"value", "name", "type"}:
            wrong_property(where, faults)
            return None
        identity = value.get("value", "")
        if isinstance(identity, bool) or not isinstance(identity, str | int):
            faults.append(Fault(2030, f"{where}.value", where))
            return None
        if identity == "":
            return None
        made: Record = {"value": str(identity)}
        if value.get("type"):
            made["type"] = str(value["type"])
        return made


@dataclass(frozen=True, slots=True)
class Part:
    """An object with known properties."""

    fields: Mapping[str, Kind]

    def read(self, value: Any, where: str, faults: list[Fault]) -> Record | None:
        """The object, absent values left out."""
        if not isinstance(value, dict):
            wrong_property(where, faults)
            return None
        made: Record = {}
        for name, item in value.items():
            kind = self.fields.get(name)
            if kind is None:
                wrong_property(f"{where}.{name}" if where else name, faults)
                continue
            found = kind.read(item, f"{where}.{name}" if where else name, faults)
            if found is not None:
                made[name] = found
        return made


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one kind."""

    kind: Kind

    def read(self, value: Any, where: str, faults: list[Fault]) -> list[Any] | None:
        """The list, what could not be read left out."""
        if not isinstance(value, list):
            wrong_property(where, faults)
            return None
        found = [self.kind.read(item, where, faults) for item in value]
        return [item for item in found if item is not None]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A property that is taken and not kept: read-only ones that clients send back, and dead ones."""

    def read(self, value: Any, where: str, faults: list[Fault]) -> None:
        """Nothing."""
        del value, where, faults


@dataclass(frozen=True, slots=True)
class Group:
    """An object whose properties are kept as they come (a group of preferences)."""

    def read(self, value: Any, where: str, faults: list[Fault]) -> Record | None:
        """The object."""
        if not isinstance(value, dict):
            wrong_property(where, faults)
            return None
        return value


@dataclass(frozen=True, slots=True)
class Anything:
    """A property kept as it comes."""

    def read(self, value: Any, where: str, faults: list[Fault]) -> Any:
        """The value itself."""
        del where, faults
        return value

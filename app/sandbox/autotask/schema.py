"""The field table's types: what an entity's metadata says about each field, and how the table is written down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

Row = dict[str, Any]

_FIELD = re.compile(
    r"(?P<names>\w+(?:,\w+)*) (?P<type>[a-z]+)(?:\((?P<length>\d+)\))? ?(?P<flags>[*rpq]*)(?:>(?P<to>\w+))?"
)


class DataType(Enum):
    """Data types as `entityInformation/fields` names them (apis/autotask.md 6)."""

    INTEGER = "integer"
    LONG = "long"
    SHORT = "short"
    DOUBLE = "double"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    STRING = "string"

    @property
    def is_whole(self) -> bool:
        """Whether values are whole numbers."""
        return self in (DataType.INTEGER, DataType.LONG, DataType.SHORT)

    @property
    def is_amount(self) -> bool:
        """Whether values are decimal numbers, kept exact here."""
        return self in (DataType.DOUBLE, DataType.DECIMAL)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity; `reference` is the REST name of the entity it points to, '' for none."""

    name: str
    data_type: DataType
    length: int = 0
    required: bool = False
    read_only: bool = False
    queryable: bool = True
    picklist: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: REST name, the SOAP name that errors use, what may be done with it, and its fields.

    `rights` holds letters of c(reate), q(uery), u(pdate), d(elete); `parent` and `below` say where a child entity is
    written, e.g. Contacts at Companies/{id}/Contacts.
    """

    name: str
    soap_name: str
    rights: str
    fields: tuple[Field, ...]
    udf_type: str = ""
    parent: str = ""
    below: str = ""
    parent_field: str = ""
    webhooks: bool = False

    def field(self, name: str) -> Field | None:
        """A field by its name in any case, or None."""
        wanted = name.lower()
        return next((known for known in self.fields if known.name.lower() == wanted), None)

    @property
    def writable(self) -> tuple[Field, ...]:
        """Fields a PATCH may change."""
        return tuple(known for known in self.fields if not known.read_only)


def parse_fields(text: str) -> tuple[Field, ...]:
    """Fields from the table's notation: `name[,name] type(length)flags>Reference`, divided by semicolons.

    Flags as in apis/autotask.md 14: `*` required, `r` read only, `p` picklist, `q` not filterable. `id` is put first.
    """
    found = [Field("id", DataType.LONG, required=True, read_only=True)]
    for part in filter(None, (piece.strip() for piece in text.replace("\n", " ").split(";"))):
        match = _FIELD.fullmatch(" ".join(part.split()).replace(", ", ","))
        if match is None:
            raise ValueError(f"The field table does not read: {part!r}")
        flags = match["flags"]
        found += [
            Field(
                name,
                DataType(match["type"]),
                int(match["length"] or 0),
                "*" in flags,
                "r" in flags,
                "q" not in flags,
                "p" in flags,
                match["to"] or "",
            )
            for name in match["names"].split(",")
        ]
    return tuple(found)

"""What an entity is to the simulator: its properties, and how it takes part in reading, changing and deleting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.sandbox.quickbooks.kinds import Kind, Part

_EVERYWHERE: Final = frozenset({"Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime"})


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity. `family` shares a number series of ids; `label` is the property its name stands in, '' for none.

    `filterable` are the properties a query may test (apis/quickbooks.md 6). `words` is how a fault calls the entity.
    """

    name: str
    shape: Part
    filterable: frozenset[str] = frozenset()
    family: str = ""
    label: str = ""
    nests: bool = False
    writable: bool = True
    deletable: bool = False
    changes: bool = True
    words: str = ""

    @property
    def path(self) -> str:
        """The segment of the address."""
        return self.name.lower()

    @property
    def is_list(self) -> bool:
        """Whether rows are made inactive and never deleted."""
        return bool(self.label)


def entity(name: str, fields: Mapping[str, Kind], filters: str = "", **more: object) -> Entity:
    """An `Entity` with its filterable properties written in one line."""
    return Entity(name, Part(fields), _EVERYWHERE | frozenset(filters.split()), **more)  # type: ignore[arg-type]

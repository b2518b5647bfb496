"""PATCH, PUT, POST and DELETE (apis/autotask.md 3, 4, 13): what a write may change, and what it is refused for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.sandbox.autotask.metadata import Picklists
from app.sandbox.autotask.refusals import Refusal
from app.sandbox.autotask.schema import Entity, Field, Row
from app.sandbox.autotask.table import Table, Tables
from app.sandbox.autotask.values import written_value

_ABSENT = object()
_USER_DEFINED = "userdefinedfields"


@dataclass(frozen=True, slots=True)
class Change:
    """One write that took effect: the values before and after of the fields it changed."""

    entity: str
    row_id: int
    method: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class Writer:
    """Applies writes to the tables. Unknown and read-only fields are ignored, as the vendor's server does."""

    def __init__(self, tables: Tables, picklists: Picklists, user_defined: Mapping[str, frozenset[str]]) -> None:
        self._tables = tables
        self._picklists = picklists
        self._user_defined = user_defined

    def update(self, table: Table, body: Any, *, whole: bool, null_ignored: bool) -> Change:
        """PATCH, or PUT when `whole`: then writable fields that were left out become null."""
        given = _keys(body)
        row = self._existing(table, given.get("id"))
        values: Row = {}
        for field in table.entity.writable:
            value = given.get(field.name.lower(), _ABSENT)
            if value is _ABSENT and whole and not field.required:
                values[field.name] = None
            elif value is _ABSENT and not whole:
                continue
            elif value is not None or not null_ignored:
                values[field.name] = self._checked(table.entity, field, None if value is _ABSENT else value)
        values |= self._user_defined_values(table.entity, row, given)
        changed = {name: value for name, value in values.items() if row[name] != value}
        if changed:
            table.change(row["id"], changed)
        before = {name: row[name] for name in changed}
        return Change(table.entity.name, row["id"], "PUT" if whole else "PATCH", before, changed)

    def create(self, table: Table, body: Any, parent_id: int | None) -> Change:
        """POST: a new row; required fields must be there."""
        entity = table.entity
        given = _keys(body)
        row: Row = {"id": table.next_id()}
        for field in entity.fields[1:]:
            value = given.get(field.name.lower())
            if field.name == entity.parent_field:
                value = parent_id
            elif field.read_only and not field.required:
                continue
            if value is None and not field.required:
                continue
            row[field.name] = self._checked(entity, field, value)
        blank: Row = {
            "userDefinedFields": [
                {"name": name, "value": None} for name in sorted(self._user_defined.get(entity.name, ()))
            ]
        }
        row |= blank
        row |= self._user_defined_values(entity, row, given)
        made = table.insert(row)
        return Change(entity.name, made["id"], "POST", {}, made)

    def delete(self, table: Table, row_id: int) -> Change:
        """DELETE of one row."""
        row = self._existing(table, row_id)
        table.remove(row["id"])
        return Change(table.entity.name, row["id"], "DELETE", row, {})

    def _existing(self, table: Table, row_id: Any) -> Row:
        row = table.get(row_id) if isinstance(row_id, int) and not isinstance(row_id, bool) else None
        if row is None:
            raise Refusal(f"The {table.entity.soap_name} id does not reference an existing entity.")
        return row

    def _checked(self, entity: Entity, field: Field, raw: Any) -> Any:
        value = written_value(field, raw)
        if value is None:
            return None
        if field.reference in self._tables and not self._is_live(self._tables[field.reference], value):
            raise Refusal(
                f"Reference value on field: {field.name} of type: {field.data_type.value} does not exist or is invalid."
            )
        offered = self._picklists.get(entity.name, {}).get(field.name, ())
        if field.picklist and offered and str(value) not in {str(item["value"]) for item in offered}:
            raise Refusal(f"The value {value} of the picklist field {field.name} is invalid.")
        return value

    @staticmethod
    def _is_live(table: Table, row_id: int) -> bool:
        row = table.get(row_id)
        return row is not None and row.get("isActive", True) not in (False, 0)

    def _user_defined_values(self, entity: Entity, row: Row, given: Mapping[str, Any]) -> Row:
        items = given.get(_USER_DEFINED)
        if not items:
            return {}
        if not isinstance(items, list):
            raise Refusal("Error converting value to type 'array'. Path 'userDefinedFields'.")
        names = {name.lower(): name for name in self._user_defined.get(entity.name, ())}
        held = {item["name"]: item.get("value") for item in row["userDefinedFields"]}
        for item in items:
            name = names.get(str(item.get("name", "")).lower()) if isinstance(item, Mapping) else None
            if name is None:
                raise Refusal(f"Unable to find the user defined field in the {entity.soap_name} Entity.")
            value = item.get("value")
            held[name] = None if value is None else str(value)
        return {"userDefinedFields": [{"name": name, "value": value} for name, value in held.items()]}


def _keys(body: Any) -> dict[str, Any]:
    if not isinstance(body, Mapping):
        raise Refusal("Error converting the request body: an object is expected.")
    return {str(name).lower(): value for name, value in body.items()}

"""One entity's rows in memory: ordered by id, indexed by reference, each row's JSON kept ready."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from app.sandbox.autotask.encode import RowWriter
from app.sandbox.autotask.schema import Entity, Row
from app.sandbox.autotask.values import RowMaker


@cache
def _hands_of(entity: Entity) -> tuple[RowMaker, RowWriter]:
    """What makes and writes the rows of an entity; thousands of small worlds in one test run share them."""
    return RowMaker(entity), RowWriter([*(field.name for field in entity.fields), "userDefinedFields"])


class Table:
    """Rows of one entity. Rows are replaced, never altered, so what a reader holds stays as it was."""

    def __init__(self, entity: Entity, rows: Iterable[Mapping[str, Any]]) -> None:
        self.entity = entity
        self._rows: dict[int, Row] = {}
        self._encoded: dict[int, str] = {}
        self._maker, self._writer = _hands_of(entity)
        for values in rows:
            row = self._maker.make(values)
            if row["id"] in self._rows:
                raise ValueError(f"{entity.name} has two rows with id {row['id']}.")
            self._rows[row["id"]] = row
        self._ids = sorted(self._rows)
        self._index: dict[str, dict[Any, list[int]]] = {
            field.name: {} for field in entity.fields if field.reference or field.name in ("batchID", "invoiceBatchID")
        }
        for field_name, index in self._index.items():
            for row_id in self._ids:
                value = self._rows[row_id][field_name]
                if value is not None:
                    index.setdefault(value, []).append(row_id)

    def __len__(self) -> int:
        return len(self._ids)

    def get(self, row_id: int) -> Row | None:
        """A row by its id, or None."""
        return self._rows.get(row_id)

    def rows(self) -> list[Row]:
        """All rows, ids ascending."""
        return [self._rows[row_id] for row_id in self._ids]

    def after(self, row_id: int | None) -> Iterator[Row]:
        """Rows with a higher id, ascending; all of them for None."""
        start = 0 if row_id is None else bisect_right(self._ids, row_id)
        for position in range(start, len(self._ids)):
            yield self._rows[self._ids[position]]

    def chosen(self, ids: Iterable[int], above: int | None) -> Iterator[Row]:
        """Those of the ids that exist and are higher than `above`, ascending."""
        for row_id in sorted(set(ids)):
            if (above is None or row_id > above) and row_id in self._rows:
                yield self._rows[row_id]

    def is_indexed(self, field: str) -> bool:
        """Whether `ids_where` answers for the field."""
        return field in self._index

    def ids_where(self, field: str, values: Iterable[Any]) -> list[int]:
        """Ids of rows that hold one of the values in an indexed field."""
        index = self._index[field]
        found: list[int] = []
        for value in values:
            found += index.get(value, ())
        return found

    def encoded(self, row: Row) -> str:
        """The row as JSON text; kept until the row changes."""
        text = self._encoded.get(row["id"])
        if text is None:
            text = self._encoded[row["id"]] = self._writer.write(row)
        return text

    def next_id(self) -> int:
        """A free id above all others."""
        return self._ids[-1] + 1 if self._ids else 1

    def insert(self, values: Mapping[str, Any]) -> Row:
        """Add a row; ValueError when its id is taken."""
        row = self._maker.make(values)
        if row["id"] in self._rows:
            raise ValueError(f"{self.entity.name} already has a row {row['id']}.")
        self._rows[row["id"]] = row
        insort(self._ids, row["id"])
        self._enter(row)
        return row

    def change(self, row_id: int, values: Mapping[str, Any]) -> Row:
        """Replace some of a row's values; KeyError when there is no such row or field."""
        unknown = [name for name in values if name not in self._rows[row_id]]
        if unknown:
            raise KeyError(unknown[0])
        self._leave(self._rows[row_id])
        row = {**self._rows[row_id], **values}
        self._rows[row_id] = row
        self._enter(row)
        self._encoded.pop(row_id, None)
        return row

    def remove(self, row_id: int) -> None:
        """Take a row out; KeyError when there is none."""
        row = self._rows.pop(row_id)
        self._ids.remove(row_id)
        self._leave(row)
        self._encoded.pop(row_id, None)

    def _enter(self, row: Row) -> None:
        for field, index in self._index.items():
            value = row[field]
            if value is not None:
                insort(index.setdefault(value, []), row["id"])

    def _leave(self, row: Row) -> None:
        for field, index in self._index.items():
            value = row[field]
            if value is not None:
                index[value].remove(row["id"])


Tables = Mapping[str, Table]


def build_tables(entities: Mapping[str, Entity], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Table]:
    """A table for each known entity, filled from the seed; ValueError when the seed has an entity that is not known."""
    unknown = sorted(set(rows) - set(entities))
    if unknown:
        raise ValueError(f"The tenant has no entity {', '.join(unknown)}.")
    return {name: Table(entity, rows.get(name, ())) for name, entity in entities.items()}

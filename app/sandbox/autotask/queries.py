"""Queries and their pages: keyset paging by id, as apis/autotask.md 7 describes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.sandbox.autotask.encode import encode_value
from app.sandbox.autotask.filters import Filter, FilterReader
from app.sandbox.autotask.refusals import JSON_HEADERS, Refusal
from app.sandbox.autotask.schema import Entity, Row
from app.sandbox.autotask.table import Table
from app.sandbox.wire import Reply

PAGE_MAX = 500
_USER_DEFINED = "userDefinedFields"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as sent: filter, page size 1..500, and the fields wanted (None: all)."""

    filter: Filter
    page_size: int
    fields: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page starts: after this id."""

    after: int
    page_size: int


def read_query(raw: Any, entity: Entity, user_defined: frozenset[str]) -> Query:
    """The body (or `search` value) of a query, keys in any case; a Refusal when the vendor's server would refuse it."""
    if not isinstance(raw, Mapping):
        raise Refusal("A filter is required.")
    wish = {str(name).lower(): value for name, value in raw.items()}
    return Query(
        FilterReader(entity, user_defined).read(wish.get("filter")),
        _page_size(wish.get("maxrecords")),
        _fields(wish.get("includefields"), entity),
    )


def _page_size(value: Any) -> int:
    if value is None:
        return PAGE_MAX
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= PAGE_MAX:
        raise Refusal("The MaxRecords value must be between 1 and 500.")
    return value


def _fields(value: Any, entity: Entity) -> tuple[str, ...] | None:
    if value is None or value == []:
        return None
    if not isinstance(value, list):
        raise Refusal("Error converting value to type 'array'. Path 'IncludeFields'.")
    return tuple(_field(str(name), entity) for name in value)


def _field(name: str, entity: Entity) -> str:
    if name.lower() == _USER_DEFINED.lower():
        return _USER_DEFINED
    field = entity.field(name)
    if field is None:
        raise Refusal(f"Unable to find {name} in the {entity.soap_name} Entity.")
    return field.name


def read_cursor(text: str) -> Cursor:
    """The `paging` value of a next-page address; a Refusal when it is not one of ours."""
    try:
        value = json.loads(text)
        cursor = Cursor(int(value["nextIds"][0]), int(value["pageSize"]))
    except (ValueError, KeyError, IndexError, TypeError) as problem:
        raise Refusal("The paging value is invalid.") from problem
    if not 1 <= cursor.page_size <= PAGE_MAX:
        raise Refusal("The paging value is invalid.")
    return cursor


def hits(query: Query, table: Table, seen: Callable[[Row], bool] | None, after: int | None) -> Iterator[Row]:
    """Rows the query matches and the user may see, ids ascending, after an id."""
    bounds = [bound for bound in (after, query.filter.above) if bound is not None]
    above = max(bounds) if bounds else None
    accepts = query.filter.accepts
    for row in _candidates(query.filter, table, above):
        if accepts(row) and (seen is None or seen(row)):
            yield row


def _candidates(wanted: Filter, table: Table, above: int | None) -> Iterator[Row]:
    best: list[int] | None = None
    for narrowing in wanted.narrowings:
        if narrowing.field == "id":
            ids = list(narrowing.values)
        elif table.is_indexed(narrowing.field):
            ids = table.ids_where(narrowing.field, narrowing.values)
        else:
            continue
        if best is None or len(ids) < len(best):
            best = ids
    return table.after(above) if best is None else table.chosen(best, above)


def page(
    query: Query,
    table: Table,
    seen: Callable[[Row], bool] | None,
    *,
    root: str,
    search: str | None,
    cursor: Cursor | None,
) -> Reply:
    """One page. `search` is the raw value of a GET query, carried on in the next address; None for a POST."""
    size = cursor.page_size if cursor else query.page_size
    found: list[Row] = []
    more = False
    for row in hits(query, table, seen, cursor.after if cursor else None):
        if len(found) == size:
            more = True
            break
        found.append(row)
    # Without the id among the fields the server cannot say where the next page starts (apis/autotask.md 7 and 17).
    more = more and (query.fields is None or "id" in query.fields)
    following = _next_url(root, table.entity, size, found[-1]["id"], search) if more else None
    details = encode_value({"count": len(found), "requestCount": size, "prevPageUrl": None, "nextPageUrl": following})
    body = '{"items":[' + ",".join(_encoded(query, table, found)) + '],"pageDetails":' + details + "}"
    return Reply(200, body.encode(), JSON_HEADERS)


def _encoded(query: Query, table: Table, rows: list[Row]) -> Iterator[str]:
    fields = query.fields
    if fields is None:
        return map(table.encoded, rows)
    return (encode_value({name: row[name] for name in fields}) for row in rows)


def _next_url(root: str, entity: Entity, size: int, last: int, search: str | None) -> str:
    paging = json.dumps({"pageSize": size, "previousIds": [-1], "nextIds": [last]}, separators=(",", ":"))
    address = f"{root}/V1.0/{entity.name}/query/next?paging={quote(paging, safe='')}"
    return address if search is None else f"{address}&search={quote(search, safe='')}"

"""Carrying out a query over the books of one company (apis/quickbooks.md 6)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.sandbox.quickbooks.cash import balance_of
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.entities import Entity
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.query_language import Condition, Query, invalid, parse_query
from app.sandbox.quickbooks.rendering import rendered
from app.sandbox.quickbooks.schema import ENTITIES
from app.sandbox.quickbooks.values import Record, instant_of

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_ONLY_ON_REQUEST: Final[Mapping[str, frozenset[str]]] = {"Item": frozenset({"Sku"})}
"""Properties an asterisk leaves out."""
_INNER: Final = {"PrimaryEmailAddr": "Address"}
_WORKED_OUT: Final[Mapping[tuple[str, str], Callable[[Company, Record], Any]]] = {
    ("Customer", "Balance"): lambda company, row: company.open_balance(row["Id"]),
    ("Account", "CurrentBalance"): balance_of,
}
"""Properties no row holds."""
_PLACES: Final = "AttachableRef.EntityRef"

Test = Callable[[Record], bool]


def run_query(company: Company, statement: str) -> Record:
    """The value of QueryResponse. Raises 4000 and 4001."""
    query = parse_query(statement)
    entity = ENTITIES.get(query.entity)
    if entity is None:
        raise invalid(f"Invalid context declaration: {query.entity}")
    _check(entity, query)
    rows = _selected(company, entity, query.conditions)
    if query.count:
        return {"totalCount": len(rows)}
    rows = _ordered(company, entity, rows, query.order)
    page = rows[query.start - 1 : query.start - 1 + query.most]
    if not page:
        return {}
    found = [_projected(rendered(company, entity.name, row), query, entity) for row in page]
    return {entity.name: found, "startPosition": query.start, "maxResults": len(found)}


def _check(entity: Entity, query: Query) -> None:
    for condition in query.conditions:
        if condition.path not in entity.filterable:
            raise invalid(f"property '{condition.path}' is not queryable")
    for name, _ in query.order:
        if name not in entity.filterable:
            raise invalid(f"property '{name}' is not sortable")
    for name in query.fields:
        known = (*entity.shape.fields, "Balance", "FullyQualifiedName", "TotalAmt", "MetaData")
        if name.split(".")[0] not in known:
            raise invalid(f"Property {name} not found for Entity {entity.name}")


def _selected(company: Company, entity: Entity, conditions: Iterable[Condition]) -> list[Record]:
    tests = [_test(company, entity, condition) for condition in conditions]
    if not any(condition.path == "Active" for condition in conditions):
        tests.append(lambda row: row.get("Active", True) is not False)
    return [row for row in company.tables[entity.name].values() if all(test(row) for test in tests)]


def _test(company: Company, entity: Entity, condition: Condition) -> Test:
    path = condition.path
    if path.startswith(_PLACES):
        return _place_test(path.removeprefix(f"{_PLACES}.").lower(), condition)
    value = _reader(company, entity, path)
    if condition.operator == "LIKE":
        pattern = re.compile(".*".join(re.escape(part) for part in condition.values[0].split("%")), re.DOTALL)
        return lambda row: (found := value(row)) is not None and pattern.fullmatch(str(found)) is not None
    convert = _converter(company, entity, path)
    wanted = [convert(text) for text in condition.values]
    if condition.operator == "IN":
        return lambda row: value(row) in wanted
    compare, bound = _COMPARE[condition.operator], wanted[0]
    return lambda row: (found := value(row)) is not None and compare(found, bound)


def _place_test(part: str, condition: Condition) -> Test:
    """Whether a file hangs on a given transaction; type names are compared without case."""
    wanted = {value.lower() for value in condition.values}

    def test(row: Record) -> bool:
        return any(str(place["EntityRef"].get(part, "")).lower() in wanted for place in row.get("AttachableRef", []))

    return test


def _reader(company: Company, entity: Entity, path: str) -> Callable[[Record], Any]:
    """How the value a property is compared by is found in a row."""
    if path == "Id":
        return lambda row: _as_id(row["Id"])
    if path.startswith("MetaData."):
        name = path.removeprefix("MetaData.")
        return lambda row: row["MetaData"][name]
    if path.endswith("Ref"):
        return lambda row: row.get(path, {}).get("value")
    worked_out = _WORKED_OUT.get((entity.name, path))
    if worked_out:
        return lambda row: worked_out(company, row)
    inner = _INNER.get(path)
    if inner:
        return lambda row: row.get(path, {}).get(inner)
    return lambda row: row.get(path)


def _as_id(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (0, text)


def _converter(company: Company, entity: Entity, path: str) -> Callable[[str], Any]:
    if path == "Id":
        return _as_id
    if path.startswith("MetaData."):
        return lambda text: _instant(company, text)
    sample = next((row[path] for row in company.tables[entity.name].values() if path in row), None)
    if isinstance(sample, bool):
        return lambda text: text.lower() == "true"
    if isinstance(sample, Decimal) or path in ("Balance", "TotalAmt", "CurrentBalance"):
        return _number
    return str


def _instant(company: Company, text: str) -> datetime:
    try:
        return instant_of(text, company.zone)
    except ValueError as problem:
        raise invalid(f"'{text}' is no date") from problem


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as problem:
        raise invalid(f"'{text}' is no number") from problem


def _ordered(company: Company, entity: Entity, rows: list[Record], order: list[tuple[str, bool]]) -> list[Record]:
    for path, falling in reversed(order):
        value = _reader(company, entity, path)
        empty = [row for row in rows if value(row) is None]
        held = sorted((row for row in rows if value(row) is not None), key=value, reverse=falling)
        rows = [*held, *empty] if falling else [*empty, *held]
    return rows


def _projected(row: Record, query: Query, entity: Entity) -> Record:
    if query.everything or not query.fields:
        hidden = _ONLY_ON_REQUEST.get(entity.name, frozenset()) - set(query.fields)
        return {name: value for name, value in row.items() if name not in hidden}
    wanted = {name.split(".")[0] for name in query.fields} | {"domain", "sparse", "Id"}
    return {name: value for name, value in row.items() if name in wanted}


def statement_of(body: bytes, parameters: Mapping[str, str]) -> str:
    """The statement of a query call: the parameter `query`, or the body. Raises 4000 without one."""
    text = parameters.get("query") or body.decode("utf-8", "replace")
    if not text.strip():
        raise refuse(4000, 'QueryParserError: Encountered "<EOF>"')
    return text

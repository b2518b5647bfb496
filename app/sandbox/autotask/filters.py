"""The query grammar (apis/autotask.md 7): from the JSON of a filter to a test on rows and the ids worth testing."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.sandbox.autotask.refusals import Refusal
from app.sandbox.autotask.schema import DataType, Entity, Field, Row
from app.sandbox.autotask.values import NO_ROWS, comparable, filter_value

Test = Callable[[Row], bool]
LIMIT = 500
_GROUPS = ("and", "or")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda stored, wanted: stored == wanted,
    "noteq": lambda stored, wanted: stored != wanted,
    "gt": lambda stored, wanted: stored > wanted,
    "gte": lambda stored, wanted: stored >= wanted,
    "lt": lambda stored, wanted: stored < wanted,
    "lte": lambda stored, wanted: stored <= wanted,
}
_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "beginswith": str.startswith,
    "endswith": str.endswith,
    "contains": lambda stored, wanted: wanted in stored,
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A condition every hit must meet and an index can answer: rows whose `field` holds one of `values`."""

    field: str
    values: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter ready to run. `above`: no hit has this id or a lower one."""

    accepts: Test
    narrowings: tuple[Narrowing, ...]
    above: int | None


class FilterReader:
    """Reads the filters of one entity; raises Refusal for what the vendor's server refuses, drops what it drops."""

    def __init__(self, entity: Entity, user_defined: Collection[str]) -> None:
        self._entity = entity
        self._user_defined = {name.lower(): name for name in user_defined}
        self._alternatives = 0
        self._user_defined_conditions = 0
        self._narrowings: list[Narrowing] = []
        self._above: int | None = None

    def read(self, raw: Any) -> Filter:
        """The whole filter: entries of the list are joined by AND."""
        if not isinstance(raw, list) or not raw:
            raise Refusal("A filter is required.")
        tests = self._tests(raw, within_or=False)
        if self._alternatives > LIMIT:
            raise Refusal('The query is invalid. Queries are limited to 500 or fewer "OR" conditions.')
        if self._user_defined_conditions > 1:
            raise Refusal("Only one user defined field can be used in a query.")
        return Filter(_all_of(tests), tuple(self._narrowings), self._above)

    def _tests(self, entries: list[Any], *, within_or: bool) -> list[Test]:
        found = [self._entry(entry, within_or) for entry in entries]
        return [test for test in found if test is not None]

    def _entry(self, raw: Any, within_or: bool) -> Test | None:
        if not isinstance(raw, Mapping):
            raise Refusal("Unexpected character encountered while parsing value. Path 'filter'.")
        entry = {str(name).lower(): value for name, value in raw.items()}
        operator = str(entry.get("op", "")).lower()
        if operator in _GROUPS and isinstance(entry.get("items"), list):
            return self._group(operator, entry["items"], within_or)
        if within_or:
            self._alternatives += 1
        if operator not in _OPERATORS:
            return None  # the vendor's server drops what it does not know and returns everything: apis/autotask.md 4
        if entry.get("udf") is True:
            return self._user_defined_condition(operator, entry)
        field = self._field(str(entry.get("field", "")))
        return self._condition(field, operator, entry.get("value"), within_or)

    def _group(self, operator: str, items: list[Any], within_or: bool) -> Test | None:
        tests = self._tests(items, within_or=within_or or operator == "or")
        if not tests:
            return None
        return _all_of(tests) if operator == "and" else _any_of(tests)

    def _field(self, name: str) -> Field:
        field = self._entity.field(name)
        if field is None:
            raise Refusal(f"Unable to find {name} in the {self._entity.soap_name} Entity.")
        if not field.queryable:
            raise Refusal(f"The field {field.name} of the {self._entity.soap_name} Entity cannot be used in a query.")
        return field

    def _condition(self, field: Field, operator: str, value: Any, within_or: bool) -> Test:
        if operator in ("exist", "notexist"):
            return _presence(field.name, operator == "exist")
        if operator in ("in", "notin"):
            return self._membership(field, value, operator == "in", within_or)
        wanted = filter_value(field, value)
        if wanted is NO_ROWS:
            return _never
        if operator in _TEXT_TESTS:
            return _text_test(field, _TEXT_TESTS[operator], str(wanted).casefold())
        if not within_or:
            self._narrow(field, operator, wanted)
        return _comparison(field, _COMPARISONS[operator], wanted)

    def _membership(self, field: Field, value: Any, inside: bool, within_or: bool) -> Test:
        if not isinstance(value, list):
            raise Refusal(f"Error converting value to type 'array'. Path 'filter', field {field.name}.")
        if len(value) > LIMIT:
            raise Refusal('The query is invalid. Queries are limited to 500 or fewer "OR" conditions.')
        wanted = frozenset(item for item in (filter_value(field, item) for item in value) if item is not NO_ROWS)
        if inside and not within_or:
            self._narrowings.append(Narrowing(field.name, wanted))
        name = field.name
        if field.data_type in (DataType.STRING, DataType.DATETIME):
            return lambda row: row[name] is not None and (comparable(field, row[name]) in wanted) is inside
        return lambda row: row[name] is not None and (row[name] in wanted) is inside

    def _narrow(self, field: Field, operator: str, wanted: Any) -> None:
        if operator == "eq":
            self._narrowings.append(Narrowing(field.name, frozenset({wanted})))
        elif field.name == "id" and operator in ("gt", "gte"):
            bound = math.floor(wanted) - (operator == "gte" and math.floor(wanted) == wanted)
            self._above = bound if self._above is None else max(self._above, bound)

    def _user_defined_condition(self, operator: str, entry: Mapping[str, Any]) -> Test:
        self._user_defined_conditions += 1
        name = self._user_defined.get(str(entry.get("field", "")).lower())
        if name is None:
            raise Refusal(f"Unable to find {entry.get('field')} in the {self._entity.soap_name} Entity.")
        key = name
        test = self._condition(Field(key, DataType.STRING), operator, entry.get("value"), within_or=True)
        return lambda row: test({key: _user_defined_value(row, key)})


def _user_defined_value(row: Row, name: str) -> Any:
    return next((item.get("value") for item in row["userDefinedFields"] if item.get("name") == name), None)


def _all_of(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda row: all(test(row) for test in tests)


def _any_of(tests: list[Test]) -> Test:
    return lambda row: any(test(row) for test in tests)


def _never(row: Row) -> bool:
    del row
    return False


def _presence(name: str, wanted: bool) -> Test:
    return lambda row: (row[name] is not None) is wanted


def _comparison(field: Field, compare: Callable[[Any, Any], bool], wanted: Any) -> Test:
    name = field.name
    if field.data_type in (DataType.STRING, DataType.DATETIME):
        return lambda row: row[name] is not None and compare(comparable(field, row[name]), wanted)
    return lambda row: row[name] is not None and compare(row[name], wanted)


def _text_test(field: Field, compare: Callable[[str, str], bool], wanted: str) -> Test:
    name = field.name
    return lambda row: row[name] is not None and compare(str(row[name]).casefold(), wanted)


_OPERATORS = frozenset({*_COMPARISONS, *_TEXT_TESTS, "exist", "notexist", "in", "notin"})

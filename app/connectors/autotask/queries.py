"""Queries: conditions that Autotask understands, and lists read whole by `id gt` (apis/autotask.md 7).

An operator the server does not know is dropped in silence and everything is returned, so operators are checked here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.connectors.autotask.constants import IDS_AT_ONCE, PAGE, PAGES_MOST, VENDOR
from app.connectors.autotask.session import AutotaskSession
from app.connectors.autotask.values import OddValueError, Row
from app.domain.errors import IncompleteRead, RemoteProblem
from app.domain.plan import Mend
from app.domain.run import Stop

OPERATORS: Final = frozenset(
    ("eq", "noteq", "gt", "gte", "lt", "lte", "beginsWith", "endsWith", "contains", "exist", "notExist", "in", "notIn")
)
_WITHOUT_VALUE: Final = frozenset(("exist", "notExist"))
_LISTS: Final = frozenset(("in", "notIn"))

Scalar = str | int | bool
Wire = dict[str, object]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. Raises ValueError when made with an unknown operator or a value the operator does not take."""

    field: str
    op: str
    value: Scalar | tuple[Scalar, ...] | None = None

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise ValueError(f"unknown operator {self.op!r}: the server would drop the condition")
        if (self.value is None) != (self.op in _WITHOUT_VALUE):
            raise ValueError(f"operator {self.op} with value {self.value!r}")
        if isinstance(self.value, tuple) != (self.op in _LISTS):
            raise ValueError(f"operator {self.op} with value {self.value!r}")
        if isinstance(self.value, tuple) and not 0 < len(self.value) <= 500:
            raise ValueError("a list of values holds 1 to 500")
        if self.field == "id" and not all(type(one) is int for one in _flat(self.value)):
            raise ValueError("an id is a number: quoted ones match nothing")

    def wire(self) -> Wire:
        """As it is sent."""
        head: Wire = {"op": self.op, "field": self.field}
        if self.value is None:
            return head
        return {**head, "value": list(self.value) if isinstance(self.value, tuple) else self.value}


def _flat(value: Scalar | tuple[Scalar, ...] | None) -> tuple[Scalar, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


ODD_ROW: Final = "odd_row"
"""Code of an `IncompleteRead` whose pages were whole but held something that is no record."""

EVERY: Final = Condition("id", "gte", 0)
"""All records: company 0 exists."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `odd` counts rows that are no records at all; `is_last` by the list's own end rule."""

    rows: tuple[Row, ...]
    odd: int
    is_last: bool


def chunks(ids: Iterable[int], size: int = IDS_AT_ONCE) -> Iterator[tuple[int, ...]]:
    """Distinct ids in ascending order, so many at a time."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), size):
        yield tuple(ordered[start : start + size])


class Queries:
    """Reads lists of entities. Safe to use from several threads."""

    def __init__(self, session: AutotaskSession) -> None:
        self._session = session
        self.at_once = session.at_once
        self._lock = threading.Lock()
        self._whole: set[str] = set()  # entities that lack a field we would choose: read with all their fields

    def pages(
        self, entity: str, conditions: Sequence[Condition], stop: Stop, fields: Sequence[str] = ()
    ) -> Iterator[Page]:
        """Pages in ascending order of id, each row once. Raises `IncompleteRead` when the chain does not end by its own rule."""
        last: int | None = None
        for _ in range(PAGES_MOST):
            after = [] if last is None else [Condition("id", "gt", last)]
            page = self._page(entity, [*conditions, *after], stop, fields)
            for row in page.rows:
                found = row.id
                if last is not None and found <= last:
                    raise incomplete(entity, "rows came twice or out of order")
                last = found
            yield page
            if page.is_last:
                return
            if not page.rows:
                raise incomplete(entity, "a page in the middle holds no record")
        raise incomplete(entity, "there is no end to its pages")

    def rows(
        self,
        entity: str,
        conditions: Sequence[Condition],
        stop: Stop,
        fields: Sequence[str] = (),
        *,
        odd_too: bool = False,
    ) -> tuple[Row, ...]:
        """The whole list. Raises `IncompleteRead` also when one of its rows is no record, unless `odd_too` says to pass over those."""
        found: list[Row] = []
        for page in self.pages(entity, conditions, stop, fields):
            if page.odd and not odd_too:
                raise incomplete(entity, "a row is no record", ODD_ROW)
            found += page.rows
        return tuple(found)

    def by_ids(
        self,
        entity: str,
        field: str,
        ids: Iterable[int],
        stop: Stop,
        *,
        fields: Sequence[str] = (),
        also: Sequence[Condition] = (),
        size: int = IDS_AT_ONCE,
        odd_too: bool = False,
    ) -> tuple[Row, ...]:
        """All rows whose `field` is one of these ids, asked in chunks; `odd_too` as in `rows`."""
        found: list[Row] = []
        for chunk in chunks(ids, size):
            found += self.rows(entity, [Condition(field, "in", chunk), *also], stop, fields, odd_too=odd_too)
        return tuple(found)

    def count(self, entity: str, conditions: Sequence[Condition], stop: Stop) -> int:
        """How many there are. Raises `IncompleteRead` for an answer without a count."""
        value = self._post(f"{entity}/query/count", {"filter": [one.wire() for one in conditions]}, stop)
        found = value.get("queryCount")
        if not isinstance(found, int):
            raise incomplete(entity, "the count is missing")
        return found

    def _page(self, entity: str, conditions: Sequence[Condition], stop: Stop, fields: Sequence[str]) -> Page:
        body: Wire = {"filter": [one.wire() for one in conditions], "MaxRecords": PAGE}
        path = f"{entity}/query"
        if not fields or entity in self._whole:
            return _read_page(entity, self._post(path, body, stop))
        try:
            value = self._post(path, {**body, "IncludeFields": ["id", *(f for f in fields if f != "id")]}, stop)
        except RemoteProblem as problem:
            if problem.code != "unknown_field":
                raise
            with self._lock:
                self._whole.add(entity)
            value = self._post(path, body, stop)
        return _read_page(entity, value)

    def _post(self, path: str, body: Wire, stop: Stop) -> Mapping[str, object]:
        raw = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        value = self._session.read("POST", path, stop, body=raw).value
        if not isinstance(value, Mapping):
            raise incomplete(path, "the answer is no object")
        return value


def _read_page(entity: str, value: Mapping[str, object]) -> Page:
    items, details = value.get("items"), value.get("pageDetails")
    if not isinstance(items, list) or not isinstance(details, Mapping) or "nextPageUrl" not in details:
        raise incomplete(entity, "a page has not the form of a page")
    rows = tuple(Row(item) for item in items if _is_record(item))
    return Page(rows, len(items) - len(rows), not items or not details["nextPageUrl"])


def _is_record(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    try:
        return Row(item).id >= 0
    except OddValueError:
        return False


def incomplete(entity: str, details: str, code: str = "incomplete") -> IncompleteRead:
    """The problem of a list that could not be read whole."""
    return IncompleteRead(
        f"A list from {VENDOR} could not be read to its end.",
        advice="Nothing is concluded from what is missing. Try again in a few minutes.",
        details=f"{entity}: {details}",
        code=code,
        mend=Mend.RETRY,
    )

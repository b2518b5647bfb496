"""Whole lists: every page, no object twice; anything less is an incomplete read."""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.http.overlap import in_parts, overlapped
from app.connectors.http.records import Record, records, text
from app.connectors.ledger import reading
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import LIST, PAGE, VENDOR
from app.connectors.quickbooks.statements import among, select
from app.domain.errors import IncompleteRead
from app.domain.run import Stop

PAGES_MOST = 1000
"""Most pages of one list that are asked for: a million objects."""


def incomplete(what: str, details: str) -> IncompleteRead:
    """What to raise for a list that is not whole."""
    return reading.incomplete(VENDOR, what, details)


def page_of(found: Record, entity: str) -> list[Record]:
    """The objects of one answer. Raises `IncompleteRead` when what should be a list is none."""
    value = found.get(entity, [])
    page = records(found, entity)
    if not isinstance(value, list) or len(page) != len(value):
        raise incomplete(entity, "the answer holds no list")
    if any(not text(each, "Id") for each in page):
        raise incomplete(entity, "an object has no id")
    return page


def read_all(
    session: QuickBooksSession,
    entity: str,
    stop: Stop,
    *conditions: str,
    fields: str = "*",
    first: Record | None = None,
) -> list[Record]:
    """Every object that meets the conditions. `first` is its first page if it was read already.

    Pages are no snapshot (apis/quickbooks.md 6): ordered by Id, what comes in meanwhile stands at the end, and a page that overlaps
    another shows by an id that comes twice.
    """
    found: dict[str, Record] = {}
    for number in range(PAGES_MOST):
        start = number * PAGE + 1
        answer = first if first is not None and number == 0 else None
        answer = answer or session.query(select(entity, *conditions, fields=fields, start=start), stop)
        page = page_of(answer, entity)
        for each in page:
            if text(each, "Id") in found:
                raise incomplete(entity, "an object came twice")
            found[text(each, "Id")] = each
        if len(page) < PAGE:
            return list(found.values())
    raise incomplete(entity, "it has more pages than are asked for")


def read_some(
    session: QuickBooksSession,
    entity: str,
    name: str,
    values: Sequence[str],
    stop: Stop,
    *conditions: str,
    fields: str = "*",
) -> list[Record]:
    """The objects whose property has one of these values, whole, many in one call."""

    def read(some: list[str]) -> list[Record]:
        return read_all(session, entity, stop, among(name, some), *conditions, fields=fields)

    parts = in_parts(dict.fromkeys(value for value in values if value), LIST)
    return [each for part in overlapped(read, parts, session.at_once) for each in part]

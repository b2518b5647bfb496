"""Whole lists: every page, none twice, overlapped up to what Xero allows; anything less is an incomplete read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.connectors.http.overlap import in_parts, overlapped
from app.connectors.ledger import reading
from app.connectors.xero.fields import Record, identifier, part, records
from app.connectors.xero.session import Query, XeroSession
from app.connectors.xero.settings import PAGE, VENDOR
from app.domain.errors import IncompleteRead
from app.domain.run import Stop

__all__ = ["in_parts", "incomplete", "overlapped", "page_count", "read_all", "read_list", "whole"]

PAGES_MOST = 1000
"""Most pages of one list that are asked for: a million records."""


def incomplete(what: str, details: str) -> IncompleteRead:
    """What to raise for a list that is not whole."""
    return reading.incomplete(VENDOR, what, details)


def read_all(
    session: XeroSession,
    path: str,
    id_field: str,
    stop: Stop,
    query: Query = (),
    *,
    since: datetime | None = None,
    first: Record | None = None,
) -> list[Record]:
    """Every element of a paged list. `first` is its first page if it was read already (with `PAGE` elements a page).

    Raises `IncompleteRead` when a page is missing, an id comes twice, or the count disagrees with what Xero says.
    """

    def page(number: int) -> Record:
        return session.read(path, stop, (*query, ("page", str(number)), ("pageSize", str(PAGE))), since)

    head = first if first is not None else page(1)
    count, announced = page_count(head)
    pages = [whole(each, path) for each in (head, *overlapped(page, range(2, count + 1), session.at_once))]
    while announced is None and len(pages[-1]) >= PAGE and len(pages) < PAGES_MOST:
        pages.append(whole(page(len(pages) + 1), path))
    found = [element for each in pages for element in each]
    _check(path, id_field, found, announced)
    return found


def page_count(head: Record) -> tuple[int, int | None]:
    """Pages and elements a list has as its first page announces them; (1, None) when it announces nothing."""
    pagination = part(head, "pagination")
    pages, elements = pagination.get("pageCount"), pagination.get("itemCount")
    if not isinstance(pages, int) or not isinstance(elements, int):
        return 1, None
    return max(1, min(pages, PAGES_MOST)), elements


def _check(path: str, id_field: str, found: Sequence[Record], announced: int | None) -> None:
    ids = [identifier(element, id_field) for element in found]
    if "" in ids:
        raise incomplete(path.lower(), "an element has no id")
    if len(set(ids)) != len(ids):
        raise incomplete(path.lower(), "an element came twice")
    if announced is not None and announced != len(ids):
        raise incomplete(path.lower(), f"{len(ids)} of {announced} came")


def read_list(session: XeroSession, path: str, stop: Stop, query: Query = ()) -> list[Record]:
    """A list that Xero never pages, such as accounts. Raises `IncompleteRead` when the answer is not a list."""
    return whole(session.read(path, stop, query), path)


def whole(answer: Record, plural: str) -> list[Record]:
    """The elements of an answer that must have them. Raises `IncompleteRead` when there is no list, or not of objects alone."""
    raw, found = answer.get(plural), records(answer, plural)
    if not isinstance(raw, list) or len(found) != len(raw):
        raise incomplete(plural.lower(), "not a list of objects")
    return found

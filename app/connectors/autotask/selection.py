"""Search criteria as queries, and the way round for a division, which invoices do not carry (apis/autotask.md 8, 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.connectors.autotask.constants import IDS_AT_ONCE, PAGE
from app.connectors.autotask.headers import mark_of
from app.connectors.autotask.queries import Condition, Page, Queries, chunks, incomplete
from app.connectors.autotask.values import OddValueError, Row
from app.domain.documents import ReadProblem, SearchCriteria
from app.domain.errors import BadInput
from app.domain.run import Stop

ASSOCIATION = "organizationalLevelAssociationID"
_FEW_CALLS = 3
"""Calls up to which it is not worth counting whether another way is cheaper."""
_LONGEST_ID = 18


def whole_id(text: str, field: str, what: str) -> int:
    """An id as typed. Raises `BadInput` naming the field."""
    trimmed = text.strip()
    if not (trimmed.isascii() and trimmed.isdecimal() and len(trimmed) <= _LONGEST_ID):
        raise BadInput(
            f"{what} is a whole number.",
            field=field,
            advice="It is Autotask's own id, not the invoice number.",
            details=text[:40],
        )
    return int(trimmed)


def check_dates(criteria: SearchCriteria) -> None:
    """Raise `BadInput` when the dates are the wrong way round."""
    if criteria.date_from and criteria.date_to and criteria.date_from > criteria.date_to:
        raise BadInput(
            "The first date is after the last one.", field="date_from", advice="Exchange the two dates or clear one."
        )


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def conditions_of(criteria: SearchCriteria) -> list[Condition]:
    """The conditions on invoices without the division. An id stands alone: why it would be left out is told afterwards."""
    check_dates(criteria)
    if criteria.invoice_id.strip():
        return [Condition("id", "eq", whole_id(criteria.invoice_id, "invoice_id", "The invoice ID"))]
    found = [Condition("isVoided", "eq", False)]
    if not criteria.include_marked:
        found.append(Condition("webServiceDate", "notExist"))
    if criteria.date_from:
        found.append(Condition("invoiceDateTime", "gte", _moment(criteria.date_from)))
    if criteria.date_to and criteria.date_to < date.max:
        found.append(Condition("invoiceDateTime", "lt", _moment(criteria.date_to + timedelta(days=1))))
    return found


def why_left_out(invoice: Row, include_marked: bool) -> ReadProblem | None:
    """Why an invoice asked for by id is not offered; None when it is. Raises `OddValueError`."""
    if invoice.flag("isVoided"):
        day = invoice.day("voidedDate")
        when = f" on {day.day} {day:%B %Y}" if day else ""
        return ReadProblem("voided", f"Invoice {invoice.id} was voided in Autotask{when}.", "Leave it out.")
    marked = mark_of(invoice)
    if marked is None or include_marked:
        return None
    return ReadProblem(
        "marked",
        f"Invoice {invoice.id} was marked as invoiced on {marked.day} {marked:%B %Y}.",
        "Tick 'Include invoices marked as invoiced' to see it.",
    )


class Selection:
    """Finds the headers of the invoices that criteria mean, page by page."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries

    def pages(self, criteria: SearchCriteria, stop: Stop) -> Iterator[Page]:
        """Invoices that meet all the criteria. Raises `BadInput` and as the reads do."""
        conditions = conditions_of(criteria)
        if not criteria.division_id.strip() or criteria.invoice_id.strip():
            return self._queries.pages("Invoices", conditions, stop)
        division = Condition(ASSOCIATION, "eq", whole_id(criteria.division_id, "division_id", "The division"))
        if self._by_items_is_cheaper(conditions, division, stop):
            return self._by_items(conditions, division, stop)
        return self._by_invoices(conditions, division, stop)

    def _by_items_is_cheaper(self, conditions: Sequence[Condition], division: Condition, stop: Stop) -> bool:
        """Compare calls: all invoices of the dates and a look at the items of each chunk, or all items ever billed in the division.

        The items carry no date that bounds the invoice's, so they are not narrowed by one.
        """
        invoices = self._queries.count("Invoices", conditions, stop)
        one_way = -(-invoices // PAGE) + -(-invoices // IDS_AT_ONCE)
        if one_way <= _FEW_CALLS:
            return False
        items = self._queries.count("BillingItems", [division, Condition("invoiceID", "gt", 0)], stop)
        return -(-items // PAGE) + -(-min(items, invoices) // IDS_AT_ONCE) < one_way

    def _by_invoices(self, conditions: Sequence[Condition], division: Condition, stop: Stop) -> Iterator[Page]:
        for page in self._queries.pages("Invoices", conditions, stop):
            ids = [row.id for row in page.rows]
            items = self._queries.by_ids(
                "BillingItems", "invoiceID", ids, stop, fields=("id", "invoiceID"), also=[division]
            )
            kept = _invoices_of(items)
            yield Page(tuple(row for row in page.rows if row.id in kept), page.odd, page.is_last)

    def _by_items(self, conditions: Sequence[Condition], division: Condition, stop: Stop) -> Iterator[Page]:
        items = self._queries.rows(
            "BillingItems", [division, Condition("invoiceID", "gt", 0)], stop, ("id", "invoiceID")
        )
        found = list(chunks(_invoices_of(items)))
        for number, ids in enumerate(found, 1):
            rows = self._queries.rows("Invoices", [Condition("id", "in", ids), *conditions], stop)
            yield Page(rows, 0, number == len(found))


def _invoices_of(items: Sequence[Row]) -> set[int]:
    found: set[int] = set()
    for item in items:
        try:
            found.add(item.whole("invoiceID") or 0)
        except OddValueError as reason:
            raise incomplete("BillingItems", "an item names no readable invoice") from reason
    return found - {0}

"""Autotask's own lists for the mapping screens, and the headers of what waits (apis/autotask.md 10, 12, 14)."""

from __future__ import annotations

from collections.abc import Iterable

from app.connectors.autotask.crew import Crew
from app.connectors.autotask.documents import currency_of
from app.connectors.autotask.lists import ListName, name_of
from app.connectors.autotask.queries import Condition, Queries
from app.connectors.autotask.reference import Reference, ids_in
from app.connectors.autotask.values import OddValueError, Row
from app.domain.documents import Division, Facet, FacetValue, SourceCatalogue, WaitingInvoice
from app.domain.errors import AccessProblem, RemoteProblem
from app.domain.money import Money
from app.domain.run import Stop

_NAMED = ("id", "name", "isActive")
_ACTIVE = Condition("isActive", "eq", True)
_NOT_HERE = frozenset(("no_right", "not_found", "query_refused"))


def divisions(reference: Reference, stop: Stop) -> tuple[Division, ...]:
    """Active lines of business; empty where the tenant does not use them or the API user may not read them."""
    return tuple(one for one in reference.divisions(stop) if one.is_active)


def catalogue(queries: Queries, reference: Reference, stop: Stop) -> SourceCatalogue:
    """Everything a line can be mapped by that is in use, taxes and divisions. Raises as the reads do."""
    with Crew(stop, queries.at_once) as crew:
        read = crew.together(
            lambda: _active(queries, "Services", stop),
            lambda: _active(queries, "ServiceBundles", stop),
            lambda: _active(queries, "Products", stop),
            *reference.readers(stop),
        )
    codes = [row for row in reference.rows(ListName.BILLING_CODES, stop).values() if _is_active(row)]
    types = reference.rows(ListName.ITEM_TYPES, stop)
    facets = [FacetValue(Facet.ITEM_TYPE, str(key), name_of(row, f"Type {key}")) for key, row in types.items()]
    facets += _values(Facet.BILLING_CODE, codes, "Billing code")
    for facet, rows, word in zip(
        (Facet.SERVICE, Facet.SERVICE_BUNDLE, Facet.PRODUCT),
        read[:3],
        ("Service", "Service bundle", "Product"),
        strict=True,
    ):
        facets += _values(facet, rows, word)
    taxes = reference.taxes((), stop).choices()
    return SourceCatalogue(facets=tuple(facets), taxes=taxes, divisions=divisions(reference, stop))


def _active(queries: Queries, entity: str, stop: Stop) -> tuple[Row, ...]:
    try:
        return queries.rows(entity, [_ACTIVE], stop, _NAMED)
    except (AccessProblem, RemoteProblem) as problem:
        if problem.code not in _NOT_HERE:
            raise
        return ()


def _is_active(row: Row) -> bool:
    try:
        return row.flag("isActive")
    except OddValueError:
        return True


def _values(facet: Facet, rows: Iterable[Row], word: str) -> list[FacetValue]:
    found = [FacetValue(facet, str(row.id), name_of(row, f"{word} {row.id}")) for row in rows]
    return sorted(found, key=lambda value: (value.name.casefold(), value.key))


def waiting(queries: Queries, reference: Reference, stop: Stop) -> tuple[WaitingInvoice, ...]:
    """Headers of all invoices that are not void and not marked, with the currency of the billed company. Raises as the reads do."""
    conditions = [Condition("isVoided", "eq", False), Condition("webServiceDate", "notExist")]
    fields = ("id", "invoiceDateTime", "companyID", "invoiceTotal", "totalTaxValue")
    invoices = queries.rows("Invoices", conditions, stop, fields)
    companies = {
        row.id: row
        for row in queries.by_ids("Companies", "id", ids_in(invoices, "companyID"), stop, fields=("id", "currencyID"))
    }
    currencies = reference.rows(ListName.CURRENCIES, stop)
    found: list[WaitingInvoice] = []
    for row in invoices:
        try:
            currency = currency_of(companies.get(row.whole("companyID") or 0), currencies)
            day, gross = row.day("invoiceDateTime"), row.required("invoiceTotal") + (row.amount("totalTaxValue") or 0)
        except OddValueError:
            continue  # a search shows it as set aside; a picture of what waits leaves it out
        if day is not None and currency:
            found.append(WaitingInvoice(str(row.id), day, Money(gross, currency).rounded()))
    return tuple(found)

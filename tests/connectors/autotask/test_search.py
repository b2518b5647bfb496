"""A search of the practice world finds what is there, to the cent, in few calls, and says of each special what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.documents import DocumentKind, Facet, SearchCriteria, SearchResult, SourceDocument
from app.domain.errors import BadInput, Cancelled
from app.domain.run import Progress, Stop, unheard
from app.sandbox.worlds import World, build_world
from tests.connectors.autotask.bench import TODAY, SandboxBench, make_source


@pytest.fixture(scope="module")
def world() -> World:
    return build_world("practice", today=TODAY)


@dataclass
class Found:
    """One search of everything that waits, with what was heard on the way."""

    result: SearchResult
    pages: list[int]
    progress: list[Progress]

    def one(self, invoice: int) -> SourceDocument:
        return next(document for document in self.result.documents if document.id == str(invoice))


@pytest.fixture(scope="module")
def found(practice: SandboxBench) -> Found:
    pages: list[int] = []
    progress: list[Progress] = []
    result = practice.source.search(SearchCriteria(), Stop(), progress.append, lambda page: pages.append(len(page)))
    return Found(result, pages, progress)


def special(world: World, name: str) -> list[int]:
    listed: list[int] = world.planned["specials"][name]
    assert listed, f"the practice world has no {name}"
    return listed


def test_all_that_waits_is_found(found: Found, world: World) -> None:
    assert len(found.result.documents) == 120
    assert [int(document.id) for document in found.result.documents] == sorted(world.planned["found_ids"])
    assert sum(len(document.lines) for document in found.result.documents) >= world.planned["items"] - 30
    assert found.result.complete
    assert found.result.set_aside == ()
    assert sum(found.pages) == 120
    assert found.progress[-1].done == 120
    assert "calls left this hour" in found.progress[-1].calls_left


def test_few_calls(found: Found) -> None:
    assert found.result.calls <= 30


def test_no_call_was_refused_for_threads(found: Found, practice: SandboxBench) -> None:
    assert {row["status"] for row in practice.calls()} == {200}


def test_lines_add_up_to_the_header_except_where_some_are_hidden(found: Found, world: World) -> None:
    hidden = special(world, "hidden_lines")
    for document in found.result.documents:
        net = sum((line.amount for line in document.lines), Decimal(0))
        codes = {problem.code for problem in document.problems}
        assert ("hidden_lines" in codes) == (int(document.id) in hidden), document.id
        if int(document.id) not in hidden:
            assert abs(net - document.net) < Decimal("0.03")
            assert document.problems == ()


def test_totals_by_currency_agree_with_the_world(found: Found, world: World) -> None:
    totals: dict[str, Decimal] = {}
    for document in found.result.documents:
        if int(document.id) in world.planned["sendable"]:
            amount = document.total.amount
            totals[document.currency] = totals.get(document.currency, Decimal(0)) + amount
    assert totals == world.planned["totals"]


def test_hidden_lines_name_the_likely_cause(found: Found, world: World) -> None:
    (problem,) = found.one(special(world, "hidden_lines")[0]).problems
    assert "line of business" in problem.sentence
    assert "administrator" in problem.advice


def test_credits_are_credit_notes_and_zero_is_an_invoice(found: Found, world: World) -> None:
    assert all(found.one(one).kind is DocumentKind.CREDIT_NOTE for one in special(world, "credit"))
    zero = found.one(special(world, "zero_total")[0])
    assert (zero.net, zero.kind) == (Decimal(0), DocumentKind.INVOICE)


def test_numbers_null_and_error_are_no_numbers(found: Found, world: World) -> None:
    assert [found.one(special(world, name)[0]).number for name in ("number_null", "number_error")] == ["", ""]


def test_a_missing_due_date_follows_from_the_payment_term(found: Found, world: World) -> None:
    document = found.one(special(world, "due_date_null")[0])
    assert document.due_date is not None
    assert document.due_date - document.issue_date in {timedelta(days=days) for days in (0, 14, 30, 45, 60)}


def test_purchase_order_is_the_reference(found: Found, world: World) -> None:
    assert found.one(special(world, "order_number")[0]).reference


def test_parent_billing_names_the_companies_worked_for(found: Found, world: World) -> None:
    document = found.one(special(world, "parent_billing")[0])
    assert len({line.for_party_name for line in document.lines if line.for_party_name}) == 2


def test_four_decimals_are_carried(found: Found, world: World) -> None:
    lines = [line for one in special(world, "four_decimals") for line in found.one(one).lines]
    assert any(line.amount != round(line.amount, 2) for line in lines)


def test_prepaid_hours_cost_nothing_and_keep_their_quantity(found: Found, world: World) -> None:
    lines = [line for line in found.one(special(world, "prepaid_lines")[0]).lines if line.amount == 0]
    assert lines
    assert all(line.unit_price == 0 and line.quantity > 0 for line in lines)


def test_long_texts_and_many_lines_are_whole(found: Found, world: World) -> None:
    assert len(found.one(special(world, "long_invoice")[0]).lines) == 300
    assert max(len(line.description) for line in found.one(special(world, "long_description")[0]).lines) == 8000
    assert any("<" in line.description for line in found.one(special(world, "markup_description")[0]).lines)


def test_lines_of_business(found: Found, world: World) -> None:
    assert len(found.one(special(world, "several_lines_of_business")[0]).lines_of_business) > 1
    assert found.one(special(world, "no_line_of_business")[0]).lines_of_business == ()
    names = {line.line_of_business_name for document in found.result.documents for line in document.lines}
    assert "Perth / Managed services" in names


def test_taxes_are_named(found: Found) -> None:
    names = {(line.tax_name, line.tax_rate) for document in found.result.documents for line in document.lines}
    assert {("GST 10 %", Decimal("0.1")), ("No tax", Decimal(0)), ("Export", Decimal(0))} <= names
    assert all(rate is not None for _, rate in names)


def test_facets_carry_the_tenants_numbers_and_words(found: Found, world: World) -> None:
    facets = {facet for document in found.result.documents for line in document.lines for facet in line.facets}
    kinds = {facet.facet for facet in facets}
    assert kinds == set(Facet)
    labels = {str(value["value"]): value["label"] for value in world.picklists["BillingItems"]["billingItemType"]}
    for facet in facets:
        if facet.facet is Facet.ITEM_TYPE:
            assert labels[facet.key] == facet.name
        assert not facet.name.startswith(("Type ", "Billing code ", "Service 1", "Product 1"))


def test_a_company_without_a_name_is_kept(found: Found) -> None:
    assert any(not document.party.name for document in found.result.documents)


def test_the_billing_contact_comes_first(found: Found) -> None:
    people = [document.party.people for document in found.result.documents if len(document.party.people) > 1]
    assert people
    for persons in people:
        billing = [person.is_billing for person in persons]
        assert billing == sorted(billing, reverse=True)


def test_the_world_of_companies_without_people(found: Found) -> None:
    assert any(not document.party.people for document in found.result.documents)
    assert any(not document.party.is_active for document in found.result.documents)


def search(practice: SandboxBench, **criteria: Any) -> SearchResult:
    return practice.source.search(SearchCriteria(**criteria), Stop(), unheard)


def test_a_division_finds_invoices_with_any_line_in_it(practice: SandboxBench, found: Found, world: World) -> None:
    for association, ids in list(world.planned["by_association"].items())[:4]:
        if association is not None:
            result = search(practice, division_id=str(association))
            hidden = set(special(world, "hidden_lines"))
            assert {int(one.id) for one in result.documents} | hidden == set(ids) | hidden


def test_dates_are_inclusive_on_both_ends(practice: SandboxBench, found: Found) -> None:
    days = sorted({document.issue_date for document in found.result.documents})
    first, last = days[2], days[-3]
    result = search(practice, date_from=first, date_to=last)
    expected = [document.id for document in found.result.documents if first <= document.issue_date <= last]
    assert [document.id for document in result.documents] == expected
    assert {result.documents[0].issue_date, *(d.issue_date for d in result.documents)} >= {first, last}


def test_marked_ones_come_only_when_asked_for(practice: SandboxBench, found: Found) -> None:
    result = search(practice, include_marked=True)
    assert len(result.documents) == 419
    assert {d.id for d in result.documents if d.marked_at is None} == {d.id for d in found.result.documents}
    assert not any(document.voided for document in result.documents)


def test_an_id_alone_tells_why_it_is_left_out(practice: SandboxBench, world: World) -> None:
    result = search(practice, invoice_id=str(special(world, "voided")[0]))
    assert result.documents == ()
    assert [problem.code for problem in result.left_out] == ["voided"]
    marked = next(row["id"] for row in world.autotask["Invoices"] if row["webServiceDate"] and not row["isVoided"])
    assert [problem.code for problem in search(practice, invoice_id=str(marked)).left_out] == ["marked"]
    assert len(search(practice, invoice_id=str(marked), include_marked=True).documents) == 1
    assert [problem.code for problem in search(practice, invoice_id="7").left_out] == ["not_found"]


def test_an_id_ignores_dates_and_division(practice: SandboxBench, found: Found) -> None:
    one = found.result.documents[0].id
    result = search(
        practice, invoice_id=f" {one} ", date_from=date(1999, 1, 1), date_to=date(1999, 1, 2), division_id="7"
    )
    assert [document.id for document in result.documents] == [one]


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ({"invoice_id": "HP-1"}, "invoice_id"),
        ({"invoice_id": "9" * 30}, "invoice_id"),
        ({"division_id": "North"}, "division_id"),
        ({"date_from": date(2026, 3, 2), "date_to": date(2026, 3, 1)}, "date_from"),
    ],
)
def test_criteria_that_cannot_be_meant(practice: SandboxBench, criteria: dict[str, Any], field: str) -> None:
    before = len(practice.calls("Invoices"))
    with pytest.raises(BadInput) as caught:
        search(practice, **criteria)
    assert caught.value.field == field
    assert len(practice.calls("Invoices")) == before


def test_a_stopped_search_ends(practice: SandboxBench) -> None:
    stop = Stop()
    stop.cancel()
    with pytest.raises(Cancelled):
        practice.source.search(SearchCriteria(), stop, unheard)


def test_the_same_search_gives_the_same_documents(practice: SandboxBench, found: Found) -> None:
    other, _ = make_source(practice.settings, practice.secrets)
    again = other.search(SearchCriteria(), Stop(), unheard)
    other.close()
    assert again.documents == found.result.documents


def test_what_waits_is_read_in_few_calls(practice: SandboxBench, found: Found) -> None:
    before = len(practice.calls())
    waiting = practice.source.waiting(Stop())
    assert len(practice.calls()) - before <= 3
    assert {(one.id, one.total) for one in waiting} == {(d.id, d.total) for d in found.result.documents}


def test_the_catalogue_has_every_facet_taxes_and_divisions(practice: SandboxBench) -> None:
    catalogue = practice.source.catalogue(Stop())
    assert {facet.facet for facet in catalogue.facets} == set(Facet)
    assert ("4:2", Decimal("0.1")) in {(key, rate) for key, _, rate in catalogue.taxes}
    assert len(catalogue.divisions) == 9
    assert tuple(practice.source.divisions(Stop())) == catalogue.divisions


@pytest.fixture(scope="module")
def bulk() -> Iterator[SandboxBench]:
    bench = SandboxBench("bulk", invoices=1200)
    yield bench
    bench.close()


def test_a_thousand_invoices_cost_about_forty_reads(bulk: SandboxBench) -> None:
    pages: list[int] = []
    result = bulk.source.search(SearchCriteria(), Stop(), unheard, lambda page: pages.append(len(page)))
    thousands = Decimal(len(result.documents)) / 1000
    assert len(result.documents) > 900
    assert len(pages) >= 4
    assert len({document.id for document in result.documents}) == sum(pages)
    assert result.calls <= 22 + 24 * thousands
    assert {row["status"] for row in bulk.calls()} == {200}

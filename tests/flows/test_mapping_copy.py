"""A route's mappings taken from Xero to QuickBooks on practice books: what is shown is what is kept, and the new route sends with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.folders import Folders
from app.bootstrap.practice import EVERY, PracticeBooks, PracticeWish
from app.domain.documents import SearchCriteria
from app.domain.errors import BadInput, PlanOutdated
from app.domain.mapping import RouteDefaults
from app.domain.mapping_copy import Fate
from app.domain.plan import DocumentState
from app.domain.run import Stop
from app.flows.desks import Desks


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    """Small practice books with a route to each ledger, signed in to Xero and to the company outside the US."""
    folders, real = (Folders(tmp_path / name, tmp_path / name / "logs") for name in ("practice", "real"))
    books = PracticeBooks(folders, real, PracticeWish(world="small", limits=False, ledger=EVERY))
    try:
        opened = books.open()
        for route in opened.setup.routes()[:2]:
            found = opened.setup.sign_in(route.ledger_id, opened.open_browser, Stop())
            if not found.chosen:
                opened.setup.choose(route.ledger_id, found.tenants[0])
        yield opened
    finally:
        books.close()


def test_what_was_shown_is_kept_and_the_new_route_sends_with_it(desks: Desks) -> None:
    xero, quickbooks, _ = desks.setup.routes()
    desks.export.search(xero.id, SearchCriteria(), Stop())
    desks.export.plan(xero.id, Stop())
    into = desks.copying.route_for(xero.id, "The same to QuickBooks", quickbooks.ledger_id)
    found = desks.copying.look(xero.id, into.id, Stop())
    taxes = {(line.after, line.fate) for line in found.lines if line.what == "Tax"}
    assert ("GST", Fate.CHANGED) in taxes
    assert not desks.mappings.book(into.id).taxes, "looking keeps nothing"
    assert desks.copying.keep(into.id, found) == found.carries > 0
    book = desks.mappings.book(into.id)
    assert book.defaults.account_code == "200"
    assert {rule.tax_code for rule in book.taxes} <= {"2", "3", "4"}
    desks.export.search(into.id, SearchCriteria(), Stop())
    states = [planned.state for planned in desks.export.plan(into.id, Stop()).documents]
    assert states.count(DocumentState.READY) > 0
    assert desks.mappings.book(xero.id).taxes, "the route it comes from keeps its own"


def test_what_changed_since_it_was_shown_is_not_kept(desks: Desks) -> None:
    xero, quickbooks, _ = desks.setup.routes()
    found = desks.copying.look(xero.id, quickbooks.id, Stop())
    assert Fate.KEPT in {line.fate for line in found.lines}, "that route has decided some already"
    before = desks.mappings.book(quickbooks.id)
    desks.mappings.save_defaults(quickbooks.id, RouteDefaults(account_code="260"))
    with pytest.raises(PlanOutdated, match="changed since it was shown"):
        desks.copying.keep(quickbooks.id, found)
    assert desks.mappings.book(quickbooks.id).taxes == before.taxes


def test_a_route_stays_with_its_ledger_and_the_copy_is_offered(desks: Desks) -> None:
    xero, quickbooks, _ = desks.setup.routes()
    with pytest.raises(BadInput) as refused:
        desks.setup.change_ledger(xero.id, quickbooks.ledger_id)
    assert "stays with Harbour & Pine IT Pty Ltd" in refused.value.sentence
    assert "copy the mappings over" in refused.value.advice
    assert desks.setup.change_ledger(xero.id, xero.ledger_id) == xero
    with pytest.raises(BadInput, match="its own already"):
        desks.copying.look(xero.id, xero.id, Stop())

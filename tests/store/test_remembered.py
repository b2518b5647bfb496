"""Routes, mappings, runs, searches and settings survive on disk as they were."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents import Facet, SearchCriteria
from app.domain.errors import StoreProblem
from app.domain.mapping import (
    ArrivalStatus,
    CustomerMapping,
    NewContact,
    PostingRule,
    RouteDefaults,
    TaxRule,
    TrackingRule,
)
from app.domain.money import Money
from app.domain.plan import DocumentState, Mend, Problem
from app.domain.route import Connection, Route, System
from app.domain.run import DocumentOutcome, Reconciliation, RunSummary
from app.flows.export.deciding import RuleDecision, save_rules
from app.ports.stores import RememberedSearch
from app.store import codec
from app.store.mappings import Mappings
from app.store.routes import Routes
from app.store.runs import Runs, Settings
from app.store.sqlite_file import FileDatabase
from tests.support.time_and_chance import TestClock


@pytest.fixture
def routes(database: FileDatabase, clock: TestClock) -> Routes:
    found = Routes(database)
    found.save_connection(
        Connection("a", System.AUTOTASK, "Autotask", settings={"user": "käse"}, created_at=clock.now())
    )
    found.save_connection(Connection("x", System.XERO, "Xero", "t1", "Harbour & Pine"))
    found.save_route(Route("r1", "Harbour & Pine", "a", "x"))
    return found


def test_connections_and_routes_come_back_in_order(routes: Routes, clock: TestClock) -> None:
    first, second = routes.connections()
    assert (first.id, first.settings, first.created_at) == ("a", {"user": "käse"}, clock.now())
    assert second.tenant_name == "Harbour & Pine"
    routes.save_route(Route("r2", "Second", "a", "x"))
    routes.save_route(Route("r1", "Renamed", "a", "x"))
    assert [r.name for r in routes.routes()] == ["Renamed", "Second"]


def test_a_route_is_never_led_to_another_ledger(routes: Routes) -> None:
    routes.save_connection(Connection("q", System.QUICKBOOKS, "QuickBooks"))
    with pytest.raises(StoreProblem, match="stays with its ledger"):
        routes.save_route(Route("r1", "Harbour & Pine", "a", "q"))
    assert routes.route("r1").ledger_id == "x"


def test_a_connection_in_use_cannot_be_removed(routes: Routes) -> None:
    with pytest.raises(StoreProblem, match="Harbour & Pine uses"):
        routes.remove_connection("x")
    routes.remove_route("r1")
    routes.remove_connection("x")
    assert [c.id for c in routes.connections()] == ["a"]
    with pytest.raises(StoreProblem):
        routes.connection("x")


@pytest.mark.usefixtures("routes")
def test_decisions_replace_each_other_and_the_history_keeps_both(database: FileDatabase, clock: TestClock) -> None:
    mappings = Mappings(database, clock)
    new = NewContact("77", "Kauri Timber", "k@kauri.example")
    mappings.save_customers("r1", [CustomerMapping("77", "", create=new), CustomerMapping("78", "c8", user="Mira")])
    mappings.save_customers("r1", [CustomerMapping("77", "c7", decided_at=clock.now())])
    mappings.save_postings("r1", [PostingRule(Facet.PRODUCT, "9", "Cable", account_code="200")])
    mappings.save_postings("r1", [PostingRule(Facet.PRODUCT, "9", "Cable", "77", "Kauri", tax_code="OUTPUT")])
    mappings.save_taxes("r1", [TaxRule("au:gst", "GST", "OUTPUT")])
    mappings.save_tracking("r1", [TrackingRule("7", "Perth", "c", "Region", "o", "Perth")])
    defaults = RouteDefaults("200", arrival=ArrivalStatus.DRAFT, rounding_limit=Decimal("0.02"))
    mappings.save_defaults("r1", defaults)
    book = mappings.book("r1")
    assert [(m.party_id, m.contact_id, m.create) for m in book.customers] == [("77", "c7", None), ("78", "c8", None)]
    assert len(book.postings) == 2
    assert book.defaults == defaults
    assert book.taxes[0].tax_code == "OUTPUT"
    mappings.remove_posting("r1", "product", "9", "77")
    save_rules(mappings, "r1", RuleDecision((), (TaxRule("au:gst", "GST", ""),)), clock.now(), "Mira")
    save_rules(mappings, "r1", RuleDecision((), (), (TrackingRule("7", "", "c", "", "", ""),)), clock.now(), "Mira")
    emptied = mappings.book("r1")
    assert (emptied.taxes, emptied.tracking) == ((), ())  # what leads nowhere is no rule any more
    mappings.forget_customer("r1", "78")
    assert [m.party_id for m in mappings.book("r1").customers] == ["77"]
    with database.reading():
        kept = database.peewee.execute_sql("SELECT body FROM mapping_history WHERE kind = 'customer' AND key = '77'")
        assert [new.name in row[0] for row in kept.fetchall()] == [True, False]


def summary(number: str = "INV-1", run_id: str = "run-1", at: TestClock | None = None) -> RunSummary:
    clock = at or TestClock()
    total = Money(Decimal("562.42"), "AUD")
    problem = Problem("archived", DocumentState.BLOCKED, "It is archived.", mend=Mend.RESTORE_CONTACT)
    outcome = DocumentOutcome(
        "204117", number, "Quokka", total, DocumentState.SENT, "Approved", problem, "https://x", "r1"
    )
    return RunSummary(
        run_id, "r1", "Harbour", "Xero", clock.now(), None, (outcome,), (Reconciliation("AUD", 1, total, total),)
    )


def test_runs_come_back_newest_first_and_are_searched(database: FileDatabase) -> None:
    runs, clock = Runs(database), TestClock()
    runs.begin(summary())
    clock.advance(60)
    runs.begin(summary("INV-2", "run-2", clock))
    assert [r.run_id for r in runs.runs()] == ["run-2", "run-1"]
    assert runs.run("run-1") == summary()
    assert [r.run_id for r in runs.runs(text="quokka inv-2")] == ["run-2"]
    assert runs.runs(text="100%") == []
    with pytest.raises(StoreProblem):
        runs.run("nobody")


def test_the_last_twenty_searches_are_kept_once_each(database: FileDatabase) -> None:
    runs, clock = Runs(database), TestClock()
    for number in range(25):
        clock.advance(1)
        criteria = SearchCriteria(invoice_id=str(number % 24), date_from=date(2026, 10, 1))
        runs.remember_search("r1", RememberedSearch(criteria, f"search {number}", number, clock.now()))
    found = runs.searches("r1", limit=50)
    assert len(found) == 20
    assert (found[0].words, found[0].criteria.invoice_id, found[0].at) == ("search 24", "0", clock.now())


def test_settings_are_replaced(database: FileDatabase) -> None:
    settings = Settings(database)
    assert settings.setting("theme", "system") == "system"
    settings.save_setting("theme", "dark")
    settings.save_setting("theme", "light")
    assert settings.setting("theme") == "light"


@given(st.builds(RouteDefaults, account_code=st.text(), rounding_limit=st.decimals(0, 9, places=2)))
def test_the_codec_is_exact(defaults: RouteDefaults) -> None:
    assert codec.read(RouteDefaults, codec.write(defaults)) == defaults


def test_the_codec_reads_what_an_older_version_wrote() -> None:
    assert codec.read(RouteDefaults, '{"account_code":"200"}') == RouteDefaults("200")

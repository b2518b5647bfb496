"""Review: ticks and totals, filters and typing, causes and mending, by key and by click."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.catalogue import TrackingCategory, TrackingOption
from app.domain.documents import SearchCriteria, SearchResult
from app.domain.errors import AccessProblem
from app.domain.mapping import ArrivalStatus, DecidedBy, MappingBook
from app.domain.plan import DocumentState, Mend, Plan, Problem
from app.ui.parts import FactLine
from app.ui.screens.line_blocks import LineBlock
from app.ui.screens.route import RouteScreen
from app.worker.contract import SignedIn
from tests.gui.screens import made_up
from tests.gui.screens.conftest import Shown, open_window
from tests.gui.screens.fake_office import FakeOffice

CONTROL = Qt.KeyboardModifier.ControlModifier


def mended(plan: Plan, state: DocumentState) -> Plan:
    """The plan after everything in this state has become ready."""
    return made_up.plan([made_up.ready(d.source) if d.state is state else d for d in plan.documents])


def test_ready_ones_are_ticked_and_summed_by_currency(shown: Shown) -> None:
    route = shown.review()
    ready = [d for d in made_up.documents() if d.state is DocumentState.READY]
    blocks = route.review.bar.totals.blocks
    assert (blocks[0].head, blocks[0].value) == ("Selected", "88 of 121")
    for block, currency in zip(blocks[1:], ("AUD", "NZD"), strict=True):
        mine = [d for d in ready if d.source.currency == currency]
        total = sum((d.source.total.amount for d in mine), Decimal(0))
        assert block.value == f"{len(mine)} inv."
        assert block.figures[-1] == ("Total", f"{total:,}")
    assert route.review.bar.button.main.text() == "Sync 88 to Harbour & Pine IT Pty Ltd"


def test_a_tick_taken_away_stays_away_when_others_turn_ready(shown: Shown) -> None:
    route = shown.review()
    table = route.review.table
    table.table.setFocus()
    table.table.set_current(0)
    taken = table.table.row().id
    shown.key(Qt.Key.Key_Space)
    assert route.review.bar.totals.blocks[0].value == "87 of 121"
    plan = mended(made_up.plan(), DocumentState.NEEDS_ACCOUNT)
    with shown.qtbot.waitSignal(route.review.rows_ready, timeout=5000):
        route.flow.take(plan)
    assert route.review.bar.totals.blocks[0].value == "104 of 121"
    assert taken not in table.tally.chosen
    shown.key(Qt.Key.Key_A, CONTROL)
    assert len(table.tally.chosen) == 105


def test_what_cannot_be_sent_cannot_be_ticked_and_says_why(shown: Shown) -> None:
    table = shown.review().review.table
    number = next(n for n in range(121) if table.model.row_at(n).state is DocumentState.NEEDS_ACCOUNT)  # type: ignore[union-attr]
    assert table.model.why_not(number) == "No account is chosen."
    assert not table.model.toggle(number)


def test_number_keys_filter_and_counts_agree(shown: Shown) -> None:
    table = shown.review().review.table
    table.table.setFocus()
    assert table.list.counts() == {"all": 121, "ready": 88, "needs_you": 29, "blocked": 2, "in_ledger": 2}
    for key, expected in (
        (Qt.Key.Key_2, 88),
        (Qt.Key.Key_3, 29),
        (Qt.Key.Key_4, 2),
        (Qt.Key.Key_5, 2),
        (Qt.Key.Key_1, 121),
    ):
        shown.key(key)
        assert table.model.rowCount() == expected


def test_letters_type_in_the_search_field_and_do_nothing_else(shown: Shown) -> None:
    route = shown.review()
    table = route.review.table
    table.table.setFocus()
    shown.key(Qt.Key.Key_Slash)
    assert table.search.hasFocus()
    QTest.keyClicks(table.search, "bluegum f2")
    assert table.search.text() == "bluegum f2"
    assert table.filter.current == "all"
    table.search.setText("bluegum")
    assert table.model.rowCount() == 12
    table.search.setText("no such customer")
    assert table.empty.sentence.text() == "Nothing matches"
    shown.click("review-show-all")
    assert table.model.rowCount() == 121


def test_heads_sort_both_ways(shown: Shown) -> None:
    table = shown.review().review.table
    table.table.sort_asked.emit(6, False)
    totals = [(row.currency, row.total) for row in table.model.rows()]
    assert totals == sorted(totals)
    table.table.sort_asked.emit(6, True)
    assert [(row.currency, row.total) for row in table.model.rows()] == sorted(totals, reverse=True)


def test_causes_stand_first_and_fix_opens_the_chooser(shown: Shown) -> None:
    route = shown.review()
    sentences = [group.sentence for group in route.review.causes.gathered]
    assert sentences == ["17 invoices wait for 1 account", "12 invoices wait for 1 customer", "2 invoices are blocked"]
    shown.click("fix-needs_account")
    shown.qtbot.waitUntil(lambda: route.review.chooser is not None, timeout=5000)
    chooser = route.review.chooser
    assert chooser is not None
    assert [offer.value for offer in chooser.rows.rows()] == ["200", "205", "215"]
    QTest.keyClicks(chooser.search, "hard")
    assert chooser.accept.text() == "Use 215 Hardware"
    plan = mended(made_up.plan(), DocumentState.NEEDS_ACCOUNT)
    shown.office.answers["decide_rules"] = plan
    with shown.qtbot.waitSignal(route.review.rows_ready, timeout=5000):
        shown.key(Qt.Key.Key_Return)
    rule = shown.office.last("decide_rules").what[0].postings[0]
    assert (rule.facet.value, rule.key, rule.account_code, rule.party_id) == ("billing_code", "4100", "215", "")
    assert route.review.bar.totals.blocks[0].value == "105 of 121"
    assert route.review.chooser is None


def test_an_exception_is_for_one_customer_only(shown: Shown) -> None:
    route = shown.review()
    planned = next(d for d in made_up.documents() if d.state is DocumentState.NEEDS_ACCOUNT)
    assert route.review.table.select(planned.source.id)
    shown.qtbot.waitUntil(lambda: route.review.detail.planned is not None, timeout=5000)
    shown.qtbot.waitUntil(lambda: route.review.detail.planned.source.id == planned.source.id, timeout=5000)  # type: ignore[union-attr]
    shown.key(Qt.Key.Key_F)
    shown.qtbot.waitUntil(lambda: route.review.chooser is not None, timeout=5000)
    assert route.review.chooser is not None
    route.review.chooser.only.setChecked(True)
    shown.click("chooser-accept")
    rule = shown.office.last("decide_rules").what[0].postings[0]
    assert rule.party_id == planned.source.party.id
    assert rule.decided_by is DecidedBy.EXCEPTION


def test_a_tax_is_mapped_as_a_tax_rule(shown: Shown) -> None:
    problem = replace(
        made_up.needs_account(), state=DocumentState.NEEDS_TAX_RATE, mend=Mend.MAP_TAX, subject="au:gst", cause="GST"
    )
    route = shown.review(made_up.plan([made_up.held(made_up.source(20001), problem)]))
    shown.click("fix-needs_tax_rate")
    shown.qtbot.waitUntil(lambda: route.review.chooser is not None, timeout=5000)
    shown.click("chooser-accept")
    (rule,) = shown.office.last("decide_rules").what[0].taxes
    assert (rule.key, rule.tax_code) == ("au:gst", "EXEMPTOUTPUT")


def test_restoring_a_contact_is_one_press(shown: Shown) -> None:
    route = shown.review()
    shown.click("fix-blocked")
    assert shown.office.last("restore_contact").what == ("c9",)
    assert not route.review.bar.button.main.isEnabled()
    plan = mended(made_up.plan(), DocumentState.BLOCKED)
    with shown.qtbot.waitSignal(route.review.rows_ready, timeout=5000):
        shown.office.end_task(shown.office.last("restore_contact").handle, plan)
    assert route.review.bar.button.main.text().startswith("Sync 90 ")


def test_the_detail_shows_lines_reasons_and_the_same_total(shown: Shown) -> None:
    route = shown.review()
    ready = next(d for d in made_up.documents() if d.state is DocumentState.READY)
    route.review.table.select(ready.source.id)
    detail = route.review.detail
    shown.qtbot.waitUntil(
        lambda: detail.planned is not None and detail.planned.source.id == ready.source.id, timeout=5000
    )
    same = shown.find("detail-same-total")
    assert isinstance(same, FactLine)
    assert same.text.text() == "Same total as in Autotask"
    blocks = [block.accessibleName() for block in detail.findChildren(LineBlock)]
    assert len(blocks) == len(ready.source.lines)
    assert all("205 Managed services" in block and "from the item Managed services" in block for block in blocks)


def test_status_on_arrival_and_drafts_are_planned_anew(shown: Shown) -> None:
    route = shown.review()
    route.review.bar.arrival.chosen.emit(ArrivalStatus.DRAFT)
    assert shown.office.last("set_arrival").what == (ArrivalStatus.DRAFT,)
    with shown.qtbot.waitSignal(route.review.rows_ready, timeout=5000):
        shown.office.end_task(shown.office.last("set_arrival").handle, made_up.plan())
    route.review.bar.draft.trigger()
    assert len(shown.office.last("send_as_draft").what[0]) == 88
    shown.office.end_task(shown.office.last("send_as_draft").handle, made_up.plan())
    shown.asked("send")
    assert len(shown.office.last("send").what[1]) == 88


def test_an_incomplete_plan_is_not_sent(shown: Shown) -> None:
    route = shown.review(made_up.plan(complete=False))
    assert not route.review.bar.button.main.isEnabled()
    shown.key(Qt.Key.Key_Return, CONTROL)
    assert shown.office.count("send") == 0


def test_a_dry_run_lists_everything_and_sends_nothing(shown: Shown) -> None:
    shown.review()
    shown.key(Qt.Key.Key_D, CONTROL)
    sheet = shown.find("dry-run-sheet")
    assert len(sheet.steps) == 88  # type: ignore[attr-defined]
    shown.key(Qt.Key.Key_Escape)
    assert shown.office.count("send") == 0


def test_without_a_sign_in_the_button_signs_in_and_the_check_goes_on(qtbot: QtBot) -> None:
    unknown = replace(made_up.XERO, tenant="", tenant_name="", needs_sign_in=True)
    office = FakeOffice(made_up.ROUTE, (made_up.AUTOTASK, unknown))
    shown = open_window(qtbot, office)
    waiting = made_up.plan(
        [replace(d, state=DocumentState.WAITING, problems=(), document=None) for d in made_up.documents()], tenant=""
    )
    office.answers["unchecked"] = waiting
    office.answers["check_ledger"] = made_up.plan()
    route = shown.route
    route.start_search(SearchCriteria())
    with qtbot.waitSignal(route.review.rows_ready, timeout=5000):
        office.end_task(office.last("search").handle, SearchResult(tuple(d.source for d in waiting.documents)))
    assert office.count("check_ledger") == 0
    assert route.review.bar.button.main.text() == "Sign in to Xero"
    office.look_around((made_up.ROUTE,), (made_up.AUTOTASK, made_up.XERO))
    shown.click("review-sync")
    shown.asked("sign_in")
    with qtbot.waitSignal(route.review.rows_ready, timeout=5000):
        office.end_task(office.last("sign_in").handle, SignedIn(made_up.XERO, (), True))
    assert route.review.bar.button.main.text() == "Sync 88 to Harbour & Pine IT Pty Ltd"


def test_access_that_ended_says_so_and_reconnects(shown: Shown) -> None:
    route = shown.review()
    problem = AccessProblem(
        "Xero has ended the access.", connection_id="c-xe", advice="Sign in again.", details="400 invalid_grant"
    )
    route.flow.show_problem(problem)
    banner = route.review.banner
    assert banner is not None
    assert banner.button.text() == "Reconnect Xero"
    assert "121 invoices stay in this list" in banner.second.text()
    assert banner.fold is not None
    assert not banner.fold.is_open
    shown.click("problem-mend")
    shown.asked("sign_in")


def held_by(problem: Problem) -> Plan:
    """A plan in which this problem holds one invoice."""
    found = made_up.documents()
    return made_up.plan((made_up.held(made_up.source(20521), problem), *found[1:]))


def open_chooser(shown: Shown, plan: Plan) -> RouteScreen:
    """Take the held invoice in hand and fix it where it is."""
    route = shown.review(plan)
    number = next(d.source.id for d in plan.documents if d.problems and d.problems[0].state is DocumentState.BLOCKED)
    assert route.review.table.select(number)
    shown.qtbot.waitUntil(
        lambda: route.review.detail.planned is not None and route.review.detail.planned.source.id == number,
        timeout=5000,
    )
    shown.key(Qt.Key.Key_F)
    shown.qtbot.waitUntil(lambda: route.review.chooser is not None, timeout=5000)
    return route


def test_a_tracking_option_is_chosen_where_the_invoice_waits(shown: Shown) -> None:
    options = (TrackingOption("o1", "Perth"), TrackingOption("o2", "Brisbane"), TrackingOption("o3", "Old", False))
    shown.office.answers["ledger"] = replace(made_up.CATALOGUE, tracking=(TrackingCategory("k1", "Region", options),))
    problem = Problem(
        "tracking_unfit", DocumentState.BLOCKED, "Region Old cannot be used in Xero any more.", "Choose another one.",
        Mend.MAP_TRACKING, "tracking:7:k1", "Region for Cloud", "7:k1",
    )  # fmt: skip
    plan = held_by(problem)
    route = open_chooser(shown, plan)
    chooser = route.review.chooser
    assert chooser is not None
    assert [offer.name for offer in chooser.rows.rows()] == ["Perth", "Brisbane", "None"]
    QTest.keyClicks(chooser.search, "bris")
    shown.office.answers["decide_rules"] = made_up.plan()
    shown.click("chooser-accept")
    (rule,) = shown.office.last("decide_rules").what[0].tracking
    assert (rule.line_of_business, rule.category_id, rule.option_id, rule.option_name) == ("7", "k1", "o2", "Brisbane")


def test_a_rounding_limit_is_raised_where_the_invoice_waits(shown: Shown) -> None:
    shown.office.answers["book"] = MappingBook()
    problem = Problem(
        "rounding_over_limit", DocumentState.BLOCKED, "Xero would make it 0.30 AUD less.", "Rounding is limited to 0.05.",
        Mend.RAISE_ROUNDING_LIMIT, "rounding_over_limit", "The totals differ by more than rounding", "0.30",
    )  # fmt: skip
    route = open_chooser(shown, held_by(problem))
    chooser = route.review.chooser
    assert chooser is not None
    assert [offer.value for offer in chooser.rows.rows()] == ["0.30", "0.50", "1"]
    assert chooser.accept.text() == "Allow up to 0.30 AUD"
    shown.office.answers["set_defaults"] = made_up.plan()
    shown.click("chooser-accept")
    shown.asked("set_defaults")
    assert shown.office.last("set_defaults").what[0].rounding_limit == Decimal("0.30")


def test_a_button_that_is_switched_off_hands_the_focus_to_the_table(shown: Shown) -> None:
    route = shown.review()
    button = route.review.bar.button.main
    button.setFocus()
    assert button.hasFocus()
    route.review.bar.set_busy(True)
    assert route.review.table.table.hasFocus()
    route.review.bar.set_busy(False)
    assert route.review.table.table.hasFocus()

"""Search: filled in as last time one month on, Enter is enough, problems stand next to their field."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.documents import SearchCriteria, SearchResult, WaitingInvoice
from app.domain.errors import BadInput, RemoteProblem
from app.domain.plan import Mend
from app.ui.screens.route import REVIEW, SEARCH
from app.worker.contract import RememberedSearch
from tests.gui.screens import made_up
from tests.gui.screens.conftest import Shown, open_window
from tests.gui.screens.fake_office import FakeOffice

SEPTEMBER = RememberedSearch(
    SearchCriteria(date_from=date(2026, 9, 1), date_to=date(2026, 9, 30)),
    "All divisions, 1 to 30 Sep 2026",
    104,
    datetime(2026, 10, 2, tzinfo=UTC),
)


def test_filled_in_one_month_on_and_enter_is_enough(qtbot: QtBot, office: FakeOffice) -> None:
    office.answers["recent_searches"] = (SEPTEMBER,)
    shown = open_window(qtbot, office)
    form = shown.route.search.form
    qtbot.waitUntil(lambda: form.remark.text() == "Filled in as on 2 Oct, one month on", timeout=5000)
    shown.key(Qt.Key.Key_Return)
    shown.asked("search")
    assert office.last("search").what == (SearchCriteria(date_from=date(2026, 10, 1), date_to=date(2026, 10, 31)),)
    assert office.count("search") == 1
    assert shown.route.step == REVIEW


def test_enter_in_a_field_searches_once(shown: Shown) -> None:
    shown.route.search.form.invoice_id.control.setFocus()
    QTest.keyClicks(shown.route.search.form.invoice_id.control, "883120")
    shown.key(Qt.Key.Key_Return)
    shown.asked("search")
    assert shown.office.count("search") == 1
    assert shown.office.last("search").what[0].invoice_id == "883120"


def test_a_number_with_alt_fills_the_dates_in(shown: Shown) -> None:
    form = shown.route.search.form
    form.invoice_id.control.setFocus()
    shown.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert (form.date_from.day(), form.date_to.day()) == (date(2026, 10, 29), date(2026, 11, 4))
    shown.key(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert (form.date_from.day(), form.date_to.day()) == (date(2026, 10, 1), date(2026, 12, 31))


def test_a_date_that_is_none_keeps_what_was_typed(shown: Shown) -> None:
    form = shown.route.search.form
    form.date_from.set_text("31 Feb 2026")
    shown.click("search-search")
    assert form.date_from.problem
    assert form.date_from.text() == "31 Feb 2026"
    assert shown.office.count("search") == 0
    assert shown.route.step == SEARCH


def test_bad_input_is_said_at_its_field(shown: Shown) -> None:
    form = shown.route.search.form
    form.invoice_id.set_text("INV-7")
    form.submit()
    problem = BadInput("The invoice ID is a number.", field="invoice_id", advice="It is Autotask's ID.")
    shown.office.end_task(shown.office.last("search").handle, problem)
    shown.qtbot.waitUntil(lambda: shown.route.step == SEARCH, timeout=5000)
    assert form.invoice_id.problem == "The invoice ID is a number. It is Autotask's ID."
    assert form.invoice_id.text() == "INV-7"
    assert form.search.isEnabled()


def test_a_recent_search_is_asked_again_by_enter(qtbot: QtBot, office: FakeOffice) -> None:
    office.answers["recent_searches"] = (SEPTEMBER,)
    shown = open_window(qtbot, office)
    table = shown.route.search.recent.table
    qtbot.waitUntil(lambda: table.rows.rowCount() == 1, timeout=5000)
    table.setFocus()
    table.set_current(0)
    shown.key(Qt.Key.Key_Return)
    shown.asked("search")
    assert office.last("search").what == (SEPTEMBER.criteria,)


def test_what_waits_is_counted_by_age_and_on_the_rail(qtbot: QtBot, office: FakeOffice) -> None:
    ages = (date(2026, 11, 4), date(2026, 10, 25), date(2026, 9, 1), date(2026, 9, 2))
    office.answers["waiting"] = tuple(WaitingInvoice(str(n), day, made_up.money("10.00")) for n, day in enumerate(ages))
    shown = open_window(qtbot, office)
    waiting = shown.route.search.waiting
    qtbot.waitUntil(lambda: waiting.figure.text() == "4", timeout=5000)
    assert waiting.checked.text().startswith("checked ")
    assert "over 30: 2 20.00" in waiting.bars.accessibleName()
    assert shown.window.rail.item("r1").item.count == 4
    office.bell.setup_changed.emit()
    shown.asked("overview", 2)
    qtbot.wait(50)
    assert shown.window.rail.item("r1").item.count == 4


def test_nothing_found_says_what_was_asked_and_offers_two_ways_on(shown: Shown) -> None:
    shown.route.start_search(SearchCriteria(date_from=date(2026, 11, 1)))
    shown.office.end_task(shown.office.last("search").handle, SearchResult((), looked_at=made_up.NOW))
    empty = shown.route.review.empty
    shown.qtbot.waitUntil(lambda: empty.sentence.text() == "No invoices to sync since 1 Nov 2026", timeout=5000)
    assert "all divisions" in empty.checked.text()
    shown.click("empty-include-marked")
    assert shown.office.last("search").what[0].include_marked
    shown.office.end_task(shown.office.last("search").handle, SearchResult(()))
    shown.qtbot.waitUntil(lambda: not shown.route.flow.is_busy, timeout=5000)
    shown.click("empty-search-earlier")
    assert shown.office.last("search").what[0].date_from == date(2026, 10, 1)


def test_a_remote_problem_is_a_banner_with_its_button(shown: Shown) -> None:
    shown.route.start_search(SearchCriteria())
    problem = RemoteProblem(
        "Autotask does not answer.", advice="Try again in a minute.", mend=Mend.RETRY, code="timeout"
    )
    shown.office.end_task(shown.office.last("search").handle, problem)
    shown.qtbot.waitUntil(lambda: shown.route.review.banner is not None, timeout=5000)
    banner = shown.route.review.banner
    assert banner is not None
    assert banner.sentence.text() == "Autotask does not answer."
    shown.click("problem-mend")
    shown.asked("search", 2)
    assert shown.route.review.banner is None


def test_invoices_appear_while_pages_arrive(shown: Shown) -> None:
    shown.route.start_search(SearchCriteria())
    handle = shown.office.last("search").handle
    handle.begin()
    handle.context.arrived([made_up.source(n) for n in range(20500, 20510)])
    rows = shown.route.review.table.model
    shown.qtbot.waitUntil(lambda: rows.rowCount() == 10, timeout=5000)
    handle.context.arrived([made_up.source(n) for n in range(20510, 20513)])
    shown.qtbot.waitUntil(lambda: rows.rowCount() == 13, timeout=5000)
    assert "13 invoices found" in shown.route.review.working.accessibleName() or shown.route.review.working.quiet.text()
    assert not shown.route.review.bar.button.main.isEnabled()

"""Import by hand: nothing leaves before the very list was agreed to, and what ended how is told for each invoice."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from app.domain.errors import PlanOutdated
from app.domain.plan import DocumentState, Mend, Problem
from app.domain.run import DocumentOutcome, Lane, LaneCount, Progress
from app.ui.collection.date_sheet import DateSheet
from app.ui.collection.debit_preview import DebitPreview
from app.ui.collection.invoice_rows import InvoiceFilter
from app.ui.collection.route import Page
from app.worker.collection_contract import ImportRow
from tests.gui.collection import made_up
from tests.gui.collection.conftest import Open, screen
from tests.gui.collection.fake_office import FakeOffice
from tests.gui.main_job.person import ALT, CTRL, Person

Key = Qt.Key


def at_invoices(office: FakeOffice, sit: Open, *rows: ImportRow) -> Person:
    """The page with these invoices."""
    office.answers["plan_import"] = made_up.plan(*rows)
    person = sit()
    person.key(Key.Key_3, ALT)
    person.wait(lambda: screen(person).page is Page.INVOICES and screen(person).invoices.plan is not None)
    return person


def tick_all(person: Person) -> None:
    """By its key."""
    screen(person).invoices.list.table.setFocus()
    person.key(Key.Key_A, CTRL)


def test_only_what_can_go_is_ticked_and_the_totals_follow_by_currency(office: FakeOffice, sit: Open) -> None:
    held = made_up.planned(3, asks=True)
    person = at_invoices(office, sit, made_up.planned(1), made_up.planned(2, due="10.50", currency="USD"), held)
    assert person.reads("2 invoices can be imported, 1 waits for you")
    assert not person.shown("invoices-preview")[0].isEnabled()
    tick_all(person)
    assert [r.invoice.id for r in screen(person).invoices.list.chosen] == ["i1", "i2"]
    assert [b.figures for b in screen(person).invoices.list.totals.blocks] == [
        (("To be debited", "75.00 CAD"),), (("To be debited", "10.50 USD"),)
    ]  # fmt: skip


def test_nothing_unpaid_and_nothing_found_are_said(office: FakeOffice, sit: Open) -> None:
    person = at_invoices(office, sit)
    assert person.reads("No unpaid invoice")
    office.answers["plan_import"] = made_up.plan(made_up.planned(1))
    person.click("invoices-again")
    person.wait(lambda: screen(person).invoices.list.model.rowCount() == 1)
    screen(person).invoices.list.filter.choose(InvoiceFilter.HELD.value)
    person.wait(lambda: person.reads("No invoice is shown"))


def test_the_very_list_that_was_shown_is_sent_and_only_after_yes(office: FakeOffice, sit: Open) -> None:
    person = at_invoices(office, sit, made_up.planned(1), made_up.planned(2))
    tick_all(person)
    person.key(Key.Key_Return, CTRL)
    dialog = person.dialog(DebitPreview)
    assert [r.invoice.number for r in dialog.rows] == ["INV-1", "INV-2"]
    assert dialog.agree.text() == "Debit 150.00 CAD by Rotessa"
    person.click("preview-back")
    person.alone()
    assert office.count("send_import") == 0
    person.click("invoices-preview")
    person.click("preview-agree")
    person.wait(lambda: office.count("send_import") == 1)
    assert office.last("send_import").what == ("f1", ("i1", "i2"))


def test_what_changed_since_is_read_again_with_the_reason_above(office: FakeOffice, sit: Open) -> None:
    office.answers["send_import"] = PlanOutdated("INV-1 was paid meanwhile.", advice="Look at the list again.")
    person = at_invoices(office, sit, made_up.planned(1))
    tick_all(person)
    person.click("invoices-preview")
    person.click("preview-agree")
    person.wait(lambda: person.reads("INV-1 was paid meanwhile."))
    person.wait(lambda: office.count("plan_import") == 2)
    assert person.shown("problem-banner")


def test_a_run_shows_how_far_it_is_and_can_be_paused_and_stopped(office: FakeOffice, sit: Open) -> None:
    person = at_invoices(office, sit, made_up.planned(1), made_up.planned(2))
    tick_all(person)
    person.click("invoices-preview")
    person.click("preview-agree")
    tab = screen(person).invoices
    person.wait(lambda: tab.run.is_running)
    handle = office.last("send_import").handle
    tab.run.show_progress(Progress("Sending debits", 1, 2, {LaneCount.DONE: Lane(1), LaneCount.WAITING: Lane(1)}))
    assert "1 done" in tab.run.bar.accessibleName()
    person.click("import-pause")
    assert handle.is_paused
    person.click("import-pause")
    person.click("import-stop")
    assert handle.is_cancelling
    office.end_task(handle, made_up.result(made_up.outcome(1), cancelled=True))
    person.wait(lambda: person.reads("1 debit stands at Rotessa as shown"))
    assert person.reads("Stopped before the rest was sent.")


def test_what_needs_a_person_afterwards_is_told_and_can_be_decided(office: FakeOffice, sit: Open) -> None:
    doubt = Problem(
        "ambiguous", DocumentState.REFUSED, "No clear answer", "Look in Rotessa", Mend.REVIEW, "g", "c", "o2"
    )
    unsure = DocumentOutcome(
        "i2", "INV-2", "Otis Lam", made_up.cad("75"), DocumentState.REFUSED, "No clear answer", doubt, operation_id="o2"
    )
    office.answers["send_import"] = made_up.result(made_up.outcome(1), unsure)
    person = at_invoices(office, sit, made_up.planned(1), made_up.planned(2))
    tick_all(person)
    person.click("invoices-preview")
    person.click("preview-agree")
    person.wait(lambda: person.reads("1 debit stands at Rotessa as shown, 1 needs you"))
    outcome = screen(person).invoices.outcome
    assert outcome is not None
    outcome.table.setFocus()
    outcome.table.set_current(0)
    person.key(Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    person.wait(lambda: office.count("recovery") == 1)
    person.click("outcome-back")
    person.wait(lambda: bool(person.shown("collection-invoices-table")))


def test_an_overdue_invoice_asks_for_a_day_that_banks_can_keep(office: FakeOffice, sit: Open) -> None:
    person = at_invoices(office, sit, made_up.planned(1, asks=True), made_up.planned(2, asks=True))
    screen(person).invoices.list.table.setFocus()
    person.key(Key.Key_Return)
    sheet = person.dialog(DateSheet)
    person.type_into("debit-day", "soon")
    person.click("date-use")
    assert sheet.day.problem
    person.type_into("debit-day", "21 Nov 2026")
    sheet.day.settle()
    assert sheet.moved.text() == "Debited on Mon 23 Nov, the first day it can be."
    person.click("date-for-all")
    person.wait(lambda: office.last("plan_import").what != ({},))
    assert office.last("plan_import").what == ({"i1": date(2026, 11, 21), "i2": date(2026, 11, 21)},)

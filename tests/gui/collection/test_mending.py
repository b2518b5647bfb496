"""What the health page names is mended by its buttons, against the simulated systems: account, other imports, too late, ended access."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.run import RunSummary
from app.ui.collection.clearing import ClearingDialog
from app.ui.collection.route import Page
from app.ui.collection.undo import CollectionUndoSheet
from app.ui.screens.log import LogScreen
from app.ui.screens.registry import Place
from app.worker.collection_contract import HealthKind, HealthMend, HealthRow, HealthState
from tests.gui.collection.conftest import screen
from tests.gui.collection.places import CollectionBooks
from tests.gui.collection.test_collecting import CLEARING, go_to, import_now, in_hand, is_connected
from tests.gui.main_job.person import Person

Key = Qt.Key
TENANT = "Aidan O'Dowd"
"""Whose latest invoice the vendor's own link has imported already."""


def rows(person: Person, mend: HealthMend) -> list[HealthRow]:
    """The rows with this button."""
    view = screen(person).health.view
    return (
        [row for row in view.rows if row.mend is mend and row.state is not HealthState.GOOD] if view is not None else []
    )


def choose_account(person: Person) -> None:
    """Thought better of it at first: then the health page asks, and its button mends it."""
    person.click("collection-sign-in")
    person.dialog(ClearingDialog)
    person.key(Key.Key_Escape)
    person.alone()
    person.wait(lambda: bool(rows(person, HealthMend.CHOOSE_CLEARING)))
    person.click("mend-clearing")
    dialog = person.dialog(ClearingDialog)
    person.wait(lambda: bool(dialog.accounts.cards))
    card = next(card for card, account in dialog.accounts.cards if account.name == CLEARING)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    person.click("clearing-use")
    person.alone()
    person.wait(lambda: not rows(person, HealthMend.CHOOSE_CLEARING))


def switch_on(person: Person) -> None:
    """Connect the tenant and import its invoices by themselves."""
    go_to(person, Page.CUSTOMERS)
    person.wait(lambda: screen(person).customers.view is not None)
    in_hand(person, TENANT)
    person.click("customer-connect")
    person.wait(lambda: is_connected(person, TENANT))
    person.click("switch-import")
    customers = screen(person).customers
    person.wait(lambda: (m := customers.panel.match) is not None and m.customer is not None and m.customer.auto_import)


def let_it_go_on(person: Person, books: CollectionBooks) -> str:
    """A debit of the vendor's own import stops the customer; taken away there, it goes on, and the invoice is debited here, once."""
    import_now(person)
    person.wait(lambda: bool(rows(person, HealthMend.LET_GO_ON)))
    number = rows(person, HealthMend.LET_GO_ON)[0].sentence.split(":")[0]
    foreign = books.debits_of(number)
    assert len(foreign) == 1
    person.picture("stopped")
    books.control.act("rotessa", "delete_debit_by_hand", schedule=int(foreign[0]["id"]))
    person.click("mend-stopped-0")
    person.wait(lambda: not rows(person, HealthMend.LET_GO_ON))
    import_now(person)
    made = books.debits_of(number)
    assert [(one["by_hand"], one["installments"]) for one in made] == [(False, 1)]
    return number


def is_too_late(person: Person, books: CollectionBooks, number: str) -> None:
    """The bank has the debit when its invoice is voided: said loudly, with what to do."""
    due = books.debits_of(number)[0]
    debit = next(t for t in books.rotessa()["transactions"] if t["transaction_schedule_id"] == due["id"])
    assert debit["status"] == "Future"
    books.days_pass_to(debit["process_date"])
    assert next(t for t in books.rotessa()["transactions"] if t["id"] == debit["id"])["status"] != "Future"
    books.control.act("xero", "void_invoice", tenant=books.organisation, invoice=number)
    import_now(person)
    person.wait(lambda: bool(person.shown("health-too-late")))
    assert person.reads(number)
    assert person.reads("Ask Rotessa's support to stop it")
    assert [Decimal(one["amount"]) for one in books.debits_of(number)] == [Decimal(due["amount"])]
    person.picture("too-late")
    person.wait(lambda: not books.office.runner.busy)
    person.qtbot.wait(150)
    person.click("mend-too-late-0")
    person.wait(lambda: person.reads("Your own books open this page"))


def reconnects(person: Person, books: CollectionBooks) -> None:
    """Access that has ended is one row; its button signs in again, and the page is as before."""
    books.control.act("xero", "expire_access_tokens")
    books.control.act("xero", "expire_refresh_tokens")
    go_to(person, Page.CUSTOMERS)
    person.wait(lambda: bool(person.shown("problem-mend")))
    person.picture("ended")
    person.click("problem-mend")
    person.alone()
    person.wait(lambda: not person.shown("problem-banner"))
    go_to(person, Page.HEALTH)
    health = screen(person).health
    person.wait(
        lambda: (
            health.view is not None
            and all(r.state is HealthState.GOOD for r in health.view.rows if r.kind is HealthKind.CONNECTION)
        )
    )


def is_in_the_log(person: Person, number: str) -> None:
    """Every change of a round can be read there, and taken back as far as it still can: a debit that has left stays with the reason."""
    person.window.go(Place.LOG)
    page = person.window.stack.currentWidget()
    assert isinstance(page, LogScreen)
    person.wait(lambda: page.panel.run is not None)
    runs = [run for run in page.rows.rows() if isinstance(run, RunSummary)]
    made = next(run for run in runs if any(outcome.number == number for outcome in run.outcomes))
    page.table.set_current(page.rows.number_of(made.run_id))
    person.wait(lambda: page.panel.run == made and bool(page.panel.story))
    assert {entry.what for entry in page.panel.story} <= {"Make debit", "Apply payment", "Update payer"}
    person.picture("log")
    person.click("undo-run")
    sheet = person.dialog(CollectionUndoSheet)
    assert any(reason.startswith("It has left for the bank") for _, reason in sheet.plan.stays)
    assert not sheet.agree.isEnabled()
    person.picture("undo")
    person.click("undo-later")
    person.alone()


def test_each_row_of_the_health_page_is_mended_by_its_button(books: CollectionBooks, person: Person) -> None:
    choose_account(person)
    switch_on(person)
    number = let_it_go_on(person, books)
    is_too_late(person, books, number)
    reconnects(person, books)
    is_in_the_log(person, number)
    assert not person.shown("problem-banner")

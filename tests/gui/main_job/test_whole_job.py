"""The main job by clicks and keys, from the typed search to the mark, in light and in dark, against the simulated systems' own books."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.documents import SourceDocument
from app.domain.parties import LedgerContact
from app.domain.plan import DocumentState
from app.ui.dialogs.contact_choice import ContactChoice
from app.ui.dialogs.customer import CustomerDialog
from app.ui.dialogs.customer_table import CustomerTable
from app.ui.screens.log import LogScreen
from app.ui.screens.route import DONE, REVIEW, SEARCH
from app.ui.screens.undo import UndoSheet
from tests.gui.main_job.conftest import Sit
from tests.gui.main_job.person import CTRL, SHIFT, Person
from tests.gui.main_job.places import Practice
from tests.gui.main_job.steps import (
    accept_certain,
    begin_new,
    choose,
    go_to_customer,
    look_at_dry_run,
    mark,
    name_new,
    ready,
    search,
    settle_likely,
    sign_in,
    sync,
    take_in_hand,
)

Key = Qt.Key
NEW_NAME = "Bold Bakery, Fremantle"
SKIPPED = "Lynwood Medical Centre"


def left_out(person: Person) -> list[SourceDocument]:
    """What the plan shown holds for the customer that was left out."""
    plan = person.route.review.plan
    assert plan is not None
    found = [d.source for d in plan.documents if d.source.party.name == SKIPPED]
    assert found
    return found


def map_one(person: Person) -> str:
    """One customer by the dialog: step to another candidate and back, then Enter."""
    before = ready(person)
    row = take_in_hand(person, "Ambrose Pathology")
    assert row.state is DocumentState.NEEDS_CUSTOMER
    person.key(Key.Key_F)
    dialog = person.dialog(CustomerDialog)
    person.wait(lambda: dialog.choice.chosen is not None)
    first = dialog.choice.chosen
    assert isinstance(first, LedgerContact)
    assert first.name.startswith("Ambrose")
    assert dialog.accept_button.isEnabled()
    person.picture("map-customer")
    person.click("accept-customer")
    person.alone()
    person.wait(lambda: ready(person) > before)
    person.wait(lambda: person.reads("ready."))
    person.find("review-search", QWidget)
    person.type_into("review-search", "")
    return first.name


def settle_many(person: Person) -> None:
    """The table: all certain ones by one key, one new contact, one taken back, one left out, the likely ones by Enter."""
    person.click("fix-needs_customer")
    table = person.dialog(CustomerTable)
    person.picture("map-customers")
    accept_certain(person, table)
    create(person, table)
    leave_out(person, table)
    settle_likely(person, table)
    person.picture("map-customers-settled")
    person.click("continue")
    person.alone()


def create(person: Person, table: CustomerTable) -> None:
    """A new contact: a name that the ledger has already is refused beside it, then a good one is taken."""
    row, dialog = begin_new(person, table, "<b>Bold</b> Bakery")
    person.type_into("new-name", "Coastal Dental")
    person.key(Key.Key_Return)
    name = dialog.choice.form.name
    person.wait(lambda: bool(name.problem))
    assert "Coastal Dental" in name.problem
    assert name.text() == "Coastal Dental"
    assert row.gap.party.id not in table.settling.answers
    person.picture("new-contact-refused")
    name_new(person, table, row, NEW_NAME)


def leave_out(person: Person, table: CustomerTable) -> None:
    """S leaves a customer out, U takes that back, S again."""
    row = go_to_customer(person, table, SKIPPED)
    answers = table.settling.answers
    person.key(Key.Key_S)
    person.wait(lambda: row.gap.party.id in answers and not table.settling.is_busy)
    person.key(Key.Key_U)
    person.wait(lambda: row.gap.party.id not in answers and not table.settling.is_busy)
    go_to_customer(person, table, SKIPPED)
    person.key(Key.Key_S)
    person.wait(lambda: row.gap.party.id in answers and answers[row.gap.party.id].skip)
    person.type_into("find-customer", "")
    person.key(Key.Key_Return)


def look_into_log(person: Person, number: int) -> None:
    """The run stands in the log, open, with its figures."""
    person.click("done-log")
    person.wait(lambda: isinstance(person.window.stack.currentWidget(), LogScreen))
    person.wait(lambda: bool(person.shown("run-panel")))
    person.wait(lambda: person.reads(f"{number} booked in Harbour"))
    person.picture("log")
    person.key(Key.Key_1, CTRL)
    person.wait(lambda: person.window.stack.currentWidget() is not None and person.route.step == DONE)


def undo_small_run(person: Person, practice: Practice) -> None:
    """The customer that was left out: its invoice by its ID, sent, left unmarked, and taken back."""
    person.key(Key.Key_Escape)
    person.wait(lambda: person.route.step == SEARCH)
    numbers = practice.open_invoices()
    waiting, skipped = person.route.review.plan, left_out(person)[0]
    assert skipped.id in numbers
    person.click("search-clear")
    person.type_into("search-invoice-id-control", skipped.id)
    person.key(Key.Key_Return)
    person.wait(lambda: person.route.step == REVIEW and not person.route.flow.is_busy)
    person.wait(lambda: person.route.review.plan is not waiting and len(person.route.review.table.list.rows) == 1)
    person.click("fix-needs_customer")
    dialog = person.dialog(CustomerDialog)
    person.wait(lambda: isinstance(dialog.choice, ContactChoice) and dialog.choice.chosen is not None)
    person.key(Key.Key_Return)
    person.alone()
    person.wait(lambda: ready(person) == 1 and person.route.review.bar.button.main.isEnabled())
    person.route.review.arrive()
    assert sync(person, practice) == 1
    person.click("mark-later")
    person.key(Key.Key_Z, CTRL | SHIFT)
    sheet = person.dialog(UndoSheet)
    assert sheet.plan.voids == 1
    assert person.reads("1 invoice is voided in")
    person.picture("undo-list")
    assert practice.control.booked()[skipped.number] == 1
    person.click("undo-agree")
    person.wait(lambda: person.reads("1 invoice is taken back in"))
    person.picture("undone")
    (taken,) = [i for i in practice.control.invoices() if i["InvoiceNumber"] == skipped.number]
    assert taken["Status"] in {"VOIDED", "DELETED"}
    assert skipped.id not in practice.control.marked()


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_whole_job_by_clicks_and_keys(practice: Practice, sit: Sit, mode: str) -> None:
    person = sit(practice, mode)
    search(person, practice)
    sign_in(person, "Xero", "Harbour & Pine IT Pty Ltd")
    mapped = map_one(person)
    settle_many(person)
    choose(person, "needs_account", "200")
    choose(person, "needs_tax_rate", "export")
    look_at_dry_run(person)
    assert not [
        r for r in practice.control.requests("xero") if r["method"] in {"PUT", "POST"} and "/Invoices" in r["path"]
    ]
    number = sync(person, practice)
    names = {str(contact["Name"]) for contact in practice.contacts()}
    assert {NEW_NAME, mapped} <= names
    assert not {document.number for document in left_out(person)} & set(practice.control.booked())
    mark(person, practice, number)
    look_into_log(person, number)
    undo_small_run(person, practice)

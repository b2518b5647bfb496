"""The steps of the main job that are the same for every ledger, each checked against what the simulated systems' books hold."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.plan import DocumentState
from app.ui.dialogs.customer import CustomerDialog
from app.ui.dialogs.customer_rows import CustomerRow
from app.ui.dialogs.customer_table import CustomerTable
from app.ui.models.plan_rows import PlanRow
from app.ui.screens.dry_run import DryRunSheet
from app.ui.screens.route import DONE
from tests.gui.main_job.person import CTRL, Person
from tests.gui.main_job.places import Practice

Key = Qt.Key


def ready(person: Person) -> int:
    """How many invoices the plan shown can send."""
    plan = person.route.review.plan
    return sum(document.can_send for document in plan.documents) if plan is not None else 0


def search(person: Person, practice: Practice) -> None:
    """Type a date from which on, press Enter, and see what Autotask's books hold since then."""
    since = practice.desks.clock.now().date() - timedelta(days=110)
    person.click("search-clear")
    person.type_into("search-date-from-control", f"{since.day} {since:%b %Y}")
    person.picture("search")
    person.key(Key.Key_Return)
    found = practice.open_invoices(since.isoformat())
    person.wait(lambda: len(person.route.review.table.list.rows) == len(found) and not person.route.flow.is_busy)
    assert {row.id for row in person.route.review.table.list.rows} == set(found)
    assert len(found) > 100


def sign_in(person: Person, ledger: str, books: str) -> None:
    """In the browser; what was found is checked against the books by itself."""
    person.wait(person.route.review.bar.button.main.isEnabled)
    assert person.route.review.bar.button.main.text() == f"Sign in to {ledger}"
    person.picture("review-before-sign-in")
    person.click("review-sync")
    person.wait(lambda: person.route.face.is_connected and ready(person) > 0)
    person.alone()
    person.wait(person.route.review.bar.button.main.isEnabled)
    assert books in person.route.review.bar.button.main.text()
    person.picture("review")


def take_in_hand(person: Person, words: str) -> PlanRow:
    """Find an invoice by its customer and go to it with the keys."""
    person.key(Key.Key_F, CTRL)
    person.type_into("review-search", words)
    person.wait(lambda: 0 < person.route.review.table.model.rowCount() < 20)
    person.key(Key.Key_Down)
    row = person.route.review.table.table.row()
    assert isinstance(row, PlanRow)
    return row


def go_to_customer(person: Person, table: CustomerTable, name: str) -> CustomerRow:
    """Find a customer in the table by typing, and go down to it."""
    person.type_into("find-customer", name)
    person.key(Key.Key_Return)
    person.wait(lambda: isinstance(table.table.row(), CustomerRow))
    row = table.table.row()
    assert isinstance(row, CustomerRow)
    assert row.gap.party.name == name
    return row


def accept_certain(person: Person, table: CustomerTable) -> None:
    """All certain customers by one key."""
    certain = len(table.settling.certain())
    assert certain > 3
    person.key(Key.Key_A)
    person.wait(lambda: table.settling.settled == certain and not table.settling.is_busy)


def begin_new(person: Person, table: CustomerTable, company: str) -> tuple[CustomerRow, CustomerDialog]:
    """N on a customer without a match: its row, and the dialog in which a new one is named."""
    row = go_to_customer(person, table, company)
    person.key(Key.Key_N)
    dialog = person.dialog(CustomerDialog)
    person.wait(lambda: dialog.choice.is_creating)
    return row, dialog


def name_new(person: Person, table: CustomerTable, row: CustomerRow, name: str) -> None:
    """Type the new one's name and take it."""
    person.type_into("new-name", name)
    person.key(Key.Key_Return)
    person.wait(lambda: row.gap.party.id in table.settling.answers)
    person.dialog(CustomerTable)


def settle_likely(person: Person, table: CustomerTable) -> None:
    """Each likely one by Enter; those that are like nothing go on waiting."""
    likely = [g for g in table.settling.waiting() if g.ranking.preselected is not None]
    for gap in likely:
        table.table.set_current(table.rows.number_of(gap.party.id))
        person.key(Key.Key_Return)
        person.wait(lambda gap=gap: gap.party.id in table.settling.answers and not table.settling.is_busy)  # type: ignore[misc]


def choose(person: Person, cause: str, words: str) -> None:
    """Fix on a cause: type what it shall be, Enter."""
    before = ready(person)
    person.click(f"fix-{cause}")
    person.find("chooser-search", QWidget)
    person.type_into("chooser-search", words)
    person.picture(f"choose-{cause}")
    person.key(Key.Key_Return)
    person.wait(lambda: ready(person) > before and not person.route.flow.is_busy)


def look_at_dry_run(person: Person) -> None:
    """Ctrl+D shows every call; nothing is sent by it."""
    person.route.review.arrive()
    person.key(Key.Key_D, CTRL)
    person.dialog(DryRunSheet)
    person.picture("dry-run")
    person.key(Key.Key_Escape)
    person.alone()


def sync(person: Person, practice: Practice) -> int:
    """Ctrl+Enter, and the end: what is said is what the books hold."""
    before, number = practice.booked(), len(person.route.review.table.tally.chosen)
    total = sum((entry.total for _, entry in person.route.review.table.tally.sums), Decimal(0))
    assert person.route.review.bar.button.main.text() == f"Sync {number} to {person.route.face.organisation}"
    person.key(Key.Key_Return, CTRL)
    person.find("sending-screen", QWidget)
    person.picture("sending")
    person.wait(lambda: person.route.step == DONE)
    run = person.route.done.run
    assert run is not None
    assert run.balances
    assert person.reads(f"{number} invoice{'s' * (number != 1)} {'are' if number != 1 else 'is'} booked in")
    assert person.reads("Both sides agree to the cent.")
    booked = {key: made for key, made in practice.booked().items() if key not in before}
    assert len(booked) == number
    assert sum(booked.values()) == total
    return number


def mark(person: Person, practice: Practice, number: int) -> None:
    """Enter marks what is booked, and nothing else."""
    before = practice.control.marked()
    person.picture("done")
    person.key(Key.Key_Return)
    person.wait(lambda: person.reads(f"{number} invoices are marked as processed"))
    run = person.route.done.run
    assert run is not None
    marked = practice.control.marked() - before
    assert marked == {o.document_id for o in run.outcomes if o.state is DocumentState.MARKED}
    assert len(marked) == number
    person.picture("marked")

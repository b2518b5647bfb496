"""The main job without a mouse: every step is a key pressed where the focus happens to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.bootstrap.practice import PracticeWish
from app.domain.plan import DocumentState
from app.ui.dialogs.contact_choice import ContactChoice
from app.ui.dialogs.customer import CustomerDialog
from app.ui.keys import KeysSheet
from app.ui.models.plan_rows import PlanRow
from app.ui.screens.log import LogScreen
from app.ui.screens.route import DONE, REVIEW, SEARCH
from tests.gui.main_job.conftest import Sit
from tests.gui.main_job.person import ALT, CTRL, Person
from tests.gui.main_job.places import Practice

Key = Qt.Key
_ROWS = 60


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Practice]:
    """Small practice books."""
    with Practice(tmp_path, PracticeWish(world="small", limits=False)) as books:
        yield books


def walk_to(person: Person, state: DocumentState) -> bool:
    """Down the table to the first row that stands so; False at its end."""
    table = person.route.review.table.table
    person.key(Key.Key_Home)
    for _ in range(_ROWS):
        row = table.row()
        if isinstance(row, PlanRow) and row.state is state:
            return True
        if table.current_number >= table.rows.rowCount() - 1:
            return False
        person.key(Key.Key_Down)
    return False


def find_and_sign_in(person: Person) -> None:
    """Dates by a preset, Enter to search, Ctrl+Enter to sign in."""
    person.key(Key.Key_4, ALT)
    person.key(Key.Key_Return)
    person.wait(lambda: person.route.step == REVIEW and person.route.review.bar.button.main.isEnabled())
    person.key(Key.Key_Return, CTRL)
    person.wait(lambda: person.route.face.is_connected)
    person.alone()
    person.wait(lambda: person.route.review.plan is not None and person.route.review.plan.complete)
    person.wait(lambda: not person.route.flow.is_busy and bool(person.route.review.table.tally.chosen))
    assert person.route.review.table.table.hasFocus()  # and not whatever comes next in the window


def settle_one(person: Person) -> None:
    """F on a row that needs a customer; Enter takes the chosen one, Alt+S leaves it out."""
    assert walk_to(person, DocumentState.NEEDS_CUSTOMER)
    person.key(Key.Key_F)
    dialog = person.dialog(CustomerDialog)
    person.wait(lambda: isinstance(dialog.choice, ContactChoice) and bool(dialog.choice.search.hasFocus()))
    if dialog.accept_button.isEnabled():
        person.key(Key.Key_Return)
    else:
        person.key(Key.Key_S, ALT)
    person.alone()
    person.wait(lambda: not person.route.flow.is_busy)


def test_the_main_job_needs_no_mouse(small: Practice, sit: Sit) -> None:
    person = sit(small, "dark")
    person.wait(person.route.search.form.search.hasFocus)
    find_and_sign_in(person)
    person.key(Key.Key_F1)
    person.dialog(KeysSheet)
    person.key(Key.Key_Escape)
    person.alone()
    settle_one(person)
    person.wait(person.route.review.table.table.hasFocus)
    ticked = len(person.route.review.table.tally.chosen)
    assert ticked > 0
    person.key(Key.Key_Return, CTRL)
    person.wait(lambda: person.route.step == DONE)
    sent = [o for o in (person.route.done.run.outcomes if person.route.done.run else ()) if o.remote_id]
    assert len(sent) == ticked
    person.key(Key.Key_Return)  # the question about marking has the focus
    person.wait(lambda: {o.document_id for o in sent} <= set(small.control.marked()))
    person.wait(lambda: not person.route.done.panel.is_asking)
    person.key(Key.Key_L, CTRL)
    person.wait(lambda: isinstance(person.window.stack.currentWidget(), LogScreen))
    person.key(Key.Key_1, CTRL)
    person.wait(lambda: person.route.step == DONE)
    person.key(Key.Key_Escape)
    person.wait(lambda: person.route.step == SEARCH)

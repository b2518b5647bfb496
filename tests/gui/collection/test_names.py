"""A screen reader can say, and a test can find, every control of the collection pages and of their dialogs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.collection.settling import Settled
from app.ui.collection.clearing import ClearingDialog
from app.ui.collection.date_sheet import DateSheet
from app.ui.collection.debit_preview import DebitPreview
from app.ui.collection.import_run import ImportOutcome
from app.ui.collection.payer_choice import PayerChoice
from app.ui.collection.payer_form import PayerForm
from app.ui.collection.route import CollectionScreen, Page
from app.ui.collection.setup import CollectionSetup
from app.ui.parts import Dialog, SegmentedFilter
from app.worker.collection_contract import HealthKind, HealthMend, HealthState
from tests.gui.collection import made_up
from tests.gui.collection.conftest import Open, screen
from tests.gui.collection.fake_office import FakeOffice
from tests.gui.dialogs.test_names import controls, nameless


def unfound(root: QWidget) -> list[str]:
    """Controls without a name of their own for tests; a filter's segments and a dialog's cross go by their owner."""
    crosses = [d.close_button for d in [*root.findChildren(Dialog), root] if isinstance(d, Dialog)]
    return [
        f"{type(c).__name__} {c.accessibleName()}"
        for c in controls(root)
        if not c.objectName() and not isinstance(c.parentWidget(), SegmentedFilter) and c not in crosses
    ]


@pytest.fixture
def full(office: FakeOffice) -> FakeOffice:
    """Something on every page."""
    row = made_up.row(HealthKind.CUSTOMERS, HealthState.BAD, "Why", HealthMend.LET_GO_ON, "Otis Lam")
    office.answers["collection_health"] = made_up.health(row)
    office.answers["plan_import"] = made_up.plan(made_up.planned(1), made_up.planned(2, asks=True))
    office.answers["settlements"] = made_up.settlements(made_up.transaction(1, Settled.APPLIED))
    return office


def was_asked(office: FakeOffice, verb: str) -> bool:
    """Whether the page has asked for what it shows."""
    return office.count(verb) > 0


def test_every_control_of_every_page_has_its_names(full: FakeOffice, sit: Open) -> None:
    person = sit()
    shown = screen(person)
    for page, verb in zip(
        Page, ("collection_health", "collection_customers", "plan_import", "settlements"), strict=True
    ):
        shown.go_to(page)
        person.qtbot.waitUntil(partial(was_asked, full, verb), timeout=5000)
        person.qtbot.wait(80)
        if page is Page.CUSTOMERS:
            shown.customers.table.set_current(0)
            person.qtbot.wait(20)
        assert nameless(shown) == []
        assert unfound(shown) == []


def outcome(_shown: CollectionScreen) -> QWidget:
    """A page of its own within Invoices."""
    return ImportOutcome(made_up.result(made_up.outcome(1)), "Rotessa")


DIALOGS: dict[str, Callable[[CollectionScreen], Dialog]] = {
    "clearing": lambda shown: ClearingDialog(shown.health),
    "date": lambda _: DateSheet(made_up.planned(1, asks=True), made_up.WEEK[1], 3, lambda: made_up.WEEK[0]),
    "preview": lambda _: DebitPreview(
        made_up.plan(made_up.planned(1)), [made_up.planned(1)], "Rotessa", "Maple & Main"
    ),
    "payers": lambda _: PayerChoice(made_up.customers().rows[2], made_up.customers().strangers, "Rotessa"),
    "create": lambda shown: PayerForm(shown.customers, made_up.customers().rows[3], lambda _match: None),
    "set-up": lambda shown: CollectionSetup(shown.office),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_every_dialog_has_its_names(full: FakeOffice, sit: Open, name: str) -> None:
    person = sit()
    dialog = DIALOGS[name](screen(person))
    dialog.open_in(person.window)
    person.qtbot.wait(80)
    assert dialog.accessibleName()
    assert nameless(dialog) == []
    assert unfound(dialog) == []
    held = QApplication.focusWidget()
    assert held is not None
    assert dialog.isAncestorOf(held)  # keys work at once


def test_the_outcome_of_an_import_has_its_names(full: FakeOffice, sit: Open) -> None:
    made = outcome(screen(sit()))
    made.resize(900, 500)
    made.show()
    assert nameless(made) == []
    assert unfound(made) == []
    made.close()

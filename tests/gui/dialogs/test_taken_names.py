"""A name that somebody holds: said while it is typed, with every way on a button: take that one, bring it back, or a free name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.parties import ContactState, LedgerContact
from app.ui.dialogs import open_customer_mapping
from app.ui.dialogs.customer import CustomerDialog
from app.ui.dialogs.name_help import NameHelp
from app.worker.contract import CustomerDecision
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.press import click, type_into

HELD = LedgerContact("q-active", "Fern & Co")
GONE = LedgerContact("q-gone", "Gully Road Motors", state=ContactState.ARCHIVED)


@pytest.fixture
def dialog(qtbot: QtBot, window: QWidget, office: FakeOffice) -> CustomerDialog:
    """The mapping dialog over QuickBooks, at a new customer."""
    office.catalogue = replace(
        office.catalogue,
        vendor="QuickBooks",
        contacts=(*office.catalogue.contacts, HELD, GONE),
        names_taken=frozenset({"office supplies"}),
        inactive_names_hold=True,
        contact_name_bars=":",
    )
    office.session.know(office.catalogue)
    office.session.replan()
    mapping = open_customer_mapping(window, office, "r1")
    qtbot.waitUntil(lambda: isinstance(mapping.dialog, CustomerDialog))
    found = mapping.dialog
    assert isinstance(found, CustomerDialog)
    found.choice.choose_new()
    return found


def typed(dialog: CustomerDialog, name: str) -> NameHelp:
    """Type this name."""
    control = dialog.choice.form.name.control
    control.clear()
    type_into(control, name)
    return dialog.choice.form.help


def kept(office: FakeOffice) -> list[CustomerDecision]:
    """What was decided."""
    return [d for said in office.asked("decide_customers") if isinstance(said, tuple) for d in said]


def test_a_free_name_says_nothing(dialog: CustomerDialog) -> None:
    assert not typed(dialog, "Nobody has this").isVisible()


@pytest.mark.parametrize(
    ("name", "said", "free"),
    [
        ("Office Supplies", "A vendor or an employee", "Office Supplies (Customer)"),
        ("fern & co", "a customer named Fern & Co", "Fern & Co (Customer)"),
        ("Pine: North", "takes no :", "Pine - North"),
    ],
)
def test_a_free_name_is_one_press_away(dialog: CustomerDialog, name: str, said: str, free: str) -> None:
    shown = typed(dialog, name)
    assert said in shown.sentence.text()
    assert shown.rename.text() == f"Name it {free}"
    click(shown.rename)
    assert dialog.choice.form.name.text() == free
    assert not shown.isVisible()


def test_who_holds_the_name_can_be_taken(qtbot: QtBot, office: FakeOffice, dialog: CustomerDialog) -> None:
    shown = typed(dialog, "Fern & Co")
    assert shown.adopt.text() == "Use Fern & Co"
    click(shown.adopt)
    qtbot.waitUntil(lambda: bool(kept(office)))
    assert [d.contact for d in kept(office)] == [HELD]
    assert not office.asked("restore_contact")


def test_an_inactive_holder_is_reactivated_and_taken(qtbot: QtBot, office: FakeOffice, dialog: CustomerDialog) -> None:
    shown = typed(dialog, "Gully Road Motors")
    assert "but inactive" in shown.sentence.text()
    assert shown.adopt.text() == "Reactivate and use Gully Road Motors"
    click(shown.adopt)
    qtbot.waitUntil(lambda: office.asked("restore_contact") == ["q-gone"])
    assert [d.contact for d in kept(office)] == [GONE]
    qtbot.waitUntil(lambda: not dialog.settling.is_busy)


def test_an_inactive_candidate_is_reactivated_by_its_own_button(
    qtbot: QtBot, office: FakeOffice, dialog: CustomerDialog
) -> None:
    dialog.choice.search.setText("Gully")
    dialog.choice.search.textEdited.emit("Gully")
    dialog.choice.search_now()
    qtbot.waitUntil(lambda: dialog.choice.chosen == GONE)
    assert dialog.accept_button.text() == "Reactivate and use"
    assert dialog.effect.quiet.text().endswith("inactive in QuickBooks, so it is brought back first")
    click(dialog.accept_button)
    qtbot.waitUntil(lambda: office.asked("restore_contact") == ["q-gone"])


def test_a_refusal_stands_at_the_field_and_the_ways_on_below_it(
    qtbot: QtBot, office: FakeOffice, dialog: CustomerDialog
) -> None:
    shown = typed(dialog, "Fern & Co")
    click(dialog.accept_button)
    name = dialog.choice.form.name
    qtbot.waitUntil(lambda: bool(name.problem))
    assert name.text() == "Fern & Co"
    assert shown.adopt.isVisible()
    assert not shown.sentence.isVisible()
    assert len(kept(office)) == 1

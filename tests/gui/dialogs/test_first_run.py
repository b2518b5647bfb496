"""The first run: one card open, what is done shows what was found, and the way into the new route or the practice books."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreProblem
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.parts import open_dialog
from app.ui.screens.first_run import FirstRunScreen
from app.ui.screens.setup_steps import Stage
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.fake_setup import HARBOUR, PINE, autotask, xero
from tests.gui.dialogs.press import click, press


def shown(qtbot: QtBot, window: QWidget, office: FakeOffice) -> FirstRunScreen:
    """The screen, read."""
    made = FirstRunScreen(office)
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: bool(made.place.text()))
    return made


def opened(made: FirstRunScreen) -> list[str]:
    """Names of the open steps."""
    return [name for name, card in made.steps.items() if card.stage is Stage.OPEN]


def test_it_begins_with_autotask_and_enter_opens_the_form(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.kept.clear()
    made = shown(qtbot, window, office)
    assert opened(made) == ["autotask"]
    assert made.act("Enter")
    assert isinstance(open_dialog(window), ConnectionForm)


def test_a_done_step_shows_what_was_found(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.kept = {"at": autotask()}
    made = shown(qtbot, window, office)
    assert opened(made) == ["ledger"]
    assert made.steps["autotask"].second.text() == "API user u@x.example, Harbour & Pine IT"
    assert made.steps["autotask"].change.isVisible()
    assert made.steps["route"].stage is Stage.LATER


def test_a_ledger_without_a_sign_in_is_signed_in_to(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.kept["xe"] = replace(xero(ended=True), tenant="", tenant_name="")
    made = shown(qtbot, window, office)
    click(made.sign_in_button)
    assert isinstance(open_dialog(window), SignInDialog)
    qtbot.waitUntil(lambda: opened(made) == ["route"])
    assert made.steps["organisation"].second.text() == HARBOUR.name


def test_two_organisations_are_offered_in_the_card(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.kept["xe"] = replace(xero(), tenant="", tenant_name="")
    office.tenants_there = (HARBOUR, PINE)
    made = shown(qtbot, window, office)
    qtbot.waitUntil(lambda: made.cards is not None)
    assert made.cards is not None
    made.cards.cards[1].setChecked(True)
    assert made.use.text() == "Use Pine Property Trust"
    click(made.use)
    qtbot.waitUntil(lambda: opened(made) == ["route"])
    assert office.asked("choose") == [PINE]
    assert made.name.text() == PINE.name


def test_the_route_is_made_and_the_last_step_leads_there(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    assert opened(made) == ["route"]
    press(made.name.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened(made) == ["search"])
    assert office.asked("add_route") == [(HARBOUR.name, "at", "xe")]
    with qtbot.waitSignal(made.wanted) as heard:
        made.act("Enter")
    assert heard.args == ["r1"]


def test_a_route_without_a_name_is_told_at_the_name(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    made.name.control.clear()
    press(made.name.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(made.name.problem))
    assert made.name.problem.startswith("A route needs a name")


def test_practice_books_are_one_press_away(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    with qtbot.waitSignal(office.bell.practice_wanted):
        click(made.practice.open)


def test_inside_practice_books_they_are_not_offered_again(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.is_practice = True
    assert not shown(qtbot, window, office).practice.isVisible()


def test_a_backup_is_put_back_and_opened(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    office.refusals["restore"] = StoreProblem("This backup is damaged.", advice="Choose another one.")
    made.restore(Path("elsewhere/1.backup"))
    qtbot.waitUntil(lambda: made.banner is not None)
    with qtbot.waitSignal(office.bell.reopen_wanted, timeout=5000):
        made.restore(Path("elsewhere/2.backup"))

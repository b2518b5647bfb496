"""The tray: what its icon and menu say, what it says of a round, and the window that goes there and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.domain.errors import AccessProblem, RemoteProblem
from app.ui.dialogs.asking import AskDialog
from app.ui.tray.keeper import Tray
from app.ui.tray.mark import SIZES, TrayState, tray_pixmap
from app.ui.tray.menu import PAUSE, RESUME
from app.ui.tray.place import DesktopTray, TrayPlace
from app.ui.tray.setting import PAUSED, STAYS, TOLD
from app.ui.tray.stays import StaysCard
from app.worker.collection_contract import RefusedRound, RoundResult, Tally
from tests.gui.collection import made_up
from tests.gui.collection.conftest import Open
from tests.gui.collection.fake_office import FakeOffice
from tests.gui.main_job.person import Person


class Panel(TrayPlace):
    """A tray that can be looked at: what it shows now, and every word it was asked to say."""

    def __init__(self) -> None:
        super().__init__()
        self.there, self.tip, self.said = True, "", list[tuple[str, str]]()

    def is_there(self) -> bool:
        return self.there

    def show_icon(self, icon: QIcon, tip: str, menu: QMenu) -> None:
        assert not icon.isNull()
        assert menu.actions()
        self.tip = tip

    def say(self, title: str, words: str, icon: QIcon) -> None:
        assert not icon.isNull()
        self.said.append((title, words))

    def take_down(self) -> None:
        self.tip = ""


@pytest.fixture
def panel() -> Panel:
    """A desktop with a tray."""
    return Panel()


@pytest.fixture
def person(sit: Open) -> Person:
    """At the window of a route that runs well."""
    return sit()


@pytest.fixture
def tray(person: Person, office: FakeOffice, panel: Panel) -> Iterator[Tray]:
    """The window's place in the tray, once it knows the route."""
    made = Tray(office, person.window, panel, lambda: made_up.NOW)
    made.start()
    person.wait(lambda: bool(made.books.facts.routes))
    yield made
    made.remove()
    assert QApplication.quitOnLastWindowClosed(), "nothing that was hidden keeps the process"


def round_of(**more: object) -> RoundResult:
    """A round a moment ago."""
    plain = RoundResult("r1", made_up.NOW + timedelta(minutes=3), Tally())
    return replace(plain, **more)  # type: ignore[arg-type]  # fields by name


def away(person: Person) -> None:
    """Nobody looks at the window."""
    person.window.hide()
    person.wait(lambda: not person.window.isVisible())


def test_a_route_that_runs_well_says_when_it_runs_next(person: Person, tray: Tray, panel: Panel) -> None:
    assert panel.tip.startswith("Ledgerferry: Next run at ")
    assert tray.menu.last.text().startswith("Last run at ")
    assert tray.menu.pause.text() == PAUSE
    assert tray.books.facts.state is TrayState.WELL
    assert person.window.isVisible()


def test_a_round_is_told_in_one_line_and_calls_nobody(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    away(person)
    office.bell.collected.emit(round_of(tally=Tally(created=2, applied=1)))
    assert tray.menu.last.text().endswith(": 2 debits made, 1 payment applied")
    assert panel.said == []
    assert tray.books.facts.state is TrayState.WELL


def test_what_has_something_for_a_person_is_said_once_until_somebody_looks(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    away(person)
    late = round_of(alarms=("INV-7, Alder: It was declined. Collect it by hand.", "INV-9, Birch: Too late."))
    office.bell.collected.emit(late)
    office.bell.collected.emit(late)
    assert panel.said == [("Maple & Main", "INV-7, Alder: It was declined. Collect it by hand. And 1 more.")]
    assert panel.tip == "Ledgerferry: 1 thing needs you"
    assert tray.books.facts.state is TrayState.NEEDS_YOU
    panel.word_pressed.emit()
    assert person.window.isVisible()
    assert panel.tip.startswith("Ledgerferry: Next run at ")


def test_what_is_read_in_the_window_is_not_said_beside_it(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    person.wait(person.window.isActiveWindow)
    office.bell.collected.emit(round_of(alarms=("INV-7: Too late.",)))
    assert panel.said == []
    assert tray.books.facts.state is TrayState.WELL


def test_changes_that_wait_for_a_word_call_but_a_remote_system_that_rests_does_not(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    away(person)
    office.bell.collected.emit(round_of(problem=RemoteProblem("Rotessa does not answer.")))
    assert panel.said == []
    assert tray.menu.last.text().endswith(": Rotessa does not answer")
    office.bell.collected.emit(round_of(waiting=2))
    assert [words[:25] for _, words in panel.said] == ["2 changes wait for your w"]


def test_a_sign_in_that_has_ended_is_said_once_and_the_rail_reads_anew(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    away(person)
    asked = office.count("overview")
    refused = RefusedRound("r1", AccessProblem("Access to Xero has ended.", advice="Sign in again."))
    for _ in range(3):
        office.bell.round_refused.emit(refused)
    assert panel.said == [("Maple & Main", "Access to Xero has ended. Sign in again.")]
    assert office.count("overview") > asked
    assert tray.menu.open.text() == "Open Ledgerferry"


def test_what_the_records_hold_for_a_person_shows_from_the_start(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    office.answers["collection_start"] = replace(made_up.start(), problems=2)
    office.answers["overview"] = replace(office.answers["overview"], decisions=1)
    office.bell.setup_changed.emit()
    person.wait(lambda: panel.tip == "Ledgerferry: 3 things need you")
    assert tray.books.facts.state is TrayState.NEEDS_YOU


def test_import_now_says_what_it_did(person: Person, tray: Tray, panel: Panel, office: FakeOffice) -> None:
    away(person)
    tray.menu.import_now.trigger()
    assert not tray.menu.import_now.isEnabled()
    tray.menu.import_now.trigger()
    assert office.count("import_now") == 1
    office.end_task(office.last("import_now").handle, round_of(tally=Tally(created=1)))
    person.wait(tray.menu.import_now.isEnabled)
    assert panel.said == [("Maple & Main", "1 debit made.")]
    tray.menu.import_now.trigger()
    office.end_task(office.last("import_now").handle, RemoteProblem("Rotessa does not answer.", advice="Try later."))
    person.wait(tray.menu.import_now.isEnabled)
    assert panel.said[-1] == ("Maple & Main", "Rotessa does not answer. Try later.")


def test_a_pause_switches_off_what_runs_and_going_on_the_same_again(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    office.answers["save_collection_settings"] = lambda settings: settings
    office.answers["collection_start"] = made_up.start(scheduled=False)
    tray.menu.pause.trigger()
    person.wait(lambda: tray.menu.pause.text() == RESUME)
    (settings,) = office.last("save_collection_settings").what
    assert not settings.is_scheduled
    assert settings.clearing == made_up.CLEARING
    assert office.kept[PAUSED] == "r1"
    assert panel.tip == "Ledgerferry: Automatic import is paused"
    assert tray.books.facts.state is TrayState.PAUSED
    office.answers["collection_start"] = made_up.start()
    tray.menu.pause.trigger()
    person.wait(lambda: tray.menu.pause.text() == PAUSE)
    assert office.last("save_collection_settings").what[0].is_scheduled


def test_closing_hides_the_window_once_that_is_wanted_and_says_once_where_it_went(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    office.kept[STAYS] = "yes"
    for _ in range(2):
        assert not person.window.close()
        assert not person.window.isVisible()
        assert not QApplication.quitOnLastWindowClosed()
        panel.pressed.emit()
        assert person.window.isVisible()
    assert [title for title, _ in panel.said] == ["Ledgerferry keeps running"]
    assert office.kept[TOLD] == "yes"
    office.bell.collected.emit(round_of(tally=Tally(created=3)))
    assert tray.menu.last.text().endswith(": 3 debits made")


def test_without_the_setting_closing_ends_it(person: Person, tray: Tray, panel: Panel) -> None:
    assert tray.menu.quit.isEnabled()
    assert person.window.close()
    assert panel.said == []


def test_without_a_tray_closing_ends_it_whatever_is_set(
    person: Person, tray: Tray, panel: Panel, office: FakeOffice
) -> None:
    office.kept[STAYS] = "yes"
    panel.there = False
    tray.look()
    assert panel.tip == ""
    assert person.window.close()


def test_the_window_comes_back_when_the_tray_goes(person: Person, tray: Tray, panel: Panel, office: FakeOffice) -> None:
    office.kept[STAYS] = "yes"
    person.window.close()
    panel.there = False
    tray.look()
    assert not person.window.isVisible(), "a panel that starts anew is back in a moment"
    tray.look()
    assert person.window.isVisible()


def test_quitting_from_the_tray_ends_a_window_that_is_hidden(
    qtbot: QtBot, person: Person, tray: Tray, office: FakeOffice
) -> None:
    office.kept[STAYS] = "yes"
    person.window.close()
    with qtbot.waitSignal(tray.ended, timeout=5000):
        tray.menu.quit.trigger()
    assert "window.place" in office.kept
    assert not person.window.isVisible()


def test_a_second_start_brings_a_hidden_window_back(person: Person, tray: Tray, office: FakeOffice) -> None:
    tray.go_without_window()
    assert not person.window.isVisible()
    office.bell.raised.emit()
    assert person.window.isVisible()


@pytest.mark.parametrize(("press", "kept"), [("ask-yes", "yes"), ("ask-no", "no")])
def test_whoever_switches_automatic_import_on_is_asked_once(
    person: Person, tray: Tray, office: FakeOffice, press: str, kept: str
) -> None:
    office.bell.automatic_switched.emit("r1", False)
    office.bell.automatic_switched.emit("r1", True)
    person.dialog(AskDialog)
    person.picture("keep-running")
    person.click(press)
    person.alone()
    assert office.kept[STAYS] == kept
    assert tray.stays is (kept == "yes")
    office.bell.automatic_switched.emit("r1", True)
    person.alone()


def test_nobody_is_asked_where_there_is_no_tray(person: Person, tray: Tray, panel: Panel, office: FakeOffice) -> None:
    panel.there = False
    office.bell.automatic_switched.emit("r1", True)
    person.alone()
    assert STAYS not in office.kept
    assert not tray.stays


def test_the_setting_is_kept_where_there_is_a_tray_and_says_so_where_there_is_none(
    qtbot: QtBot, office: FakeOffice
) -> None:
    card = StaysCard(office)
    qtbot.addWidget(card)
    card.show()
    assert not card.block.check.isEnabled(), "the platform of these tests has none"
    assert "shows no tray" in card.block.second.text()
    card.show_state(True)
    assert not card.block.check.isChecked()
    QTest.mouseClick(card.block.check, Qt.MouseButton.LeftButton)
    assert office.kept[STAYS] == "yes"
    card.show_state(True)
    assert card.block.check.isChecked()


def test_a_desktop_without_a_tray_is_told_nothing() -> None:
    place = DesktopTray()
    assert not place.is_there()
    place.say("Nothing", "is shown yet", QIcon(tray_pixmap(TrayState.WELL, 32)))
    place.take_down()
    assert not place.children()


@pytest.mark.parametrize("size", SIZES)
def test_each_state_has_a_shape_of_its_own(size: int) -> None:
    shapes = [_outline(state, size) for state in TrayState]
    assert shapes[0] != shapes[1], "a badge is cut out of the square"
    if size >= 20:
        pictures = {bytes(tray_pixmap(state, size).toImage().constBits()) for state in TrayState}
        assert len(pictures) == len(TrayState)


def _outline(state: TrayState, size: int) -> tuple[bool, ...]:
    image = tray_pixmap(state, size).toImage()
    return tuple(image.pixelColor(x, y).alpha() > 128 for x in range(size) for y in range(size))

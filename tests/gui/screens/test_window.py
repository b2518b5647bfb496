"""The window: rail and practice marks, keys, what it remembers, how it is left, and what it says of a defect."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QHeaderView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreProblem
from app.flows.upkeep import RecordsFinding
from app.ui.keys import KEYS, combination
from app.ui.screens.recovery import RecoveryScreen
from app.ui.screens.registry import RAIL, Place
from app.ui.screens.route import RouteScreen
from app.ui.style import theme
from app.ui.window import MainWindow
from app.worker.contract import BackgroundNews, RecoveryLook
from app.worker.tasks import CrashReport
from tests.gui.screens import made_up
from tests.gui.screens.conftest import Shown, open_window
from tests.gui.screens.fake_office import FakeOffice
from tests.gui.screens.made_up_runs import last_run

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("key", "modifier", "name"),
    [
        (Qt.Key.Key_B, CONTROL, "Ctrl+B"),
        (Qt.Key.Key_Return, CONTROL, "Ctrl+Enter"),
        (Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier, "J"),
        (Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?"),
        (Qt.Key.Key_Slash, Qt.KeyboardModifier.NoModifier, "/"),
        (Qt.Key.Key_Comma, CONTROL, "Ctrl+,"),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier, "Alt+1"),
        (Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier, "Ctrl+Shift+Z"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "Esc"),
        (Qt.Key.Key_Control, CONTROL, ""),
    ],
)
def test_keys_have_the_names_on_their_caps(key: Qt.Key, modifier: Qt.KeyboardModifier, name: str) -> None:
    assert combination(QKeyEvent(QKeyEvent.Type.KeyPress, key, modifier)) == name


def test_practice_books_carry_every_mark(qtbot: QtBot) -> None:
    office = FakeOffice(replace(made_up.ROUTE, practice=True), (made_up.AUTOTASK, made_up.XERO))
    shown = open_window(qtbot, office)
    shown.find("practice-band")
    assert theme().is_practice
    assert "Practice books" in shown.window.windowTitle()
    assert shown.route.header.second.text().endswith("Harbour & Pine IT Pty Ltd (practice)")
    shown.review()
    assert shown.route.review.bar.button.main.text() == "Sync 88 to Harbour & Pine IT Pty Ltd (practice)"


def test_leaving_practice_is_handed_on(qtbot: QtBot) -> None:
    office = FakeOffice(replace(made_up.ROUTE, practice=True))
    left: list[str] = []
    window = MainWindow(office, lambda: made_up.NOW, lambda: left.append("left"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), RouteScreen), timeout=5000)
    band = window.findChild(QWidget, "practice-band")
    assert band is not None
    QTest.mouseClick(band.leave, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert left == ["left"]


def test_real_books_carry_none(shown: Shown) -> None:
    assert not theme().is_practice
    assert shown.window.windowTitle() == "Harbour & Pine IT - Ledgerferry"


def test_the_rail_leads_to_every_place(shown: Shown) -> None:
    for place in RAIL:
        if place is not Place.RECOVERY:
            assert shown.window.rail.item(place).item.name


def test_recovery_is_in_the_rail_only_while_something_is_open(shown: Shown) -> None:
    overview = shown.office.answers["overview"]
    shown.office.answers["overview"] = replace(overview, decisions=2, open_operations=1)
    shown.office.bell.background.emit(BackgroundNews(1, ("run-1",)))
    recovery = shown.find("rail-recovery")
    assert shown.window.rail.item(Place.RECOVERY).item.count == 2
    assert recovery.accessibleName()
    shown.office.answers["overview"] = overview
    shown.office.bell.background.emit(BackgroundNews(0, ()))
    shown.qtbot.waitUntil(lambda: not shown.window.findChildren(QWidget, "rail-recovery"), timeout=5000)


def test_a_start_over_records_that_are_not_whole_begins_in_recovery(qtbot: QtBot, office: FakeOffice) -> None:
    finding = RecordsFinding(False, "The journal is behind.", "Rebuild it from the ledger.")
    office.answers["overview"] = replace(office.answers["overview"], finding=finding)
    office.answers |= {"recovery": RecoveryLook(finding, (), (), 0, frozenset()), "backups": ()}
    window = MainWindow(office, lambda: made_up.NOW)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), RecoveryScreen), timeout=5000)
    office.bell.setup_changed.emit()
    qtbot.waitUntil(lambda: office.count("overview") >= 3, timeout=5000)
    assert isinstance(window.stack.currentWidget(), RecoveryScreen)  # whoever is there stays there


def test_the_rail_folds_by_key_and_is_remembered(qtbot: QtBot, shown: Shown) -> None:
    shown.key(Qt.Key.Key_B, CONTROL)
    assert shown.window.rail.is_folded
    assert shown.office.kept["window.folded"] == "yes"
    again = MainWindow(shown.office, lambda: made_up.NOW)
    qtbot.addWidget(again)
    assert again.rail.is_folded


def test_review_folds_the_rail_for_its_table_only(shown: Shown) -> None:
    route = shown.review()
    assert shown.window.rail.is_folded
    assert "window.folded" not in shown.office.kept
    shown.key(Qt.Key.Key_Escape)
    assert route.step == 0
    assert not shown.window.rail.is_folded


def test_f1_shows_every_key(shown: Shown) -> None:
    shown.key(Qt.Key.Key_F1)
    sheet = shown.find("keys-sheet")
    said = " ".join(w.accessibleName() for w in sheet.findChildren(QWidget))
    for lines in KEYS.values():
        for line in lines:
            assert line.does in said
    shown.key(Qt.Key.Key_B, CONTROL)
    assert not shown.window.rail.is_folded  # a dialog keeps the keys
    shown.key(Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_closing_while_something_is_under_way_asks(qtbot: QtBot, shown: Shown) -> None:
    sent = Event()
    shown.office.runner.submit(lambda _context: sent.wait(30), name="Send 88 documents")
    shown.window.close()
    assert shown.window.isVisible()
    with qtbot.waitSignal(shown.window.stayed, timeout=5000):
        shown.click("leaving-stay")
    assert shown.window.isVisible()
    shown.window.close()
    shown.click("leaving-leave")
    qtbot.waitUntil(lambda: not shown.window.isVisible(), timeout=5000)
    assert shown.office.kept["window.place"]
    sent.set()
    assert shown.office.runner.close(10_000) == ()


def test_closing_while_only_something_is_read_does_not_ask(qtbot: QtBot, shown: Shown) -> None:
    read = Event()
    shown.office.runner.submit(lambda _context: read.wait(30), name="Search", only_looks=True)
    assert shown.office.runner.busy
    shown.window.close()
    qtbot.waitUntil(lambda: not shown.window.isVisible(), timeout=5000)
    read.set()
    assert shown.office.runner.close(10_000) == ()


def test_a_defect_shows_a_report_that_can_be_copied(shown: Shown) -> None:
    report = CrashReport("Search", "KeyError", "'x'", "Traceback\n")
    shown.office.answers["search"] = report
    shown.click("search-search")
    shown.find("crash-dialog")
    shown.click("crash-copy")
    assert QGuiApplication.clipboard().text() == report.text
    shown.click("crash-close")


def test_records_that_are_not_whole_are_told_above_everything(shown: Shown) -> None:
    overview = shown.office.answers["overview"]
    finding = RecordsFinding(False, "The journal is behind.", "Look at the ledger, then accept it.")
    shown.office.answers["overview"] = replace(overview, finding=finding)
    shown.office.bell.setup_changed.emit()
    assert "The journal is behind." in shown.find("records-banner").accessibleName()
    shown.office.answers["overview"] = overview
    shown.office.bell.setup_changed.emit()
    shown.qtbot.waitUntil(lambda: not shown.window.findChildren(QWidget, "records-banner"), timeout=5000)


def test_an_interrupted_run_is_offered_and_gone_on_with(shown: Shown) -> None:
    overview = shown.office.answers["overview"]
    shown.office.answers["overview"] = replace(overview, unfinished=(replace(last_run(), ended=None),))
    shown.office.bell.setup_changed.emit()
    shown.find("search-notice")
    shown.click("search-notice-go-on")
    assert shown.office.last("go_on").what == ("run-1",)
    assert shown.route.step == 2


def test_an_overview_that_cannot_be_read_is_said(qtbot: QtBot, office: FakeOffice) -> None:
    office.answers["overview"] = StoreProblem("The records cannot be opened.", advice="Close the other window.")
    window = MainWindow(office, lambda: made_up.NOW)
    qtbot.addWidget(window)
    window.show()
    empty = window.findChild(QWidget, "nothing-yet")
    assert empty is not None
    qtbot.waitUntil(lambda: "The records cannot be opened." in empty.state.sentence.text(), timeout=5000)  # type: ignore[attr-defined]


def test_every_control_has_a_name(shown: Shown) -> None:
    route = shown.review()
    for screen in (route.search, route.review, route.sending, route.done):
        for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView):
            for control in screen.findChildren(kind):
                inner = isinstance(control, QHeaderView) or control.objectName().startswith("qt_")
                if not inner and not any(isinstance(above, QComboBox) for above in ancestors(control)):
                    assert control.accessibleName(), f"{control} in {screen.objectName()} says nothing"


def ancestors(control: QWidget) -> list[QWidget]:
    """The widgets a control lies in."""
    found, above = [], control.parentWidget()
    while above is not None:
        found.append(above)
        above = above.parentWidget()
    return found


def test_a_done_step_leads_back_to_it(shown: Shown) -> None:
    route = shown.review()
    QTest.mouseClick(route.stepper, Qt.MouseButton.LeftButton, pos=QPoint(12, 16))
    assert route.step == 0
    QTest.mouseClick(route.stepper, Qt.MouseButton.LeftButton, pos=QPoint(200, 16))
    assert route.step == 0  # what is not done yet leads nowhere

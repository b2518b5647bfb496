"""A window over an office that answers what the test lays out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.documents import SearchCriteria, SearchResult
from app.domain.plan import Plan
from app.ui.screens.route import REVIEW, RouteScreen
from app.ui.window import MainWindow
from tests.gui.screens import made_up
from tests.gui.screens.fake_office import FakeOffice


@pytest.fixture
def office() -> FakeOffice:
    """One route between connected systems."""
    return FakeOffice()


@dataclass(slots=True)
class Shown:
    """The window, its office, and ways to work with them as a person would."""

    qtbot: QtBot
    office: FakeOffice
    window: MainWindow

    @property
    def route(self) -> RouteScreen:
        """The route in hand."""
        page = self.window.stack.currentWidget()
        assert isinstance(page, RouteScreen)
        return page

    def find(self, name: str) -> QWidget:
        """The visible control of this name."""
        self.qtbot.waitUntil(lambda: bool(self._shown(name)), timeout=5000)
        return self._shown(name)[-1]

    def _shown(self, name: str) -> list[QWidget]:
        return [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]

    def click(self, name: str) -> None:
        """Press a control."""
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def asked(self, verb: str, times: int = 1) -> None:
        """Wait until the office has been asked."""
        self.qtbot.waitUntil(lambda: self.office.count(verb) >= times, timeout=5000)

    def review(self, plan: Plan | None = None) -> RouteScreen:
        """Search and check, up to the table."""
        shown = plan or made_up.plan()
        self.office.answers["check_ledger"] = shown
        route = self.route
        route.start_search(SearchCriteria())
        asked = self.office.last("search")
        with self.qtbot.waitSignal(route.review.rows_ready, timeout=5000):
            self.office.end_task(asked.handle, SearchResult(tuple(d.source for d in shown.documents)))
        assert route.step == REVIEW
        return route


def open_window(qtbot: QtBot, office: FakeOffice) -> Shown:
    """Show a window over this office and wait for its first look around."""
    window = MainWindow(office, lambda: made_up.NOW)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), RouteScreen), timeout=5000)
    return Shown(qtbot, office, window)


@pytest.fixture
def shown(qtbot: QtBot, office: FakeOffice) -> Shown:
    """The window at its search."""
    return open_window(qtbot, office)

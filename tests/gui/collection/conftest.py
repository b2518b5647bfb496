"""The collection world, and a person at the window over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.collection.route import CollectionScreen
from app.ui.window import MainWindow
from tests.gui.collection import made_up
from tests.gui.collection.fake_office import FakeOffice
from tests.gui.collection.places import CollectionBooks
from tests.gui.main_job.person import PATIENCE, Person, picture_folder


@pytest.fixture
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CollectionBooks]:
    """The collection world without the remote limits on calls a minute; in Xero, unless a test asks for another ledger."""
    with CollectionBooks(tmp_path, getattr(request, "param", "xero")) as opened:
        yield opened


@pytest.fixture
def person(books: CollectionBooks, qtbot: QtBot, tmp_path: Path) -> Person:
    """Somebody at the window; nothing runs by itself, so that the test says when."""
    window = MainWindow(books.office, books.desks.clock.now)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), CollectionScreen), timeout=PATIENCE)
    return Person(qtbot, window, picture_folder(tmp_path, "collection"))


@pytest.fixture
def office() -> FakeOffice:
    """A route that runs well."""
    return FakeOffice()


Open = Callable[[], Person]


class Addresses(QObject):
    """Stands in for the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    @Slot(QUrl)
    def take(self, address: QUrl) -> None:
        """Note where it was asked to go."""
        self.taken.append(address.toString())


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Callable[[], list[str]]]:
    """What the browser was asked to show."""
    browser = Addresses()
    QDesktopServices.setUrlHandler("https", browser, "take")  # type: ignore[arg-type]  # the binding takes text alone
    yield lambda: browser.taken
    QDesktopServices.unsetUrlHandler("https")


@pytest.fixture
def sit(office: FakeOffice, qtbot: QtBot, tmp_path: Path) -> Open:
    """Sit down at a window over the tests' office, as it is laid out by then."""

    def down() -> Person:
        window = MainWindow(office, lambda: made_up.NOW)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
        qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), CollectionScreen), timeout=PATIENCE)
        return Person(qtbot, window, picture_folder(tmp_path, "collection"))

    return down


def screen(person: Person) -> CollectionScreen:
    """The route in hand."""
    found = person.window.stack.currentWidget()
    assert isinstance(found, CollectionScreen)
    return found

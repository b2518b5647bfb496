"""A dressed application without motion, the collection world, and a person at the window over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.collection.route import CollectionScreen
from app.ui.style import apply_theme, set_reduced_motion, theme
from app.ui.window import MainWindow
from tests.gui.collection.places import CollectionBooks
from tests.gui.main_job.person import PATIENCE, Person, picture_folder


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, theme())
    theme().set_mode("light")
    theme().set_practice(False)
    set_reduced_motion(True)
    yield
    theme().set_mode("light")
    theme().set_practice(False)
    set_reduced_motion(False)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[CollectionBooks]:
    """The collection world without the remote limits on calls a minute."""
    with CollectionBooks(tmp_path) as opened:
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

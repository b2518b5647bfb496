"""Practice books, and a person at the window over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap.practice import PracticeWish
from app.ui.screens.route import RouteScreen
from app.ui.style import theme
from app.ui.window import MainWindow
from tests.gui.main_job.person import PATIENCE, Person, picture_folder
from tests.gui.main_job.places import Practice

Sit = Callable[[Practice, str], Person]


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """The usual practice books, without the remote limits on calls a minute."""
    with Practice(tmp_path, PracticeWish(limits=False)) as books:
        yield books


@pytest.fixture
def sit(qtbot: QtBot, tmp_path: Path) -> Sit:
    """Sit down at a window over these books, dressed in this mode."""

    def down(books: Practice, mode: str) -> Person:
        theme().set_mode(mode)
        window = MainWindow(books.office, books.desks.clock.now)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        books.office.begin()
        qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
        qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), RouteScreen), timeout=PATIENCE)
        return Person(qtbot, window, picture_folder(tmp_path, mode))

    return down

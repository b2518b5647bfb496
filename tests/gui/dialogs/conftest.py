"""One dressed application and a window that dialogs lie in; every test starts light, without practice, without motion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.style import apply_theme, set_reduced_motion, theme
from tests.gui.dialogs.fake import FakeOffice


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in its own theme."""
    apply_theme(qapp, theme())
    return qapp


@pytest.fixture(autouse=True)
def _plain_theme(dressed: QApplication) -> Iterator[None]:
    theme().set_mode("light")
    theme().set_practice(False)
    set_reduced_motion(True)
    yield
    theme().set_mode("light")
    theme().set_practice(False)
    set_reduced_motion(False)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    """A window of the usual size."""
    host = QWidget()
    host.resize(1280, 800)
    qtbot.addWidget(host)
    host.show()
    qtbot.waitUntil(host.isActiveWindow, timeout=5000)
    yield host
    host.close()


@pytest.fixture
def office() -> FakeOffice:
    """Small books with three customers that wait."""
    return FakeOffice()

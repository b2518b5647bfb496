"""A window of the usual size that dialogs lie in, and an office with small books."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.gui.dialogs.fake import FakeOffice


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

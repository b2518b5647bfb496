"""A window for parts, kept alive until the test ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot


class Show(Protocol):
    """Puts parts below one another into a window of their own, shows it, and returns it."""

    def __call__(self, *parts: QWidget) -> QWidget: ...


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """A window for parts, kept alive until the test ends."""
    windows: list[QWidget] = []

    def open_window(*parts: QWidget) -> QWidget:
        window = QWidget()
        window.resize(320, 90 * len(parts))
        column = QVBoxLayout(window)
        for part in parts:
            column.addWidget(part)
        qtbot.addWidget(window)
        window.show()
        windows.append(window)
        qtbot.waitUntil(window.isActiveWindow, timeout=5000)
        return window

    yield open_window
    windows.clear()

"""A bookkeeper at the window: looks for what is shown, presses it, types, and keeps a picture of each step."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.exceptions import TimeoutError as WaitedInVain
from pytestqt.qtbot import QtBot

from app.ui.parts import Dialog, open_dialog
from app.ui.screens.route import RouteScreen
from app.ui.window import MainWindow

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
PATIENCE = 60_000
"""Milliseconds that a step may take on a busy machine."""
W = TypeVar("W", bound=QWidget)


@dataclass(slots=True)
class Person:
    """Works with a window as a person does: only what is visible can be pressed, and keys go where the focus is."""

    qtbot: QtBot
    window: MainWindow
    pictures: Path
    taken: list[str] = field(default_factory=list)

    # --- looking

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait until what is shown is so; what is there instead is kept as a picture."""
        try:
            self.qtbot.waitUntil(holds, timeout=PATIENCE)
        except WaitedInVain:
            self.picture("waited-in-vain")
            raise

    def shown(self, name: str) -> list[QWidget]:
        """The visible controls of this name, the topmost last."""
        return [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]

    def find(self, name: str, kind: type[W]) -> W:
        """The visible control of this name, waited for."""
        self.wait(lambda: bool(self.shown(name)))
        found = self.shown(name)[-1]
        assert isinstance(found, kind)
        return found

    def reads(self, words: str) -> bool:
        """Whether a visible label of the dialog in front, or of the window, holds these words."""
        place = open_dialog(self.window) or self.window
        return any(words in label.text() for label in place.findChildren(QLabel) if label.isVisible())

    @property
    def route(self) -> RouteScreen:
        """The route in hand."""
        page = self.window.stack.currentWidget()
        assert isinstance(page, RouteScreen)
        return page

    def dialog(self, kind: type[W]) -> W:
        """The dialog in front, once it is of this kind."""
        self.wait(lambda: isinstance(open_dialog(self.window), kind))
        found = open_dialog(self.window)
        assert isinstance(found, Dialog)
        assert isinstance(found, kind)
        return found

    def alone(self) -> None:
        """Wait until no dialog lies in front any more."""
        self.wait(lambda: open_dialog(self.window) is None)

    # --- doing

    def click(self, name: str) -> None:
        """Press a control in its middle, once it may be pressed."""
        self.wait(lambda: bool(self.shown(name)) and self.shown(name)[-1].isEnabled())
        QTest.mouseClick(self.shown(name)[-1], Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)

    def type_into(self, name: str, text: str) -> None:
        """Go to a field, replace what it holds by typing."""
        entry = self.find(name, QLineEdit)
        QTest.mouseClick(entry, Qt.MouseButton.LeftButton)
        QTest.keyClick(entry, Qt.Key.Key_A, CTRL)
        QTest.keyClick(entry, Qt.Key.Key_Delete)
        QTest.keyClicks(entry, text)
        assert entry.text() == text

    def picture(self, name: str) -> None:
        """Keep what is shown now."""
        QApplication.processEvents()
        self.taken.append(name)
        assert self.window.grab().save(str(self.pictures / f"{len(self.taken):02}-{name}.png"))


def picture_folder(tmp_path: Path, way: str) -> Path:
    """Where pictures go: below the test's own folder, or to `out/screens` when LEDGERFERRY_SCREENS is set."""
    copy = Path(__file__).resolve().parents[3]
    folder = (copy / "out" / "screens" if os.environ.get("LEDGERFERRY_SCREENS") else tmp_path / "screens") / way
    folder.mkdir(parents=True, exist_ok=True)
    return folder

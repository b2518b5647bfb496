"""Keys and clicks of a person, typed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def press(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key while `widget` has the focus."""
    QTest.keyClick(widget, key, held)


def type_into(widget: QWidget, text: str) -> None:
    """Type text as a keyboard sends it."""
    for letter in text:
        code = Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(widget, QKeyEvent(kind, code, NONE, letter))


def click(widget: QWidget) -> None:
    """Press the left button in its middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

"""The keyboard map: one table that the window obeys and F1 shows. Names are those printed on key caps.

Keys come up to the window from whatever has the focus; a text field keeps its letters, a dialog keeps everything, so single letters
work only outside both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts import Button, Dialog, KeyCap, PlainLabel
from app.ui.style import Role

_NAMES = {
    Qt.Key.Key_Return: "Enter", Qt.Key.Key_Enter: "Enter", Qt.Key.Key_Escape: "Esc", Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Up: "Up", Qt.Key.Key_Down: "Down", Qt.Key.Key_Left: "Left", Qt.Key.Key_Right: "Right",
    Qt.Key.Key_F1: "F1", Qt.Key.Key_F6: "F6", Qt.Key.Key_Comma: ",", Qt.Key.Key_Slash: "/", Qt.Key.Key_Question: "?",
}  # fmt: skip
_MODIFIERS = frozenset({
    Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
})  # fmt: skip
_SHIFTED = {"?", "/"}  # reached with Shift on some keyboards, without it on others


class Area(StrEnum):
    """Where a key works."""

    EVERYWHERE = "Everywhere"
    SEARCH = "Search"
    REVIEW = "Review"
    MAPPING = "Mapping"
    SYNC = "Sync"
    DONE = "Done"
    COLLECTION = "Collection"


@dataclass(frozen=True, slots=True)
class KeyLine:
    """Keys that do one thing."""

    keys: tuple[str, ...]
    does: str


KEYS: dict[Area, tuple[KeyLine, ...]] = {
    Area.EVERYWHERE: (
        KeyLine(("Ctrl+1..9",), "Go to a route"),
        KeyLine(("Ctrl+B",), "Fold or unfold the rail"),
        KeyLine(("Ctrl+L",), "Log"),
        KeyLine(("Ctrl+R",), "Reports"),
        KeyLine(("Ctrl+,",), "Settings"),
        KeyLine(("/", "Ctrl+F"), "Search here"),
        KeyLine(("F1", "?"), "All keys"),
        KeyLine(("Esc",), "Back, or close"),
        KeyLine(("F6",), "Next area"),
    ),
    Area.SEARCH: (
        KeyLine(("Enter",), "Search invoices"),
        KeyLine(("Alt+1..5",), "Fill the dates in, from left to right"),
    ),
    Area.REVIEW: (
        KeyLine(("Up", "Down", "J", "K"), "Move"),
        KeyLine(("Space",), "Tick"),
        KeyLine(("Ctrl+A",), "Tick all that are ready"),
        KeyLine(("Enter",), "Show or hide the detail"),
        KeyLine(("F",), "Fix the first problem"),
        KeyLine(("1..5",), "Filter by state, from left to right"),
        KeyLine(("Ctrl+D",), "Dry run"),
        KeyLine(("Ctrl+Enter",), "Sync"),
    ),
    Area.MAPPING: (
        KeyLine(("Enter",), "Accept"),
        KeyLine(("Left", "Right"), "Other candidate"),
        KeyLine(("A",), "Accept all that are certain"),
        KeyLine(("N",), "New contact or customer in the ledger"),
        KeyLine(("S",), "Skip"),
        KeyLine(("U",), "Undo"),
    ),
    Area.SYNC: (KeyLine(("P",), "Pause or go on"), KeyLine(("Esc",), "Ask to cancel")),
    Area.DONE: (
        KeyLine(("Enter",), "Mark as processed"),
        KeyLine(("Ctrl+S",), "Save the proof"),
        KeyLine(("Ctrl+Shift+Z",), "Undo the run"),
    ),
    Area.COLLECTION: (
        KeyLine(("Alt+1..4",), "Health to Settlements"),
        KeyLine(("1..6",), "Filter, from left to right"),
        KeyLine(("Enter",), "First step of the row"),
        KeyLine(("C", "N"), "Connect to, or create a payer"),
        KeyLine(("Ctrl+Enter",), "Import now, or show the debits"),
        KeyLine(("F",), "Mend a settlement"),
        KeyLine(("Ctrl+S",), "Export settlements"),
    ),
}


def combination(event: QKeyEvent) -> str:
    """The name of what was pressed: 'Ctrl+B', 'J', 'Enter', '?', 'Alt+1'; empty for a modifier alone."""
    key = event.key()
    if key in _MODIFIERS:
        return ""
    name = _NAMES.get(Qt.Key(key)) or QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
    if not name or not name.isprintable():
        return ""
    modifiers = event.modifiers()
    parts = [
        ("Ctrl", Qt.KeyboardModifier.ControlModifier),
        ("Alt", Qt.KeyboardModifier.AltModifier),
        ("Shift", Qt.KeyboardModifier.ShiftModifier),
    ]
    held = [word for word, flag in parts if modifiers & flag and not (word == "Shift" and name in _SHIFTED)]
    return "+".join([*held, name])


_COLUMNS = (
    (Area.EVERYWHERE, Area.SEARCH, Area.SYNC),
    (Area.REVIEW, Area.DONE),
    (Area.MAPPING, Area.COLLECTION),
)


class KeysSheet(Dialog):
    """All keys, by where they work."""

    def __init__(self) -> None:
        super().__init__("All keys", "Single letters work outside text fields.", width=1180)
        self.setObjectName("keys-sheet")
        columns = QHBoxLayout()
        columns.setSpacing(40)
        for areas in _COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(16)
            for area in areas:
                column.addWidget(_area(area))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.body.addLayout(columns)
        close = Button("Close", key="Esc")
        close.setObjectName("keys-close")
        close.clicked.connect(self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.first_focus = close


def _area(area: Area) -> QWidget:
    """The keys of one area, caps at the left."""
    block = QWidget()
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, 132)
    grid.setColumnStretch(1, 1)
    grid.addWidget(PlainLabel(area.value, Role.GROUP), 0, 0, 1, 2)
    for number, line in enumerate(KEYS[area], 1):
        caps = QHBoxLayout()
        caps.setSpacing(4)
        for key in line.keys:
            caps.addWidget(KeyCap(key.replace("..", " to ")))
        caps.addStretch(1)
        grid.addLayout(caps, number, 0)
        grid.addWidget(PlainLabel(line.does, Role.TEXT, "text2", elide=True), number, 1)
    block.setAccessibleName(f"Keys: {area.value}")
    return block

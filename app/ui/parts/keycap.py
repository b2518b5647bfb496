"""Key caps: the key that does the same, printed where the person looks."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.parts.labels import PlainLabel
from app.ui.style.fonts import Role
from app.ui.style.paint import CENTRE, advance, box, smooth, write
from app.ui.style.theme import colour

CAP_HEIGHT = 18


def cap_width(key: str, height: int = CAP_HEIGHT) -> int:
    """Width of a cap: at least 20 px, else the word and 5 px on either side."""
    return max(height + 2, advance(key, Role.KEY) + 10)


def paint_cap(painter: QPainter, rect: QRectF, key: str, *, on_fill: bool = False, strong: bool = False) -> None:
    """A cap in `rect`: on a filled button a lighter patch, beside one a thin box, in key lines an `edge` box."""
    if on_fill:
        box(painter, rect, 4, QColor(255, 255, 255, 56))
        write(painter, rect, key, Role.BADGE, "on_accent", align=CENTRE)
        return
    if strong:
        box(painter, rect, 5, colour("surface"), colour("edge"))
    else:
        box(painter, rect, 4, colour("sunken"), colour("line"))
    write(painter, rect, key, Role.KEY, "text2", align=CENTRE)


class KeyCap(QLabel):
    """A single key cap, 22 px high, as in key lines at the bottom of a window."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(f"Key {key}")
        self.setFixedSize(cap_width(key, 20), 22)

    @property
    def key(self) -> str:
        """The key's name as printed."""
        return self._key

    def set_key(self, key: str) -> None:
        """Another key or number."""
        self._key = key
        self.setAccessibleName(f"Key {key}")
        self.setFixedSize(cap_width(key, 20), 22)
        self.update()

    def sizeHint(self) -> QSize:
        """The cap's fixed size."""
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cap."""
        paint_cap(smooth(QPainter(self)), QRectF(self.rect()), self._key, strong=True)


class KeyHint(QWidget):
    """A cap and what the key does: `Enter  accept`."""

    def __init__(self, key: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(KeyCap(key))
        row.addWidget(PlainLabel(word, Role.TEXT, "text2"))
        self.setAccessibleName(f"{key}: {word}")

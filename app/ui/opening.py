"""What is seen while books are being opened: a small sheet at once, so that nobody wonders whether anything happens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.parts import Mark, PlainLabel
from app.ui.style import Role, colour

_SIZE = (420, 200)


class OpeningSheet(QWidget):
    """The mark, the name, and one sentence about what is being opened."""

    def __init__(self, sentence: str) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen)
        self.setObjectName("opening")
        self.setAccessibleName(sentence)
        self.setWindowTitle("Ledgerferry")
        self.setFixedSize(*_SIZE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 32)
        layout.setSpacing(12)
        layout.addWidget(Mark(48))
        layout.addWidget(PlainLabel("Ledgerferry", Role.SENTENCE))
        layout.addWidget(PlainLabel(sentence, Role.TEXT, "text2"))
        layout.addStretch(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A plain sheet with a thin edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.setPen(colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

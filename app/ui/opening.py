"""What is seen while books are being opened: a small sheet at once, so that nobody wonders whether anything happens.

Painted by itself, without the widgets of the other screens: loading those would take longer than showing it.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.style import Role, colour, draw_icon, font
from app.ui.style.paint import box, smooth

_SIZE = (420, 200)
_MARGIN, _MARK, _GLYPH = 32.0, 48.0, 27.0
_NAME_AT, _SENTENCE_AT = 92.0, 126.0
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OpeningSheet(QWidget):
    """The mark, the name, and one sentence about what is being opened. `is_painted` once it has been seen."""

    def __init__(self, sentence: str) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen)
        self.setObjectName("opening")
        self.setAccessibleName(sentence)
        self.setWindowTitle("Ledgerferry")
        self.setFixedSize(*_SIZE)
        self._sentence = sentence
        self.is_painted = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A plain sheet with a thin edge, the boat, the name, the sentence."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.setPen(colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        self._paint_words(painter, _NAME_AT, "Ledgerferry", Role.SENTENCE, "text")
        self._paint_words(painter, _SENTENCE_AT, self._sentence, Role.TEXT, "text2")
        smooth(painter)
        box(painter, QRectF(_MARGIN, _MARGIN, _MARK, _MARK), _MARK / 4, colour("accent"))
        inset = _MARGIN + (_MARK - _GLYPH) / 2
        draw_icon(painter, "sailboat", "on_accent", QRectF(inset, inset, _GLYPH, _GLYPH))
        self.is_painted = True

    def _paint_words(self, painter: QPainter, top: float, words: str, role: Role, tint: str) -> None:
        painter.setFont(font(role))
        painter.setPen(colour(tint))
        painter.drawText(QRectF(_MARGIN, top, self.width() - 2 * _MARGIN, 28.0), _TEXT, words)

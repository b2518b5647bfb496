"""Check boxes, radio buttons and choice cards, painted alike in forms and tables."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.parts.card import CARD_RADIUS
from app.ui.parts.focus import RingHolder
from app.ui.parts.labels import PlainLabel, Prose
from app.ui.style.fonts import Role
from app.ui.style.paint import advance, box, check_box, radio, smooth, write
from app.ui.style.theme import colour
from app.ui.style.words import one_line

_BOX = 18
_GAP = 8


class CheckField(QCheckBox):
    """A check box with its words; `toggled(bool)` as usual."""

    def __init__(self, text: str = "", *, checked: bool = False, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = one_line(text)
        super().setText(self._words.replace("&", "&&"))
        self.setAccessibleName(self._words or name)
        self.setChecked(checked)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._ring = RingHolder(self, 5)

    def setText(self, text: str) -> None:
        """Other words."""
        self._words = one_line(text)
        super().setText(self._words.replace("&", "&&"))
        self.setAccessibleName(self._words)
        self.updateGeometry()

    def text(self) -> str:
        """The words as shown."""
        return self._words

    def sizeHint(self) -> QSize:
        """Box, gap, words; 24 px high to be easily hit."""
        return QSize(_BOX + (_GAP + advance(self._words, Role.TEXT) + 2 if self._words else 0), 24)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        """The words belong to the box."""
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box and words."""
        painter = smooth(QPainter(self))
        place = QRectF(0, (self.height() - _BOX) / 2, _BOX, _BOX)
        check_box(painter, place, self.checkState(), self.isEnabled(), self.underMouse())
        room = QRectF(_BOX + _GAP, 0, self.width() - _BOX - _GAP, self.height())
        write(painter, room, self._words, Role.TEXT, "text" if self.isEnabled() else "text3")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring round the box for keyboard focus."""
        super().focusInEvent(event)
        self._ring.focus_in(event.reason())
        if self._ring.is_shown:
            self._ring.show(QRect(0, (self.height() - _BOX) // 2, _BOX, _BOX))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring without focus."""
        super().focusOutEvent(event)
        self._ring.hide()


class CheckBlock(QWidget):
    """A check box with an explanation below it, indented under its words; `check` is the box."""

    def __init__(self, text: str, second: str, *, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.check = CheckField(text, checked=checked)
        self.check.setAccessibleDescription(second)
        column.addWidget(self.check)
        row = QHBoxLayout()
        row.setContentsMargins(_BOX + _GAP, 0, 0, 0)
        self.second = Prose(second, Role.SMALL, "text2")
        row.addWidget(self.second)
        column.addLayout(row)
        self.setFocusProxy(self.check)


class RadioCard(QRadioButton):
    """One of several ways as a card: radio button, name, second line, and room at the right (`add_aside`) and below (`add_below`).

    `toggled(bool)` as usual; cards of one parent exclude each other, arrow keys move between them.
    """

    def __init__(self, title: str, second: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(one_line(title))
        self.setAccessibleDescription(one_line(second))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._ring = RingHolder(self, 8)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 12, 14, 12)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(1)
        self.title = PlainLabel(title, Role.GROUP, elide=True)
        self.second = PlainLabel(second, Role.SMALL, "text2", elide=True)
        if not second:
            self.second.hide()
        words.addWidget(self.title)
        words.addWidget(self.second)
        self._words, self._row = words, row
        self._below: QHBoxLayout | None = None
        row.addLayout(words, 1)
        for label in (self.title, self.second):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def add_aside(self, widget: QWidget) -> None:
        """Put a control, score or meter at the right."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_below(self, widget: QWidget) -> None:
        """Put a chip or link below the second line, side by side from the left."""
        if self._below is None:  # an empty layout would narrow the words above it
            self._below = QHBoxLayout()
            self._below.setContentsMargins(0, 6, 0, 0)
            self._below.setSpacing(7)
            self._below.addStretch(1)
            self._words.addLayout(self._below)
        self._below.insertWidget(self._below.count() - 1, widget)

    def sizeHint(self) -> QSize:
        """As its layout wants."""
        layout = self.layout()
        return layout.sizeHint() if layout else QSize(200, 56)

    def minimumSizeHint(self) -> QSize:
        """As its layout needs."""
        layout = self.layout()
        return layout.minimumSize() if layout else QSize(120, 56)

    def hitButton(self, position: QPoint) -> bool:
        """The whole card can be pressed."""
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Card and radio button; the chosen one on accent_soft with an accent line."""
        painter = smooth(QPainter(self))
        rect, chosen = QRectF(self.rect()), self.isChecked()
        if chosen:
            box(painter, rect, CARD_RADIUS - 2, colour("accent_soft"), colour("accent"), width=1.5)
        else:
            ground = "hover" if self.underMouse() and self.isEnabled() else "surface"
            box(painter, rect, CARD_RADIUS - 2, colour(ground), colour("line"))
        top = 11 if self.height() > 64 else (self.height() - _BOX) / 2
        radio(painter, QRectF(14, top, _BOX, _BOX), chosen, self.isEnabled())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus."""
        super().focusInEvent(event)
        self._ring.focus_in(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring without focus."""
        super().focusOutEvent(event)
        self._ring.hide()

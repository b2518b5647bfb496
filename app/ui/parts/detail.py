"""The side panel and what stands in it: labelled values, facts with icons, tiles of systems, a time line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.parts.card import Glyph, Rule
from app.ui.parts.chip import Tone
from app.ui.parts.labels import PlainLabel, Prose
from app.ui.style.fonts import Role
from app.ui.style.paint import CENTRE, box, smooth, write
from app.ui.style.theme import colour

DETAIL_WIDTH = 340
LOG_WIDTH = 380


class System(Enum):
    """Remote systems as two letters on their own ground: no vendor's logo is used. White on each is at least 4.5."""

    AUTOTASK = ("AT", "#3C4A5C")
    XERO = ("XE", "#0F7F9A")
    QUICKBOOKS = ("QB", "#2B7A33")
    ROOTSTOCK = ("RS", "#7A4B12")
    ROTESSA = ("RO", "#5B3FA8")
    ENROLLIO = ("EN", "#9A3B4E")


class FactTile(QWidget):
    """A system's two letters, 28 px in lists and 40 px in cards."""

    def __init__(self, system: System, size: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._system = system
        self.setFixedSize(size, size)
        self.setAccessibleName(system.name.capitalize())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and letters."""
        letters, ground = self._system.value
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        box(painter, rect, 6 if self.width() < 36 else 8, QColor(ground))
        write(painter, rect, letters, Role.BADGE if self.width() < 36 else Role.CARD, "on_accent", align=CENTRE)


class DetailPanel(QFrame):
    """A panel of fixed width at the right, scrolling, with a line at its left; fill `body`, keep `foot` in view."""

    def __init__(self, width: int = DETAIL_WIDTH, *, name: str = "Details", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._area, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(20, 0, 20, 16)
        column.addLayout(self.foot)
        self.body = QVBoxLayout()
        self._renew()

    def _renew(self) -> None:
        inner = QWidget()
        inner.setAutoFillBackground(False)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(20, 20, 20, 16)
        self.body.setSpacing(0)
        outer.addLayout(self.body)
        outer.addStretch(1)  # an alignment at the top would not give wrapped text the height it needs
        self._area.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)

    def clear(self) -> None:
        """An empty `body` to fill anew; the old content is destroyed."""
        self._renew()

    def add_rule(self) -> None:
        """A thin line with 14 px above and below."""
        self.body.addSpacing(14)
        self.body.addWidget(Rule())
        self.body.addSpacing(14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface and a line at the left."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, 0, 1, self.height(), colour("line"))


class ValueLine(QWidget):
    """A label at the left and its value at the right: `Net  511.29`; `strong` for totals."""

    def __init__(self, label: str, value: str, *, strong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        self.label = PlainLabel(label, Role.GROUP if strong else Role.TEXT, "text" if strong else "text2", elide=True)
        tint = "bad_text" if value.startswith("−") else "text"
        self.value = PlainLabel(value, Role.CARD if strong else Role.TEXT, tint)
        row.addWidget(self.label, 1)
        row.addWidget(self.value)

    def set_value(self, value: str) -> None:
        """Another value; red when negative."""
        self.value.setText(value)
        self.value.set_tint("bad_text" if value.startswith("−") else "text")


class FactLine(QWidget):
    """An icon, a fact, and a second line that explains it; long facts wrap."""

    def __init__(
        self,
        icon: str,
        text: str,
        second: str = "",
        *,
        tint: str = "text2",
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Glyph(icon, tint), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.text = Prose(text, Role.STRONG if strong else Role.TEXT, "text", line_height=1.3)
        self.second = Prose(second, Role.SMALL, "text2", line_height=1.35)
        if not second:
            self.second.hide()
        words.addWidget(self.text)
        words.addWidget(self.second)
        row.addLayout(words, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a run: when, what happened, what it means, and its tone."""

    time: str
    text: str
    second: str = ""
    tone: Tone = Tone.ACCENT


class TimeLine(QWidget):
    """Moments below one another, dots joined by a line; 44 px each."""

    _STEP = 44

    def __init__(self, moments: tuple[Moment, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_moments(moments)

    def set_moments(self, moments: tuple[Moment, ...]) -> None:
        """Show these moments."""
        self._moments = moments
        self.setFixedHeight(max(1, len(moments)) * self._STEP)
        self.setAccessibleName("; ".join(f"{moment.time} {moment.text} {moment.second}".strip() for moment in moments))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line, dots, words."""
        painter = smooth(QPainter(self))
        for number, moment in enumerate(self._moments):
            top = number * self._STEP
            if number < len(self._moments) - 1:
                painter.fillRect(QRectF(5.5, top + 16, 1, self._STEP - 12), colour("line"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(moment.tone.fill))
            painter.drawEllipse(QRectF(1, top + 5, 10, 10))
            write(painter, QRectF(24, top, 64, 20), moment.time, Role.SMALL, "text2")
            room = self.width() - 92
            write(painter, QRectF(92, top, room, 20), moment.text, Role.STRONG)
            write(painter, QRectF(92, top + 19, room, 17), moment.second, Role.SMALL, "text2")

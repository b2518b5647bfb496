"""Charts drawn by hand: small bars beside figures, and columns for reports; every value is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.style.figures import count
from app.ui.style.fonts import Role
from app.ui.style.paint import CENTRE, RIGHT, box, smooth, write
from app.ui.style.theme import colour
from app.ui.style.words import one_line

_ROW = 28
_BAR = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One value: label, number, an aside such as an amount, and whether it alarms."""

    label: str
    number: int
    aside: str = ""
    alarming: bool = False


class BarRows(QWidget):
    """Horizontal bars, one a row: label, bar, number, aside. `label` is the label's width; without `numbers` the aside says it all."""

    def __init__(
        self, bars: Sequence[Bar] = (), parent: QWidget | None = None, *, label: int = 84, numbers: bool = True
    ) -> None:
        super().__init__(parent)
        self._label, self._number = label, 44 if numbers else 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_bars(bars)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these values."""
        self._bars = tuple(bars)
        self.setFixedHeight(max(1, len(self._bars)) * _ROW)
        self.setAccessibleName("; ".join(f"{bar.label}: {count(bar.number)} {bar.aside}".strip() for bar in self._bars))
        self.update()

    def sizeHint(self) -> QSize:
        """28 px a row."""
        return QSize(300, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Rows from the top; bars share one scale."""
        painter = smooth(QPainter(self))
        most = max((bar.number for bar in self._bars), default=0) or 1
        has_aside = any(bar.aside for bar in self._bars)
        aside, label, number = (106 if has_aside else 0), self._label, self._number
        track = max(24.0, self.width() - aside - label - number - 8)
        for place, bar in enumerate(self._bars):
            top = place * 1.0 * _ROW
            write(painter, QRectF(0, top, label, _ROW), one_line(bar.label), Role.SMALL, "text2")
            width = max(6.0, track * bar.number / most) if bar.number > 0 else 0.0
            if width:
                fill = colour("warn_fill" if bar.alarming else "accent")
                box(painter, QRectF(label + 8, top + (_ROW - _BAR) / 2, width, _BAR), 3, fill)
            if number:
                figure = QRectF(label + 8 + track, top, number, _ROW)
                write(painter, figure, count(bar.number), Role.STRONG, align=RIGHT)
            if bar.aside:
                write(
                    painter, QRectF(self.width() - aside, top, aside, _ROW), bar.aside, Role.TEXT, "text2", align=RIGHT
                )


class ColumnChart(QWidget):
    """Upright bars with their values above and labels below; an empty place keeps a thin line."""

    def __init__(
        self, bars: Sequence[Bar] = (), *, name: str = "Chart", height: int = 110, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_bars(bars)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these values."""
        self._bars = tuple(bars)
        values = "; ".join(f"{bar.label}: {count(bar.number)}" for bar in self._bars)
        self.setAccessibleName(f"{self._name}: {values}")
        self.update()

    def sizeHint(self) -> QSize:
        """41 px a column."""
        return QSize(max(120, 41 * len(self._bars)), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Columns from the left; they share one scale."""
        if not self._bars:
            return
        painter = smooth(QPainter(self))
        most = max(bar.number for bar in self._bars) or 1
        step = self.width() / len(self._bars)
        wide, ground, tallest = min(24.0, step * 0.6), self.height() - 24.0, self.height() - 24.0 - 22.0
        for place, bar in enumerate(self._bars):
            middle = (place + 0.5) * step
            tall = max(3.0, tallest * bar.number / most) if bar.number > 0 else 0.0
            if tall:
                column = QRectF(middle - wide / 2, ground - tall, wide, tall)
                box(painter, column, 3, colour("warn_fill" if bar.alarming else "accent"))
                value = QRectF(middle - step / 2, ground - tall - 20, step, 18)
                write(painter, value, bar.aside or count(bar.number), Role.HEAD, align=CENTRE)
            else:
                painter.fillRect(QRectF(middle - wide / 2, ground - 1, wide, 1), colour("rule"))
            write(
                painter,
                QRectF(middle - step / 2, ground + 4, step, 20),
                one_line(bar.label),
                Role.SMALL,
                "text2",
                align=CENTRE,
            )

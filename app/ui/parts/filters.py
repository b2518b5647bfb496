"""Segmented filter with counts, and the stepper of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.ui.parts.focus import RingHolder
from app.ui.style.figures import count
from app.ui.style.fonts import Role
from app.ui.style.icons import draw_icon
from app.ui.style.paint import CENTRE, advance, box, smooth, write
from app.ui.style.theme import colour

_HEIGHT = 32


@dataclass(frozen=True, slots=True)
class Segment:
    """One way to filter: its key, its word, and how many there are (None shows no count)."""

    key: str
    word: str
    count: int | None = None


class SegmentButton(QAbstractButton):
    """One segment."""

    def __init__(self, segment: Segment, parent: QWidget) -> None:
        super().__init__(parent)
        self.segment = segment
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(_HEIGHT - 6)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setObjectName(f"segment-{segment.key}")
        self._ring = RingHolder(self, 6)
        self.set_segment(segment)

    def set_segment(self, segment: Segment) -> None:
        """Another word or count."""
        if segment == self.segment and self.accessibleName():
            return
        self.segment = segment
        number = "" if segment.count is None else f", {count(segment.count)}"
        self.setAccessibleName(segment.word + number)
        self.updateGeometry()
        self.update()

    def _count_width(self) -> int:
        return 0 if self.segment.count is None else advance(count(self.segment.count), Role.HEAD) + 6

    def sizeHint(self) -> QSize:
        """Word and count with 11 px at both sides."""
        return QSize(advance(self.segment.word, Role.STRONG) + self._count_width() + 23, _HEIGHT - 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The chosen one lies on surface."""
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        on = self.isChecked()
        if on:
            box(painter, rect, 6, colour("surface"))
        word = QRectF(11, 0, advance(self.segment.word, Role.STRONG) + 1, rect.height())
        tint = "text" if on or self.underMouse() else "text2"
        write(painter, word, self.segment.word, Role.STRONG, tint)
        if self.segment.count is not None:
            place = QRectF(word.right() + 6, 0, self._count_width(), rect.height())
            write(painter, place, count(self.segment.count), Role.HEAD, "accent_text" if on else "text2")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus."""
        super().focusInEvent(event)
        self._ring.focus_in(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring without focus."""
        super().focusOutEvent(event)
        self._ring.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose the neighbour."""
        parent = self.parent()
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and isinstance(parent, SegmentedFilter):
            parent.step(1 if event.key() == Qt.Key.Key_Right else -1)
            return
        super().keyPressEvent(event)


class SegmentedFilter(QWidget):
    """`chosen(str)` with the segment's key. One segment is always chosen; Left and Right move, Tab leaves."""

    chosen = Signal(str)

    def __init__(self, segments: Sequence[Segment], *, name: str = "Show", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._buttons = {segment.key: SegmentButton(segment, self) for segment in segments}
        for key, button in self._buttons.items():
            row.addWidget(button)
            button.clicked.connect(lambda _on=False, key=key: self.choose(key))
        self._current = segments[0].key
        self._mark()

    @property
    def current(self) -> str:
        """Key of the chosen segment."""
        return self._current

    def button(self, key: str) -> SegmentButton:
        """The button of a segment; KeyError for an unknown key."""
        return self._buttons[key]

    def _mark(self) -> None:
        for key, button in self._buttons.items():
            button.setChecked(key == self._current)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if key == self._current else Qt.FocusPolicy.ClickFocus)

    def set_current(self, key: str) -> None:
        """Choose without a signal; KeyError for an unknown key."""
        if key not in self._buttons:
            raise KeyError(key)
        self._current = key
        self._mark()

    def choose(self, key: str) -> None:
        """Choose as the person would."""
        changed = key != self._current
        self.set_current(key)
        if changed:
            self.chosen.emit(key)

    def choose_number(self, number: int) -> None:
        """Choose by position from 1, for number keys; beyond the end nothing happens."""
        if 1 <= number <= len(self._buttons):
            self.choose(list(self._buttons)[number - 1])

    def step(self, by: int) -> None:
        """Choose a neighbour and take the focus there."""
        keys = list(self._buttons)
        self.choose(keys[(keys.index(self._current) + by) % len(keys)])
        self._buttons[self._current].setFocus(Qt.FocusReason.TabFocusReason)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Other counts by key."""
        for key, number in counts.items():
            segment = self._buttons[key].segment
            self._buttons[key].set_segment(Segment(key, segment.word, number))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The track."""
        box(smooth(QPainter(self)), QRectF(self.rect()), 8, colour("hover"))


class Stepper(QWidget):
    """Where a run stands: done steps with a check, the current one filled, later ones outlined.

    `pressed(int)` when a done step is pressed, to go back to it.
    """

    pressed = Signal(int)
    _CIRCLE, _GAP, _LINE = 26, 9, 22

    def __init__(
        self, steps: Sequence[str] = ("Search", "Review", "Send", "Done"), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._steps, self._current = tuple(steps), 0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_current(0)

    @property
    def current(self) -> int:
        """Number of the current step, from 0."""
        return self._current

    def set_current(self, number: int) -> None:
        """Stand at this step; ValueError outside the steps."""
        if not 0 <= number < len(self._steps):
            raise ValueError(number)
        self._current = number
        self.setAccessibleName(f"Step {number + 1} of {len(self._steps)}: {self._steps[number]}")
        self.update()

    def _word_width(self, number: int) -> int:
        return advance(self._steps[number], Role.GROUP) + 1

    def sizeHint(self) -> QSize:
        """Circles, words and lines between."""
        words = sum(self._word_width(number) for number in range(len(self._steps)))
        between = (len(self._steps) - 1) * (self._LINE + 2 * self._GAP)
        return QSize(words + len(self._steps) * (self._CIRCLE + self._GAP) + between + 4, 32)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Steps from the left."""
        painter, left, middle = smooth(QPainter(self)), 0.0, self.height() / 2
        for number, word in enumerate(self._steps):
            self._paint_circle(painter, QRectF(left, middle - 13, 26, 26), number)
            left += self._CIRCLE + self._GAP
            current, done = number == self._current, number < self._current
            role = Role.GROUP if current else Role.STRONG
            tint = "text" if current or done else "text2"
            width = self._word_width(number)
            write(painter, QRectF(left, 0, width, self.height()), word, role, tint)
            left += width + self._GAP
            if number < len(self._steps) - 1:
                line = colour("accent_line" if done else "line")
                painter.fillRect(QRectF(left, middle - 1, self._LINE, 2), line)
                left += self._LINE + self._GAP

    def step_at(self, x: float) -> int:
        """Number of the step at `x` px; -1 between steps."""
        left = 0.0
        for number in range(len(self._steps)):
            right = left + self._CIRCLE + self._GAP + self._word_width(number)
            if left <= x <= right:
                return number
            left = right + 2 * self._GAP + self._LINE
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over a step that is done."""
        done = 0 <= self.step_at(event.position().x()) < self._current
        self.setCursor(Qt.CursorShape.PointingHandCursor if done else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a done step."""
        number = self.step_at(event.position().x())
        if 0 <= number < self._current and event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit(number)

    def _paint_circle(self, painter: QPainter, rect: QRectF, number: int) -> None:
        if number < self._current:
            painter.setPen(QPen(colour("accent_line"), 1))
            painter.setBrush(colour("accent_soft"))
            painter.drawEllipse(rect.adjusted(0.5, 0.5, -0.5, -0.5))
            draw_icon(painter, "check", "accent_text", rect.adjusted(6, 6, -6, -6))
            return
        if number == self._current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(rect)
        else:
            painter.setPen(QPen(colour("edge"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        tint = "on_accent" if number == self._current else "text2"
        write(painter, rect, str(number + 1), Role.GROUP, tint, align=CENTRE)

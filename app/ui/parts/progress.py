"""How far a run is: the segmented bar, the four lanes, meters, and a line that says what is being done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.parts.card import Card, CardLook, Glyph
from app.ui.parts.chip import Tone
from app.ui.parts.focus import RingHolder
from app.ui.parts.labels import PlainLabel
from app.ui.style.figures import count
from app.ui.style.fonts import Role
from app.ui.style.paint import advance, box, smooth, write
from app.ui.style.theme import colour
from app.ui.style.words import one_line


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the whole: how many, in which tone, and its word for screen readers."""

    number: int
    tone: Tone
    word: str


class ProgressBar(QWidget):
    """Done, being checked and needing you, side by side; what remains is the track. 10 px high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: tuple[Share, ...] = ()
        self._total = 0
        self.setFixedHeight(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shares(self, shares: Sequence[Share], total: int) -> None:
        """Show these parts of `total`; ValueError when they are more than the whole."""
        if total < 0 or sum(share.number for share in shares) > total:
            raise ValueError("the parts are more than the whole")
        self._shares, self._total = tuple(shares), total
        words = ", ".join(f"{count(share.number)} {share.word}" for share in shares)
        self.setAccessibleName(f"Of {count(total)}: {words}")
        self.update()

    def segments(self) -> list[tuple[float, float, Tone]]:
        """Left, width and tone of each visible segment in px; 1.5 px of ground lie between two."""
        left, made = 0.0, []
        for share in self._shares:
            if share.number and self._total:
                width = max(3.0, self.width() * share.number / self._total)
                made.append((left, min(width, self.width() - left) - 1.5, share.tone))
                left += width
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, then segments within its round ends."""
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        box(painter, rect, 5, colour("calm_soft"))
        path = QPainterPath()
        path.addRoundedRect(rect, 5, 5)
        painter.setClipPath(path)
        for left, width, tone in self.segments():
            painter.fillRect(QRectF(left - 1.5 if left else 0, 0, 1.5 if left else 0, rect.height()), colour("surface"))
            painter.fillRect(QRectF(left, 0, width, rect.height()), colour(tone.fill))


class Meter(QWidget):
    """A label, its value, and a bar: neutral (`edge`) by default, amber when short. `share` is 0 to 100, None for no bar."""

    def __init__(
        self, label: str, value: str, share: int | None = None, tone: Tone | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_meter(label, value, share, tone)

    def set_meter(self, label: str, value: str, share: int | None = None, tone: Tone | None = None) -> None:
        """Another reading."""
        self._label, self._value, self._share, self._tone = one_line(label), one_line(value), share, tone
        self.setFixedHeight(18 if share is None else 27)
        self.setAccessibleName(f"{self._label}: {self._value}")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as given."""
        return QSize(200, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words above, bar below."""
        painter = smooth(QPainter(self))
        width = advance(self._value, Role.HEAD) + 1
        write(painter, QRectF(0, 0, self.width() - width - 8, 18), self._label, Role.SMALL, "text2")
        write(painter, QRectF(self.width() - width, 0, width, 18), self._value, Role.HEAD)
        if self._share is None:
            return
        track = QRectF(0, 21, self.width(), 6)
        box(painter, track, 3, colour("calm_soft"))
        filled = track.width() * max(0, min(100, self._share)) / 100
        if filled:
            fill = "edge" if self._tone is None else self._tone.fill
            box(painter, QRectF(0, 21, max(6.0, filled), 6), 3, colour(fill))


class LaneCard(Card):
    """A lane of a run: icon and word, a big count, its amount, and a line below. `set_lane` changes it."""

    def __init__(self, icon: str, tint: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(margins=(16, 12, 16, 12), spacing=3, parent=parent)
        self._word = word
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Glyph(icon, tint))
        head.addWidget(PlainLabel(word, Role.TEXT, "text2"))
        head.addStretch(1)
        self.figure = PlainLabel("0", Role.FIGURE)
        self.amounts = QVBoxLayout()
        self.amounts.setSpacing(0)
        middle = QHBoxLayout()
        middle.addWidget(self.figure)
        middle.addStretch(1)
        middle.addLayout(self.amounts)
        self.below = PlainLabel("", Role.SMALL, "text2", elide=True)
        self.body.addLayout(head)
        self.body.addLayout(middle)
        self.body.addWidget(self.below)
        self._labels: list[PlainLabel] = []

    def set_lane(self, number: int, amounts: Sequence[str], below: str) -> None:
        """Count, amounts by currency (at most two are written, the rest counted), and what it means."""
        self.figure.setText(count(number))
        lines = list(amounts[:2]) if len(amounts) <= 2 else [amounts[0], f"and {len(amounts) - 1} more currencies"]
        while len(self._labels) < len(lines):
            label = PlainLabel("", Role.STRONG, align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._labels.append(label)
            self.amounts.addWidget(label, 0, Qt.AlignmentFlag.AlignRight)
        for place, label in enumerate(self._labels):
            label.setVisible(place < len(lines))
            label.setText(lines[place] if place < len(lines) else "")
        self.below.setText(below)
        self.setAccessibleName(f"{self._word}: {count(number)}, {', '.join(amounts)}, {below}")


class CountCard(Card):
    """A count that opens its list: `pressed()` by click, Enter or Space; `set_chosen` outlines it in accent."""

    pressed = Signal()

    def __init__(self, icon: str, word: str, number: int, below: str, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 14, 20, 14), spacing=4, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._icon = icon
        self._ring = RingHolder(self, 10)
        head = QHBoxLayout()
        head.setSpacing(10)
        self._glyph, self._arrow = Glyph(icon), Glyph("chevron-right")
        head.addWidget(self._glyph)
        head.addWidget(PlainLabel(word, Role.STRONG, "text2"))
        head.addStretch(1)
        head.addWidget(self._arrow)
        self.body.addLayout(head)
        self.figure = PlainLabel(count(number), Role.FIGURE)
        self.below = PlainLabel(below, Role.SMALL, "text2", elide=True)
        self.body.addWidget(self.figure)
        self.body.addWidget(self.below)
        self.setAccessibleName(f"{count(number)} {word}, {below}")

    def set_chosen(self, chosen: bool) -> None:
        """Outline it while its list is open."""
        self.set_look(CardLook.CHOSEN if chosen else CardLook.SHEET)
        self._glyph.set_glyph(self._icon, "accent_text" if chosen else "text2")
        self._arrow.set_glyph("chevron-down" if chosen else "chevron-right", "text2")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press inside counts."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pressed.emit()
            return
        super().keyPressEvent(event)


class WorkingLine(QWidget):
    """A sentence of what is being done, without a spinner: an icon, strong words, quiet words."""

    def __init__(
        self, icon: str = "hourglass", strong: str = "", quiet: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Glyph(icon))
        self.strong = PlainLabel(strong, Role.STRONG)
        self.quiet = PlainLabel(quiet, Role.SMALL, "text2", elide=True)
        row.addWidget(self.strong)
        row.addSpacing(2)
        row.addWidget(self.quiet, 1)

    def set_words(self, strong: str, quiet: str = "") -> None:
        """Say something else."""
        self.strong.setText(strong)
        self.quiet.setText(quiet)
        self.setAccessibleName(one_line(f"{strong} {quiet}"))

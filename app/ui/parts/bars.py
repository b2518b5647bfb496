"""The bars round a screen: header, bottom bar with totals, practice band and frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.parts.button import Button, ButtonKind
from app.ui.parts.labels import PlainLabel
from app.ui.style.fonts import Role
from app.ui.style.icons import draw_icon
from app.ui.style.paint import LEFT, RIGHT, advance, box, hatch, smooth, write
from app.ui.style.theme import colour
from app.ui.style.words import one_line, tooltip

BAR_HEIGHT = 72
BAND_HEIGHT = 32
_FRAME = 3


class HeaderBar(QWidget):
    """Page title and second line at the left; put a stepper, filter or buttons into `side` at the right."""

    def __init__(self, title: str = "", second: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(BAR_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 1)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(1)
        self.title = PlainLabel(title, Role.PAGE, elide=True)
        self.second = PlainLabel(second, Role.SMALL, "text2", elide=True)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.second)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.side = QHBoxLayout()
        self.side.setSpacing(8)
        row.addLayout(self.side)

    def set_words(self, title: str, second: str = "") -> None:
        """Another title and second line; parts of the second are joined by ' · '."""
        self.title.setText(title)
        self.second.setText(second)
        self.second.setVisible(bool(second))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface and a line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))


@dataclass(frozen=True, slots=True)
class TotalBlock:
    """Totals of one currency (or of the selection): `head` over `value`, then (label, figure) pairs, the last one strong."""

    head: str
    value: str
    figures: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> str:
        """The block in words."""
        return ", ".join([f"{self.head} {self.value}", *(f"{label} {figure}" for label, figure in self.figures)])


class TotalsStrip(QWidget):
    """Blocks side by side with thin lines between; what does not fit is counted and told in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: tuple[TotalBlock, ...] = ()
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_blocks(self, blocks: Sequence[TotalBlock]) -> None:
        """Show these totals."""
        self._blocks = tuple(blocks)
        words = "\n".join(one_line(block.said) for block in self._blocks)
        self.setAccessibleName(words.replace("\n", "; "))
        self.setToolTip(tooltip(words))
        self.updateGeometry()
        self.update()

    @property
    def blocks(self) -> tuple[TotalBlock, ...]:
        """What is shown."""
        return self._blocks

    @staticmethod
    def _columns(block: TotalBlock) -> list[tuple[str, str, Role, bool]]:
        columns = [(block.head, block.value, Role.GROUP, False)]
        last = len(block.figures) - 1
        for number, (label, figure) in enumerate(block.figures):
            columns.append((label, figure, Role.GROUP if number == last else Role.TEXT, True))
        return columns

    @classmethod
    def _width(cls, block: TotalBlock) -> int:
        columns = cls._columns(block)
        return sum(max(advance(a, Role.SMALL), advance(b, role)) + 1 for a, b, role, _ in columns) + 15 * (
            len(columns) - 1
        )

    def sizeHint(self) -> QSize:
        """All blocks."""
        return QSize(sum(self._width(block) + 38 for block in self._blocks), 40)

    def minimumSizeHint(self) -> QSize:
        """The first block."""
        return QSize(80, 40)

    def shown(self) -> tuple[TotalBlock, ...]:
        """The blocks that fit; where a whole one does not, its total alone, which says most."""
        fitting: list[TotalBlock] = []
        left = 0
        for number, whole in enumerate(self._blocks):
            room = self.width() - left - (0 if number == len(self._blocks) - 1 else 60)
            brief = replace(whole, figures=whole.figures[-1:])
            block = next((each for each in (whole, brief) if not number or self._width(each) <= room), None)
            if block is None:
                break
            fitting.append(block)
            left += self._width(block) + 38
        return tuple(fitting)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Blocks from the left, as many as fit, and how many do not."""
        painter, left = smooth(QPainter(self)), 0.0
        fitting = self.shown()
        rest = len(self._blocks) - len(fitting)
        for number, block in enumerate(fitting):
            left = self._paint_block(painter, left, block)
            if rest or number < len(fitting) - 1:
                painter.fillRect(QRectF(left + 19, 4, 1, 32), colour("line"))
                left += 38
        if rest:
            write(painter, QRectF(left, 0, self.width() - left, 40), f"and {rest} more", Role.SMALL, "text2")

    def _paint_block(self, painter: QPainter, left: float, block: TotalBlock) -> float:
        for number, (label, value, role, figures) in enumerate(self._columns(block)):
            left += 15 if number else 0
            width = max(advance(label, Role.SMALL), advance(value, role)) + 1.0
            side = RIGHT if figures else LEFT
            write(painter, QRectF(left, 2, width, 18), label, Role.SMALL, "text2", align=side)
            write(
                painter,
                QRectF(left, 19, width, 19),
                value,
                role,
                "bad_text" if value.startswith("−") else "text",
                align=side,
            )
            left += width
        return left


class BottomBar(QWidget):
    """Totals at the left (`totals`), what to do at the right (`side`)."""

    def __init__(self, edge: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(BAR_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(edge, 1, edge, 0)
        row.setSpacing(16)
        self.totals = TotalsStrip()
        row.addWidget(self.totals, 1)
        self.side = QHBoxLayout()
        self.side.setSpacing(8)
        row.addLayout(self.side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface and a line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, colour("line"))


class _LeaveButton(Button):
    """'Leave practice' in white on the stripes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Leave practice", ButtonKind.LINK, trailing="arrow-right", parent=parent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """White words, underlined while hovered or in focus."""
        painter = smooth(QPainter(self))
        left, width = 0.0, advance(self.text(), Role.GROUP) + 1.0
        write(painter, QRectF(left, 0, width, self.height()), self.text(), Role.GROUP, "on_accent")
        draw_icon(painter, "arrow-right", "on_accent", QRectF(self.width() - 16, (self.height() - 16) / 2, 16, 16))
        if self.underMouse() or self.hasFocus():
            painter.fillRect(QRectF(left, self.height() - 4, width, 1.5), colour("on_accent"))

    def sizeHint(self) -> QSize:
        """Words and arrow."""
        return QSize(advance(self.text(), Role.GROUP) + 22, 24)


class PracticeBand(QWidget):
    """The hatched band over the whole width while practice books are open; `left` when the person leaves."""

    left = Signal()

    def __init__(
        self,
        sentence: str = "Invented data on this computer. Nothing reaches real books.",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sentence = sentence
        self.setFixedHeight(BAND_HEIGHT)
        self.setAccessibleName(f"Practice books. {sentence}")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.addStretch(1)
        self.leave = _LeaveButton(self)
        row.addWidget(self.leave)
        self.leave.clicked.connect(self.left)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Stripes, cap, words."""
        painter = smooth(QPainter(self))
        hatch(painter, QRectF(self.rect()))
        draw_icon(painter, "graduation-cap", "on_accent", QRectF(16, 7, 18, 18))
        width = advance("Practice books", Role.GROUP) + 1
        write(painter, QRectF(44, 0, width, BAND_HEIGHT), "Practice books", Role.GROUP, "on_accent")
        room = self.leave.x() - 44 - width - 28
        write(painter, QRectF(58 + width, 0, room, BAND_HEIGHT), self._sentence, Role.STRONG, "on_accent")


class PracticeFrame(QWidget):
    """The 3 px frame round the window while practice books are open; lies above everything and takes no clicks."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        window.installEventFilter(self)
        self.resize(window.size())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the window's size, stay on top of new children."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.Show} and isinstance(
            watched, QWidget
        ):
            self.resize(watched.size())
            self.raise_()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Four sides of plum."""
        painter = smooth(QPainter(self))
        box(painter, QRectF(self.rect()), 0, None, colour("practice_band"), width=_FRAME)

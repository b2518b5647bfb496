"""Cards: the white sheets everything lies on, their heads, thin lines and icon tiles."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.chip import Tone
from app.ui.parts.labels import PlainLabel
from app.ui.style.fonts import Role
from app.ui.style.icons import draw_icon
from app.ui.style.paint import box, hatch, smooth
from app.ui.style.theme import colour

CARD_RADIUS = 10
_EDGE = 4
_BAND = 10


class CardLook(Enum):
    """What a card says of itself: SHEET is plain, STEP the open step, CHOSEN the chosen one, NOTE a quiet hint."""

    SHEET = ("surface", "line", 1.0)
    STEP = ("surface", "accent", 1.0)
    CHOSEN = ("surface", "accent", 2.0)
    ASK = ("surface", "accent_line", 1.0)
    NOTE = ("accent_soft", "accent_line", 1.0)
    LATER = ("canvas", "line", 1.0)
    PRACTICE = ("surface", "practice_line", 1.0)


class Card(QFrame):
    """A rounded sheet with a vertical layout in `body`; `edge` paints 4 px of a tone at its left."""

    def __init__(
        self,
        *,
        look: CardLook = CardLook.SHEET,
        edge: Tone | None = None,
        margins: tuple[int, int, int, int] = (20, 18, 20, 20),
        spacing: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._edge = look, edge
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(spacing)

    @property
    def look(self) -> CardLook:
        """What the card says of itself now."""
        return self._look

    def set_look(self, look: CardLook) -> None:
        """Say something else."""
        self._look = look
        self.update()

    def set_edge(self, edge: Tone | None) -> None:
        """Another tone at the left, or none."""
        self._edge = edge
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sheet, edge, and for practice the hatched head."""
        painter = smooth(QPainter(self))
        fill, line, width = self._look.value
        rect = QRectF(self.rect())
        box(painter, rect, CARD_RADIUS, colour(fill), colour(line), width=width)
        path = QPainterPath()
        path.addRoundedRect(rect, CARD_RADIUS, CARD_RADIUS)
        if self._edge is not None:
            painter.setClipPath(path)
            painter.fillRect(QRectF(0, 0, _EDGE, rect.height()), colour(self._edge.fill))
            painter.setClipping(False)
        if self._look is CardLook.PRACTICE:
            hatch(painter, QRectF(0, 0, rect.width(), _BAND), path)


class CornerMask(QWidget):
    """Covers what a table paints over a rounded card's corners: ground outside, the card's line on top."""

    def __init__(self, card: QWidget, ground: str = "canvas", radius: float = CARD_RADIUS) -> None:
        super().__init__(card)
        self._ground, self._radius = ground, radius
        self._rect, self._corners = QRectF(), QPainterPath()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Four corners of ground and one line all round."""
        painter = smooth(QPainter(self))
        rect = QRectF(self.rect())
        if rect != self._rect:
            self._rect, self._corners = rect, self._outside(rect)
        painter.fillPath(self._corners, colour(self._ground))
        box(painter, rect, self._radius, None, colour("line"))

    def _outside(self, rect: QRectF) -> QPainterPath:
        """What the corners cover; kept, since it lies over every repaint of the table below."""
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(rect)
        inside.addRoundedRect(rect, self._radius, self._radius)
        return outside.subtracted(inside)


class TableCard(Card):
    """A card filled to its edge by one table (or any stack of parts), with corners kept round."""

    def __init__(
        self, content: QWidget | None = None, *, ground: str = "canvas", parent: QWidget | None = None
    ) -> None:
        super().__init__(margins=(1, 0, 1, 1), parent=parent)
        self._mask = CornerMask(self, ground)
        if content is not None:
            self.body.addWidget(content)
        self._mask.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mask covers the card, always on top."""
        super().resizeEvent(event)
        self._mask.resize(self.size())
        self._mask.raise_()


class Rule(QWidget):
    """A line of 1 px, horizontal or upright."""

    def __init__(self, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill with `line`."""
        QPainter(self).fillRect(self.rect(), colour("line"))


class IconTile(QWidget):
    """An icon on a soft rounded ground: what a cause or a question is about."""

    def __init__(self, icon: str, tone: Tone, size: int = 40, glyph: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._glyph = icon, tone, glyph
        self.setFixedSize(size, size)

    def set_glyph(self, icon: str, tone: Tone) -> None:
        """Another icon on another ground."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and icon."""
        painter = smooth(QPainter(self))
        box(painter, QRectF(self.rect()), 8, colour(self._tone.soft))
        inset = (self.width() - self._glyph) / 2
        draw_icon(painter, self._icon, self._tone.text, QRectF(inset, inset, self._glyph, self._glyph))


class Glyph(QWidget):
    """A bare icon in a token."""

    def __init__(self, icon: str, tint: str = "text2", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tint = icon, tint
        self.setFixedSize(size, size)

    def set_glyph(self, icon: str, tint: str) -> None:
        """Another icon or token."""
        self._icon, self._tint = icon, tint
        self.update()

    def sizeHint(self) -> QSize:
        """The icon's size."""
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the icon."""
        draw_icon(smooth(QPainter(self)), self._icon, self._tint, QRectF(self.rect()))


class SectionHead(QWidget):
    """The head of a card: title, a second line below, and room at the right for a hint, link or chip."""

    def __init__(
        self, title: str, second: str = "", *, aside: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(3)
        self.title = PlainLabel(title, Role.CARD, elide=True)
        words.addWidget(self.title)
        self.second = PlainLabel(second, Role.SMALL, "text2", elide=True)
        if not second:
            self.second.hide()
        words.addWidget(self.second)
        row.addLayout(words, 1)
        if aside is not None:
            row.addWidget(aside, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(title)

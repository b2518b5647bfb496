"""Text on screen: plain text only, painted in tokens, cut with a tooltip where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.style.fonts import Role, font, metrics
from app.ui.style.paint import LEFT, advance, smooth, write
from app.ui.style.theme import colour
from app.ui.style.words import capped, one_line, tooltip, visible

_LINE_HEIGHT = 1.54
_TIGHT_LINE_HEIGHT = 1.25
_SMALLEST_ELIDED = 24
_LONGEST_PROSE = 4000


class PlainLabel(QLabel):
    """One line of plain text in a role and a token; never interprets mark-up, shows directional marks as symbols.

    With `elide` it may shrink, ends in an ellipsis, and carries the full text (capped) as its tooltip.
    """

    def __init__(
        self,
        text: str = "",
        role: Role = Role.TEXT,
        tint: str = "text",
        *,
        elide: bool = False,
        align: Qt.AlignmentFlag = LEFT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        super().setTextFormat(Qt.TextFormat.PlainText)
        self._role, self._tint, self._elide = role, tint, elide
        self._own_tip = ""
        self.setAlignment(align)
        self.setFont(font(role))
        width = QSizePolicy.Policy.Preferred if elide else QSizePolicy.Policy.Fixed
        self.setSizePolicy(width, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`; line feeds become spaces, invisible marks become symbols. The same text again costs nothing."""
        prepared, name = self._prepared(text), capped(text)
        if prepared == self.text() and name == self.accessibleName():
            return
        super().setText(prepared)
        self.setAccessibleName(name)
        self.updateGeometry()
        self._mark_cut()

    def _prepared(self, text: str) -> str:
        return one_line(text)

    def setTextFormat(self, _format: Qt.TextFormat) -> None:
        """Nothing but plain text: asking for another format changes nothing."""
        super().setTextFormat(Qt.TextFormat.PlainText)

    def set_tint(self, tint: str) -> None:
        """Paint in another colour from now on."""
        self._tint = tint
        self.update()

    @property
    def role(self) -> Role:
        """The role that decides size and weight."""
        return self._role

    def sizeHint(self) -> QSize:
        """Just the text; bounded, so that an endless name cannot ask for an endless window."""
        return QSize(min(advance(self.text(), self._role) + 1, 1200), metrics(self._role).height())

    def minimumSizeHint(self) -> QSize:
        """The whole text, or a stub of it where it may be cut."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), _SMALLEST_ELIDED), hint.height()) if self._elide else hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Carry the full text as a tooltip exactly while it is cut."""
        super().resizeEvent(event)
        self._mark_cut()

    def _mark_cut(self) -> None:
        cut = advance(self.text(), self._role) > self.width() or len(self.text()) > 600
        if cut and self._elide:
            self._own_tip = tooltip(self.text())
            self.setToolTip(self._own_tip)
        elif self._own_tip and self.toolTip() == self._own_tip:
            self.setToolTip("")
            self._own_tip = ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line in its token."""
        painter = QPainter(self)
        tint = self._tint if self.isEnabled() else "text3"
        write(painter, QRectF(self.rect()), self.text(), self._role, tint, align=self.alignment())


class Prose(PlainLabel):
    """Wrapped plain text laid out by hand, since a wrapped label has no line height (running text: 1.54)."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.TEXT,
        tint: str = "text2",
        *,
        line_height: float | None = None,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        large = role.value[0] >= Role.CARD.value[0]
        factor = line_height or (_TIGHT_LINE_HEIGHT if large else _LINE_HEIGHT)
        self._pitch = round(role.value[0] * factor)
        super().__init__(text, role, tint, align=align, parent=parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _prepared(self, text: str) -> str:
        return visible(text[:_LONGEST_PROSE] + ("…" if len(text) > _LONGEST_PROSE else ""))

    def _layouts(self, width: float) -> list[QTextLayout]:
        option = QTextOption(Qt.AlignmentFlag(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask))
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        made = []
        for paragraph in self.text().split("\n"):
            layout = QTextLayout(paragraph, self.font())
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(1.0, width))
            layout.endLayout()
            made.append(layout)
        return made

    def hasHeightForWidth(self) -> bool:
        """Height follows width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Lines times pitch."""
        return self._pitch * sum(max(1, layout.lineCount()) for layout in self._layouts(width))

    def sizeHint(self) -> QSize:
        """Up to 480 px wide, as high as the text then is."""
        width = min(480, max((advance(line, self._role) + 1 for line in self.text().split("\n")), default=1))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One short line: the layout asks for the rest by `heightForWidth`."""
        return QSize(40, self._pitch)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint each line at the middle of its pitch."""
        painter = smooth(QPainter(self))
        painter.setPen(colour(self._tint if self.isEnabled() else "text3"))
        known = QFontMetricsF(self.font())
        lift = (self._pitch - known.height()) / 2
        y = 0.0
        for layout in self._layouts(self.width()):
            for number in range(max(1, layout.lineCount())):
                if number < layout.lineCount():
                    line = layout.lineAt(number)
                    line.draw(painter, QPointF(0, y + lift - line.y()))
                y += self._pitch

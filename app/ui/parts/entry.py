"""The painted line edit under every field: border, icons and focus are drawn, so the text never moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.style.fonts import Role, font
from app.ui.style.icons import draw_icon
from app.ui.style.paint import box, smooth
from app.ui.style.theme import colour

FIELD_RADIUS = 6
_PAD = 10  # a line edit adds 2 px of its own
_ICON = 16
_LONGEST = 2000


def paint_field(painter: QPainter, rect: QRectF, *, focused: bool, problem: bool, enabled: bool) -> None:
    """Ground and border of a field: `edge`, 2 px accent in focus, 1.5 px bad_text with a problem."""
    fill = colour("surface" if enabled else "sunken")
    if problem:
        box(painter, rect, FIELD_RADIUS, fill, colour("bad_text"), width=2 if focused else 1.5)
    elif focused:
        box(painter, rect, FIELD_RADIUS, fill, colour("accent"), width=2)
    else:
        box(painter, rect, FIELD_RADIUS, fill, colour("edge" if enabled else "line"))


class Entry(QLineEdit):
    """A line of text with an optional leading icon and a trailing one that can be pressed (`trailing_pressed`)."""

    trailing_pressed = Signal()

    def __init__(
        self,
        placeholder: str = "",
        *,
        icon: str = "",
        trailing: str = "",
        height: int = 36,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._trailing, self._problem = icon, trailing, False
        self.setFrame(False)
        self.setMaxLength(_LONGEST)
        self.setFixedHeight(height)
        self.setFont(font(Role.TEXT))
        self.setPlaceholderText(placeholder)
        self._place_text()

    @property
    def has_problem(self) -> bool:
        """Whether the border says that something is wrong."""
        return self._problem

    def set_problem(self, problem: bool) -> None:
        """Draw the border and the alert icon of a problem, or stop."""
        self._problem = problem
        self._place_text()
        self.update()

    def set_trailing(self, icon: str) -> None:
        """Another icon at the right; empty for none."""
        self._trailing = icon
        self._place_text()
        self.update()

    def _place_text(self) -> None:
        right = _PAD + (_ICON + 8 if self._trailing or self._problem else 0)
        if self._trailing and self._problem:
            right += _ICON + 6
        self.setTextMargins(27 if self._icon else _PAD, 0, right, 0)

    def sizeHint(self) -> QSize:
        """Wide enough for a short name; layouts stretch it."""
        return QSize(160, self.height())

    def minimumSizeHint(self) -> QSize:
        """Room for a few characters."""
        return QSize(72, self.height())

    def _trailing_rect(self) -> QRectF:
        return QRectF(self.width() - _ICON - 10, (self.height() - _ICON) / 2, _ICON, _ICON)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame below, text as the line edit writes it, icons above."""
        painter = smooth(QPainter(self))
        paint_field(
            painter, QRectF(self.rect()), focused=self.hasFocus(), problem=self._problem, enabled=self.isEnabled()
        )
        painter.end()
        super().paintEvent(event)
        painter = smooth(QPainter(self))
        if self._icon:
            draw_icon(painter, self._icon, "text2", QRectF(8, (self.height() - _ICON) / 2, _ICON, _ICON))
        place = self._trailing_rect()
        if self._trailing:
            draw_icon(painter, self._trailing, "text2", place)
            place.translate(-_ICON - 6, 0)
        if self._problem:
            draw_icon(painter, "circle-alert", "bad_text", place)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the trailing icon is a press on a button."""
        if self._trailing and event.position().x() >= self._trailing_rect().left() - 6 and self.isEnabled():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.trailing_pressed.emit()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """An arrow over the trailing icon, a text cursor elsewhere."""
        over = bool(self._trailing) and event.position().x() >= self._trailing_rect().left() - 6
        self.setCursor(Qt.CursorShape.ArrowCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and a figure is the screen's (presets), not text."""
        figure = Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
        if figure and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Repaint the whole frame on focus, not the text's line alone."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return super().event(event)


class SearchEntry(Entry):
    """The search line of a tool row: magnifier, 32 px."""

    def __init__(self, placeholder: str, *, height: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(placeholder, icon="search", height=height, parent=parent)
        self.setAccessibleName(placeholder)

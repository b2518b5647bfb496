"""Buttons: primary, secondary, ghost, danger, link; painted, since stock ones have a fixed icon gap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Property, QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from app.ui.parts.focus import RingHolder
from app.ui.parts.keycap import CAP_HEIGHT, cap_width, paint_cap
from app.ui.style.fonts import Role
from app.ui.style.icons import draw_icon
from app.ui.style.motion import Motion, animate
from app.ui.style.paint import advance, box, smooth, write
from app.ui.style.theme import colour, shade
from app.ui.style.words import one_line

_RADIUS = 7
_PAD = 12
_ICON = 16
_GAP = 8


class ButtonKind(Enum):
    """How a button stands out: one PRIMARY a screen, and in a list OUTLINE for the current row's.

    PRACTICE is plum in any theme; QUIET is a link in text2.
    """

    PRIMARY = "primary"
    SECONDARY = "secondary"
    GHOST = "ghost"
    DANGER = "danger"
    LINK = "link"
    QUIET = "quiet"
    PRACTICE = "practice"
    OUTLINE = "outline"


FILLED = frozenset({ButtonKind.PRIMARY, ButtonKind.PRACTICE})
_BARE = frozenset({ButtonKind.LINK, ButtonKind.QUIET})


@dataclass(frozen=True, slots=True)
class _Look:
    fill: QColor | None
    line: QColor | None
    text: QColor


def _ground(kind: ButtonKind, heat: float, pressed: bool) -> QColor:
    warm, rest = colour("hover"), colour("surface")
    if pressed:
        return shade(warm, 6)
    if kind is ButtonKind.GHOST:
        warm.setAlphaF(heat)
        return warm
    parts = zip((rest.red(), rest.green(), rest.blue()), (warm.red(), warm.green(), warm.blue()), strict=True)
    return QColor(*(round(a + (b - a) * heat) for a, b in parts))


def button_look(
    kind: ButtonKind, *, enabled: bool = True, heat: float = 0.0, pressed: bool = False, chosen: bool = False
) -> _Look:
    """Fill, line and text of a button: hovered (`heat` 1.0) is 6 % darker or `hover`, pressed 12 %."""
    if not enabled:
        bare = kind in _BARE or kind is ButtonKind.GHOST
        return _Look(None if bare else colour("calm_soft"), None, colour("text3"))
    percent = 12 if pressed else round(6 * heat)
    if kind in FILLED:
        base = colour("accent" if kind is ButtonKind.PRIMARY else "practice")
        return _Look(shade(base, percent), None, colour("on_accent"))
    if kind in _BARE:
        return _Look(None, None, colour("accent_text" if kind is ButtonKind.LINK else "text2"))
    fill = _ground(kind, heat, pressed)
    lines = {ButtonKind.SECONDARY: "rule", ButtonKind.DANGER: "bad_text", ButtonKind.OUTLINE: "accent"}
    words = {ButtonKind.GHOST: "text2", ButtonKind.DANGER: "bad_text", ButtonKind.OUTLINE: "accent_text"}
    line = colour(lines[kind]) if kind in lines else None
    if chosen:
        return _Look(colour("accent_soft"), colour("accent_line") if line else None, colour("accent_text"))
    return _Look(fill, line, colour(words.get(kind, "text")))


class Button(QPushButton):
    """A painted push button with optional leading icon, trailing icon and key cap; `clicked` as usual.

    `compact` drops the padding of icon-only buttons to a square. `&` in a label is a plain character.
    """

    def __init__(
        self,
        text: str = "",
        kind: ButtonKind = ButtonKind.SECONDARY,
        *,
        icon: str = "",
        trailing: str = "",
        key: str = "",
        height: int = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label, self._kind, self._heat = "", kind, 0.0
        self._icon, self._trailing, self._key = icon, trailing, key
        self._ring = RingHolder(self, _RADIUS)
        self.setFixedHeight(height if kind not in _BARE else min(height, 24))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind in _BARE else Qt.CursorShape.ArrowCursor)
        self.setAutoDefault(False)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text` as it is: no mnemonic hides in an ampersand of a company's name."""
        self._label = one_line(text)
        super().setText(self._label.replace("&", "&&"))
        if text:
            self.setAccessibleName(self._label)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The label as shown."""
        return self._label

    @property
    def kind(self) -> ButtonKind:
        """How the button stands out now."""
        return self._kind

    def set_kind(self, kind: ButtonKind) -> None:
        """Stand out differently, as the button of the row that became current."""
        self._kind = kind
        self.update()

    def set_icon(self, name: str) -> None:
        """Another leading icon; empty for none."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Another key cap; empty for none."""
        self._key = key
        self.updateGeometry()
        self.update()

    @property
    def ring_shown(self) -> bool:
        """Whether the focus ring is drawn."""
        return self._ring.is_shown

    def _role(self) -> Role:
        return Role.GROUP if self._kind in FILLED else Role.STRONG

    def _content_width(self) -> int:
        parts = [_ICON] if self._icon else []
        if self._label:
            parts.append(advance(self._label, self._role()))
        if self._trailing:
            parts.append(_ICON)
        return sum(parts) + _GAP * (len(parts) - 1)

    def sizeHint(self) -> QSize:
        """Content and 12 px on either side; nothing on the sides of a link; at most 560 px."""
        if self._kind in _BARE:
            return QSize(min(self._content_width(), 560), self.height())
        width = self._content_width() + 2 * _PAD
        if not self._label:
            width = self.height()
        if self._key:
            width += cap_width(self._key) + _GAP
        return QSize(min(width, 560), self.height())

    def minimumSizeHint(self) -> QSize:
        """The same as wanted, but a long label may be cut down to 160 px."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), 160), hint.height())

    def _look(self) -> _Look:
        return button_look(
            self._kind,
            enabled=self.isEnabled(),
            heat=self._heat,
            pressed=self.isDown(),
            chosen=self.isChecked(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill, line, icon, label, cap."""
        painter = smooth(QPainter(self))
        rect, look = QRectF(self.rect()), self._look()
        if look.fill is not None or look.line is not None:
            box(painter, rect, _RADIUS, look.fill, look.line)
        left, right = self._edges(rect)
        if self._key:
            cap = QRectF(rect.right() - 8 - cap_width(self._key), 0, cap_width(self._key), CAP_HEIGHT)
            cap.moveTop((rect.height() - CAP_HEIGHT) / 2)
            paint_cap(painter, cap, self._key, on_fill=self._kind in FILLED and self.isEnabled())
        self._paint_content(painter, left, right, look)

    def _edges(self, rect: QRectF) -> tuple[float, float]:
        pad = 0 if self._kind in _BARE else _PAD
        right = rect.right() - pad
        if self._key:
            right = rect.right() - 8 - cap_width(self._key) - _PAD
        left = rect.left() + pad
        if not self._label and self._icon:
            left = rect.center().x() - _ICON / 2
        elif self._kind not in _BARE:
            left += max(0.0, (right - left - self._content_width()) / 2)
        return left, right

    def _paint_content(self, painter: QPainter, x: float, right: float, look: _Look) -> None:
        top = (self.height() - _ICON) / 2
        if self._icon:
            quiet = self._kind is ButtonKind.SECONDARY and self.isEnabled() and not self.isChecked()
            draw_icon(painter, self._icon, "text2" if quiet else look.text, QRectF(x, top, _ICON, _ICON))
            x += _ICON + _GAP
        if self._label:
            room = right - x - (_ICON + _GAP if self._trailing else 0)
            width = min(room, advance(self._label, self._role()))
            write(painter, QRectF(x, 0, width, self.height()), self._label, self._role(), look.text)
            x += width + _GAP - (4 if self._kind in _BARE else 0)
        if self._trailing:
            draw_icon(painter, self._trailing, look.text, QRectF(x, top, _ICON, _ICON))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring for keyboard focus."""
        super().focusInEvent(event)
        self._ring.focus_in(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._ring.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A pressed mouse is no keyboard: no ring."""
        self._ring.hide()
        super().mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Warm up, 120 ms."""
        super().enterEvent(event)
        animate(self, b"heat", self._heat, 1.0, Motion.HOVER)

    def leaveEvent(self, event: QEvent) -> None:
        """Cool down, 120 ms."""
        super().leaveEvent(event)
        animate(self, b"heat", self._heat, 0.0, Motion.HOVER)

    def _get_heat(self) -> float:
        return self._heat

    def _set_heat(self, heat: float) -> None:
        self._heat = heat
        self.update()

    heat = Property(float, _get_heat, _set_heat)

    def changeEvent(self, event: QEvent) -> None:
        """A disabled button keeps no ring."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._ring.hide()


class SplitButton(QWidget):
    """A button and a second half with an arrow that opens a menu of other ways; `clicked` is the first half's."""

    clicked = Signal()

    def __init__(
        self,
        text: str,
        kind: ButtonKind = ButtonKind.PRIMARY,
        *,
        icon: str = "",
        arrow_name: str = "Other ways",
        height: int = 40,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.main = Button(text, kind, icon=icon, height=height)
        self.arrow = Button("", kind, icon="chevron-up", height=height)
        self.arrow.setFixedWidth(34)
        self.arrow.setAccessibleName(arrow_name)
        self.arrow.setToolTip(arrow_name)
        self.menu = QMenu(self)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.main)
        row.addWidget(self.arrow)
        self.main.clicked.connect(self.clicked)
        self.arrow.clicked.connect(self._open)

    def add_choice(self, text: str, name: str = "") -> QAction:
        """Add a way to the menu; connect to the action's `triggered`. `name` becomes its objectName."""
        action = QAction(
            one_line(text).replace("&", "&&"), self
        )  # the menu's own would lose its wrapper under our feet
        action.setObjectName(name)
        self.menu.addAction(action)
        return action

    def setText(self, text: str) -> None:
        """Another label for the first half."""
        self.main.setText(text)

    def _open(self) -> None:
        hint = self.menu.sizeHint()
        corner = self.arrow.mapToGlobal(self.arrow.rect().topRight())
        self.menu.popup(corner - QPoint(hint.width(), hint.height() + 6))

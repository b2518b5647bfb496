"""The focus ring: 2 px accent, 2 px outside the control, for keyboard focus only; drawn above, so nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.ui.style.paint import box, smooth
from app.ui.style.theme import colour

_OUT = 4
KEYBOARD = frozenset({
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
})  # fmt: skip


class FocusRing(QWidget):
    """A frame round one control, above its neighbours, inside the nearest scroll area or the window."""

    def __init__(self, control: QWidget, radius: float, inner: QRect | None = None) -> None:
        self._ground = self._host(control)
        super().__init__(self._ground)
        self._control, self._radius, self._inner = control, radius, inner
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._watched: list[QWidget] = []
        widget: QWidget | None = control
        while widget is not None and widget is not self._ground:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self._follow()
        self.show()
        self.raise_()

    @staticmethod
    def _host(control: QWidget) -> QWidget:
        widget = control.parentWidget()
        while widget is not None and not widget.isWindow():
            above = widget.parentWidget()
            if isinstance(above, QAbstractScrollArea) and above.viewport() is widget:
                return widget
            widget = above
        return control.window()

    def _follow(self) -> None:
        host = self._ground
        inner = self._inner or self._control.rect()
        corner = self._control.mapTo(host, QPoint(inner.x(), inner.y()))
        self.setGeometry(QRect(corner, inner.size()).adjusted(-_OUT, -_OUT, _OUT, _OUT))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Go where the control goes."""
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize}:
            self._follow()
        elif event.type() in {QEvent.Type.Hide, QEvent.Type.Show}:
            self.setVisible(self._control.isVisible())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring alone; its middle is clear."""
        painter = smooth(QPainter(self))
        box(painter, QRectF(self.rect()), self._radius + _OUT, None, colour("accent"), width=2)


class RingHolder:
    """Shows and takes away the ring of one control; a control owns one and forwards its focus events."""

    def __init__(self, control: QWidget, radius: float) -> None:
        self._control, self._radius = control, radius
        self._ring: FocusRing | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the ring is drawn now."""
        return self._ring is not None

    def focus_in(self, reason: Qt.FocusReason) -> None:
        """Draw the ring when the focus came by key."""
        if reason in KEYBOARD:
            self.show()

    def show(self, inner: QRect | None = None) -> None:
        """Draw the ring, around `inner` (in the control's coordinates) when only a part of it has the focus."""
        self.hide()
        self._ring = FocusRing(self._control, self._radius, inner)

    def hide(self) -> None:
        """Take the ring away."""
        if self._ring is not None:
            self._ring.hide()
            self._ring.deleteLater()
            self._ring = None

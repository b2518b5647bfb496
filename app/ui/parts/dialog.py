"""Dialogs inside the window: a sheet over a scrim, so that practice marks stay visible and nothing is lost behind."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Property, QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.bars import PracticeBand
from app.ui.parts.button import Button, ButtonKind
from app.ui.parts.card import Rule
from app.ui.parts.labels import PlainLabel
from app.ui.style.fonts import Role
from app.ui.style.motion import Motion, animate
from app.ui.style.paint import box, hatch, smooth
from app.ui.style.theme import colour, theme

_RADIUS = 14
_RINGS = 28
_DROP = 10
_PRACTICE_EDGE = 6
_RISE = 8
_MARGIN = 24


class Scrim(QWidget):
    """Darkens the window, paints the dialog's shadow, keeps the focus inside."""

    def __init__(self, window: QWidget, dialog: Dialog) -> None:
        super().__init__(window)
        self._dialog, self._presence = dialog, 0.0
        window.installEventFilter(self)
        self._cover(window)

    def _cover(self, window: QWidget) -> None:
        band = window.findChild(PracticeBand)  # the mark of practice books stays bright
        top = 0
        if isinstance(band, PracticeBand) and band.isVisible():
            top = band.mapTo(window, band.rect().bottomLeft()).y() + 1
        self.setGeometry(0, top, window.width(), window.height() - top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window, whatever its size becomes."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._cover(watched)
            self.place()
        return False

    def place(self) -> None:
        """Centre the dialog, within the window's bounds; while it appears it lies up to 8 px lower."""
        room = self.size()
        width = min(self._dialog.wanted_width(), room.width() - 2 * _MARGIN)
        height = min(self._dialog.wanted_height(width), room.height() - 2 * _MARGIN)
        top = (room.height() - height) // 2 + round((1 - self._presence) * _RISE)
        self._dialog.setGeometry((room.width() - width) // 2, top, width, height)

    def _get_presence(self) -> float:
        return self._presence

    def _set_presence(self, presence: float) -> None:
        self._presence = presence
        self.place()
        self.update()

    presence = Property(float, _get_presence, _set_presence)

    def appear(self) -> None:
        """Fade in and rise, 200 ms."""
        self.show()
        self.raise_()
        animate(self, b"presence", 0.0, 1.0, Motion.DIALOG)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside the dialog."""
        now = QApplication.focusWidget() or self._dialog
        candidate = now
        for _ in range(2000):
            following = candidate.nextInFocusChain() if forward else candidate.previousInFocusChain()
            if following is None or following is now:
                return True
            candidate = following
            takes = candidate.focusPolicy() & Qt.FocusPolicy.TabFocus and candidate.focusProxy() is None
            if takes and self._dialog.isAncestorOf(candidate) and candidate.isEnabled() and candidate.isVisible():
                reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
                candidate.setFocus(reason)
                return True
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The dark, and 28 faint rings under the dialog."""
        painter = smooth(QPainter(self))
        veil = QColor("#04070A" if theme().is_dark else "#121820")
        veil.setAlphaF((0.59 if theme().is_dark else 0.41) * self._presence)
        painter.fillRect(self.rect(), veil)
        shadow = QColor(0, 0, 0)
        shadow.setAlphaF((0.012 if theme().is_dark else 0.008) * self._presence)
        under = QRectF(self._dialog.geometry()).translated(0, _DROP)
        for ring in range(_RINGS, 0, -1):
            box(painter, under.adjusted(-ring, -ring, ring, ring), _RADIUS + ring, shadow)


class Dialog(QWidget):
    """A sheet with head (title, second line, close), `body` and `foot`; the base of every dialog.

    `open_in(window)` shows it; `finished(bool)` tells whether it was accepted. Esc and the cross call `reject`.
    Override `reject` to keep it open. `first_focus` names the control that gets the focus.
    """

    finished = Signal(bool)

    def __init__(self, title: str, second: str = "", *, width: int = 560, height: int = 0) -> None:
        super().__init__(None)
        self._wide, self._high = width, height
        self._scrim: Scrim | None = None
        self._before: QWidget | None = None
        self.first_focus: QWidget | None = None
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        top = _PRACTICE_EDGE if theme().is_practice else 0
        column.setContentsMargins(1, 1 + top, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._head(title, second))
        column.addWidget(Rule())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(24, 20, 24, 20)
        self.body.setSpacing(12)
        column.addLayout(self.body, 1)
        column.addWidget(Rule())
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(24, 16, 24, 16)
        self.foot.setSpacing(8)
        column.addLayout(self.foot)

    def _head(self, title: str, second: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 14, 16, 13)
        words = QVBoxLayout()
        words.setSpacing(1)
        self.title = PlainLabel(title, Role.PAGE, elide=True)
        self.second = PlainLabel(second, Role.SMALL, "text2", elide=True)
        if not second:
            self.second.hide()
        words.addWidget(self.title)
        words.addWidget(self.second)
        row.addLayout(words, 1)
        self.close_button = Button("", ButtonKind.GHOST, icon="x")
        self.close_button.setAccessibleName("Close")
        self.close_button.setToolTip("Close (Esc)")
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.close_button)
        return row

    def wanted_width(self) -> int:
        """The width asked for, at least what the content needs."""
        return max(self._wide, self.minimumSizeHint().width())

    def wanted_height(self, width: int) -> int:
        """The height asked for, or what the content needs at this width."""
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return max(self._high, layout.heightForWidth(width))
        return max(self._high, self.sizeHint().height())

    def open_in(self, window: QWidget) -> None:
        """Show over `window`; the focus goes to `first_focus`, or the first control of the body."""
        self._before = QApplication.focusWidget()
        self._scrim = Scrim(window, self)
        self.setParent(self._scrim)
        self.show()
        self._scrim.appear()
        self._scrim.place()
        if self.first_focus is not None:
            self.first_focus.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scrim.focusNextPrevChild(True)

    def accept(self) -> None:
        """Close with yes."""
        self._end(True)

    def reject(self) -> None:
        """Close with no."""
        self._end(False)

    def _end(self, accepted: bool) -> None:
        scrim, self._scrim = self._scrim, None
        if scrim is None:
            return
        scrim.hide()
        if self._before is not None and shiboken6.isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif (held := QApplication.focusWidget()) is not None and self.isAncestorOf(held):
            held.clearFocus()  # what had it is gone: keys go to the window, not to a dialog that nobody sees
        self.finished.emit(accepted)
        scrim.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no other key reaches the screen below."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sheet, with the hatched edge over practice books."""
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        box(painter, rect, _RADIUS, colour("surface"), colour("line"))
        if theme().is_practice:
            path = QPainterPath()
            path.addRoundedRect(rect, _RADIUS, _RADIUS)
            hatch(painter, QRectF(0, 0, rect.width(), _PRACTICE_EDGE), path)


def open_dialog(window: QWidget) -> Dialog | None:
    """The topmost dialog open in `window`; screens leave their single-letter keys alone while there is one."""
    found = [child for child in window.findChildren(Dialog) if child.isVisible()]
    return found[-1] if found else None

"""The rail: routes above, places below; folds to icons with dots and names as tooltips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.parts.button import Button, ButtonKind
from app.ui.parts.chip import Tone
from app.ui.parts.focus import RingHolder
from app.ui.parts.labels import PlainLabel
from app.ui.style.figures import count
from app.ui.style.fonts import Role
from app.ui.style.icons import draw_icon
from app.ui.style.motion import Motion, animate
from app.ui.style.paint import CENTRE, advance, box, smooth, write
from app.ui.style.theme import colour, theme
from app.ui.style.words import capped, one_line, tooltip

WIDE = 232
NARROW = 64
_ICON = 18


@dataclass(frozen=True, slots=True)
class RailItem:
    """One route or place: `count` in a badge of `tone` (a dot when folded), `shortcut` for its tooltip."""

    key: str
    name: str
    icon: str
    second: str = ""
    count: int = 0
    tone: Tone = Tone.ACCENT
    shortcut: str = ""


class RailButton(QAbstractButton):
    """One item, painted wide or folded; `walked(int)` when an arrow key asks for the next item."""

    walked = Signal(int)

    def __init__(self, item: RailItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item, self._folded = item, False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setObjectName(f"rail-{item.key}")
        self._ring = RingHolder(self, 8)
        self.set_item(item)

    def set_item(self, item: RailItem) -> None:
        """Show another state of the item."""
        self.item = item
        waiting = f", {count(item.count)} waiting" if item.count else ""
        self.setAccessibleName(capped(one_line(item.name)) + waiting)
        self.setAccessibleDescription(one_line(item.second))
        self.set_folded(self._folded)

    def set_folded(self, folded: bool) -> None:
        """Be an icon of 40 px, with the name as tooltip, or a whole item."""
        self._folded = folded
        self.setFixedHeight(40 if folded else 48 if self.item.second else 36)
        parts = [
            self.item.name,
            self.item.second,
            count(self.item.count) if self.item.count else "",
            self.item.shortcut,
        ]
        cut = advance(one_line(self.item.name), Role.STRONG) > 120
        self.setToolTip(tooltip(" · ".join(filter(None, parts))) if folded or cut else self.item.shortcut)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the rail gives."""
        return QSize(40, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, icon, words, badge or dot."""
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        on = self.isChecked()
        if on and theme().is_practice:
            box(painter, rect, 8, colour("accent_soft"), colour("accent_line"))
        elif on:
            box(painter, rect, 8, colour("hover" if theme().is_dark else "surface"), colour("line"))
        elif self.underMouse():
            box(painter, rect, 8, colour("hover"))
        left = (rect.width() - _ICON) / 2 if self._folded else 12.0
        icon = QRectF(left, (rect.height() - _ICON) / 2, _ICON, _ICON)
        draw_icon(painter, self.item.icon, "accent_text" if on else "text2", icon)
        if self._folded:
            self._paint_dot(painter, rect)
        else:
            self._paint_words(painter, rect)

    def _paint_dot(self, painter: QPainter, rect: QRectF) -> None:
        if self.item.count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self.item.tone.fill))
            painter.drawEllipse(QRectF(rect.right() - 13, 5, 8, 8))

    def _paint_words(self, painter: QPainter, rect: QRectF) -> None:
        left, right = 42.0, rect.right() - 10
        if self.item.count:
            text = count(self.item.count)
            width = max(20.0, advance(text, Role.BADGE) + 13.0)
            top = rect.center().y() - 9 if not self.item.second else 7.0
            badge = QRectF(right - width, top, width, 18)
            box(painter, badge, 9, colour(self.item.tone.soft))
            write(painter, badge, text, Role.BADGE, self.item.tone.text, align=CENTRE)
            right -= width + 6
        on, name = self.isChecked(), one_line(self.item.name)
        tint = "text" if on or self.item.second else "text2"
        role = Role.STRONG
        if not self.item.second:
            write(painter, QRectF(left, 0, right - left, rect.height()), name, role, tint)
            return
        write(painter, QRectF(left, 6, right - left, 18), name, role, tint)
        second = QRectF(left, 24, rect.right() - 8 - left, 17)
        write(painter, second, one_line(self.item.second), Role.SMALL, "text2")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus."""
        super().focusInEvent(event)
        self._ring.focus_in(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring without focus."""
        super().focusOutEvent(event)
        self._ring.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the rail, Enter and Space go there."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.walked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class Mark(QWidget):
    """The sailboat on the accent, 32 px (or larger)."""

    def __init__(self, size: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and boat."""
        painter, size = smooth(QPainter(self)), self.width()
        box(painter, QRectF(self.rect()), size / 4, colour("accent"))
        glyph = round(size * 0.5625)
        inset = (size - glyph) / 2
        draw_icon(painter, "sailboat", "on_accent", QRectF(inset, inset, glyph, glyph))


class Rail(QWidget):
    """Signals: `chosen(str)` with an item's key, `add_pressed()` for a new route, `folded_changed(bool)`."""

    chosen = Signal(str)
    add_pressed = Signal()
    folded_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, RailButton] = {}
        self._folded, self._current = False, ""
        self.setFixedWidth(WIDE)
        self.setAccessibleName("Routes and places")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 20, 12, 16)
        self._column.setSpacing(0)
        self._name = PlainLabel("Ledgerferry", Role.CARD)
        self._head_label = PlainLabel("Routes", Role.HEAD, "text2")
        self._add = Button("", ButtonKind.GHOST, icon="plus", height=24)
        self._add.setFixedWidth(24)
        self._add.setAccessibleName("Add a route")
        self._add.setToolTip("Add a route")
        self._add.clicked.connect(self.add_pressed)
        self._routes, self._places = QVBoxLayout(), QVBoxLayout()
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 0, 0)
        head.setSpacing(10)
        head.addWidget(Mark())
        head.addWidget(self._name)
        head.addStretch(1)
        self._column.addLayout(head)
        self._section = QHBoxLayout()
        self._section.setContentsMargins(12, 20, 8, 2)
        self._section.addWidget(self._head_label)
        self._section.addStretch(1)
        self._section.addWidget(self._add)
        self._column.addLayout(self._section)
        for part in (self._routes, self._places):
            part.setSpacing(2)
        self._column.addLayout(self._routes)
        self._column.addStretch(1)
        self._column.addLayout(self._places)

    def set_routes(self, items: Sequence[RailItem]) -> None:
        """Show these routes."""
        self._fill(self._routes, items)

    def set_places(self, items: Sequence[RailItem]) -> None:
        """Show these places at the bottom."""
        self._fill(self._places, items)

    def _fill(self, part: QVBoxLayout, items: Sequence[RailItem]) -> None:
        while (taken := part.takeAt(0)) is not None:
            widget = taken.widget()
            if isinstance(widget, RailButton):
                self._buttons.pop(widget.item.key, None)
                widget.hide()
                widget.deleteLater()
        for item in items:
            button = RailButton(item, self)
            button.set_folded(self._folded)
            button.clicked.connect(lambda _on=False, key=item.key: self._press(key))
            button.walked.connect(lambda by, key=item.key: self._walk(key, by))
            self._buttons[item.key] = button
            part.addWidget(button)
            button.show()  # at once: a layout would show it only after the next paint
        self.set_current(self._current)

    def _walk(self, key: str, by: int) -> None:
        parts = [part.itemAt(number) for part in (self._routes, self._places) for number in range(part.count())]
        shown = [widget for item in parts if item and isinstance(widget := item.widget(), RailButton)]
        place = shown.index(self._buttons[key]) + by
        if 0 <= place < len(shown):
            shown[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _press(self, key: str) -> None:
        self.set_current(self._current)  # the click itself has toggled the button
        self.chosen.emit(key)

    def set_current(self, key: str) -> None:
        """Mark one item; the screen does so once it has gone there."""
        self._current = key
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    @property
    def current(self) -> str:
        """Key of the marked item."""
        return self._current

    def set_count(self, key: str, number: int, tone: Tone = Tone.ACCENT) -> None:
        """Another count at an item; KeyError for an unknown key."""
        button = self._buttons[key]
        button.set_item(replace(button.item, count=number, tone=tone))

    def item(self, key: str) -> RailButton:
        """The button of an item; KeyError for an unknown key."""
        return self._buttons[key]

    @property
    def is_folded(self) -> bool:
        """Whether only icons are shown."""
        return self._folded

    def toggle(self) -> None:
        """Fold or unfold (Ctrl+B is the window's)."""
        self.set_folded(not self._folded)

    def set_folded(self, folded: bool) -> None:
        """Fold to 64 px or unfold to 232 px, in 160 ms."""
        if folded == self._folded:
            return
        self._folded = folded
        for widget in (self._name, self._head_label, self._add):
            widget.setVisible(not folded)
        self._section.setContentsMargins(*((0, 14, 0, 8) if folded else (12, 20, 8, 2)))
        for button in self._buttons.values():
            button.set_folded(folded)
        animate(self, b"across", self.width(), NARROW if folded else WIDE, Motion.FOLD)
        self.folded_changed.emit(folded)

    def _get_across(self) -> int:
        return self.width()

    def _set_across(self, width: int) -> None:
        self.setFixedWidth(width)

    across = Property(int, _get_across, _set_across)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and a line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("rail"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour("line"))

"""The painted combo box and its list, with a search line when the list is long."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.ui.parts.entry import FIELD_RADIUS, SearchEntry, paint_field
from app.ui.parts.labels import PlainLabel
from app.ui.style.fonts import Role, font
from app.ui.style.icons import draw_icon
from app.ui.style.paint import advance, box, smooth, write
from app.ui.style.theme import colour
from app.ui.style.words import one_line, tooltip

_ROW = 32
_SEARCH_FROM = 9
_MOST_ROWS = 9


class _RowDelegate(QStyledItemDelegate):
    """Rows of the list: 32 px, hovered or current on a soft ground, the chosen one with a check."""

    def __init__(self, chosen: str, parent: QObject) -> None:
        super().__init__(parent)
        self._chosen = chosen

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """32 px."""
        return QSize(80, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, words, check."""
        rect, state, text = QRectF(option.rect), option.state, str(index.data())
        painter.save()
        smooth(painter)
        if state & QStyle.StateFlag.State_Selected:
            box(painter, rect.adjusted(4, 1, -4, -1), 5, colour("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            box(painter, rect.adjusted(4, 1, -4, -1), 5, colour("hover"))
        write(painter, rect.adjusted(12, 0, -32, 0), text, Role.TEXT)
        if text == self._chosen:
            draw_icon(painter, "check", "accent_text", QRectF(rect.right() - 26, rect.center().y() - 8, 16, 16))
        painter.restore()


class ChoiceList(QFrame):
    """The open list: a search line from 9 choices on, arrow keys at once, Enter chooses, Esc closes."""

    picked = Signal(int)

    def __init__(self, words: list[str], current: int, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._words, self._numbers = words, list(range(len(words)))
        self._folded = [word.casefold() for word in words]
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 5, 1, 5)
        column.setSpacing(4)
        self.search = SearchEntry("Type to find", parent=self)
        self.search.setVisible(len(words) >= _SEARCH_FROM)
        holder = QVBoxLayout()
        holder.setContentsMargins(5, 1, 5, 1)
        holder.addWidget(self.search)
        column.addLayout(holder)
        self.none = PlainLabel("Nothing here is called that", Role.TEXT, "text3")
        self.none.setContentsMargins(12, 0, 12, 0)
        self.view = self._make_view(words[current] if 0 <= current < len(words) else "")
        column.addWidget(self.view)
        column.addWidget(self.none)
        self.none.hide()
        self.search.textEdited.connect(self._filter)
        self.search.installEventFilter(self)
        self.view.installEventFilter(self)
        self._fill(current)

    def _make_view(self, chosen: str) -> QListView:
        view = QListView(self)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.setItemDelegate(_RowDelegate(chosen, view))
        view.setModel(QStringListModel(view))
        view.clicked.connect(self._pick)
        view.setAccessibleName("Choices")
        return view

    def _fill(self, current: int) -> None:
        model = self.view.model()
        if isinstance(model, QStringListModel):
            model.setStringList([self._words[n] for n in self._numbers])
        rows = min(len(self._numbers), _MOST_ROWS)
        self.view.setFixedHeight(max(rows, 1) * _ROW)
        self.view.setVisible(bool(rows))
        self.none.setVisible(not rows)
        place = self._numbers.index(current) if current in self._numbers else 0
        self.view.setCurrentIndex(self.view.model().index(place, 0))
        self.adjustSize()

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        self._numbers = [n for n, word in enumerate(self._folded) if all(part in word for part in wanted)]
        self._fill(-1)

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self._numbers):
            self.picked.emit(self._numbers[index.row()])
            self.close()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Arrow keys move in the list and Enter chooses, wherever the focus is."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._pick(self.view.currentIndex())
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in step and self._numbers:
            row = max(0, min(len(self._numbers) - 1, self.view.currentIndex().row() + step[Qt.Key(event.key())]))
            self.view.setCurrentIndex(self.view.model().index(row, 0))
            return True
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A plain sheet with a line."""
        box(smooth(QPainter(self)), QRectF(self.rect()), 0, colour("surface"), colour("rule"))


class Choice(QComboBox):
    """A painted combo box over (words, value) pairs; `chosen(object)` only when the person chose.

    The wheel over a closed box scrolls the page instead of changing the value unseen.
    """

    chosen = Signal(object)

    def __init__(
        self, *, icon: str = "", height: int = 36, placeholder: str = "Choose", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._problem, self._wanting = icon, False, False
        self._values: list[object] = []
        self._list: ChoiceList | None = None
        self.setPlaceholderText(placeholder)
        self.setFixedHeight(height)
        self.setFont(font(Role.TEXT))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._activated)
        self.currentIndexChanged.connect(self._name_tip)

    def set_choices(self, choices: list[tuple[str, object]]) -> None:
        """Offer these (words, value); keeps the chosen value if it is still offered, else chooses nothing."""
        before = self.value()
        had = self.currentIndex() >= 0
        self.blockSignals(True)
        self.clear()
        self._values = [value for _, value in choices]
        self.addItems([one_line(words) for words, _ in choices])
        self.setCurrentIndex(self._values.index(before) if had and before in self._values else -1)
        self.blockSignals(False)
        self._name_tip()
        self.update()

    def value(self) -> object:
        """The chosen value; None when nothing is chosen."""
        number = self.currentIndex()
        return self._values[number] if 0 <= number < len(self._values) else None

    def set_value(self, value: object) -> bool:
        """Choose by value without a signal; False when it is not offered."""
        if value not in self._values:
            return False
        self.setCurrentIndex(self._values.index(value))
        return True

    def set_problem(self, problem: bool) -> None:
        """Draw the border of a problem."""
        self._problem = problem
        self.update()

    def set_wanting(self, wanting: bool) -> None:
        """Fill with the colour of something a person still has to choose."""
        self._wanting = wanting
        self.update()

    def _activated(self, number: int) -> None:
        if 0 <= number < len(self._values):
            self.chosen.emit(self._values[number])

    def _name_tip(self) -> None:
        text = self.currentText()
        self.setToolTip(tooltip(text) if advance(text, Role.TEXT) > self.width() - 48 else "")

    def sizeHint(self) -> QSize:
        """The longest of the first 50 choices, between 112 and 320 px."""
        words = [self.itemText(n) for n in range(min(self.count(), 50))] + [self.placeholderText()]
        longest = max(advance(word, Role.TEXT) for word in words)
        return QSize(max(112, min(320, longest + 52 + (22 if self._icon else 0))), self.height())

    def minimumSizeHint(self) -> QSize:
        """Room for a short word and the arrow."""
        return QSize(88, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, icon, words, arrow."""
        painter = smooth(QPainter(self))
        rect, enabled = QRectF(self.rect()), self.isEnabled()
        tint = "text" if self.currentIndex() >= 0 else "text3"
        if self._wanting and not self.hasFocus():
            box(painter, rect, FIELD_RADIUS, colour("warn_soft"), colour("warn_fill"))
            tint = "warn_text"
        else:
            paint_field(painter, rect, focused=self.hasFocus(), problem=self._problem, enabled=enabled)
        left = 12.0
        if self._icon:
            draw_icon(painter, self._icon, "text2", QRectF(left, rect.center().y() - 8, 16, 16))
            left += 24
        words = self.currentText() or self.placeholderText()
        role = Role.STRONG if self._wanting else Role.TEXT
        write(
            painter, QRectF(left, 0, rect.width() - left - 34, rect.height()), words, role, tint if enabled else "text3"
        )
        arrow = QRectF(rect.right() - 26, rect.center().y() - 8, 16, 16)
        draw_icon(painter, "chevron-down", "warn_text" if tint == "warn_text" else "text2", arrow)

    def showPopup(self) -> None:
        """Open the own list, below or (near the screen's end) above."""
        words = [self.itemText(n) for n in range(self.count())]
        opened = ChoiceList(words, self.currentIndex(), self)
        opened.setFixedWidth(max(self.width(), min(420, max((advance(w, Role.TEXT) for w in words), default=0) + 56)))
        opened.adjustSize()
        opened.picked.connect(self._picked)
        opened.destroyed.connect(self._closed)
        self._list = opened
        corner = self.mapToGlobal(QPoint(0, self.height() + 4))
        if corner.y() + opened.height() > self.screen().availableGeometry().bottom():
            corner = self.mapToGlobal(QPoint(0, -opened.height() - 4))
        opened.move(corner)
        opened.show()
        (opened.search if opened.search.isVisibleTo(opened) else opened.view).setFocus()

    def hidePopup(self) -> None:
        """Close the own list."""
        if self._list is not None:
            self._list.close()

    @property
    def open_list(self) -> ChoiceList | None:
        """The list while it is open."""
        return self._list

    def _picked(self, number: int) -> None:
        self.setCurrentIndex(number)
        self._activated(number)

    def _closed(self) -> None:
        self._list = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page below."""
        event.ignore()

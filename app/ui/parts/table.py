"""The table of every screen: horizontal lines only, one current row, ticks that are something else."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from PySide6.QtCore import (
    Property,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from app.ui.parts.cellpaint import button_rect, wanted_width
from app.ui.parts.cells import PRESSABLE, ButtonCell, GroupRow
from app.ui.parts.head import HEAD_HEIGHT, TableHead
from app.ui.parts.rows import CELL_ROLE, RowsModel
from app.ui.parts.tablepaint import RowsPainter
from app.ui.style.fonts import Role, font
from app.ui.style.motion import Motion, animate
from app.ui.style.paint import CENTRE, write
from app.ui.style.theme import theme
from app.ui.style.words import one_line, tooltip

_GROUP_HEIGHT = 36
_TICK_EXTRA = 30
_WISHED_STRETCH = 160
_LEAST_STRETCH, _LEAST_FIGURES = 110, 60
_NOTHING_HEIGHT = 72
Index = QModelIndex | QPersistentModelIndex


class StateDelegate(QStyledItemDelegate):
    """Heights, and the words over a cell; the rows are painted by `RowsPainter`, all in one go."""

    def __init__(self, table: DataTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Heights are the table's; widths are fixed."""
        return QSize(40, self._table.row_height)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Full text of a cut cell as its tooltip; the reason on a box that cannot be ticked."""
        cell, given = index.data(CELL_ROLE), index.data(Qt.ItemDataRole.ToolTipRole)
        text = given or ""
        if isinstance(cell, ButtonCell) and cell.tip:
            text = tooltip(cell.tip)
        elif cell is not None and wanted_width(cell) > self._table.padded(option.rect, index).width() + 1:
            text = tooltip(cell.said)
        QToolTip.showText(event.globalPos(), text, view)
        return True


class DataTable(QTableView):
    """A table over a RowsModel.

    Signals: `current_row(object)`; `opened(object)` on Enter or double click; `cell_pressed(object, int)` with a row and
    the column of a pressed button, link or choice; `group_pressed(object)`; `sort_asked(int, bool)`.
    Keys: arrows, J and K move, Space ticks, Ctrl+A ticks all, Enter opens, Shift+Enter presses the row's first button.
    """

    current_row = Signal(object)
    opened = Signal(object)
    cell_pressed = Signal(object, int)
    group_pressed = Signal(object)
    sort_asked = Signal(int, bool)

    def __init__(
        self,
        rows: RowsModel[Any],
        *,
        name: str,
        row_height: int = 38,
        edge: int = 20,
        head_ground: str = "sunken",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows, self.row_height, self.hovered_row = rows, row_height, -1
        self._edge, self._hugs = edge, False
        self._groups: list[int] = []
        self.current_number, self._warmth = -1, 0.0
        self.mending: frozenset[int] = frozenset()
        self._nothing = ""
        self.setAccessibleName(name)
        self.head = TableHead(edge, head_ground, self)
        self.setHorizontalHeader(self.head)
        self._dress()
        self.setModel(rows)
        self.setItemDelegate(StateDelegate(self))
        self._size_columns()
        self.head.sort_asked.connect(self.sort_asked)
        self.head.all_asked.connect(self.toggle_all)
        rows.modelReset.connect(self._lay_rows)
        self.selectionModel().currentRowChanged.connect(self._moved)
        theme().changed.connect(self.viewport().update)
        self._lay_rows()

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFont(font(Role.TEXT))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        side = self.verticalHeader()
        side.hide()
        side.setMinimumSectionSize(20)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(self.row_height)

    def _size_columns(self) -> None:
        if self.rows.has_ticks:
            self.head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            self.head.resizeSection(0, self._edge + _TICK_EXTRA)
        for number, column in enumerate(self.rows.columns, self.rows.first):
            stretches = column.width == 0
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            self.head.setSectionResizeMode(number, mode)
            if not stretches:
                self.head.resizeSection(number, column.width)

    def _fit_columns(self) -> None:
        """Where there is too little room, columns give what they can; a stretching one stays legible and the table scrolls."""
        shown = [(n, c) for n, c in enumerate(self.rows.columns, self.rows.first) if not self.head.isSectionHidden(n)]
        stretching = {n: _LEAST_FIGURES if c.figures else _LEAST_STRETCH for n, c in shown if not c.width}
        ticks = self.head.sectionSize(0) if self.rows.first else 0
        room = self.viewport().width() - ticks - sum(column.width for _, column in shown)
        can = sum(column.gives for _, column in shown)
        given = max(0, min(can, _WISHED_STRETCH * len(stretching) - room))
        for number, column in shown:
            if column.gives:
                self.head.resizeSection(number, column.width - column.gives * given // can)
        cramped = room + given < sum(stretching.values())
        for number, least in stretching.items():  # Qt itself leaves such a column as wide as it was before
            self.head.setSectionResizeMode(
                number, QHeaderView.ResizeMode.Fixed if cramped else QHeaderView.ResizeMode.Stretch
            )
            if cramped:
                self.head.resizeSection(number, least)

    def hide_columns(self, hidden: Iterable[int]) -> None:
        """Leave these columns (counted from 0, ticks apart) out, and show the others."""
        out = set(hidden)
        for number in range(len(self.rows.columns)):
            self.setColumnHidden(self.rows.first + number, number in out)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: columns give and take."""
        self._fit_columns()
        super().resizeEvent(event)

    def _lay_rows(self) -> None:
        self.hovered_row, self.current_number = -1, self.currentIndex().row()
        if self._groups:
            self.clearSpans()
        side = self.verticalHeader()
        for number in self._groups:
            if number < side.count():
                side.resizeSection(number, self.row_height)
        self._groups = list(self.rows.groups)
        for number in self._groups:
            self.setSpan(number, 0, 1, self.rows.columnCount())
            side.resizeSection(number, _GROUP_HEIGHT)
        if self._hugs:
            self.setFixedHeight(HEAD_HEIGHT + side.length())

    def hug(self) -> None:
        """Be exactly as high as the rows: for short lists in a card, whose last row then has no line."""
        self._hugs = True
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_rows()

    def say_nothing(self, words: str) -> None:
        """What stands below the head while there is no row."""
        is_empty, words = not self.rows.rowCount(), one_line(words)
        said = words if is_empty else ""
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        if words != self._nothing:
            self._nothing = words
            if is_empty:
                self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or the sentence that says why there are none."""
        with QPainter(self.viewport()) as painter:
            RowsPainter(self, painter).paint(event.region())
            if self._nothing and not self.rows.rowCount():
                room = self.group_place(QRectF(self.viewport().rect()))
                room.setHeight(_NOTHING_HEIGHT)
                write(painter, room, self._nothing, Role.TEXT, "text2", align=CENTRE)

    def is_lineless(self, number: int) -> bool:
        """Whether the row is the last of a table that fits its card."""
        return self._hugs and number == self.rows.rowCount() - 1

    def padded(self, rect: QRect, index: Index) -> QRectF:
        """The inner rectangle of a cell; a group row reaches from edge to edge."""
        if isinstance(self.rows.row_at(index.row()), GroupRow):
            return self.group_place(QRectF(rect))
        return self.head.padded(rect, index.column())

    def group_place(self, rect: QRectF) -> QRectF:
        """The inner rectangle of what reaches from edge to edge."""
        return rect.adjusted(self._edge, 0, -self._edge, 0)

    def set_sorted(self, column: int, descending: bool) -> None:
        """Draw the arrow; sorting itself is the screen's, on its list or in the database."""
        self.head.sorted_column, self.head.sorted_down = column, descending
        self.head.viewport().update()

    def set_current(self, number: int) -> None:
        """Make a row current and scroll to it."""
        index = self.rows.index(number, 0)
        if not index.isValid():
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def row(self) -> Any:
        """The current row; None when there is none, or when it is a group row."""
        found = self.rows.row_at(self.currentIndex().row())
        return None if isinstance(found, GroupRow) else found

    def mend(self, keys: Iterable[Hashable]) -> None:
        """Let rows that became ready turn from warn to their ground in 240 ms."""
        self.mending = frozenset(self.rows.number_of(key) for key in keys)
        animate(self, b"warmth", 1.0, 0.0, Motion.MEND)

    def _get_warmth(self) -> float:
        return self._warmth

    def _set_warmth(self, warmth: float) -> None:
        self._warmth = warmth
        if not warmth:
            self.mending = frozenset()
        self.viewport().update()

    warmth = Property(float, _get_warmth, _set_warmth)

    def toggle_all(self) -> None:
        """Tick all shown rows that may be ticked, or none when all are."""
        self.rows.tick_all(not self.rows.all_possible_ticked)

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        self.current_number = now.row()
        self._repaint_row(before.row())
        self._repaint_row(now.row())
        self.current_row.emit(self.row())

    def _repaint_row(self, number: int) -> None:
        if number >= 0:
            place = QRect(0, self.rowViewportPosition(number), self.viewport().width(), self.rowHeight(number))
            self.viewport().update(place)

    def _press(self, index: QModelIndex, place: QRectF, x: float) -> None:
        found, cell = self.rows.row_at(index.row()), index.data(CELL_ROLE)
        if isinstance(found, GroupRow):
            if found.link and x > place.right() - 120:
                self.group_pressed.emit(found)
        elif cell is None and self.rows.has_ticks and index.column() == 0:
            self.rows.toggle(index.row())
        elif self._is_hit(cell, place, x):
            self.cell_pressed.emit(found, index.column() - self.rows.first)

    @staticmethod
    def _is_hit(cell: object, place: QRectF, x: float) -> bool:
        if isinstance(cell, ButtonCell):
            return bool(cell.text) and x >= button_rect(place, cell).left() - 4
        return isinstance(cell, PRESSABLE) and bool(cell.text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a box, button, link or choice does its work; anywhere else only makes the row current."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self._press(index, self.padded(self.visualRect(index), index), event.position().x())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens the row; on a box it is two quick presses."""
        index = self.indexAt(event.position().toPoint())
        if self.rows.has_ticks and index.column() == 0:
            return
        if index.isValid() and self.row() is not None and not isinstance(index.data(CELL_ROLE), PRESSABLE):
            self.opened.emit(self.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hovered row; a hand over what can be pressed."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row())
        place = self.padded(self.visualRect(index), index) if index.isValid() else QRectF()
        hit = index.isValid() and self._is_hit(index.data(CELL_ROLE), place, event.position().x())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor)

    def _hover(self, number: int) -> None:
        if number != self.hovered_row:
            before, self.hovered_row = self.hovered_row, number
            self._repaint_row(before)
            self._repaint_row(number)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by key into a table without a current row makes the first one current."""
        super().focusInEvent(event)
        by_key = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        if by_key and not self.currentIndex().isValid() and self.rows.rowCount():
            self.set_current(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The table's own keys; letters and figures are the screen's, the rest is the view's."""
        if self._own_key(event):
            return
        if event.text().isprintable() and event.text():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _own_key(self, event: QKeyEvent) -> bool:
        key, number = event.key(), self.currentIndex().row()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_A and control and self.rows.has_ticks:
            self.toggle_all()
        elif key == Qt.Key.Key_Space and self.rows.has_ticks:
            self.rows.toggle(number)
        elif key in {Qt.Key.Key_J, Qt.Key.Key_K} and not event.modifiers():
            step = 1 if key == Qt.Key.Key_J else -1
            self.set_current(max(0, min(self.rows.rowCount() - 1, number + step)))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not control:
            self._enter(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            return False
        return True

    def _enter(self, press: bool) -> None:
        found = self.rows.row_at(self.currentIndex().row())
        if isinstance(found, GroupRow):
            if found.link:
                self.group_pressed.emit(found)
        elif found is not None and not press:
            self.opened.emit(found)
        elif found is not None:
            cells = ((n, column.cell(found)) for n, column in enumerate(self.rows.columns))
            first = next((n for n, cell in cells if isinstance(cell, PRESSABLE) and cell.text), -1)
            if first >= 0:
                self.cell_pressed.emit(found, first)

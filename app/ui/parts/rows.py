"""The model under every table: plain rows in a list, ticks by key, no proxy (sorting through one takes seconds)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.ui.parts.cells import Cell, Column, GroupRow, Row
from app.ui.style.words import one_line, tooltip

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows (and group rows) as a Qt model.

    `key` names a row for ticks that survive a new list. `why_not` makes a tick column: it returns the sentence why a
    row cannot be ticked, empty when it can. `quiet` greys rows that are settled. `ticks_changed` follows every change.
    """

    ticks_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        *,
        why_not: Callable[[Row], str] | None = None,
        quiet: Callable[[Row], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key, self._why_not, self._quiet = key, why_not, quiet
        self._rows: Sequence[Row | GroupRow] = []
        self._ticked: set[Hashable] = set()
        self._head_state: Qt.CheckState | None = None
        self.groups: list[int] = []  # where group rows are shown

    @property
    def has_ticks(self) -> bool:
        """Whether column 0 is the tick column."""
        return self._why_not is not None

    @property
    def first(self) -> int:
        """Number of the first column of `columns` in the view: 1 beside a tick column, else 0."""
        return 1 if self.has_ticks else 0

    def set_rows(self, rows: Sequence[Row | GroupRow]) -> None:
        """Show these rows; ticks stay with their keys, also with those not shown now."""
        self.beginResetModel()
        self._rows = list(rows)
        self.groups = [n for n, row in enumerate(self._rows) if type(row) is GroupRow]
        self._forget_counts()
        self.endResetModel()

    def show_plain(self, rows: Sequence[Row]) -> None:
        """Show these rows, none of which is a group row, without touching any of them: a key in a long list waits for this.

        The sequence itself is kept; whoever hands it over does not change it afterwards without showing it anew.
        """
        self.beginResetModel()
        self._rows = rows
        self.groups = []
        self._forget_counts()
        self.endResetModel()

    def replace_row(self, number: int, row: Row) -> None:
        """Show a changed row in the place of the old one."""
        changed = list(self._rows)
        changed[number] = row
        self._rows = changed
        self._forget_counts()
        self.dataChanged.emit(self.index(number, 0), self.index(number, self.columnCount() - 1))

    def row_at(self, number: int) -> Row | GroupRow | None:
        """The row shown at `number`; None outside the list."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rows(self) -> list[Row]:
        """All rows shown, without group rows."""
        return [row for row in self._rows if not isinstance(row, GroupRow)]

    def number_of(self, key: Hashable) -> int:
        """Where the row with this key is shown; -1 when it is not."""
        found = (n for n, row in enumerate(self._rows) if not isinstance(row, GroupRow) and self._key(row) == key)
        return next(found, -1)

    def key_of(self, row: Row) -> Hashable:
        """The key of a row."""
        return self._key(row)

    def is_quiet(self, number: int) -> bool:
        """Whether the row is greyed."""
        row = self.row_at(number)
        return self._quiet is not None and row is not None and not isinstance(row, GroupRow) and self._quiet(row)

    # ticks

    def ticked(self) -> frozenset[Hashable]:
        """Keys of all ticked rows, shown or not."""
        return frozenset(self._ticked)

    def set_ticked(self, keys: Iterable[Hashable]) -> None:
        """Tick exactly these keys."""
        self._ticked = set(keys)
        self._told()

    def why_not(self, number: int) -> str:
        """Why the row cannot be ticked; empty when it can."""
        row = self.row_at(number)
        if row is None or isinstance(row, GroupRow) or self._why_not is None:
            return "Not a row that can be ticked"
        return self._why_not(row)

    def is_ticked(self, number: int) -> bool:
        """Whether the row is ticked (and may be)."""
        row = self.row_at(number)
        if row is None or isinstance(row, GroupRow):
            return False
        return self._key(row) in self._ticked and not self.why_not(number)

    def toggle(self, number: int) -> bool:
        """Tick or untick one row; False when it cannot be ticked."""
        row = self.row_at(number)
        if row is None or isinstance(row, GroupRow) or self.why_not(number):
            return False
        self._ticked ^= {self._key(row)}
        self._told()
        return True

    def tick_all(self, on: bool) -> None:
        """Tick or untick every shown row that may be ticked; rows not shown keep their ticks."""
        keys = {self._key(row) for row in self.rows() if self._why_not is not None and not self._why_not(row)}
        self._ticked = self._ticked | keys if on else self._ticked - keys
        self._told()

    def head_state(self) -> Qt.CheckState:
        """The head's box: all, some or none of the shown rows are ticked. Kept until ticks or rows change."""
        if self._head_state is None:
            self._head_state = self._find_head_state()
        return self._head_state

    def _find_head_state(self) -> Qt.CheckState:
        if not self._ticked:
            return Qt.CheckState.Unchecked
        shown = len(self._rows) - len(self.groups)
        if len(self._ticked) >= shown > 0 and all(map(self._row_ticked, self.rows())):
            return Qt.CheckState.Checked
        some = any(map(self._row_ticked, self.rows()))
        return Qt.CheckState.PartiallyChecked if some else Qt.CheckState.Unchecked

    def _row_ticked(self, row: Row) -> bool:
        return self._key(row) in self._ticked and self._why_not is not None and not self._why_not(row)

    @property
    def all_possible_ticked(self) -> bool:
        """Whether every shown row that may be ticked is ticked (and there is one), so that the head's box unticks."""
        if self._why_not is None or self.head_state() is Qt.CheckState.Unchecked:
            return False
        return all(self._key(row) in self._ticked or self._why_not(row) for row in self.rows())

    def _forget_counts(self) -> None:
        self._head_state = None

    def _told(self) -> None:
        self._forget_counts()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
        self.ticks_changed.emit()

    # Qt's side

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Rows shown, group rows among them."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Columns, the tick column among them."""
        return 0 if parent.isValid() else len(self.columns) + self.first

    def cell(self, index: Index) -> Cell | GroupRow | None:
        """What a place holds; None for the tick column."""
        row = self.row_at(index.row())
        if row is None or isinstance(row, GroupRow):
            return row
        column = index.column() - self.first
        return self.columns[column].cell(row) if column >= 0 else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Cells by CELL_ROLE; words for search, screen readers and tooltips by the usual roles."""
        if not index.isValid():
            return None
        if role == CELL_ROLE:
            return self.cell(index)
        if self.has_ticks and index.column() == 0 and not isinstance(self.row_at(index.row()), GroupRow):
            return self._tick_data(index.row(), role)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            cell = self.cell(index)
            return one_line(cell.said) if cell is not None else ""
        return None

    def _tick_data(self, number: int, role: int) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self.is_ticked(number) else Qt.CheckState.Unchecked
        reason = self.why_not(number)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(reason) if reason else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return one_line(reason) or ("Ticked" if self.is_ticked(number) else "Not ticked")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles, with the alignment of their columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = section - self.first
        if column < 0:
            return "Tick all" if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[column].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[column].tip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[column].figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be current, group rows included, so that arrow keys never stop."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

"""The table of Review, with the search field and the state filters above it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.plan import DocumentState
from app.ui.models.plan_rows import PlanList, PlanRow, SortBy, StateFilter, Tally
from app.ui.models.states import chip_of
from app.ui.parts import (
    ChipCell,
    Column,
    DataTable,
    EmptyState,
    FigureCell,
    RowsModel,
    SearchEntry,
    Segment,
    SegmentedFilter,
    TextCell,
)  # fmt: skip
from app.ui.parts.strips import Strips
from app.ui.style import amount, day, full_day

_TO_THE_TABLE = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter})
_HELD = ~Qt.KeyboardModifier.KeypadModifier
_DATES_AND_TAX = (1, 2, 5)
_QUIET = frozenset({
    DocumentState.ALREADY_IN_LEDGER, DocumentState.SENT, DocumentState.MARKED, DocumentState.SKIPPED,
})  # fmt: skip
_WHY_NOT = {
    DocumentState.NEEDS_CUSTOMER: "Choose its customer first",
    DocumentState.NEEDS_ACCOUNT: "Choose the account of its lines first",
    DocumentState.NEEDS_PRODUCT: "Choose the product of its lines first",
    DocumentState.NEEDS_TAX_RATE: "Choose the tax of its lines first",
    DocumentState.SKIPPED: "Its customer is left out of this run",
    DocumentState.WAITING: "Not checked against the ledger yet",
    DocumentState.BEING_CHECKED: "Its outcome is being looked up",
}


def why_not(row: PlanRow) -> str:
    """Why a row cannot be ticked; empty when it can."""
    if row.can_send:
        return ""
    if row.planned is not None and row.planned.sentence:
        return row.planned.sentence
    return _WHY_NOT.get(row.state, "It cannot be sent as it is")


class ReviewTable(QWidget):
    """`current(PlanRow | None)`, `opened(PlanRow)`, and `ticks_changed` after which `tally` is up to date."""

    current = Signal(object)
    opened = Signal(object)
    ticks_changed = Signal()
    shown_changed = Signal()

    def __init__(self, ledger: str, this_year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list, self.tally = PlanList(), Tally()
        self._ledger, self._year = ledger, this_year
        self._unticked: set[str] = set()
        self._is_setting = False
        self.search = SearchEntry("Number, customer or amount")
        self.search.setObjectName("review-search")
        self.search.setMinimumWidth(96)
        self.search.setMaximumWidth(248)
        self.filter = SegmentedFilter(self._segments(), name="Show")
        self.filter.setObjectName("review-filter")
        self.model: RowsModel[PlanRow] = RowsModel(
            self._columns(), key=lambda r: r.id, why_not=why_not, quiet=lambda r: r.state in _QUIET
        )
        self.table = DataTable(self.model, name="Invoices found", row_height=32)
        self.table.setObjectName("review-table")
        self._strips = Strips(self.table)
        self.empty = EmptyState("", picture=False)
        self.empty.setObjectName("review-empty")
        self.clear_filter = self.empty.add_button("Show all")
        self.clear_filter.setObjectName("review-show-all")
        self._lay()
        self._connect()
        self.table.set_sorted(1, True)

    def _segments(self) -> tuple[Segment, ...]:
        words = ("All", "Ready", "Needs you", "Blocked", f"In {self._ledger}")
        return tuple(Segment(key.value, word, 0) for key, word in zip(StateFilter, words, strict=True))

    def _columns(self) -> tuple[Column[PlanRow], ...]:
        return (
            Column("Number", lambda r: TextCell(r.number, strong=True), 100, sortable=True),
            Column("Date", lambda r: TextCell(self._day(r.issue_date), tint="text2"), 74, sortable=True),
            Column("Due", lambda r: TextCell(self._day(r.due_date), tint="text2"), 74, sortable=True),
            Column("Customer", lambda r: TextCell(r.customer), sortable=True),
            Column("State", lambda r: ChipCell.one(chip_of(r.state, self._ledger)), 140, sortable=True),
            Column("Tax", lambda r: FigureCell(amount(r.tax, r.currency)), 80, figures=True, sortable=True),
            Column("Total", lambda r: FigureCell(amount(r.total, r.currency)), 96, figures=True, sortable=True),
            Column("", lambda r: TextCell(r.currency, tint="text2"), 62, tip="Currency"),
        )

    def set_brief(self, brief: bool) -> None:
        """Beside a detail in a narrow window: without dates and tax, which the detail shows."""
        self.table.hide_columns(_DATES_AND_TAX if brief else ())

    def _day(self, value: date | None) -> str:
        if value is None:
            return ""
        return day(value) if value.year == self._year else full_day(value)

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tools = QHBoxLayout()
        tools.setContentsMargins(20, 16, 20, 12)
        tools.setSpacing(12)
        tools.addWidget(self.search, 1000)
        tools.addWidget(self.filter)
        tools.addStretch(1)
        column.addLayout(tools)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)
        self.filter.chosen.connect(self._choose_filter)
        self.clear_filter.clicked.connect(self.show_all)
        self.table.sort_asked.connect(self._sort)
        self.table.current_row.connect(self.current)
        self.table.opened.connect(self.opened)
        self.model.ticks_changed.connect(self._ticked)

    # rows

    def add_rows(self, rows: Iterable[PlanRow]) -> None:
        """More were found."""
        self.list.add(rows)
        self._strips.change(lambda: self._refresh(keep=True))

    def replace_rows(self, rows: Iterable[PlanRow]) -> None:
        """Another plan: the row in hand stays in hand, what was unticked stays unticked, what became ready is ticked."""
        self.list.replace(rows)
        self._fit_dates()
        ticked = self.list.ready_ids() - self._unticked
        self._is_setting = True
        self.model.set_ticked(ticked)
        self._is_setting = False
        self.tally.set_rows(self.list.rows, ticked)
        self._refresh(keep=True)
        self.ticks_changed.emit()

    def _fit_dates(self) -> None:
        """Days of another year are written with it, and need the room."""
        for column, days in ((1, (r.issue_date for r in self.list.rows)), (2, (r.due_date for r in self.list.rows))):
            other = any(found is not None and found.year != self._year for found in days)
            self.table.head.resizeSection(column + self.model.first, 96 if other else 74)

    def begin_anew(self) -> None:
        """A new search: nothing is unticked, nothing typed."""
        self._unticked.clear()
        self.list.query, self.list.filter = "", StateFilter.ALL
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.filter.set_current(StateFilter.ALL)
        self.replace_rows(())

    def _refresh(self, *, keep: bool) -> None:
        held = self.table.row() if keep else None
        shown = self.list.shown()
        self.model.show_plain(shown)
        self.filter.set_counts(self.list.counts())
        self._say_empty(bool(shown))
        if held is not None:
            number = self.model.number_of(held.id)
            if number >= 0:
                self.table.set_current(number)
        self.shown_changed.emit()

    def _say_empty(self, has_rows: bool) -> None:
        self._stack.setCurrentWidget(self.table if has_rows or not self.list.rows else self.empty)
        if has_rows or not self.list.rows:
            return
        if self.list.query:
            self.empty.set_words("Nothing matches", "Number, customer, amount and invoice ID were looked through.")
        else:
            self.empty.set_words("No invoice is in this state", f"{len(self.list.rows):,} are in others.")

    def select(self, document_id: str) -> bool:
        """Make this document's row current, showing all rows if it is filtered away."""
        if self.model.number_of(document_id) < 0:
            self.show_all()
        number = self.model.number_of(document_id)
        if number >= 0:
            self.table.set_current(number)
        return number >= 0

    # filtering

    def _typed(self, text: str) -> None:
        self.list.query = text
        self._refresh_shown()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter lead from the search line to what it has found."""
        is_key = watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if is_key and isinstance(event, QKeyEvent) and event.key() in _TO_THE_TABLE and not event.modifiers() & _HELD:
            if self.table.row() is None and self.model.rowCount():
                self.table.set_current(0)
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _choose_filter(self, key: str) -> None:
        self.list.filter = StateFilter(key)
        self._refresh_shown()

    def _refresh_shown(self) -> None:
        """Only what is shown has changed: counts stay."""
        shown = self.list.shown()
        self.model.show_plain(shown)
        self._say_empty(bool(shown))
        self.shown_changed.emit()

    def show_filter(self, state: StateFilter) -> None:
        """Choose a filter as by its key."""
        self.filter.choose(state.value)

    def show_all(self) -> None:
        """Take filter and query away."""
        self.search.clear()
        self.filter.choose(StateFilter.ALL.value)

    def _sort(self, column: int, descending: bool) -> None:
        self.list.set_sort(list(SortBy)[column], descending)
        self.table.set_sorted(column, descending)
        self._refresh(keep=True)

    # ticks

    def _ticked(self) -> None:
        if self._is_setting:
            return
        ticked = frozenset(str(key) for key in self.model.ticked())
        self._unticked = set(self.list.ready_ids() - ticked)
        self.tally.follow(ticked)
        self.ticks_changed.emit()

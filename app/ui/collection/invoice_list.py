"""The invoices of an import as a list with ticks, filters and totals; it asks for days, and for the preview of what is ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.words import count_of
from app.ui.collection.invoice_rows import (
    DAY,
    FILTER_WORDS,
    InvoiceFilter,
    blocks_of,
    chosen_rows,
    counts_of,
    invoice_columns,
    shown_rows,
    why_not,
)
from app.ui.collection.list_head import ListHead
from app.ui.parts import BottomBar, Button, ButtonKind, DataTable, EmptyState, RowsModel
from app.worker.collection_contract import ImportRow


class InvoiceList(QWidget):
    """`date_asked(ImportRow)`, `preview_asked()`, `again_asked()`, `opened(ImportRow)`."""

    date_asked = Signal(object)
    preview_asked = Signal()
    again_asked = Signal()
    opened = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("invoice-list")
        self.rows: tuple[ImportRow, ...] = ()
        self._filter = InvoiceFilter.ALL
        self.model: RowsModel[ImportRow] = RowsModel(
            invoice_columns(today), key=lambda r: r.invoice.id, why_not=why_not, parent=self
        )
        self.table = DataTable(self.model, name="Unpaid invoices of connected customers", row_height=44)
        self.table.setObjectName("collection-invoices-table")
        self.empty = EmptyState("Reading unpaid invoices", "Both sides are looked at.")
        self.empty.setObjectName("invoices-empty")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        column.addWidget(self._stack, 1)
        column.addWidget(self._bar())
        self._connect()

    def _tools(self) -> ListHead:
        head = ListHead("invoices", FILTER_WORDS, "Which invoices", "Find an invoice or customer")
        self.sentence, self.below, self.filter, self.search = head.sentence, head.below, head.filter, head.search
        self.again = head.again
        return head

    def _bar(self) -> BottomBar:
        bar = BottomBar()
        self.totals = bar.totals
        self.totals.setObjectName("invoices-totals")
        self.preview = Button("Show what will be debited", ButtonKind.PRIMARY, height=40)
        self.preview.setObjectName("invoices-preview")
        self.preview.setEnabled(False)
        bar.side.addWidget(self.preview)
        return bar

    def _connect(self) -> None:
        self.filter.chosen.connect(self._choose_filter)
        self.search.textChanged.connect(lambda _text: self._show())
        self.model.ticks_changed.connect(self._ticked)
        self.table.opened.connect(self._open)
        self.table.cell_pressed.connect(lambda row, column: self.date_asked.emit(row) if column == DAY else None)
        self.preview.clicked.connect(self.preview_asked)
        self.again.clicked.connect(self.again_asked)

    # --- showing

    def set_rows(self, rows: Sequence[ImportRow], sentence: str, below: str) -> None:
        """Another plan; ticks stay with their invoices."""
        self.rows = tuple(rows)
        self.sentence.setText(sentence)
        self.below.setText(below)
        self._show()
        self._ticked()

    def _show(self) -> None:
        held = self.table.row()
        shown = shown_rows(self.rows, self._filter, self.search.text())
        self.model.set_rows(shown)
        self.filter.set_counts(counts_of(self.rows))
        self._stack.setCurrentWidget(self.table if shown else self.empty)
        if not self.rows:
            self.empty.set_words(
                "No unpaid invoice", "No connected customer owes anything. Connect customers to see theirs."
            )
        elif not shown:
            self.empty.set_words("No invoice is shown", "Another filter or fewer words show more.")
        if shown:
            number = self.model.number_of(held.invoice.id) if isinstance(held, ImportRow) else -1
            self.table.set_current(max(0, number))

    def _choose_filter(self, key: str) -> None:
        self._filter = InvoiceFilter(key)
        self._show()

    def take_in_hand(self, invoice_id: str) -> bool:
        """Make this invoice current, and tick it where it can be."""
        self.search.clear()
        self.filter.choose(InvoiceFilter.ALL.value)
        number = self.model.number_of(invoice_id)
        if number < 0:
            return False
        self.table.set_current(number)
        if not self.model.is_ticked(number):
            self.model.toggle(number)
        return True

    # --- ticks

    @property
    def chosen(self) -> list[ImportRow]:
        """What is ticked and can go."""
        return chosen_rows(self.rows, frozenset(str(key) for key in self.model.ticked()))

    def _ticked(self) -> None:
        chosen = self.chosen
        self.totals.set_blocks(blocks_of(chosen))
        self.preview.setEnabled(bool(chosen))
        self.preview.setText(
            f"Show what {count_of(len(chosen), 'invoice')} will debit" if chosen else "Nothing is ticked"
        )

    def _open(self, row: ImportRow) -> None:
        if row.intent.asks_date or row.chosen_day is not None:
            self.date_asked.emit(row)
        else:
            self.opened.emit(row)

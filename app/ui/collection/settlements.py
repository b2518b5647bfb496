"""Settlements: what came in by day, what of it is in the ledger, and what needs a person before it can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.domain.collection.settling import Settled
from app.domain.errors import StoreProblem
from app.domain.words import count_of
from app.ui.collection.list_head import ListHead
from app.ui.collection.settlement_rows import (
    BUTTON,
    FILTER_WORDS,
    SettlementFilter,
    counts_of,
    name_of,
    reverse_words,
    settlement_columns,
    shown_rows,
    step_of,
)
from app.ui.collection.tab import CollectionTab, first_problem
from app.ui.dialogs.asking import AskDialog, ask
from app.ui.models.faces import RouteFace
from app.ui.parts import Button, DataTable, EmptyState, RowsModel
from app.ui.style import capped, clock
from app.worker.collection_contract import ImportResult, SettlementRow, SettlementView
from app.worker.office import Office

ChooseFile = Callable[[str], Path | None]


class SettlementsTab(CollectionTab):
    """`clearing_wanted()` where the account has to be chosen first.

    `decide(str, object)` with the id of an operation that may want a person's word, and what is done when it does not.
    """

    decide = Signal(str, object)
    clearing_wanted = Signal()

    def __init__(self, office: Office, face: RouteFace) -> None:
        super().__init__(office, face, "Settlements", scrolls=False)
        self.view: SettlementView | None = None
        self.clearing = ""
        self.choose_file: ChooseFile = self._ask_file
        self._filter, self._wanted = SettlementFilter.ALL, ""
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(0)
        self.model: RowsModel[SettlementRow] = RowsModel(
            settlement_columns(), key=lambda r: r.row.id, parent=self,
            quiet=lambda r: r.verdict.stand in (Settled.BY_HAND, Settled.REVERSED),
        )  # fmt: skip
        self.table = DataTable(self.model, name="Transactions by settlement date", row_height=44)
        self.table.setObjectName("collection-settlements-table")
        self.empty = EmptyState("Reading the report", "Transactions of the last 100 days are being read.")
        self.empty.setObjectName("settlements-empty")
        self._lay()
        self.filter.chosen.connect(self._choose_filter)
        self.search.textChanged.connect(lambda _text: self._show_rows())
        self.table.cell_pressed.connect(lambda row, column: self.do_step(row) if column == BUTTON else None)
        self.table.opened.connect(self._open)

    def _lay(self) -> None:
        head = ListHead("settlements", FILTER_WORDS, "Which transactions", "Find")
        self.sentence, self.read, self.filter, self.search = head.sentence, head.below, head.filter, head.search
        self.again = head.again
        self.again.clicked.connect(self.refresh)
        self.export_button = head.add_button(Button("Export", icon="file-down"), "settlements-export")
        self.export_button.clicked.connect(self.export)
        self.page.addWidget(head)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        self.page.addWidget(self._stack, 1)

    # --- reading

    def refresh(self) -> None:
        """Read the report again."""
        self.again.setEnabled(False)
        handle = self.ask(self.office.settlements(self.route_id), self._show)
        handle.finished.connect(lambda: self.again.setEnabled(True))

    def _show(self, view: SettlementView) -> None:
        self.view = view
        self.was_read()
        waiting = view.rows(Settled.NOT_APPLIED, Settled.TO_REVERSE)
        settled = [g for g in view.groups if g.day is not None and g.currency]
        verb = "waits" if len(waiting) == 1 else "wait"
        rest = f"{count_of(len(waiting), 'transaction')} {verb} for you" if waiting else "all in the ledger"
        words = f"{count_of(len(settled), 'deposit')}, {rest}"
        self.sentence.setText(words if settled or waiting else "Nothing has settled yet")
        at = f"Read at {clock(view.read_at.astimezone())}. " if view.read_at is not None else ""
        self.read.setText(f"{at}Grouped as the bank deposit will show it. Debits made by hand are left alone.")
        self.export_button.setEnabled(bool(view.groups))
        self._show_rows()

    def _show_rows(self) -> None:
        view = self.view
        if view is None:
            return
        held = self.table.row()
        rows = shown_rows(view, self._filter, self.search.text())
        self.model.set_rows(rows)
        self.filter.set_counts(counts_of(view))
        self._stack.setCurrentWidget(self.table if rows else self.empty)
        if not view.groups:
            self.empty.set_words("No transaction yet", "Debits appear here on the day after they were made.")
        elif not rows:
            self.empty.set_words("No transaction is shown", "Another filter or fewer words show more.")
        wanted = self._wanted or (held.row.id if isinstance(held, SettlementRow) else "")
        number = self.model.number_of(wanted) if wanted else -1
        if number >= 0:
            self._wanted = ""
            self.table.set_current(number)

    def _choose_filter(self, key: str) -> None:
        self._filter = SettlementFilter(key)
        self._show_rows()

    def show_subject(self, subject: str) -> None:
        """Put this transaction in hand."""
        self._wanted = subject
        if subject:
            self.search.clear()
            self.filter.choose(SettlementFilter.ALL.value)
        self._show_rows()

    # --- steps

    def do_step(self, row: SettlementRow) -> None:
        """What the row's button says; where nobody could prove how an earlier try ended, the person is asked about that first."""
        deeds: dict[str, Callable[[], object]] = {
            "Decide": self.refresh,
            "Reverse": lambda: self.ask_reversal(row),
            "Choose": self.clearing_wanted.emit,
            "Try again": lambda: self.apply(row.row.id, None),
            "Date it": lambda: self.apply(row.row.id, row.verdict.paid_on),
        }
        does = deeds.get(step_of(row))
        if does is not None and row.operation_id:
            self.decide.emit(row.operation_id, does)
        elif does is not None:
            does()

    def ask_reversal(self, row: SettlementRow) -> AskDialog:
        """A payment is reversed only after a person agreed to this very one."""
        title, words = reverse_words(row, self.face.ledger_word, self.clearing)
        facts = [("undo-2", f"{row.number}, {capped(name_of(row), 120)}", row.verdict.sentence)]
        asking = AskDialog(title, words, yes=f"Reverse {row.row.amount:,} {row.currency}", facts=facts, danger=True)
        return ask(self, asking, lambda: self._reverse(row))

    def _reverse(self, row: SettlementRow) -> None:
        handle = self.office.reverse_payments(self.route_id, (row.row.id,))
        self.ask(handle, lambda result: self._done(result, f"The payment of {capped(row.number, 40)} is taken back."))

    def apply(self, transaction_id: str, paid_on: date | None) -> None:
        """Apply a settled transaction that was not, on another day where the books are locked."""
        days = {transaction_id: paid_on} if paid_on is not None else {}
        handle = self.office.settle(self.route_id, (transaction_id,), days)
        self.ask(handle, lambda result: self._done(result, "The payment is in the ledger."))

    def _done(self, result: ImportResult | None, told: str) -> None:
        problem = first_problem(result)
        self.did(told if result is not None else "Nothing is due now. The list shows why.", problem)
        self.changed.emit()
        self.refresh()

    def _open(self, row: SettlementRow) -> None:
        if row.invoice_url:
            self.open_page(row.invoice_url)

    # --- export

    def _ask_file(self, suggested: str) -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _ = QFileDialog.getSaveFileName(self, "Export settlements", str(Path(folder) / suggested), "CSV (*.csv)")
        return Path(name).with_suffix(".csv") if name else None

    def export(self) -> None:
        """Write all transactions as a table where the person says; all of it or nothing."""
        path = self.choose_file("Settlements.csv") if self.view is not None else None
        if path is not None and self.view is not None:
            self.ask(self.office.settlement_csv(self.view), lambda text: self._write(path, text))

    def _write(self, path: Path, text: str) -> None:
        data = text.encode("utf-8-sig")
        target = QSaveFile(str(path))
        written = target.open(QIODevice.OpenModeFlag.WriteOnly) and target.write(data) == len(data) and target.commit()
        if written:
            self.tell(f"Saved as {path.name}")
        else:
            why = f"{path.name} cannot be written: {target.errorString()}"
            self.complain(StoreProblem(why, advice="Choose another folder."), "Choose again", self.export)

    # --- keys

    def arrive(self) -> None:
        """Read the report, with the cursor in the table."""
        super().arrive()
        self.table.setFocus()

    def focus_search(self) -> bool:
        """Where transactions are found."""
        self.search.setFocus()
        self.search.selectAll()
        return True

    def act(self, keys: str) -> bool:
        """1 to 6 filter, F does the row's step, Ctrl+S exports."""
        row = self.table.row()
        if keys.isdigit() and 1 <= int(keys) <= len(SettlementFilter):
            self.filter.choose_number(int(keys))
        elif keys == "F" and isinstance(row, SettlementRow):
            self.do_step(row)
        elif keys == "Ctrl+S":
            self.export()
        else:
            return False
        return True

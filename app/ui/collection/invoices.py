"""Import by hand: what is unpaid, chosen and dated by a person, shown once more as it will be debited, then sent and read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.domain.collection.banking_days import earliest_debit_day, region_of
from app.domain.errors import ExpectedProblem
from app.domain.words import count_of
from app.ui.collection.date_sheet import DateSheet
from app.ui.collection.debit_preview import DebitPreview
from app.ui.collection.import_run import ImportOutcome, ImportProgress
from app.ui.collection.invoice_list import InvoiceList
from app.ui.collection.invoice_rows import InvoiceFilter, counts_of
from app.ui.collection.tab import CollectionTab
from app.ui.models.faces import RouteFace
from app.ui.screens.registry import Place
from app.worker.collection_contract import ImportPlan, ImportResult, ImportRow
from app.worker.office import Office


class InvoicesTab(CollectionTab):
    """`decide(str)` with the id of an operation that only a person can settle."""

    decide = Signal(str)
    _LIST, _RUN = range(2)

    def __init__(self, office: Office, face: RouteFace, now: Callable[[], datetime]) -> None:
        super().__init__(office, face, "Invoices", scrolls=False)
        self._now = now
        self.plan: ImportPlan | None = None
        self._days: dict[str, date] = {}
        self._wanted = ""
        self.page.setContentsMargins(0, 0, 0, 0)
        self.list = InvoiceList(now().astimezone().date())
        self.run = ImportProgress()
        self.outcome: ImportOutcome | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.run)
        self.page.addWidget(self._stack, 1)
        self.list.date_asked.connect(self.ask_date)
        self.list.preview_asked.connect(self.preview)
        self.list.again_asked.connect(self.refresh)
        self.list.opened.connect(self._open)

    # --- reading

    def refresh(self) -> None:
        """Both sides as they are now, with the days that were chosen."""
        if self.run.is_running:
            return
        self.list.again.setEnabled(False)
        handle = self.ask(self.office.plan_import(self.route_id, dict(self._days)), self._show)
        handle.finished.connect(lambda: self.list.again.setEnabled(True))

    def _show(self, plan: ImportPlan) -> None:
        self.plan = plan
        self.was_read()
        counts = counts_of(plan.rows)
        ready, held = counts[InvoiceFilter.READY.value], counts[InvoiceFilter.HELD.value]
        sentence = f"{count_of(ready, 'invoice')} can be imported"
        sentence += f", {held:,} {'waits' if held == 1 else 'wait'} for you" if held else ""
        below = "Tick what is to be debited. You see exactly what is sent before anything leaves."
        self.list.set_rows(plan.rows, sentence, below)
        if self._wanted and self.list.take_in_hand(self._wanted):
            self._wanted = ""

    def show_subject(self, subject: str) -> None:
        """Put this invoice in hand and tick it."""
        self._wanted = subject
        if self.outcome is not None:
            self._back()
        elif self.plan is not None and subject:
            self._show(self.plan)

    # --- days

    def ask_date(self, row: ImportRow) -> None:
        """For one invoice, or for all that have none yet."""
        region = region_of(row.invoice.currency)
        earliest = earliest_debit_day(self._now(), region)
        waiting = [r for r in self.list.rows if r.intent.asks_date]
        sheet = DateSheet(row, earliest, len(waiting), lambda: self._now().astimezone().date())
        sheet.chosen.connect(lambda day, for_all: self._keep_day(row, day, waiting if for_all else [row]))
        sheet.open_in(self.window())

    def _keep_day(self, row: ImportRow, day: date, rows: list[ImportRow]) -> None:
        for each in rows:
            self._days[each.invoice.id] = day
        self._days[row.invoice.id] = day
        ticked = {*self.list.model.ticked(), *self._days}
        self.list.model.set_ticked(ticked)
        self.refresh()

    # --- sending

    def preview(self) -> None:
        """Exactly what will be debited; the person agrees to that list and no other."""
        rows = self.list.chosen
        if self.plan is None or not rows or self.run.is_running:
            return
        dialog = DebitPreview(self.plan, rows, self.face.source_word, self.face.organisation)
        dialog.finished.connect(lambda agreed: self._send(dialog) if agreed else None)
        dialog.open_in(self.window())

    def _send(self, agreed: DebitPreview) -> None:
        ids = [row.invoice.id for row in agreed.rows]
        handle = self.office.send_import(agreed.plan, ids)
        self.run.begin(handle, f"Sending {count_of(len(ids), 'debit')} to {self.face.source_word}", len(ids))
        self._stack.setCurrentIndex(self._RUN)
        self.ask(handle, self._ended, self._refused)
        handle.cancelled.connect(self._back)

    def _ended(self, result: ImportResult) -> None:
        self.list.model.set_ticked(())
        self._days.clear()
        self._drop_outcome()
        self.outcome = ImportOutcome(result, self.face.source_word)
        self.outcome.back.connect(self._back)
        self.outcome.log_wanted.connect(lambda: self.wanted.emit(Place.LOG))
        self.outcome.decide.connect(lambda outcome: self.decide.emit(outcome.operation_id))
        self._stack.addWidget(self.outcome)
        self._stack.setCurrentWidget(self.outcome)
        self.changed.emit()

    def _refused(self, problem: ExpectedProblem) -> None:
        """What was shown is no longer what would be sent: the list is read again, with the reason above it."""
        self._back()
        self.did("", problem)

    def _back(self) -> None:
        self._stack.setCurrentIndex(self._LIST)
        self._drop_outcome()
        self.refresh()

    def _drop_outcome(self) -> None:
        if self.outcome is not None:
            self._stack.removeWidget(self.outcome)
            self.outcome.deleteLater()
            self.outcome = None

    def _open(self, row: ImportRow) -> None:
        if row.invoice.url:
            self.open_page(row.invoice.url)

    # --- keys

    def arrive(self) -> None:
        """Read anew, unless a run or its outcome is shown."""
        if self.outcome is None and not self.run.is_running:
            super().arrive()
        self.list.table.setFocus()

    def focus_search(self) -> bool:
        """Where invoices are found."""
        self.list.search.setFocus()
        self.list.search.selectAll()
        return True

    def act(self, keys: str) -> bool:
        """1 to 4 filter, Ctrl+Enter shows what will be debited, P pauses, Esc leads back from an outcome."""
        deeds: dict[str, Callable[[], object]] = {"Ctrl+Enter": self.preview}
        if self.run.is_running:
            deeds = {"P": self.run.pause.toggle}
        elif self.outcome is not None:
            deeds = {"Esc": self._back}
        elif keys.isdigit() and 1 <= int(keys) <= len(InvoiceFilter):
            deeds = {keys: lambda: self.list.filter.choose_number(int(keys))}
        if keys not in deeds:
            return False
        deeds[keys]()
        return True

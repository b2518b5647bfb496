"""Asking for the day of a debit whose invoice is overdue or has no due date; what is no banking day moves to the next one, and says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.domain.collection.banking_days import banking_day_from, region_of
from app.domain.words import say_money
from app.ui.parts import Button, ButtonKind, DateField, Dialog, FactLine, Prose
from app.ui.style import capped, week_day
from app.worker.collection_contract import ImportRow


class DateSheet(Dialog):
    """`chosen(object, bool)` with the day, and whether it is meant for all overdue invoices that have none yet."""

    chosen = Signal(object, bool)

    def __init__(self, row: ImportRow, earliest: date, others: int, today: Callable[[], date]) -> None:
        super().__init__(
            f"When is {capped(row.invoice.number, 40)} debited?", capped(row.invoice.contact_name, 120), width=520
        )
        self.setObjectName("date-sheet")
        self._row, self._earliest, self._others = row, earliest, others
        self.body.addWidget(FactLine("clock", row.intent.sentence, f"{say_money(row.invoice.owed)} is due"))
        hint = f"From {week_day(earliest)} on; banks take nothing on weekends and holidays."
        self.day = DateField("Debit on", today=today, hint=hint)
        self.day.control.setObjectName("debit-day")
        self.day.set_day(row.chosen_day or earliest)
        self.body.addWidget(self.day)
        self.moved = Prose("")
        self.moved.setObjectName("debit-day-moved")
        self.body.addWidget(self.moved)
        self._foot()
        self.day.day_changed.connect(self._say)
        self.first_focus = self.day.control
        self._say(self.day.day())

    def _foot(self) -> None:
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.setObjectName("date-cancel")
        cancel.clicked.connect(self.reject)
        self.all = Button(f"For all {self._others:,} without a date", height=36)
        self.all.setObjectName("date-for-all")
        self.all.clicked.connect(lambda: self._take(for_all=True))
        self.use = Button("Use this day", ButtonKind.PRIMARY, key="Enter", height=36)
        self.use.setObjectName("date-use")
        self.use.clicked.connect(lambda: self._take(for_all=False))
        self.foot.addStretch(1)
        for button in (cancel, self.all, self.use):
            self.foot.addWidget(button)
        self.all.setVisible(self._others > 1)  # not before it lies in here: it would be a window of its own

    def _say(self, day: date | None) -> None:
        """What banks make of this day."""
        if day is None:
            self.moved.setText("")
            return
        really = max(self._earliest, banking_day_from(day, region_of(self._row.invoice.currency)))
        self.moved.setText("" if really == day else f"Debited on {week_day(really)}, the first day it can be.")

    def _take(self, *, for_all: bool) -> None:
        if not self.day.settle():
            self.day.control.setFocus()
            return
        day = self.day.day()
        self.accept()
        self.chosen.emit(day, for_all)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter uses the day."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take(for_all=False)
            event.accept()
            return
        super().keyPressEvent(event)

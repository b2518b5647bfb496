"""The live list of a run: every document heard of, the newest on top."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.run import DocumentEvent
from app.ui.models.live_rows import LiveFilter, LiveList
from app.ui.models.states import chip_of
from app.ui.parts import (
    ButtonCell,
    CheckField,
    ChipCell,
    Column,
    DataTable,
    FigureCell,
    PlainLabel,
    RowsModel,
    Segment,
    SegmentedFilter,
    TableCard,
    TextCell,
)  # fmt: skip
from app.ui.parts.strips import Strips
from app.ui.style import Role, amount, clock

_FIX = 5
_SOON = 12
"""Milliseconds: long enough for the figures above to be painted in a turn of their own."""
_WORDS = {
    LiveFilter.ALL: "All",
    LiveFilter.NEEDS_YOU: "Needs you",
    LiveFilter.BEING_CHECKED: "Being checked",
    LiveFilter.DONE: "Sent",
}


def _total(event: DocumentEvent) -> FigureCell:
    if event.total is None:
        return FigureCell("")
    return FigureCell(amount(event.total.amount, event.total.currency))


class LiveTable(QWidget):
    """Filter, 'Follow the newest' and the table. `fix(DocumentEvent)`."""

    fix = Signal(object)

    def __init__(self, events: LiveList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events = events
        self.filter = SegmentedFilter([Segment(key.value, word, 0) for key, word in _WORDS.items()], name="Show")
        self.filter.setObjectName("live-filter")
        self.follow = CheckField("Follow the newest", checked=True)
        self.follow.setObjectName("live-follow")
        self.rows: RowsModel[DocumentEvent] = RowsModel(
            (
                Column("Time", lambda e: TextCell(clock(e.at.astimezone(), seconds=True), tint="text2"), 104),
                Column("Number", lambda e: TextCell(e.number, strong=True), 100),
                Column("Customer", lambda e: TextCell(e.customer), 176),
                Column("State", lambda e: ChipCell.one(chip_of(e.state)), 142),
                Column("What happened", lambda e: TextCell(e.sentence, tint="text2")),
                Column("", lambda e: ButtonCell("Fix" if e.problem is not None else ""), 66),
                Column("Total", _total, 92, figures=True),
                Column("", lambda e: TextCell(e.total.currency if e.total else "", tint="text2"), 60, tip="Currency"),
            ),
            key=lambda e: e.document_id,
        )
        self.table = DataTable(self.rows, name="What happens to each document", row_height=38)
        self.table.setObjectName("live-table")
        self._strips = Strips(self.table)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self.refresh)
        self._lay()
        self.filter.chosen.connect(self._choose)
        self.table.cell_pressed.connect(self._pressed)
        self.refresh()

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(PlainLabel("Live", Role.CARD))
        head.addWidget(self.filter)
        head.addStretch(1)
        head.addWidget(self.follow)
        column.addLayout(head)
        column.addWidget(TableCard(self.table), 1)

    def set_list(self, events: LiveList) -> None:
        """Another run."""
        self._events = events
        self.filter.set_current(LiveFilter.ALL)
        self.refresh()

    def refresh_soon(self) -> None:
        """Show what is new in a turn of the window's thread that does nothing else, so that no turn is long."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Show what is new; the row in hand stays in hand unless the newest is followed."""
        shown = self._events.shown()
        self._strips.change(lambda: self._show_rows(shown))
        self.filter.set_counts(self._events.counts())
        empty = "Nothing has been answered yet." if self._events.filter is LiveFilter.ALL else "None so far."
        self.table.say_nothing(empty)

    def _show_rows(self, shown: list[DocumentEvent]) -> None:
        held, bar = self.table.row(), self.table.verticalScrollBar()
        place = bar.value()
        self.rows.show_plain(shown)
        if self.follow.isChecked():
            self.table.scrollToTop()
            return
        if held is not None and (number := self.rows.number_of(held.document_id)) >= 0:
            self.table.set_current(number)
        bar.setValue(place)

    def _choose(self, key: str) -> None:
        self._events.filter = LiveFilter(key)
        self.refresh()

    def _pressed(self, event: DocumentEvent, column: int) -> None:
        if column == _FIX:
            self.fix.emit(event)

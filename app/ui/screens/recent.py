"""Recent searches of a route: double click or Enter asks one again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.parts import Column, DataTable, FigureCell, PlainLabel, RowsModel, TableCard, TextCell
from app.ui.style import Role, count, day, full_day
from app.worker.contract import RememberedSearch


class RecentSearches(TableCard):
    """`repeated(SearchCriteria)` when one is asked again."""

    repeated = Signal(object)

    def __init__(self, this_year: int, parent: QWidget | None = None) -> None:
        self.rows: RowsModel[RememberedSearch] = RowsModel(
            (
                Column("Recent searches", lambda s: TextCell(s.words)),
                Column("Found", lambda s: FigureCell(count(s.found), "text2"), 90, figures=True),
                Column("Used", lambda s: FigureCell(_used(s, this_year), "text2"), 122, figures=True),
            ),
            key=lambda s: (s.at, s.words),
        )
        self.table = DataTable(self.rows, name="Recent searches", row_height=40, edge=16)
        super().__init__(self.table, parent=parent)
        self.setObjectName("recent-searches")
        self.table.setObjectName("recent-searches-table")
        self.table.hug()
        self.nothing = PlainLabel("What you search for is listed here, to be asked again.", Role.TEXT, "text2")
        self.nothing.setFixedHeight(40)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.nothing)
        self.body.addLayout(row)
        self.table.opened.connect(lambda search: self.repeated.emit(search.criteria))
        self.show_searches(())

    def show_searches(self, searches: Sequence[RememberedSearch]) -> None:
        """The newest first."""
        self.rows.set_rows(list(searches))
        self.nothing.setVisible(not searches)


def _used(search: RememberedSearch, this_year: int) -> str:
    used: date = search.at.astimezone().date()
    return day(used) if used.year == this_year else full_day(used)

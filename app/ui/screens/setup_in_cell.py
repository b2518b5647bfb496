"""Choosing in a cell of a table: the same list as a combo box, opened below the cell, searched when it is long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint

from app.ui.parts import DataTable
from app.ui.parts.choice import ChoiceList
from app.ui.screens.setup_offers import Offers
from app.ui.style import Role, one_line
from app.ui.style.paint import advance

_WIDEST = 420


def choose_in_cell(
    table: DataTable, place: tuple[int, int], offers: Offers, now: object, chosen: Callable[[object], object]
) -> ChoiceList:
    """Open the list below the cell at (row, column); `chosen` hears the value behind the words. The table gets the focus back."""
    number, column = place
    words = [one_line(word) for word, _ in offers]
    values = [value for _, value in offers]
    opened = ChoiceList(words, values.index(now) if now in values else -1, table)
    rect = table.visualRect(table.rows.index(number, column + table.rows.first))
    opened.setFixedWidth(max(rect.width(), min(_WIDEST, max((advance(w, Role.TEXT) for w in words), default=0) + 56)))
    opened.adjustSize()
    opened.picked.connect(lambda place: chosen(values[place]))
    opened.destroyed.connect(lambda _=None: table.setFocus())
    corner = table.viewport().mapToGlobal(QPoint(rect.left(), rect.bottom() + 2))
    if corner.y() + opened.height() > table.screen().availableGeometry().bottom():
        corner = table.viewport().mapToGlobal(QPoint(rect.left(), rect.top() - opened.height() - 2))
    opened.move(corner)
    opened.show()
    (opened.search if opened.search.isVisibleTo(opened) else opened.view).setFocus()
    return opened

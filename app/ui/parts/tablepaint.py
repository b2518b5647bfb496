"""Paints the rows of a table in one go.

Qt's own painting asks Python several times for every cell, and each time the window's thread has to win the interpreter back from the
lanes that send: some five hundred times for a screen of rows. Here it asks once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QRegion

from app.ui.parts.cellpaint import RowState, paint_cell
from app.ui.parts.cells import GroupRow
from app.ui.style.paint import check_box, smooth
from app.ui.style.theme import colour

if TYPE_CHECKING:
    from app.ui.parts.table import DataTable

_BAR = 3


class RowsPainter:
    """Grounds, lines, accent bar, ticks and cells of the rows that a region touches."""

    def __init__(self, table: DataTable, painter: QPainter) -> None:
        self._table, self._painter = table, smooth(painter)
        head = table.head
        shown = (n for n in range(head.count()) if not head.isSectionHidden(n))
        self._sections = [(n, head.sectionViewportPosition(n), head.sectionSize(n)) for n in shown]
        self._paddings = {n: head.padding(n) for n, _, _ in self._sections}

    def paint(self, region: QRegion) -> None:
        """All rows that lie in it, wholly or in part."""
        for number, place in self._rows(region.boundingRect()):
            if region.intersects(place):
                self._paint_row(number, place, region)

    def _rows(self, room: QRect) -> Iterator[tuple[int, QRect]]:
        """Number and place in px of each row between the top and the bottom of `room`."""
        side, head = self._table.verticalHeader(), self._table.head
        left, width = -head.offset(), max(head.length(), self._table.viewport().width())
        number = side.visualIndexAt(max(0, room.top()))
        while 0 <= number < side.count():
            top = side.sectionViewportPosition(number)
            if top > room.bottom():
                return
            yield number, QRect(left, top, width, side.sectionSize(number))
            number += 1

    def _paint_row(self, number: int, place: QRect, region: QRegion) -> None:
        table = self._table
        row = table.rows.row_at(number)
        state = RowState(
            current=number == table.current_number,
            hovered=number == table.hovered_row,
            quiet=table.rows.is_quiet(number),
        )
        self._paint_ground(number, place, state, isinstance(row, GroupRow))
        top, height = place.top(), place.height()
        if isinstance(row, GroupRow):
            paint_cell(self._painter, table.group_place(QRectF(place)), row, state)
            return
        for section, left, width in self._sections:
            if not region.intersects(QRect(left, top, width, height)):
                continue
            before, after = self._paddings[section]
            inner = QRectF(left + before, top, width - before - after, height)
            self._paint_place(number, row, section - table.rows.first, inner, state)

    def _paint_place(self, number: int, row: Any, column: int, inner: QRectF, state: RowState) -> None:
        rows = self._table.rows
        if column >= 0:
            paint_cell(self._painter, inner, rows.columns[column].cell(row), state)
            return
        box = QRectF(inner.left(), inner.center().y() - 9, 18, 18)
        ticked = Qt.CheckState.Checked if rows.is_ticked(number) else Qt.CheckState.Unchecked
        check_box(self._painter, box, ticked, not rows.why_not(number), state.hovered and not state.current)

    def _paint_ground(self, number: int, place: QRect, state: RowState, is_group: bool) -> None:
        table, painter = self._table, self._painter
        ground = "sunken" if is_group or state.hovered else "surface"
        painter.fillRect(place, colour("accent_soft" if state.current else ground))
        if number in table.mending and not state.current:
            warm = colour("warn_soft")
            warm.setAlphaF(table.property("warmth"))
            painter.fillRect(place, warm)
        if not table.is_lineless(number):
            painter.fillRect(QRect(place.left(), place.bottom(), place.width(), 1), colour("line"))
        if state.current:
            painter.fillRect(QRect(place.left(), place.top(), _BAR, place.height()), colour("accent"))

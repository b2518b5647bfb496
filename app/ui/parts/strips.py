"""Repaints a table strip by strip: the window hears keys, clicks and answers between two strips, however long a whole repaint takes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt, QTimer

from app.ui.parts.table import DataTable

STRIP = 120
"""Height of a strip in px: about three rows, a few milliseconds of painting also beside busy lanes."""
_BETWEEN = 2  # milliseconds from one strip to the next, for whatever else waits


class Strips(QObject):
    """Changes the rows of a table that is refreshed many times a second, and shows the change from top to bottom within 0.1 s.

    Where the rows in sight are the same as before, nothing is painted.
    """

    def __init__(self, table: DataTable) -> None:
        super().__init__(table)
        self._table = table
        self._left: list[QRect] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_BETWEEN)
        self._timer.timeout.connect(self._paint_next)

    def change(self, change: Callable[[], None]) -> None:
        """Carry out a change of the rows without the whole repaint that Qt asks for after it."""
        view, before = self._table.viewport(), self._in_sight()
        # not `setUpdatesEnabled`, which would repaint all of it in the end
        view.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, True)
        try:
            change()
            self._table.executeDelayedItemsLayout()
        finally:
            view.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, False)
        if self._in_sight() != before:
            self._begin()

    def _in_sight(self) -> list[object]:
        """The rows between the top and the bottom of the view, and how far they are scrolled."""
        table, view = self._table, self._table.viewport()
        first = table.rowAt(0)
        if first < 0:
            return []
        last = table.rowAt(view.height() - 1)
        end = last + 1 if last >= 0 else table.rows.rowCount()
        rows = [table.rows.row_at(number) for number in range(first, end)]
        return [table.rowViewportPosition(first), table.current_number, *rows]

    def _begin(self) -> None:
        """All strips anew; those that were still to come go first, so that none waits for ever."""
        view = self._table.viewport()
        every = [QRect(0, top, view.width(), STRIP) for top in range(0, view.height(), STRIP)]
        waiting = {strip.top() for strip in self._left}
        self._left = [s for s in every if s.top() in waiting] + [s for s in every if s.top() not in waiting]
        if self._left and not self._timer.isActive():
            self._timer.start()

    def _paint_next(self) -> None:
        if self._left:
            self._table.viewport().update(self._left.pop(0))
        if not self._left:
            self._timer.stop()

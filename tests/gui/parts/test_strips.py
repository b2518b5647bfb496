"""Strips: a refreshed table is painted a few rows at a time, and all of it in the end."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent, QRegion
from pytestqt.qtbot import QtBot

from app.ui.parts import Column, DataTable, RowsModel, TextCell
from app.ui.parts.strips import STRIP, Strips
from tests.gui.parts.conftest import Show


class Paints(QObject):
    """Keeps what each paint of a widget covered."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Look, and let it pass."""
        if isinstance(event, QPaintEvent):
            self.areas.append(event.region().boundingRect())
        return super().eventFilter(watched, event)


def make_table() -> DataTable:
    rows: RowsModel[str] = RowsModel((Column("Number", TextCell),), key=lambda row: row)
    rows.show_plain([f"OLD-{n}" for n in range(100)])  # so many that the scroll bar is there already
    table = DataTable(rows, name="Numbers")
    table.setMinimumSize(300, 500)
    return table


def show_all(table: DataTable, name: str = "INV", many: int = 10_000) -> None:
    table.rows.show_plain([f"{name}-{n}" for n in range(many)])


def test_a_change_is_painted_in_strips_from_edge_to_edge(show: Show, qtbot: QtBot) -> None:
    table = make_table()
    show(table)
    strips, paints = Strips(table), Paints()
    qtbot.wait(50)
    view = table.viewport()
    view.installEventFilter(paints)
    strips.change(lambda: show_all(table))

    def painted() -> QRegion:
        region = QRegion()
        for area in paints.areas:
            region += area
        return region

    qtbot.waitUntil(lambda: painted().contains(view.rect()) and painted().boundingRect() == view.rect(), timeout=5_000)
    assert max(area.height() for area in paints.areas) <= STRIP
    assert table.rowAt(5) == 0


def test_strips_that_were_still_to_come_are_not_forgotten(show: Show, qtbot: QtBot) -> None:
    table = make_table()
    show(table)
    strips, paints = Strips(table), Paints()
    qtbot.wait(50)
    table.viewport().installEventFilter(paints)
    for number in range(40):  # each change comes before the strips of the one before are all painted
        strips.change(partial(show_all, table, f"INV-{number}", 50))
        qtbot.wait(3)
    lowest = table.viewport().height() - 1
    qtbot.waitUntil(lambda: any(area.contains(5, lowest) for area in paints.areas), timeout=5_000)
    tops = {area.top() // STRIP for area in paints.areas}
    assert tops == set(range(lowest // STRIP + 1))

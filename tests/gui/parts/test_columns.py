"""Where there is little room: columns give way, a stretching one stays legible, an aside goes below, totals come first."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.parts import Column, DataTable, FigureCell, RowsModel, SideBySide, TextCell, TotalBlock, TotalsStrip


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    """A window whose width the test sets."""
    made = QWidget()
    QHBoxLayout(made).setContentsMargins(0, 0, 0, 0)
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    return made


def put(host: QWidget, part: QWidget) -> None:
    layout = host.layout()
    assert layout is not None
    layout.addWidget(part)


def test_columns_give_what_they_can_and_take_it_back(qtbot: QtBot, host: QWidget) -> None:
    rows: RowsModel[str] = RowsModel(
        (
            Column("Name", TextCell),
            Column("Contact", TextCell, 200, gives=100),
            Column("Amount", FigureCell, 300, figures=True),
        ),
        key=lambda r: r,
    )
    table = DataTable(rows, name="Table")
    put(host, table)

    def widths() -> list[int]:
        return [table.head.sectionSize(number) for number in range(3)]

    qtbot.waitUntil(lambda: widths() == [300, 200, 300])
    host.resize(600, 300)
    qtbot.waitUntil(lambda: widths() == [160, 140, 300])
    host.resize(420, 300)
    qtbot.waitUntil(lambda: widths() == [110, 100, 300])  # the table scrolls rather than hide a name
    table.hide_columns((2,))
    qtbot.waitUntil(lambda: table.head.isSectionHidden(2) and widths()[:2] == [220, 200])
    table.hide_columns(())
    host.resize(800, 300)
    qtbot.waitUntil(lambda: widths() == [300, 200, 300])


@pytest.mark.parametrize("aside_first", [False, True])
def test_an_aside_goes_below_or_above_where_it_does_not_fit(qtbot: QtBot, host: QWidget, aside_first: bool) -> None:
    both = SideBySide(300, least=700, aside_first=aside_first)
    first, second = QLabel("main"), QLabel("aside")
    both.main.addWidget(first)
    both.aside.addWidget(second)
    put(host, both)

    def place(part: QWidget) -> tuple[int, int]:
        at = part.mapTo(both, part.rect().topLeft())
        return at.x(), at.y()

    qtbot.waitUntil(lambda: place(second)[0] == 500)
    host.resize(500, 300)
    qtbot.waitUntil(lambda: both.is_stacked and place(second)[0] == 0 and second.width() == 500)
    assert (place(second)[1] < place(first)[1]) is aside_first
    host.resize(800, 300)
    qtbot.waitUntil(lambda: not both.is_stacked and place(second)[0] == 500)


def test_totals_keep_their_last_figure_longest(qtbot: QtBot, host: QWidget) -> None:
    strip = TotalsStrip()
    figures = (("Net", "464,793.69"), ("Tax", "45,057.95"), ("Total", "509,851.64"))
    strip.set_blocks([TotalBlock("Selected", "44 of 102"), TotalBlock("AUD", "44 inv.", figures)])
    put(host, strip)
    qtbot.wait(20)
    whole = strip.shown()
    assert whole == strip.blocks
    host.resize(300, 300)
    qtbot.waitUntil(lambda: strip.width() == 300)
    assert strip.shown()[1].figures == figures[-1:]
    host.resize(120, 300)
    qtbot.waitUntil(lambda: strip.width() == 120)
    assert [block.head for block in strip.shown()] == ["Selected"]

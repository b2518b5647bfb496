"""The rows of Review while they arrive, their sums, and a list that is repainted strip by strip."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.plan import DocumentState
from app.ui.models.plan_rows import PlanList, PlanRow, StateFilter, Sum, Tally, found_row, row_of
from app.ui.parts import Column, DataTable, RowsModel, TextCell
from app.ui.parts.strips import Strips
from tests.gui.screens.made_up import ready, source


def rows(*numbers: int, currency: str = "AUD") -> list[PlanRow]:
    return [row_of(ready(source(number, currency=currency))) for number in numbers]


def test_rows_that_arrive_are_counted_sorted_and_found_by_whoever_types_meanwhile() -> None:
    found = PlanList()
    found.add(found_row(source(number)) for number in (3, 1))
    found.query = source(2).number
    assert not found.shown()
    found.add([replace(found_row(source(2)), state=DocumentState.READY)])
    assert [row.id for row in found.shown()] == [source(2).id]
    assert found.counts() == {"all": 3, "ready": 1, "needs_you": 0, "blocked": 0, "in_ledger": 0}
    found.query = " "
    assert len(found.shown()) == 3
    assert list(found.shown()) == sorted(found.rows, key=lambda row: (row.issue_date, row.number), reverse=True)
    found.filter = StateFilter.READY
    assert [row.id for row in found.shown()] == [source(2).id]


def test_a_text_that_holds_the_sign_between_two_texts_is_still_one_text() -> None:
    found = PlanList()
    odd, plain = rows(1, 2)
    found.replace([replace(odd, text="a\0quokka"), replace(plain, text="wombat")])
    found.query = "quokka"
    assert [row.id for row in found.shown()] == [odd.id]
    found.query = "wombat"
    assert [row.id for row in found.shown()] == [plain.id]


def test_sums_follow_what_is_ticked_and_unticked_in_every_currency() -> None:
    here, there = rows(1, 2, 3), rows(4, currency="NZD")
    tally = Tally()
    tally.set_rows([*here, *there], frozenset(row.id for row in (*here, *there)))
    assert [(currency, entry.count) for currency, entry in tally.sums] == [("AUD", 3), ("NZD", 1)]
    tally.follow(frozenset([here[0].id, "gone"]))
    one = here[0]
    assert tally.sums == [("AUD", Sum(1, one.net, one.tax, one.total))]
    tally.follow(frozenset())
    assert tally.sums == []
    assert sum((row.total for row in here), Decimal(0)) > 0


class PaintedTable(DataTable):
    """Counts its strips."""

    strips = 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        """As ever, counted."""
        self.strips += 1
        super().paintEvent(event)


@pytest.fixture
def table(qtbot: QtBot) -> PaintedTable:
    model: RowsModel[str] = RowsModel([Column("Number", TextCell)], key=str)
    made = PaintedTable(model, name="Numbers", row_height=32)
    model.setParent(made)
    made.resize(300, 400)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.strips > 0)
    return made


def test_a_change_below_what_is_in_sight_paints_nothing(qtbot: QtBot, table: PaintedTable) -> None:
    strips, numbers = Strips(table), [f"INV-{number}" for number in range(100)]
    strips.change(lambda: table.rows.show_plain(numbers))
    qtbot.waitUntil(lambda: not strips._left)
    QApplication.processEvents()
    painted = table.strips
    strips.change(lambda: table.rows.show_plain([*numbers, "INV-100"]))
    assert not strips._left
    QApplication.processEvents()
    assert table.strips == painted
    strips.change(lambda: table.rows.show_plain(["INV-new", *numbers]))
    assert len(strips._left) > 1, "strip by strip"
    qtbot.waitUntil(lambda: not strips._left and table.strips > painted + 1)

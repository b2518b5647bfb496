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


def test_a_longer_query_looks_only_through_what_the_shorter_found() -> None:
    rows = PlanList()
    rows.replace([found_row(source(n)) for n in range(10_000, 14_000)])
    rows.query = "quo"
    quokkas = len(rows.shown())
    assert rows.looked_at == 4000
    rows.query = "quokka"
    assert len(rows.shown()) == quokkas
    assert rows.looked_at == quokkas
    rows.filter = StateFilter.READY
    assert list(rows.shown()) == []
    assert rows.looked_at == 0
    rows.filter = StateFilter.ALL
    rows.query = "quo"
    assert len(rows.shown()) == quokkas
    assert rows.looked_at == 0, "what the shorter one found is still known"
    rows.query = "uok"
    assert len(rows.shown()) == quokkas
    assert rows.looked_at == 4000


SHOWN_UNDER = {
    StateFilter.ALL: list(DocumentState),
    StateFilter.READY: [DocumentState.READY],
    StateFilter.NEEDS_YOU: [state for state in DocumentState if state.name.startswith("NEEDS_")],
    StateFilter.BLOCKED: [DocumentState.BLOCKED, DocumentState.REFUSED],
    StateFilter.IN_LEDGER: [DocumentState.ALREADY_IN_LEDGER, DocumentState.SENT, DocumentState.MARKED],
}


@pytest.mark.parametrize("query", ["", "q", "pty", "quo 1", "no such words"])
@pytest.mark.parametrize("chosen", list(StateFilter))
def test_what_is_shown_is_what_each_row_says_by_itself(query: str, chosen: StateFilter) -> None:
    rows = PlanList()
    found = [found_row(source(n)) for n in range(10_000, 10_400)]
    states = list(DocumentState)
    rows.replace([replace(row, state=states[n % len(states)]) for n, row in enumerate(found)])
    rows.query, rows.filter = query, chosen
    wanted = [
        row for row in rows.rows if row.state in SHOWN_UNDER[chosen] and all(word in row.text for word in query.split())
    ]
    shown = rows.shown()
    assert list(shown) == wanted
    assert list(shown[1:3]) == wanted[1:3]


def test_an_amount_is_found_as_it_is_written() -> None:
    rows = PlanList()
    found = [found_row(source(n)) for n in range(20_000, 20_040)]
    rows.replace(found)
    wanted = found[17]
    rows.query = f"{wanted.total:,}"
    assert wanted in rows.shown()


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

"""Reports: one sentence, three views of the same figures, what waits beside them, and files of what is shown."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.documents import WaitingInvoice
from app.domain.errors import RemoteProblem
from app.domain.money import Money
from app.domain.plan import DocumentState
from app.domain.report import CustomerTotals, DayTotals, Report, StateTotals
from app.domain.run import Reconciliation
from app.ui.parts import BarRows, ColumnChart, DataTable
from app.ui.screens.report_tables import View, table_of
from app.ui.screens.reports import ReportsScreen, report_sentence, stretch
from app.ui.screens.search_aside import WaitingCard
from app.ui.screens.table_file import TableKind, write_whole
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.made_up_runs import office_with_runs

TODAY = date(2026, 11, 22)


def aud(text: str) -> Money:
    return Money(Decimal(text), "AUD")


def figures(number: int, total: str, off: str = "0.00") -> Reconciliation:
    return Reconciliation("AUD", number, aud(total), aud(total) - aud(off))


def made_up(off: str = "0.00") -> Report:
    """Two days, two customers, two states."""
    days = (DayTotals(date(2026, 11, 4), figures(2, "110.00", off)), DayTotals(date(2026, 11, 5), figures(1, "9.95")))
    customers = (CustomerTotals("=Gannet", 2, aud("100.00")), CustomerTotals("Heron", 1, aud("19.95")))
    states = (
        StateTotals(DocumentState.SENT, 3, (aud("119.95"),)),
        StateTotals(DocumentState.REFUSED, 1, (aud("5.00"), Money(Decimal(900), "JPY"))),
    )
    return Report(date(2026, 11, 1), TODAY, 2, (figures(3, "119.95", off),), days, customers, states)


@pytest.fixture
def office() -> FakeOffice:
    """Figures, and two invoices that wait."""
    office = office_with_runs()
    office.reported = made_up()
    office.waits = (
        WaitingInvoice("1", TODAY, aud("10.00")),
        WaitingInvoice("2", TODAY - timedelta(days=400), aud("20.00")),
    )
    return office


@pytest.fixture
def screen(qtbot: QtBot, window: QWidget, office: FakeOffice) -> ReportsScreen:
    """The page over this office."""
    made = ReportsScreen(office)
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: made.report is not None and bool(made.findChildren(WaitingCard)))
    return made


def test_the_views_show_the_same_figures(qtbot: QtBot, screen: ReportsScreen) -> None:
    assert screen.sentence.text() == "3 invoices were booked from 1 to 22 Nov 2026. Both sides agree to the cent."
    chart = screen.findChild(ColumnChart)
    assert isinstance(chart, ColumnChart)
    assert "4: 2; 5: 1; 6: 0" in chart.accessibleName()
    screen.act("2")
    qtbot.waitUntil(lambda: any("=Gannet" in b.accessibleName() for b in screen.findChildren(BarRows)))
    screen.act("3")
    qtbot.waitUntil(lambda: len([t for t in screen.findChildren(DataTable, "report-table") if t.isVisible()]) == 1)
    (table,) = (t for t in screen.findChildren(DataTable, "report-table") if t.isVisible())
    assert [row.state for row in table.rows.rows()] == [DocumentState.SENT, DocumentState.REFUSED]


def test_what_waits_stands_beside_it_by_age(qtbot: QtBot, screen: ReportsScreen) -> None:
    (card,) = screen.findChildren(WaitingCard)
    qtbot.waitUntil(lambda: card.figure.text() == "2")


def test_a_source_that_does_not_answer_says_so_on_its_card_alone(
    qtbot: QtBot, office: FakeOffice, screen: ReportsScreen
) -> None:
    office.refusals["waiting"] = RemoteProblem("Autotask does not answer.")
    screen.refresh()
    qtbot.waitUntil(
        lambda: any(c.sentence.text() == "Autotask does not answer." for c in screen.findChildren(WaitingCard))
    )
    assert screen.banner is None


def test_what_is_shown_becomes_a_file(tmp_path: Path) -> None:
    file = table_of(made_up(), View.CUSTOMER).file
    path = tmp_path / f"{file.name}.csv"
    assert write_whole(path, file.data(TableKind.CSV)) == ""
    assert list(csv.reader(path.read_text("utf-8-sig").splitlines())) == [
        ["Customer", "Currency", "Invoices", "Booked"],
        ["'=Gannet", "AUD", "2", "100.00"],
        ["Heron", "AUD", "1", "19.95"],
    ]
    assert file.data(TableKind.SPREADSHEET).startswith(b"PK")
    assert "cannot be written" in write_whole(tmp_path / "missing" / "a.csv", b"x")


def test_states_are_one_line_a_currency_in_a_file() -> None:
    rows = table_of(made_up(), View.STATE).file.rows
    assert rows[1:] == (("Refused", 1, "AUD", Decimal("5.00")), ("Refused", 1, "JPY", Decimal(900)))


def test_words_for_other_figures() -> None:
    assert "look at the difference" in report_sentence(made_up(off="0.01"))
    nothing = Report(date(2025, 12, 1), TODAY, 0, (), (), (), ())
    assert report_sentence(nothing) == "Nothing was booked from 1 Dec 2025 to 22 Nov 2026."
    assert [bar.label for bar in table_of(nothing, View.DAY).bars] == [
        *("Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"),
    ]


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("this_month", date(2026, 11, 1), TODAY),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last_7_days", date(2026, 11, 16), TODAY),
        ("this_quarter", date(2026, 10, 1), TODAY),
        ("year", date(2025, 12, 1), TODAY),
    ],
)
def test_periods_end_today_at_the_latest(period: str, since: date, until: date) -> None:
    assert stretch(period, TODAY) == (since, until)

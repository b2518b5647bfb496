"""The tables of the Reports page and the charts above them: the same figures by day, by customer and by state."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.domain.plan import DocumentState
from app.domain.report import CustomerTotals, DayTotals, Report, StateTotals
from app.domain.spreadsheet import Cell
from app.ui.models.states import chip_of
from app.ui.parts import Bar, ChipCell, Column, FigureCell, IconCell, TextCell
from app.ui.parts.chip import as_spec
from app.ui.screens.table_file import TableFile
from app.ui.style import amount, capped, count, day, money

_MOST_COLUMNS = 31
_MOST_BARS = 8
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ALARMING = (DocumentState.REFUSED, DocumentState.BLOCKED)


class View(StrEnum):
    """How the figures are laid out."""

    DAY = "day"
    CUSTOMER = "customer"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One view of a report: rows with their columns, the chart's bars (upright or not), and the same as a file."""

    rows: tuple[Any, ...]
    columns: tuple[Column[Any], ...]
    key: Callable[[Any], Hashable]
    bars: tuple[Bar, ...]
    upright: bool
    chart: str
    file: TableFile


def table_of(report: Report, view: View) -> ReportTable:
    """A view of the report."""
    return {View.DAY: _days, View.CUSTOMER: _customers, View.STATE: _states}[view](report)


def _name(report: Report, what: str) -> str:
    return f"Sent by {what}, {report.since.isoformat()} to {report.until.isoformat()}"


# --- by day


def _days(report: Report) -> ReportTable:
    columns: tuple[Column[DayTotals], ...] = (
        Column("Day", lambda r: TextCell(f"{day(r.day)} {r.day.year}", strong=True)),
        Column("Invoices", lambda r: FigureCell(count(r.figures.count)), 76, figures=True),
        Column("", lambda r: TextCell(r.figures.currency, tint="text2"), 50),
        Column("Source", lambda r: FigureCell(amount(r.figures.source.amount, r.figures.currency)), 104, figures=True),
        Column("Ledger", lambda r: FigureCell(amount(r.figures.ledger.amount, r.figures.currency)), 104, figures=True),
        Column(
            "Difference",
            lambda r: FigureCell(amount(r.figures.difference.amount, r.figures.currency)),
            94,
            figures=True,
        ),
        Column("", _verdict, 40),
    )
    header = ("Day", "Currency", "Invoices", "Source", "Ledger", "Difference")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            r.day.isoformat(),
            r.figures.currency,
            r.figures.count,
            r.figures.source.amount,
            r.figures.ledger.amount,
            r.figures.difference.amount,
        )
        for r in report.days
    )
    bars, by = _columns_of(report)
    return ReportTable(
        tuple(reversed(report.days)),
        columns,
        lambda r: (r.day, r.figures.currency),
        bars,
        True,
        f"Invoices booked by {by}",
        TableFile(_name(report, "day"), header, rows),
    )


def _verdict(row: DayTotals) -> IconCell:
    if row.figures.balances:
        return IconCell("circle-check", "Agrees to the cent", "good_text")
    return IconCell("circle-alert", "Does not agree", "bad_text")


def _columns_of(report: Report) -> tuple[tuple[Bar, ...], str]:
    """A column for each day of a stretch that fits, else for each month; empty days keep their place."""
    length = (report.until - report.since).days + 1
    if length <= _MOST_COLUMNS:
        numbers: dict[date, int] = {date.fromordinal(report.since.toordinal() + n): 0 for n in range(length)}
        for row in report.days:
            numbers[row.day] += row.figures.count
        sparse = length > 16
        return tuple(Bar(_day_label(d, sparse=sparse), n) for d, n in numbers.items()), "day"
    months: dict[tuple[int, int], int] = {}
    for ordinal in range(report.since.toordinal(), report.until.toordinal() + 1):
        d = date.fromordinal(ordinal)
        months.setdefault((d.year, d.month), 0)
    for row in report.days:
        months[row.day.year, row.day.month] += row.figures.count
    return tuple(Bar(_MONTHS[month - 1], n) for (_, month), n in list(months.items())[-24:]), "month"


def _day_label(value: date, *, sparse: bool) -> str:
    return str(value.day) if sparse else day(value)


# --- by customer


def _customers(report: Report) -> ReportTable:
    columns: tuple[Column[CustomerTotals], ...] = (
        Column("Customer", lambda r: TextCell(capped(r.customer, 200), strong=True)),
        Column("Invoices", lambda r: FigureCell(count(r.count)), 84, figures=True),
        Column("Booked", lambda r: FigureCell(amount(r.total.amount, r.total.currency)), 130, figures=True),
        Column("", lambda r: TextCell(r.total.currency, tint="text2"), 64),
    )
    header = ("Customer", "Currency", "Invoices", "Booked")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (r.customer, r.total.currency, r.count, r.total.amount) for r in report.customers
    )
    main = report.currencies[0].currency if report.currencies else ""
    largest = [r for r in report.customers if r.total.currency == main and r.total.amount > 0][:_MOST_BARS]
    bars = tuple(Bar(capped(r.customer, 60), _share(r.total.amount), amount(r.total.amount, main)) for r in largest)
    chart = f"Largest customers in {main}" if main else "Largest customers"
    file = TableFile(_name(report, "customer"), header, rows)
    return ReportTable(report.customers, columns, lambda r: (r.customer, r.total.currency), bars, False, chart, file)


def _share(value: Decimal) -> int:
    """How long a bar is: whole units of the currency are fine enough to draw."""
    return max(1, int(value))


# --- by state


def _states(report: Report) -> ReportTable:
    columns: tuple[Column[StateTotals], ...] = (
        Column("State", lambda r: ChipCell.one(chip_of(r.state, _LEDGER)), 190),
        Column("Invoices", lambda r: FigureCell(count(r.count)), 84, figures=True),
        Column("Amounts", lambda r: TextCell(", ".join(money(m.amount, m.currency) for m in r.totals), tint="text2")),
    )
    header = ("State", "Invoices", "Currency", "Amount")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_word(r.state), r.count, total.currency, total.amount) for r in report.states for total in r.totals
    )
    bars = tuple(Bar(_word(r.state), r.count, "", r.state in _ALARMING) for r in report.states)
    file = TableFile(_name(report, "state"), header, rows)
    return ReportTable(report.states, columns, lambda r: r.state, bars, False, "How they stand", file)


_LEDGER = "the ledger"


def _word(state: DocumentState) -> str:
    return as_spec(chip_of(state, _LEDGER)).word

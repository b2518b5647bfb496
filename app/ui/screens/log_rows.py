"""The list of the Log: its columns, and the runs below the days on which they began."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from app.domain.problem_groups import say_totals
from app.domain.run import RunSummary
from app.ui.parts import ChipCell, Column, FigureCell, GroupRow, TextCell
from app.ui.screens.setup_story import booked, note, result_chip
from app.ui.style import capped, clock, full_day, week_day

LESSER = (2, 6)
"""The columns that a narrow window does without."""


def run_columns(route_name: Callable[[RunSummary], str]) -> list[Column[RunSummary]]:
    """What is shown of each run."""
    return [
        Column("Time", lambda r: TextCell(clock(r.started.astimezone()), tint="text2"), 76),
        Column("Route", lambda r: TextCell(route_name(r), capped(r.organisation, 80))),
        Column("By", lambda r: TextCell(capped(r.user, 40), tint="text2"), 84),
        Column("Result", lambda r: ChipCell.one(result_chip(r)), 136),
        Column("Docs", lambda r: FigureCell(f"{booked(r):,}"), 60, figures=True),
        Column("Amount", lambda r: FigureCell(_amount(r)), 172, figures=True),
        Column("Note", lambda r: TextCell(note(r), tint="text2"), 110),
    ]


def by_day(runs: Iterable[RunSummary], today: date) -> list[RunSummary | GroupRow]:
    """The runs in their order, each day's below its name."""
    rows: list[RunSummary | GroupRow] = []
    last: date | None = None
    for run in runs:
        day = run.started.astimezone().date()
        if day != last:
            rows.append(GroupRow(_day_words(day, today)))
            last = day
        rows.append(run)
    return rows


def _amount(run: RunSummary) -> str:
    """'741,031.59 AUD, 4 more': the currency of most documents, and how many others."""
    booked_in = sorted((r for r in run.reconciliation if r.count), key=lambda r: -r.count)
    more = f", {len(booked_in) - 1:,} more" if len(booked_in) > 1 else ""
    return say_totals([r.ledger for r in booked_in[:1]]) + more


def _day_words(day: date, today: date) -> str:
    if day == today:
        return f"Today, {full_day(day)}"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return week_day(day) if day.year == today.year else full_day(day)

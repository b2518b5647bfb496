"""What the Log writes out: the runs that are listed, a line each document, and one run with every change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.run import DocumentOutcome, RunSummary
from app.domain.spreadsheet import Cell
from app.ui.models.states import chip_of
from app.ui.parts.chip import as_spec
from app.ui.screens.setup_story import result_chip
from app.ui.screens.table_file import TableFile

_HEAD = (
    *("Run", "Route", "Organisation", "By", "Result"),
    *("Document", "Customer", "Amount", "Currency", "State", "Sentence", "Marked", "Link"),
)


def runs_file(runs: Sequence[RunSummary], route_name: Callable[[RunSummary], str]) -> TableFile:
    """Every document of these runs; a run without any has one line of its own."""
    rows = [row for run in runs for row in _rows(run, route_name(run))]
    return TableFile("Ledgerferry log", _HEAD, tuple(rows))


def _rows(run: RunSummary, route: str) -> list[tuple[Cell, ...]]:
    began = run.started.astimezone().isoformat(sep=" ", timespec="seconds")
    head = (began, route, run.organisation, run.user, as_spec(result_chip(run)).word)
    return [(*head, *_document(outcome, run.vendor)) for outcome in run.outcomes] or [(*head, *[""] * 8)]


def _document(outcome: DocumentOutcome, vendor: str) -> tuple[Cell, ...]:
    return (
        outcome.number,
        outcome.customer,
        outcome.total.amount,
        outcome.total.currency,
        as_spec(chip_of(outcome.state, vendor)).word,
        outcome.sentence,
        "yes" if outcome.marked else "",
        outcome.url,
    )

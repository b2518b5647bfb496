"""A run as a table for a spreadsheet program: text that would be taken for a formula stays text."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.run import RunSummary
from app.domain.safe_csv import write_csv
from app.worker.contract import LogEntry

_HEAD = (
    "When",
    "By",
    "Document",
    "Customer",
    "Amount",
    "Currency",
    "What",
    "Happened",
    "Attempt",
    "Sentence",
    "In ledger",
    "Link",
)
_LONGEST = 2000


def run_table(run: RunSummary, story: Sequence[LogEntry]) -> str:
    """Every change of a run, one line each, then the documents that nothing happened to; for a file in UTF-8 with a mark."""
    outcomes = {o.number: o for o in run.outcomes}
    lines: list[tuple[str, ...]] = []
    for entry in story:
        outcome = outcomes.get(entry.reference)
        amount = (f"{outcome.total.amount:f}", outcome.total.currency) if outcome is not None else ("", "")
        customer = outcome.customer if outcome is not None else ""
        at = entry.at.isoformat(timespec="seconds")
        happened = (entry.what, entry.fact, str(entry.attempt), entry.sentence, entry.remote_id, entry.url)
        lines.append((at, entry.user, entry.reference, customer, *amount, *happened))
    told = {entry.reference for entry in story}
    for outcome in run.outcomes:
        if outcome.number not in told:
            money = (f"{outcome.total.amount:f}", outcome.total.currency)
            rest = (outcome.state.value, "", "", outcome.sentence, outcome.remote_id, outcome.url)
            lines.append(("", run.user, outcome.number, outcome.customer, *money, *rest))
    return write_csv(_HEAD, [[part[:_LONGEST] for part in line] for line in lines])

"""A run as a table for a spreadsheet program: text that would be taken for a formula stays text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from app.domain.run import RunSummary
from app.worker.contract import LogEntry

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
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
)
_LONGEST = 2000


def cell(text: str) -> str:
    """The text as a spreadsheet shows it: a plain number stays one, anything that begins like a formula gets an apostrophe."""
    bounded = text[:_LONGEST].replace("\x00", "")
    if bounded.lstrip(" ").startswith(_FORMULA) and not _NUMBER.match(bounded):
        return "'" + bounded
    return bounded


def run_table(run: RunSummary, story: Sequence[LogEntry]) -> str:
    """Every change of a run, one line each, then the documents that nothing happened to; for a file in UTF-8 with a mark."""
    outcomes = {o.number: o for o in run.outcomes}
    lines: list[tuple[str, ...]] = []
    for entry in story:
        outcome = outcomes.get(entry.reference)
        amount = (f"{outcome.total.amount:f}", outcome.total.currency) if outcome is not None else ("", "")
        customer = outcome.customer if outcome is not None else ""
        at = entry.at.isoformat(timespec="seconds")
        happened = (entry.what, entry.fact, str(entry.attempt), entry.sentence, entry.remote_id)
        lines.append((at, entry.user, entry.reference, customer, *amount, *happened))
    told = {entry.reference for entry in story}
    for outcome in run.outcomes:
        if outcome.number not in told:
            money = (f"{outcome.total.amount:f}", outcome.total.currency)
            lines.append(
                (
                    "",
                    run.user,
                    outcome.number,
                    outcome.customer,
                    *money,
                    outcome.state.value,
                    "",
                    "",
                    outcome.sentence,
                    "",
                )
            )
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(_HEAD)
    writer.writerows([cell(part) for part in line] for line in lines)
    return target.getvalue()

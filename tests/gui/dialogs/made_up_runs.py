"""Runs and their stories for the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.plan import DocumentState
from app.domain.route import Route
from app.domain.run import DocumentOutcome, Reconciliation, RunSummary
from app.worker.contract import LogEntry, UndoPlan
from tests.gui.dialogs.fake import FakeOffice

AT = datetime(2026, 11, 4, 9, 39, tzinfo=UTC)


def outcome(
    number: str, state: DocumentState, customer: str = "Copperline Accountants", sentence: str = ""
) -> DocumentOutcome:
    """One document of 100.50."""
    return DocumentOutcome(number, number, customer, Money(Decimal("100.50"), "AUD"), state, sentence)


def run(
    name: str, at: datetime, sent: int, refused: int = 0, *, dry_run: bool = False, undone: bool = False
) -> RunSummary:
    """A run with so many sent and refused."""
    outcomes = [outcome(f"INV-{n}", DocumentState.SENT, sentence="Approved. Same total read back") for n in range(sent)]
    outcomes += [
        outcome(f"REF-{n}", DocumentState.REFUSED, "Moreton Optical", "The contact is archived.")
        for n in range(refused)
    ]
    total = Money(Decimal("100.50") * sent, "AUD")
    both = (Reconciliation("AUD", sent, total, total),) if sent else ()
    ended = at + timedelta(minutes=3)
    organisation = "Harbour & Pine IT Pty Ltd"
    return RunSummary(
        name, "r1", organisation, "Xero", at, ended, tuple(outcomes), both, user="Mira", dry_run=dry_run, undone=undone
    )


def entry(seconds: int, reference: str, fact: str, sentence: str = "", answer: str = "") -> LogEntry:
    """One line of a story."""
    at = AT + timedelta(seconds=seconds)
    operation = f"op-{reference}"
    return LogEntry(
        at,
        OperationKind.POST_INVOICE,
        reference,
        "Send invoice",
        fact,
        "",
        1,
        "Mira",
        sentence,
        answer,
        "",
        "",
        "",
        operation,
    )


def office_with_runs() -> FakeOffice:
    """Three runs of one route: one with a refusal, a dry run, one undone."""
    office = FakeOffice()
    office.ways.append(Route("r1", "Harbour & Pine IT", "at", "xe"))
    office.summaries = (
        run("run1", AT, 2, 1),
        run("run2", AT - timedelta(hours=2), 4, dry_run=True),
        run("run3", AT - timedelta(days=1), 3, undone=True),
    )
    office.stories["run1"] = (
        *(entry(0, name, "confirmed by a person") for name in ("INV-0", "INV-1", "REF-0")),
        *(entry(1, name, "on its way") for name in ("INV-0", "INV-1", "REF-0")),
        *(entry(5, name, "answered: booked") for name in ("INV-0", "INV-1")),
        entry(5, "REF-0", "answered: refused", "The contact is archived.", "400 ValidationException <b>archived</b>"),
        *(entry(9, name, "read back") for name in ("INV-0", "INV-1")),
    )
    office.undo_plans["run1"] = UndoPlan("run1", "u1", (), 0, 2, (("REF-0", "was never booked"),))
    return office

"""What is said at the end of a run: a sentence, what it means for the books, and what happens now."""

from __future__ import annotations

from app.domain.plan import DocumentState
from app.domain.run import NOT_TAKEN_BACK, DocumentOutcome, RunSummary
from app.domain.words import count_of

BOOKED = (DocumentState.SENT, DocumentState.MARKED)


def are(number: int) -> str:
    """'is' or 'are'."""
    return "is" if number == 1 else "are"


def booked(run: RunSummary) -> tuple[DocumentOutcome, ...]:
    """What is in the ledger by this run."""
    return run.in_state(*BOOKED)


def to_mark(run: RunSummary) -> int:
    """How many are booked and not marked as processed yet."""
    return sum(not outcome.marked for outcome in booked(run))


def stayed(run: RunSummary) -> tuple[DocumentOutcome, ...]:
    """What is still booked although the run was undone, each with its reason."""
    return tuple(outcome for outcome in booked(run) if outcome.sentence.startswith(NOT_TAKEN_BACK))


def left_out(run: RunSummary) -> tuple[DocumentOutcome, ...]:
    """Everything that is neither booked, refused, being looked up nor taken back."""
    named = {*BOOKED, DocumentState.REFUSED, DocumentState.BEING_CHECKED, DocumentState.UNDONE}
    return tuple(outcome for outcome in run.outcomes if outcome.state not in named)


def end_sentence(run: RunSummary) -> str:
    """'117 invoices are booked in Harbour & Pine IT Pty Ltd.'"""
    where = (
        f"{run.organisation} (practice)" if run.practice and "(practice)" not in run.organisation else run.organisation
    )
    number = len(booked(run))
    undone = len(run.in_state(DocumentState.UNDONE))
    if undone:
        kept = f" {count_of(number, 'invoice')} {are(number)} still booked." if number else ""
        return f"{count_of(undone, 'invoice')} {are(undone)} taken back in {where}.{kept}"
    if number:
        return f"{count_of(number, 'invoice')} {are(number)} booked in {where}."
    return f"Nothing is booked in {where}."


def end_meaning(run: RunSummary, source: str) -> str:
    """'2 were refused and stay in Autotask. Both sides agree to the cent.'"""
    parts = []
    refused = len(run.in_state(DocumentState.REFUSED))
    if refused:
        one = refused == 1
        parts.append(f"{refused:,} {'was' if one else 'were'} refused and {'stays' if one else 'stay'} in {source}.")
    if run.still_open:
        one = run.still_open == 1
        parts.append(
            f"{run.still_open:,} {'has' if one else 'have'} no clear answer yet; {'it is' if one else 'they are'} looked up."
        )
    if booked(run):
        parts.append(
            "Both sides agree to the cent." if run.balances else "Both sides do not agree; look at the difference."
        )
    undone = len(run.in_state(DocumentState.UNDONE))
    if undone and not booked(run):
        parts.append(f"Searches in {source} offer {'it' if undone == 1 else 'them'} again.")
    return " ".join(parts) or f"Nothing has changed in {source} either."


def mark_question(number: int, source: str) -> str:
    """'Mark 117 invoices as processed in Autotask?'"""
    return f"Mark {count_of(number, 'invoice')} as processed in {source}?"


def mark_meaning(run: RunSummary) -> str:
    """What marking does, and what stays open."""
    refused = len(run.in_state(DocumentState.REFUSED))
    stays = f" The {refused:,} refused {'stays' if refused == 1 else 'stay'} open." if refused else ""
    return (
        f"Sets today's web service date on what {run.vendor} has confirmed, so that no search offers it again.{stays}"
    )

"""Runs in words: how one ended, what needs a person, and the time line made from what the journal noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain.ledger_words import LedgerWords, words_of
from app.domain.operation import OperationKind
from app.domain.plan import DocumentState
from app.domain.run import RunSummary
from app.domain.words import count_of
from app.ui.parts import ChipKind, ChipSpec, Moment, Tone
from app.ui.style import capped, clock
from app.worker.contract import LogEntry

_BOOKED = (DocumentState.SENT, DocumentState.MARKED)
_NOUNS = {
    OperationKind.POST_INVOICE: ("invoice", "invoices"),
    OperationKind.ATTACH_FILE: ("paper", "papers"),
    OperationKind.MARK_PROCESSED: ("invoice", "invoices"),
    OperationKind.UNMARK_PROCESSED: ("mark", "marks"),
    OperationKind.VOID_DOCUMENT: ("document", "documents"),
    OperationKind.CREATE_PAYER: ("payer", "payers"),
    OperationKind.UPDATE_PAYER: ("payer", "payers"),
    OperationKind.CREATE_DEBIT: ("debit", "debits"),
    OperationKind.AMEND_DEBIT: ("debit", "debits"),
    OperationKind.DELETE_DEBIT: ("debit", "debits"),
    OperationKind.APPLY_PAYMENT: ("payment", "payments"),
    OperationKind.REVERSE_PAYMENT: ("payment", "payments"),
}
_SAID: dict[str, tuple[str, Tone]] = {
    "confirmed by a person": ("{who} confirmed {n}", Tone.ACCENT),
    "on its way": ("{n} on the way", Tone.ACCENT),
    "answered: booked": ("{n} answered for", Tone.GOOD),
    "answered: refused": ("{n} refused", Tone.BAD),
    "no clear answer": ("No clear answer for {n}", Tone.CHECK),
    "interrupted while on its way": ("{n} interrupted on the way", Tone.CHECK),
    "not sent": ("{n} not sent", Tone.CALM),
    "asked to try later": ("{n} asked to wait", Tone.WARN),
    "found on the other side": ("{n} found on the other side", Tone.GOOD),
    "proven not to be there": ("{n} proven not to be there", Tone.CHECK),
    "not found yet": ("{n} not found yet", Tone.CHECK),
    "read back": ("{n} read back, equal", Tone.GOOD),
    "stopped by the last check": ("{n} stopped by the last check", Tone.WARN),
    "decided by a person": ("{who} decided about {n}", Tone.ACCENT),
}
_QUIET = frozenset({"on its way"})
_MOST_MOMENTS = 24


def booked(run: RunSummary) -> int:
    """How many documents the ledger has."""
    return len(run.in_state(*_BOOKED))


def refused(run: RunSummary) -> int:
    """How many were refused."""
    return len(run.in_state(DocumentState.REFUSED))


def result_chip(run: RunSummary) -> ChipSpec:
    """How a run ended, in a word."""
    if run.dry_run:
        return ChipKind.DRY_RUN.spec
    if run.undone or (run.in_state(DocumentState.UNDONE) and not booked(run)):
        return ChipKind.UNDONE.spec
    if run.still_open:
        return ChipKind.BEING_CHECKED.spec
    if run.ended is None:
        return ChipKind.WAITING.with_word("Interrupted")
    if booked(run):
        all_marked = all(o.marked for o in run.in_state(*_BOOKED))
        return ChipKind.MARKED.spec if all_marked else ChipKind.SENT.spec
    return ChipKind.REFUSED.spec if refused(run) else ChipSpec("Nothing sent", "check")


def needs_person(run: RunSummary) -> bool:
    """Whether somebody has to look at it."""
    return not run.dry_run and not run.undone and (bool(run.still_open) or run.ended is None or refused(run) > 0)


def note(run: RunSummary) -> str:
    """The last column: what is not as wanted."""
    if run.dry_run:
        return "nothing written"
    parts = [f"{refused(run):,} refused"] if refused(run) else []
    parts += [f"{run.still_open:,} looked up"] if run.still_open else []
    parts += ["totals differ"] if not run.balances else []
    return ", ".join(parts)


def run_title(run: RunSummary) -> str:
    """'Run of 4 Nov 2026, 09:39'."""
    at = run.started.astimezone()
    return f"Run of {at.day} {at:%b} {at.year}, {clock(at)}"


@dataclass(slots=True)
class _Gathered:
    first: datetime
    last: datetime
    what: str
    references: set[str] = field(default_factory=set)
    who: str = ""
    sentence: str = ""


def moments(story: Sequence[LogEntry], vendor: str) -> tuple[Moment, ...]:
    """What happened, gathered: one moment for each kind of change and what came of it, in the order it began, in the ledger's words."""
    gathered: dict[tuple[OperationKind, str], _Gathered] = {}
    for entry in story:
        if entry.fact in _QUIET:
            continue
        found = gathered.setdefault((entry.kind, entry.fact), _Gathered(entry.at, entry.at, entry.what))
        found.last = max(found.last, entry.at)
        found.references.add(entry.operation_id)
        found.who = entry.user or found.who
        found.sentence = entry.sentence or found.sentence
    ordered = sorted(gathered.items(), key=lambda pair: pair[1].first)[:_MOST_MOMENTS]
    words = words_of(vendor)
    return tuple(_moment(kind, fact, found, words) for (kind, fact), found in ordered)


def _nouns(kind: OperationKind, words: LedgerWords) -> tuple[str, str]:
    """What is counted, one and several."""
    if kind in {OperationKind.CREATE_CONTACT, OperationKind.LINK_CONTACT, OperationKind.RESTORE_CONTACT}:
        return words.contact.one, words.contact.many
    if kind is OperationKind.POST_CREDIT_NOTE:
        return words.credit.one, words.credit.many
    return _NOUNS.get(kind, ("change", "changes"))


def _moment(kind: OperationKind, fact: str, found: _Gathered, ledger: LedgerWords) -> Moment:
    words, tone = _SAID.get(fact, ("{n}: " + fact, Tone.CALM))
    one, many = _nouns(kind, ledger)
    said = words.format(n=count_of(len(found.references), one, many), who=capped(found.who or "A person", 40))
    until = found.last.astimezone()
    second = found.what if found.last - found.first < _SHORT else f"{found.what}, until {clock(until, seconds=True)}"
    if tone is Tone.BAD and found.sentence:
        second = capped(found.sentence, 80)
    return Moment(clock(found.first.astimezone(), seconds=True), said, second, tone)


_SHORT = timedelta(seconds=2)


def document_moments(story: Sequence[LogEntry], reference: str) -> tuple[Moment, ...]:
    """One document's own story, every step."""
    mine = [entry for entry in story if entry.reference == reference]
    return tuple(
        Moment(
            clock(e.at.astimezone(), seconds=True), e.what, capped(e.fact, 80), _SAID.get(e.fact, ("", Tone.CALM))[1]
        )
        for e in mine[-_MOST_MOMENTS:]
    )


def remote_words(story: Sequence[LogEntry], reference: str) -> list[tuple[str, str]]:
    """What the remote system said about a document; secrets were left out when it was noted."""
    pairs: list[tuple[str, str]] = []
    for entry in story:
        if entry.reference != reference:
            continue
        pairs += (
            [(entry.what[:18], entry.answer)] if entry.answer and (entry.what[:18], entry.answer) not in pairs else []
        )
        if entry.remote_id and ("Id", entry.remote_id) not in pairs:
            pairs.append(("Id", entry.remote_id))
    return pairs

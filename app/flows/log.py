"""The log desk: runs as they ended, and every remote change of a run with time, who, what and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from app.domain.documents import DocumentKind, SalesForm
from app.domain.ledger_words import LedgerWords, words_of
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.payload import DocumentPayload, read_payload
from app.domain.report import Report, report_of
from app.domain.run import RunSummary, SideEffect
from app.ports.journal import Fact, JournalStore
from app.ports.stores import RunStore

KIND_WORDS = {
    OperationKind.CREATE_CONTACT: "Create {contact}",
    OperationKind.LINK_CONTACT: "Link {contact}",
    OperationKind.RESTORE_CONTACT: "{bring_back} {contact}",
    OperationKind.CREATE_ITEM: "Create {item}",
    OperationKind.POST_INVOICE: "Send {invoice}",
    OperationKind.POST_CREDIT_NOTE: "Send {credit}",
    OperationKind.ATTACH_FILE: "Attach paper",
    OperationKind.MARK_PROCESSED: "Mark as processed",
    OperationKind.UNMARK_PROCESSED: "Take the mark back",
    OperationKind.VOID_DOCUMENT: "Take back in the ledger",
    OperationKind.CREATE_PAYER: "Create payer",
    OperationKind.UPDATE_PAYER: "Update payer",
    OperationKind.CREATE_DEBIT: "Make debit",
    OperationKind.AMEND_DEBIT: "Change debit",
    OperationKind.DELETE_DEBIT: "Take debit away",
    OperationKind.APPLY_PAYMENT: "Apply payment",
    OperationKind.REVERSE_PAYMENT: "Reverse payment",
}
"""What each kind of change is called, with places for the ledger's own words."""
_FACT_WORDS = {
    "planned": "confirmed by a person",
    "sending": "on its way",
    "answer": "answered: booked",
    "rejected": "answered: refused",
    "ambiguous": "no clear answer",
    "interrupted": "interrupted while on its way",
    "not_sent": "not sent",
    "not_applied": "asked to try later",
    "found": "found on the other side",
    "absent": "proven not to be there",
    "not_found_yet": "not found yet",
    "read_back": "read back",
    "check_failed": "stopped by the last check",
    "decision": "decided by a person",
}
_ALL = 1_000_000
_BESIDES = (
    OperationKind.CREATE_CONTACT,
    OperationKind.LINK_CONTACT,
    OperationKind.RESTORE_CONTACT,
    OperationKind.CREATE_ITEM,
)


@dataclass(frozen=True, slots=True)
class ReportWish:
    """Which days are asked for (both included), of one route or of all but those `apart`."""

    since: date
    until: date
    route_id: str = ""
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of a run's story. `answer` is the remote system's own words, secrets left out."""

    at: datetime
    kind: OperationKind
    reference: str
    what: str
    fact: str
    state: str
    attempt: int
    user: str
    sentence: str
    answer: str
    remote_id: str
    url: str
    detail: str
    operation_id: str


def _local_day(at: datetime) -> date:
    """The day on which a person here saw it happen."""
    return at.astimezone().date()


class LogDesk:
    """Reads what is remembered; changes nothing."""

    def __init__(self, runs: RunStore, journal: JournalStore) -> None:
        self._runs = runs
        self._journal = journal

    def runs(
        self, route_id: str = "", limit: int = 200, text: str = "", since: datetime | None = None
    ) -> Sequence[RunSummary]:
        """Newest first; `text` looks in numbers, customers and sentences; `since` leaves out what began before."""
        return self._runs.runs(route_id, limit, text, since)

    def report(self, wish: ReportWish) -> Report:
        """What was sent in a stretch of days, over every run of it."""
        begins = datetime.combine(wish.since, time.min).astimezone(UTC)
        found = self._runs.runs(wish.route_id, _ALL, since=begins)
        return report_of(found, wish.since, wish.until, _local_day, apart=wish.apart)

    def run(self, run_id: str) -> RunSummary:
        """One; raises `StoreProblem` when unknown."""
        return self._runs.run(run_id)

    def side_effects(self, run_id: str) -> tuple[SideEffect, ...]:
        """What a run has done in the ledger besides its documents, in the order in which it was planned."""
        return tuple(
            SideEffect(r.operation.kind, r.operation.reference, r.remote_url, r.remote_id)
            for r in self._journal.records(run_id=run_id, states=(OperationState.DONE,))
            if r.operation.kind in _BESIDES
        )

    def story(self, run_id: str) -> tuple[LogEntry, ...]:
        """Every remote change of a run, oldest first."""
        words = words_of(self._runs.run(run_id).vendor)
        records = {r.operation.id: r for r in self._journal.records(run_id=run_id)}
        called = {one: kind_words(r.operation.kind, words, _form(r.operation, words)) for one, r in records.items()}
        entries = []
        for fact in self._journal.facts(run_id=run_id):
            record = records.get(fact.operation_id)
            if record is not None:
                entries.append(_entry(record, fact, called[fact.operation_id]))
        return tuple(entries)


def kind_words(kind: OperationKind, words: LedgerWords, form: SalesForm = SalesForm.INVOICE) -> str:
    """'Create contact', 'Send credit memo', 'Send sales receipt'."""
    return KIND_WORDS[kind].format(
        contact=words.contact.one,
        item=words.item.one,
        invoice=words.document(DocumentKind.INVOICE, form).one,
        credit=words.document(DocumentKind.CREDIT_NOTE, form).one,
        bring_back=words.bring_back.capitalize(),
    )


def _form(operation: Operation, words: LedgerWords) -> SalesForm:
    """On which form a document was posted, where the ledger has more than one."""
    posts = operation.kind in {OperationKind.POST_INVOICE, OperationKind.POST_CREDIT_NOTE}
    if words.receipt is None or not posts:
        return SalesForm.INVOICE
    return read_payload(DocumentPayload, operation.payload).form


def _entry(record: OperationRecord, fact: Fact, what: str) -> LogEntry:
    operation = record.operation
    return LogEntry(
        at=fact.at,
        kind=operation.kind,
        reference=operation.reference,
        what=what,
        fact=_FACT_WORDS.get(fact.kind, fact.kind.replace("_", " ")),
        state=fact.state.value,
        attempt=fact.generation + 1,
        user=operation.user,
        sentence=record.sentence,
        answer=record.remote_words,
        remote_id=record.remote_id,
        url=record.remote_url,
        detail=fact.text,
        operation_id=operation.id,
    )

"""How each debit that was made here stands.

Told from the journal, which knows what was done, and the report, which knows what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.collection.debits import Transaction, TransactionStatus
from app.domain.collection.payloads import TAKEN_BACK, CreateDebitPayload, DeleteDebitPayload
from app.domain.collection.planning import MadeDebit, Stand
from app.domain.collection.settings import DebitEntry
from app.domain.machine import Reason, ended_without_effect
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.payload import read_payload
from app.flows.collection.context import Books
from app.ports.journal import JournalStore

_CREATE = OperationKind.CREATE_DEBIT
_CHUNK = 400  # subjects in one look into the journal
_STATUS = {
    TransactionStatus.FUTURE: Stand.OPEN,
    TransactionStatus.PENDING: Stand.LEFT,
    TransactionStatus.APPROVED: Stand.LEFT,
    TransactionStatus.UNKNOWN: Stand.LEFT,
    TransactionStatus.DECLINED: Stand.DECLINED,
    TransactionStatus.CHARGEBACK: Stand.CHARGED_BACK,
}


@dataclass(frozen=True, slots=True)
class DebitRecords:
    """One remembered debit with everything the journal knows of it, and its newest row of the report.

    `removal` is the deletion of what the collector made otherwise than asked, which is no deletion of the debit that was meant.
    """

    entry: DebitEntry
    create: OperationRecord | None = None
    delete: OperationRecord | None = None
    amends: tuple[OperationRecord, ...] = ()
    row: Transaction | None = None
    removal: OperationRecord | None = None

    @property
    def is_taken_away(self) -> bool:
        """Whether what was made otherwise than asked is proven gone."""
        return self.removal is not None and self.removal.state is OperationState.DONE

    @property
    def is_past_removal(self) -> bool:
        """Whether it came too late for that: what was made otherwise than asked has left for the bank, and nothing more is to come."""
        refused = self.removal is not None and self.removal.state is OperationState.REVIEW
        return refused and self.row is not None and self.row.status.has_left

    @property
    def debit_id(self) -> str:
        """Its id at the collector; '' while it is not known."""
        return (
            self.create.remote_id if self.create and self.create.state is OperationState.DONE else self.entry.debit_id
        )

    @property
    def was_made(self) -> bool:
        """Whether it exists or may exist; one that certainly was not made leaves its version free."""
        return self.create is not None and not _never_was(self.create)

    @property
    def amount(self) -> Decimal:
        """What it asks for: as it was made, or as it was last changed."""
        done = [each for each in self.amends if each.state is OperationState.DONE]
        record = done[-1] if done else self.create
        expected = record.operation.expected if record else None
        return expected.amount if expected else Decimal(0)

    @property
    def process_date(self) -> date:
        """The day it was asked for, or the one the report names."""
        if self.row is not None:
            return self.row.process_date
        assert self.create is not None  # noqa: S101 - asked of debits that were made
        return read_payload(CreateDebitPayload, self.create.operation.payload).process_date


def debit_records(
    journal: JournalStore, books: Books, entries: Sequence[DebitEntry], rows: Iterable[Transaction]
) -> list[DebitRecords]:
    """Each entry with its records and its row."""
    named: dict[str, DebitEntry] = {books.entry_subject(entry): entry for entry in entries}
    subjects = [one for name, entry in named.items() for one in (name, *amend_subjects(name, entry.amends))]
    found = _by_name(journal, books, subjects)
    held = [record for record in found.values() if record.state is OperationState.REVIEW and record.remote_id]
    found |= _by_name(journal, books, [removal_subject(each) for each in held if each.operation.kind is _CREATE])
    newest = newest_rows(rows)
    return [_records(entry, name, found, newest) for name, entry in named.items()]


def _by_name(
    journal: JournalStore, books: Books, subjects: Sequence[str]
) -> dict[tuple[OperationKind, str], OperationRecord]:
    found: dict[tuple[OperationKind, str], OperationRecord] = {}
    for start in range(0, len(subjects), _CHUNK):
        for record in journal.records(subjects=subjects[start : start + _CHUNK]):
            if record.operation.tenant == books.collector_tenant:
                found[record.operation.kind, record.operation.subject] = record
    return found


def removal_subject(create: OperationRecord) -> str:
    """The name of the deletion of what a CREATE_DEBIT has made otherwise than asked: each debit at the collector has one of its own."""
    return f"{create.operation.subject}!{create.remote_id}"


def amend_subjects(name: str, count: int) -> list[str]:
    """The names of the changes of one debit's amount."""
    return [f"{name}~{number}" for number in range(1, count + 1)]


def newest_rows(rows: Iterable[Transaction]) -> dict[str, Transaction]:
    """The newest row of each debit, by debit id."""
    newest: dict[str, Transaction] = {}
    for row in sorted(rows, key=lambda one: (one.process_date, len(one.id), one.id)):
        newest[row.debit_id] = row
    return newest


def _records(
    entry: DebitEntry,
    name: str,
    found: Mapping[tuple[OperationKind, str], OperationRecord],
    newest: Mapping[str, Transaction],
) -> DebitRecords:
    create = found.get((_CREATE, name))
    changes = (found.get((OperationKind.AMEND_DEBIT, one)) for one in amend_subjects(name, entry.amends))
    amends = tuple(one for one in changes if one is not None)
    made = DebitRecords(entry, create, found.get((OperationKind.DELETE_DEBIT, name)), amends)
    row = newest.get(made.debit_id) if made.debit_id else None
    removal = found.get((OperationKind.DELETE_DEBIT, removal_subject(create))) if create is not None else None
    return DebitRecords(entry, create, made.delete, amends, row, removal)


def last_seen(records: DebitRecords) -> MadeDebit | None:
    """How a debit stands as far as was last read; asks nobody."""
    return made_debit(records, vanished=(records.debit_id,) if records.entry.vanished else ())


def made_debit(records: DebitRecords, *, vanished: Collection[str] = (), settled: bool = False) -> MadeDebit | None:
    """How a debit stands; None when none was made. `vanished` are debit ids that the collector does not have any more."""
    create = records.create
    if create is None or not records.was_made:
        return None
    stand, sentence = _stand(records, create, vanished)
    return MadeDebit(
        stand=stand,
        debit_id=records.debit_id,
        marker=create.operation.marker,
        amount=records.amount,
        process_date=records.process_date,
        due_date=records.entry.due_date,
        version=records.entry.version,
        amends=records.entry.amends,
        settled=settled,
        sentence=sentence,
    )


def _stand(records: DebitRecords, create: OperationRecord, vanished: Collection[str]) -> tuple[Stand, str]:
    if create.state is not OperationState.DONE:
        return _unfinished(records, create)
    if records.delete is not None and records.delete.state is OperationState.DONE:
        why = read_payload(DeleteDebitPayload, records.delete.operation.payload).why
        return (Stand.TAKEN_BACK if why == TAKEN_BACK else Stand.DELETED), ""
    if records.row is not None and records.row.status is not TransactionStatus.FUTURE:
        return _STATUS[records.row.status], records.row.reason
    for change in (records.delete, *records.amends):
        if change is not None and change.state is not OperationState.DONE and not _is_over(change):
            return Stand.DOUBT, _in_doubt(change)
    return (Stand.VANISHED, "") if records.debit_id in vanished else (Stand.OPEN, "")


def _unfinished(records: DebitRecords, create: OperationRecord) -> tuple[Stand, str]:
    """Of one that was never read back as it was meant."""
    row = records.row
    if row is not None and row.status.has_left and (records.is_taken_away or records.is_past_removal):
        return _STATUS[row.status], row.reason
    if records.is_taken_away:
        return Stand.MISMADE, ""
    left = create.state is OperationState.REVIEW and create.reason == Reason.LEFT
    return (Stand.VANISHED, "") if left else (Stand.DOUBT, _in_doubt(create))


def _never_was(record: OperationRecord) -> bool:
    """Whether it certainly had no effect and nothing of it is under way: it is planned anew with what is known now."""
    unsent = record.state is OperationState.PLANNED and not record.was_ambiguous
    return unsent or ended_without_effect(record)


def _is_over(record: OperationRecord) -> bool:
    return _never_was(record) or (record.state is OperationState.REVIEW and record.reason == Reason.LEFT)


def _in_doubt(record: OperationRecord) -> str:
    if record.state is OperationState.REVIEW:
        return record.sentence or "It waits for your decision"
    return "No clear answer yet; it is being looked up"


def newest_by_invoice(found: Iterable[DebitRecords]) -> dict[str, DebitRecords]:
    """The newest debit of each invoice that was made; where none was, the newest that was meant."""
    newest: dict[str, DebitRecords] = {}
    for records in sorted(found, key=lambda one: (one.was_made, one.entry.version)):
        newest[records.entry.invoice_id] = records
    return newest


def next_version(found: Iterable[DebitRecords]) -> int:
    """The version of an invoice's next debit: the first that was certainly not used."""
    return 1 + max((one.entry.version for one in found if one.was_made), default=0)

"""What a round that was killed has planned and never sent: the next round takes up what is still wanted, and drops the rest with a reason.

What a person has confirmed (an import by hand, a reversal, a new customer) is not a round's to drop: it waits until its run goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.domain.collection.debits import Transaction
from app.domain.collection.invoices import InvoiceStatus
from app.domain.collection.payloads import TAKEN_BACK, DeleteDebitPayload
from app.domain.collection.planning import Act
from app.domain.collection.settling import Settled
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.payload import read_payload
from app.flows.collection.context import Books, CollectionTools
from app.flows.collection.importing import Gathered, plan_rows
from app.flows.collection.settlement import Judging, judge
from app.flows.collection.standing import DebitRecords, amend_subjects
from app.flows.collection.views import ImportRow

K = OperationKind
_OF_DEBITS = (K.CREATE_DEBIT, K.AMEND_DEBIT, K.DELETE_DEBIT)
_WHY = frozenset({"paid", "not_open", "moved"})
"""Deletions that a round plans and that may turn out not to be wanted after all."""
_NOT_TO_BE_PAID = frozenset({"invoice_gone", "paid_meanwhile", "partly_paid", "other_amount", "currency"})
_NOT_WANTED = "Not wanted any more"


def left_by_rounds(tools: CollectionTools, books: Books, before: datetime) -> Sequence[OperationRecord]:
    """What was planned before a moment and certainly was never sent."""
    return [
        record
        for connection in (books.collector_connection, books.ledger_connection)
        for record in tools.journal.records(states=[OperationState.PLANNED], connection_id=connection.id)
        if not record.was_ambiguous and (record.updated_at is None or record.updated_at < before)
    ]


def next_amend(about: DebitRecords) -> int:
    """The number of a debit's next change of amount: that of the last one again where it was never sent."""
    name = f"~{about.entry.amends}"
    last = next((one for one in about.amends if one.operation.subject.endswith(name)), None)
    unsent = last is None or last.state is OperationState.CANCELLED or last.state is OperationState.PLANNED
    again = unsent and (last is None or not last.was_ambiguous)
    return max(1, about.entry.amends + (0 if again else 1))


def drop_debits(tools: CollectionTools, books: Books, found: Gathered, left: Sequence[OperationRecord]) -> None:
    """Drop debits, changes and deletions that nobody would ask for as things are now.

    `found` is a complete reading. What is still wanted goes by the same name and is taken up when it is sent.
    """
    held = [record for record in left if record.operation.kind in _OF_DEBITS]
    if not held:
        return
    rows = {row.invoice.id: row for row in plan_rows(tools, books, found, by_hand=True)}
    known = _by_subject(books, found)
    reasons: dict[str, str] = {}
    for record in held:
        about = known.get(record.operation.subject)
        row = rows.get(record.operation.source_id)
        if about is not None and not _is_wanted(record, about, row):
            reasons[record.operation.id] = _because(row)
    tools.engine.withdraw(reasons)


def _by_subject(books: Books, found: Gathered) -> dict[str, DebitRecords]:
    """The debits of this route by the names of their operations."""
    named: dict[str, DebitRecords] = {}
    for one in found.debits:
        name = books.entry_subject(one.entry)
        named |= dict.fromkeys((name, *amend_subjects(name, one.entry.amends)), one)
    return named


def _is_wanted(record: OperationRecord, about: DebitRecords, row: ImportRow | None) -> bool:
    kind = record.operation.kind
    if kind is K.DELETE_DEBIT:
        return _is_deletion_wanted(read_payload(DeleteDebitPayload, record.operation.payload).why, row)
    if row is None:
        return False
    if kind is K.AMEND_DEBIT:
        return row.intent.act is Act.AMEND and row.intent.amount == record.operation.expected
    if about.entry.by_hand:  # a person has chosen it: only what cannot be any more goes
        return row.invoice.status is InvoiceStatus.OPEN and row.invoice.due > 0
    return row.intent.act in (Act.CREATE, Act.MOVE)


def _is_deletion_wanted(why: str, row: ImportRow | None) -> bool:
    """What a person has asked for stays; of the others what can still be done, or may be once something has been looked up."""
    if why == TAKEN_BACK or row is None:
        return why not in _WHY
    return row.intent.act in (Act.DELETE, Act.MOVE) or (row.intent.act is Act.WAIT and why not in _WHY)


def _because(row: ImportRow | None) -> str:
    return f"{_NOT_WANTED}: {row.intent.sentence}" if row is not None else f"{_NOT_WANTED}: nothing is due"


def drop_payments(
    tools: CollectionTools, books: Books, rows: Sequence[Transaction], by: Judging, left: Sequence[OperationRecord]
) -> None:
    """Drop payments of transactions that came back, or whose invoice cannot take them any more; `by` judges as the round does."""
    held = {record.operation.subject: record for record in left if record.operation.kind is K.APPLY_PAYMENT}
    if not held:
        return
    reasons: dict[str, str] = {}
    for row in rows:
        record = held.get(books.transaction_subject(row.id))
        if record is None:
            continue
        verdict = judge(row, by).verdict
        if verdict.stand in (Settled.DECLINED, Settled.CHARGED_BACK) or verdict.code in _NOT_TO_BE_PAID:
            reasons[record.operation.id] = f"{_NOT_WANTED}: {verdict.sentence}"
    tools.engine.withdraw(reasons)


def drop_updates(tools: CollectionTools, books: Books, left: Sequence[OperationRecord]) -> None:
    """Drop what is left of updates of customers that follow the ledger: this round has compared them anew."""
    follow = {one.contact_id for one in tools.store.customers(books.route.id) if one.auto_update}
    now = {record.operation.id for record in left if record.operation.kind is K.UPDATE_PAYER}
    if not now:
        return
    still: Mapping[str, OperationRecord] = {
        record.operation.id: record for record in tools.journal.records(ids=sorted(now))
    }
    tools.engine.withdraw(
        {
            one: f"{_NOT_WANTED}: the customer was compared anew"
            for one, record in still.items()
            if record.state is OperationState.PLANNED and record.operation.source_id in follow
        }
    )

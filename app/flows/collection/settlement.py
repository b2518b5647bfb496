"""Settlements: what was approved and has settled becomes a payment in the ledger, once.

What came back since is reversed after a person has agreed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.collection.debits import Transaction
from app.domain.collection.invoices import ClearingAccount, SalesInvoice
from app.domain.collection.payloads import ApplyPaymentPayload, ReversePaymentPayload
from app.domain.collection.settling import PaymentStand, Settled, Settling, verdict_of
from app.domain.errors import BadInput
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord
from app.domain.payload import read_payload, write_payload
from app.domain.run import Report, Stop
from app.flows.collection.context import Books, CollectionTools, Orders, collector_today, orders
from app.flows.collection.importing import Gathered
from app.flows.collection.reading import locked_up_to
from app.flows.collection.running import Ran, Subject, carry_out
from app.flows.collection.settlement_state import Payments
from app.flows.collection.standing import DebitRecords
from app.flows.collection.views import SettlementGroup, SettlementRow, SettlementView


@dataclass(frozen=True, slots=True)
class Judging:
    """What all transactions of one look are judged by."""

    today: date
    debits: Mapping[str, DebitRecords]  # by debit id
    payments: Payments
    invoices: Mapping[str, SalesInvoice]
    clearing: ClearingAccount | None
    lock: date | None = None
    days: Mapping[str, date] | None = None  # a person's dates, by transaction id


def judging(
    tools: CollectionTools, found: Gathered, clearing: ClearingAccount | None, lock: date | None = None
) -> Judging:
    """From what was gathered; `clearing` is the chosen account as it is now."""
    debits = {one.debit_id: one for one in found.debits if one.debit_id}
    return Judging(collector_today(tools.clock.now()), debits, found.payments, found.invoices, clearing, lock)


def judge(row: Transaction, by: Judging) -> SettlementRow:
    """One transaction with what it means."""
    records = by.debits.get(row.debit_id)
    if records is None:
        return SettlementRow(row, verdict_of(Settling(row, by.today, is_ours=False)))
    entry = records.entry
    invoice = by.invoices.get(entry.invoice_id)
    about = Settling(
        row,
        by.today,
        is_ours=True,
        expected=records.amount,
        currency=entry.currency,
        invoice=invoice,
        payment=by.payments.payment(row.id),
        reversal=by.payments.reversal(row.id),
        sentence=by.payments.sentence(row.id),
        words=by.payments.words(row.id),
        clearing=by.clearing,
        locked_up_to=by.lock,
        paid_on=(by.days or {}).get(row.id),
    )
    return SettlementRow(
        row,
        verdict_of(about),
        entry.number,
        entry.contact_name,
        entry.currency,
        invoice.url if invoice else "",
        by.payments.to_decide(row.id),
    )


def view_of(route_id: str, rows: Sequence[Transaction], by: Judging, tools: CollectionTools) -> SettlementView:
    """All transactions by settlement date and currency, newest first; those without a settlement come last."""
    grouped: dict[tuple[date | None, str], list[SettlementRow]] = defaultdict(list)
    for row in rows:
        judged = judge(row, by)
        day = row.settlement_date if judged.counts and judged.verdict.stand is not Settled.APPROVED else None
        grouped[day, judged.currency].append(judged)
    ordered = sorted(grouped.items(), key=lambda item: (item[0][0] is not None, item[0][0] or date.min), reverse=True)
    groups = tuple(_group(day, currency, found) for (day, currency), found in ordered)
    return SettlementView(route_id, groups, tools.clock.now())


def _group(day: date | None, currency: str, rows: Sequence[SettlementRow]) -> SettlementGroup:
    def total(chosen: Collection[Settled] | None) -> Money:
        picked = [r.row.amount for r in rows if (r.counts if chosen is None else r.verdict.stand in chosen)]
        return Money(sum(picked, Decimal(0)), currency)

    applied = (Settled.APPLIED,)
    deposit, done = total(None), total(applied)
    ordered = tuple(sorted(rows, key=lambda r: (r.row.process_date, r.customer.casefold(), r.row.id)))
    if day is None:
        nothing = Money(Decimal(0), currency)
        return SettlementGroup(day, currency, ordered, nothing, nothing, nothing)
    return SettlementGroup(day, currency, ordered, deposit, done, deposit - done)


# --- applying -----------------------------------------------------------------------------------------------------


def apply_due(
    tools: CollectionTools,
    books: Books,
    found: Gathered,
    by: Judging,
    *,
    stop: Stop,
    report: Report,
    only: Collection[str] | None = None,
) -> Ran | None:
    """Apply every settled transaction that is due a payment; None when there is none. `only` are transactions a person chose."""
    again = frozenset(only or ())
    due = [row for row in found.rows if (only is None or row.id in again) and _is_due(row, by, again)]
    if not due:
        return None
    if by.lock is None:
        by = _with_lock(by, locked_up_to(books, stop))
        due = [row for row in due if _is_due(row, by, again)]
    making = orders(tools, books)
    operations, about = [], {}
    for row in due:
        operation = _apply(making, row, by)
        operations.append(operation)
        entry = by.debits[row.debit_id].entry
        about[operation.id] = Subject(entry.number, entry.contact_name, Money(row.amount, entry.currency))
    if not operations:
        return None
    return carry_out(tools, books, operations, about, step="Applying payments", stop=stop, report=report)


def with_lock(by: Judging, rows: Sequence[Transaction], books: Books, stop: Stop) -> Judging:
    """The same with the ledger's lock date, which is read only where something is due to be applied."""
    if by.lock is not None or not any(_is_due(row, by, ()) for row in rows):
        return by
    return _with_lock(by, locked_up_to(books, stop))


def _with_lock(by: Judging, lock: date | None) -> Judging:
    return Judging(by.today, by.debits, by.payments, by.invoices, by.clearing, lock, by.days)


def _is_due(row: Transaction, by: Judging, again: Collection[str]) -> bool:
    """Whether it is to be applied now; one that the ledger refused only when a person asks for it again."""
    if row.debit_id not in by.debits:
        return False
    if (
        row.id in again
        and by.payments.payment(row.id) is PaymentStand.FAILED
        and not by.payments.applied[row.id].was_ambiguous
    ):
        kept = {key: record for key, record in by.payments.applied.items() if key != row.id}
        payments = Payments(kept, by.payments.reversed)
        by = Judging(by.today, by.debits, payments, by.invoices, by.clearing, by.lock, by.days)
    return judge(row, by).verdict.stand is Settled.DUE


def _apply(making: Orders, row: Transaction, by: Judging) -> Operation:
    records, clearing, books = by.debits[row.debit_id], by.clearing, making.books
    invoice = by.invoices[records.entry.invoice_id]
    paid_on = (by.days or {}).get(row.id) or row.settlement_date
    if clearing is None or paid_on is None:
        raise ValueError(f"{row.id} has neither a clearing account nor a date")
    payload = ApplyPaymentPayload(
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        contact_id=invoice.contact_id,
        contact_name=invoice.contact_name,
        amount=row.amount,
        currency=records.entry.currency,
        paid_on=paid_on,
        account_id=clearing.id,
        account_code=clearing.code,
        account_name=clearing.name,
        reference=books.reference(row.id),
        transaction_id=row.id,
    )
    return making.in_ledger(
        OperationKind.APPLY_PAYMENT,
        books.transaction_subject(row.id),
        invoice.number,
        write_payload(payload),
        expected=Money(row.amount, records.entry.currency),
        source_id=row.id,
    )


# --- reversing ----------------------------------------------------------------------------------------------------


def reverse(
    tools: CollectionTools,
    books: Books,
    found: Gathered,
    by: Judging,
    chosen: Collection[str],
    *,
    stop: Stop,
    report: Report,
) -> Ran:
    """Reverse the payments of these transactions, which a person has agreed to. Raises `BadInput` unless each waits for exactly that."""
    rows = [row for row in found.rows if row.id in chosen]
    waiting = [row for row in rows if judge(row, by).verdict.stand is Settled.TO_REVERSE]
    done = {row.id for row in waiting if by.payments.payment(row.id) is PaymentStand.DONE}
    if len(done) != len(set(chosen)) or not done:
        raise BadInput(
            "One of these has no payment to be reversed any more.", field="transactions", advice="Look again."
        )
    making = orders(tools, books)
    operations, about = [], {}
    for row in waiting:
        why = f"{row.words or row.status.value} {row.reason}".strip()
        operation = reversal_of(making, by.payments.applied[row.id], why=why)
        operations.append(operation)
        entry = by.debits[row.debit_id].entry
        about[operation.id] = Subject(entry.number, entry.contact_name, Money(row.amount, entry.currency))
    return carry_out(tools, books, operations, about, step="Reversing payments", stop=stop, report=report)


def reversal_of(making: Orders, record: OperationRecord, *, why: str) -> Operation:
    """The operation that takes a payment of ours (its APPLY_PAYMENT) back; one payment has one, whoever asks for it."""
    paid = read_payload(ApplyPaymentPayload, record.operation.payload)
    payload = ReversePaymentPayload(
        payment_id=record.remote_id,
        invoice_id=paid.invoice_id,
        invoice_number=paid.invoice_number,
        contact_id=paid.contact_id,
        amount=paid.amount,
        currency=paid.currency,
        paid_on=paid.paid_on,
        account_id=paid.account_id,
        reference=paid.reference,
        transaction_id=paid.transaction_id,
        why=why,
    )
    return making.in_ledger(
        OperationKind.REVERSE_PAYMENT,
        making.books.transaction_subject(paid.transaction_id),
        paid.invoice_number,
        write_payload(payload),
        source_id=paid.transaction_id,
    )

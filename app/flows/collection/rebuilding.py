"""What a collector and a ledger hold of ours, for a journal that has forgotten it: debits by their marker, payments by their reference.

Nothing is changed on either side. What is entered can be followed again, settled and reversed, and is never made a second time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from app.domain.catalogue import LedgerDocumentRef
from app.domain.collection.banking_days import CHARGEBACK_DAYS
from app.domain.collection.debits import Transaction
from app.domain.collection.invoices import InvoicePayment
from app.domain.collection.payloads import ApplyPaymentPayload, CreateDebitPayload, ReversePaymentPayload
from app.domain.collection.settings import DebitEntry
from app.domain.machine import Reason
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.payload import read_payload, write_payload
from app.domain.run import Progress, Report, Stop
from app.flows.collection.context import Books, Orders, collector_today
from app.flows.collection.standing import newest_rows
from app.flows.rebuild.matching import FoundDocument, Matched, Standing, with_marker
from app.ports.clock import Clock
from app.ports.journal import JournalStore

_OURS = re.compile(r"(?P<number>.+) (?P<marker>LF[0-9A-F]{10})(?![0-9A-F])")
_AHEAD = timedelta(days=730)
_CHUNK = 400


def match_collection(
    books: Books, journal: JournalStore, making: Orders, clock: Clock, *, stop: Stop, report: Report
) -> Matched:
    """Read both sides and match them. Raises as the reads do."""
    today = collector_today(clock.now())
    report(Progress(step=f"Reading what {books.collector.vendor} holds of ours"))
    rows = books.collector.transactions(today - timedelta(days=2 * CHARGEBACK_DAYS), today + _AHEAD, stop)
    ours = [(row, its) for row in newest_rows(rows).values() if (its := _OURS.match(row.comment)) is not None]
    report(Progress(step=f"Reading their invoices in {books.ledger.vendor}"))
    invoices = books.ledger.numbers_in_use(sorted({its["number"] for _, its in ours}), stop)
    payments = books.receivables.payments(sorted({one.id for one in invoices.values()}), stop)
    maker = _Maker(books, making, clock, payments)
    found: list[FoundDocument] = []
    versions: dict[str, int] = {}
    for row, named in sorted(ours, key=lambda one: (len(one[0].debit_id), one[0].debit_id)):
        invoice = invoices.get(named["number"])
        if invoice is None:
            words = "Nothing with this number was found in the ledger."
            total = Money(row.amount, "CAD")
            found.append(FoundDocument(named["number"], row.payer_identifier, total, Standing.NO_SOURCE, words))
            continue
        versions[invoice.id] = versions.get(invoice.id, 0) + 1
        maker.enter(row, named["marker"], invoice, versions[invoice.id])
        total = Money(row.amount, invoice.total.currency)
        found.append(
            FoundDocument(
                named["number"], invoice.contact_name, total, Standing.ENTERED, "Found in Rotessa", invoice.url
            )
        )
    return Matched(tuple(found), _unknown(journal, maker.records))


def _unknown(journal: JournalStore, records: Sequence[OperationRecord]) -> tuple[OperationRecord, ...]:
    """Those that the journal does not have as done already."""
    subjects = [record.operation.subject for record in records]
    known: set[tuple[OperationKind, str, str]] = set()
    for start in range(0, len(subjects), _CHUNK):
        for record in journal.records(subjects=subjects[start : start + _CHUNK]):
            if record.state is OperationState.DONE:
                known.add((record.operation.kind, record.operation.tenant, record.operation.subject))
    return tuple(r for r in records if (r.operation.kind, r.operation.tenant, r.operation.subject) not in known)


class _Maker:
    """Makes the records of debits, payments and reversals as they would have been written."""

    def __init__(
        self, books: Books, making: Orders, clock: Clock, payments: Mapping[str, Sequence[InvoicePayment]]
    ) -> None:
        self._books = books
        self._making = making
        self._at = clock.now()
        self._payments = payments
        self.records: list[OperationRecord] = []

    def enter(self, row: Transaction, marker: str, invoice: LedgerDocumentRef, version: int) -> None:
        """A debit, and the payments of its transaction."""
        expected = Money(row.amount, invoice.total.currency)
        payload = CreateDebitPayload(
            payer_id=row.payer_id,
            payer_name=row.payer_identifier,
            ledger_id=self._books.route.ledger_id,
            invoice_id=invoice.id,
            invoice_number=invoice.number,
            contact_id=invoice.contact_id,
            amount=row.amount,
            currency=expected.currency,
            process_date=row.process_date,
            due_date=None,
            comment=invoice.number,
        )
        operation = self._making.at_collector(
            OperationKind.CREATE_DEBIT,
            self._books.debit_subject(invoice.id, version),
            invoice.number,
            write_payload(payload),
            expected=expected,
            source_id=invoice.id,
        )
        self._keep(with_marker(operation, marker), row.debit_id, expected)
        reference = self._books.reference(row.id)
        paid = [one for one in self._payments.get(invoice.id, ()) if one.reference == reference]
        for payment in sorted(paid, key=lambda one: one.live)[-1:]:
            self._pay(row, invoice, payment)

    def _pay(self, row: Transaction, invoice: LedgerDocumentRef, payment: InvoicePayment) -> None:
        paid_on = payment.paid_on or row.settlement_date or row.process_date
        amount = payment.amount.amount or Decimal(row.amount)
        expected, reference = Money(amount, invoice.total.currency), self._books.reference(row.id)
        name = self._books.transaction_subject(row.id)
        apply = ApplyPaymentPayload(
            invoice_id=invoice.id,
            invoice_number=invoice.number,
            contact_id=invoice.contact_id,
            contact_name=invoice.contact_name,
            amount=amount,
            currency=expected.currency,
            paid_on=paid_on,
            account_id=payment.account_id,
            account_code="",
            account_name="",
            reference=reference,
            transaction_id=row.id,
        )
        self._keep_in_ledger(OperationKind.APPLY_PAYMENT, name, apply, payment.id, expected)
        if payment.live:
            return
        back = ReversePaymentPayload(
            payment_id=payment.id,
            invoice_id=invoice.id,
            invoice_number=invoice.number,
            contact_id=invoice.contact_id,
            amount=amount,
            currency=expected.currency,
            paid_on=paid_on,
            account_id=payment.account_id,
            reference=reference,
            transaction_id=row.id,
            why="found reversed",
        )
        self._keep_in_ledger(OperationKind.REVERSE_PAYMENT, name, back, payment.id, expected)

    def _keep_in_ledger(
        self,
        kind: OperationKind,
        name: str,
        payload: ApplyPaymentPayload | ReversePaymentPayload,
        payment_id: str,
        expected: Money,
    ) -> None:
        number, text, source = payload.invoice_number, write_payload(payload), payload.transaction_id
        made = self._making.in_ledger(kind, name, number, text, expected=expected, source_id=source)
        self._keep(made, payment_id, expected)

    def _keep(self, operation: Operation, remote_id: str, total: Money) -> None:
        self.records.append(
            OperationRecord(
                operation=operation,
                state=OperationState.DONE,
                remote_id=remote_id,
                remote_total=total,
                confirmed_at=self._at,
                read_back_at=self._at,
                updated_at=self._at,
                reason=Reason.REBUILT,
                sentence="Found in Rotessa" if operation.kind is OperationKind.CREATE_DEBIT else "Found in the ledger",
            )
        )


def entries_of(records: Sequence[OperationRecord]) -> list[DebitEntry]:
    """The remembered debits of records that were rebuilt."""
    entries = []
    for record in records:
        if record.operation.kind is not OperationKind.CREATE_DEBIT:
            continue
        payload = read_payload(CreateDebitPayload, record.operation.payload)
        version = int(record.operation.subject.rpartition("#")[2])
        entry = DebitEntry(
            payload.invoice_id, version, payload.invoice_number, payload.contact_id, payload.payer_name,
            payload.payer_id, payload.currency, payload.due_date,
        )  # fmt: skip
        entries.append(replace(entry, debit_id=record.remote_id))
    return entries

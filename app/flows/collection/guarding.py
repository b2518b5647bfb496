"""The last look before money moves: the invoice as it is now, and the payer's debits, at most CHECK_AGE before the first byte (I4, I5).

A debit goes only while its invoice is open, owes at least its amount and is what was planned, its customer is still connected to this
payer, and the payer has no debit for it that counts: ours under another marker, or somebody else's. A payment goes only while its
invoice still owes it and shows no payment of this transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.answer import GuardOutcome, GuardResult
from app.domain.collection.debits import Transaction, TransactionStatus
from app.domain.collection.invoices import InvoicePayment, InvoiceStatus, SalesInvoice
from app.domain.collection.payloads import AmendDebitPayload, ApplyPaymentPayload, CreateDebitPayload
from app.domain.collection.planning import foreign_debit
from app.domain.machine import ended_without_effect
from app.domain.operation import Operation, OperationKind
from app.domain.payload import read_payload
from app.domain.run import Stop
from app.domain.words import say_date, say_money
from app.flows.collection.reading import payer_if_there
from app.ports.collection import CollectionStore
from app.ports.collectors import FullPayer
from app.ports.journal import JournalStore
from app.ports.stores import RunStore
from app.ports.systems import Systems

GUARDED = (OperationKind.CREATE_DEBIT, OperationKind.AMEND_DEBIT, OperationKind.APPLY_PAYMENT)
"""Kinds that this guard is asked about."""

_CLEAR = GuardResult(GuardOutcome.CLEAR)


@dataclass(frozen=True, slots=True)
class CollectionGuard:
    """Answers for operations of several routes at once; each is asked of the books it names."""

    systems: Systems
    store: CollectionStore
    runs: RunStore
    journal: JournalStore

    def ask(self, operations: Sequence[Operation], stop: Stop) -> Mapping[str, GuardResult]:
        """Whether each may go now; keyed by operation id. Raises as the reads do; what could not be read is left out."""
        answers: dict[str, GuardResult] = {}
        by_place: dict[tuple[OperationKind, str], list[Operation]] = defaultdict(list)
        for operation in operations:
            by_place[operation.kind, operation.connection_id].append(operation)
        for (kind, connection_id), asked in by_place.items():
            if kind is OperationKind.APPLY_PAYMENT:
                answers |= self._payments(connection_id, asked, stop)
            elif kind is OperationKind.AMEND_DEBIT:
                answers |= self._amends(asked, stop)
            else:
                answers |= self._creations(connection_id, asked, stop)
        return answers

    # --- debits

    def _creations(self, collector_id: str, asked: Sequence[Operation], stop: Stop) -> dict[str, GuardResult]:
        payloads = {one.id: read_payload(CreateDebitPayload, one.payload) for one in asked}
        invoices = self._invoices([(p.ledger_id, p.invoice_id) for p in payloads.values()], stop)
        collector = self.systems.collector(collector_id)
        payers: dict[str, FullPayer | None] = {}
        answers: dict[str, GuardResult] = {}
        for one in asked:
            payload = payloads[one.id]
            invoice = invoices.get((payload.ledger_id, payload.invoice_id))
            if invoice is None:
                continue
            result = _as_planned(one, invoice) or self._still_connected(one, payload)
            if result is None:
                if payload.payer_id not in payers:
                    payers[payload.payer_id] = payer_if_there(collector, payload.payer_id, stop)
                result = self._no_other(one, invoice, payers[payload.payer_id])
            answers[one.id] = result or _CLEAR
        return answers

    def _still_connected(self, operation: Operation, payload: CreateDebitPayload) -> GuardResult | None:
        route_id = self.runs.route_of(operation.run_id)
        for customer in self.store.customers(route_id):
            if customer.contact_id == payload.contact_id and customer.payer_id == payload.payer_id:
                return None
        return GuardResult(GuardOutcome.CHANGED, "The customer is not connected to this payer any more")

    def _no_other(self, operation: Operation, invoice: SalesInvoice, full: FullPayer | None) -> GuardResult | None:
        """A debit that carries this operation's marker, that of an earlier one for the invoice, or names the invoice: nothing is sent."""
        if full is None or not full.payer.can_be_debited:
            return GuardResult(GuardOutcome.CHANGED, "The customer cannot be debited in Rotessa as things are")
        markers = [operation.marker, *self._earlier_markers(operation)]
        rows: list[Transaction] = []
        for debit in full.debits.debits:
            made = [replace(each, comment=debit.comment, debit_id=debit.id) for each in debit.transactions]
            status = TransactionStatus.FUTURE
            if not made:
                made = [
                    Transaction(
                        "", debit.id, debit.payer_id, debit.amount, debit.process_date, status, comment=debit.comment
                    )
                ]
            rows += made
            counts = any(not each.status.has_failed for each in made)
            if counts and any(marker in debit.comment for marker in markers):
                return _taken(made[-1])
        other = foreign_debit(invoice, rows, frozenset())
        return None if other is None else _taken(other)

    def _earlier_markers(self, operation: Operation) -> list[str]:
        """Markers of the invoice's earlier debits, which are named '<...>#1', '<...>#2' ..."""
        base, _, version = operation.subject.rpartition("#")
        names = [f"{base}#{number}" for number in range(1, int(version))] if version.isdecimal() else []
        found = self.journal.records(subjects=names) if names else ()
        return [
            record.operation.marker
            for record in found
            if record.operation.kind is OperationKind.CREATE_DEBIT and not ended_without_effect(record)
        ]

    def _amends(self, asked: Sequence[Operation], stop: Stop) -> dict[str, GuardResult]:
        payloads = {one.id: read_payload(AmendDebitPayload, one.payload) for one in asked}
        invoices = self._invoices([(p.ledger_id, p.invoice_id) for p in payloads.values()], stop)
        found = {one.id: invoices.get((payloads[one.id].ledger_id, payloads[one.id].invoice_id)) for one in asked}
        return {one.id: _as_planned(one, invoice) or _CLEAR for one in asked if (invoice := found[one.id]) is not None}

    def _invoices(self, wanted: Sequence[tuple[str, str]], stop: Stop) -> dict[tuple[str, str], SalesInvoice]:
        """By ledger connection and id; one read for each ledger."""
        by_ledger: dict[str, list[str]] = defaultdict(list)
        for ledger_id, invoice_id in dict.fromkeys(wanted):
            by_ledger[ledger_id].append(invoice_id)
        found: dict[tuple[str, str], SalesInvoice] = {}
        for ledger_id, ids in by_ledger.items():
            read = self.systems.receivables(ledger_id).invoices_now(ids, stop)
            found |= {(ledger_id, key): invoice for key, invoice in read.items()}
        return found

    # --- payments

    def _payments(self, ledger_id: str, asked: Sequence[Operation], stop: Stop) -> dict[str, GuardResult]:
        payloads = {one.id: read_payload(ApplyPaymentPayload, one.payload) for one in asked}
        ids = list(dict.fromkeys(payload.invoice_id for payload in payloads.values()))
        receivables = self.systems.receivables(ledger_id)
        invoices, payments = receivables.invoices_now(ids, stop), receivables.payments(ids, stop)
        answers: dict[str, GuardResult] = {}
        for one in asked:
            payload = payloads[one.id]
            invoice, made = invoices.get(payload.invoice_id), payments.get(payload.invoice_id)
            if invoice is not None and made is not None:
                answers[one.id] = _may_be_paid(payload, invoice, made)
        return answers


def _as_planned(operation: Operation, invoice: SalesInvoice) -> GuardResult | None:
    if invoice.status.is_gone:
        gone = "voided" if invoice.status is InvoiceStatus.VOID else "deleted"
        return GuardResult(GuardOutcome.VOIDED, f"The invoice was {gone} in the ledger")
    amount = operation.expected.amount if operation.expected else None
    if invoice.status is not InvoiceStatus.OPEN or amount is None or invoice.due < amount:
        return GuardResult(GuardOutcome.CHANGED, f"Only {say_money(invoice.owed)} is still due")
    if operation.source_hash != invoice.digest:
        return GuardResult(GuardOutcome.CHANGED, "The invoice was changed after it was shown")
    return None


def _taken(row: Transaction) -> GuardResult:
    words = f"Rotessa already has a debit for this invoice, on {say_date(row.process_date)}"
    return GuardResult(GuardOutcome.MARKED_BY_OTHERS, words)


def _may_be_paid(payload: ApplyPaymentPayload, invoice: SalesInvoice, made: Sequence[InvoicePayment]) -> GuardResult:
    if any(payment.live and payment.reference == payload.reference for payment in made):
        return GuardResult(GuardOutcome.MARKED_BY_OTHERS, f"The invoice has a payment {payload.reference} already")
    if invoice.status.is_gone:
        return GuardResult(GuardOutcome.VOIDED, "The invoice is not there any more")
    if invoice.status is not InvoiceStatus.OPEN or invoice.due < payload.amount:
        return GuardResult(GuardOutcome.CHANGED, f"Only {say_money(invoice.owed)} is still due")
    return _CLEAR

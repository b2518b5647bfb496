"""Payments in QuickBooks: linked to their invoice, found by PaymentRefNum, taken back by voiding (apis/quickbooks.md 7.9, 10).

PaymentRefNum cannot be asked for in a query, so payments are read by id where an invoice names them, and by customer where one may have
been voided since: a void payment names no invoice any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.connectors.http.records import Record, amount, records, text
from app.connectors.ledger import payments
from app.connectors.ledger.changing import Passed, Target
from app.connectors.ledger.payments import applied, reversed_
from app.connectors.quickbooks.answers import UNREADABLE, attempt_of, judge_change, match
from app.connectors.quickbooks.bodies import batch, creation
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.fields import day, reference
from app.connectors.quickbooks.lists import incomplete, read_all, read_some
from app.connectors.quickbooks.settings import BODY, OPERATIONS
from app.connectors.quickbooks.statements import among, quoted
from app.domain.answer import Attempt, ItemAnswer
from app.domain.collection.invoices import InvoicePayment
from app.domain.errors import IncompleteRead
from app.domain.money import Money
from app.domain.operation import OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import Prepared

ENTITY = "Payment"
EARLIER = timedelta(days=1)
"""How far before the first attempt the search for a payment by customer begins: our clock and Intuit's may differ."""
_VOIDED = re.compile(r"\bvoided\b", re.IGNORECASE)


def payments_in(record: Record, home: str) -> list[InvoicePayment]:
    """A payment as its invoices see it: one for each invoice that it is linked to, one without an invoice where there is none.

    The sum on an invoice stands in the line that names it. Raises `IncompleteRead` when an amount cannot be read.
    """
    total, note = amount(record, "TotalAmt"), text(record, "PrivateNote")
    if total is None:
        raise incomplete("payments", "an amount cannot be read")
    live = not (total == 0 and _VOIDED.search(note))
    currency = reference(record, "CurrencyRef") or home
    sums: dict[str, Money] = {}
    for line in records(record, "Line"):
        linked = [text(each, "TxnId") for each in records(line, "LinkedTxn") if text(each, "TxnType") == "Invoice"]
        value = amount(line, "Amount")
        if linked and value is None:
            raise incomplete("payments", "the amount of a line cannot be read")
        for invoice in linked:
            held = sums.get(invoice, Money.zero(currency))
            sums[invoice] = held + Money(value, currency) if value is not None else held
    return [
        InvoicePayment(
            id=text(record, "Id"),
            invoice_id=invoice,
            amount=each,
            paid_on=day(record, "TxnDate"),
            reference=text(record, "PaymentRefNum"),
            account_id=reference(record, "DepositToAccountRef"),
            live=live,
            status="" if live else "VOIDED",
            version=text(record, "SyncToken"),
        )
        for invoice, each in (sums or {"": Money(total, currency)}).items()
    ]


class PaymentReader:
    """Reads payments, void ones included; deleted ones are never read (apis/quickbooks.md 6)."""

    def __init__(self, context: QuickBooksContext) -> None:
        self._context = context
        self._session = context.session

    def of_invoices(self, invoice_ids: Sequence[str], stop: Stop) -> dict[str, list[InvoicePayment]]:
        """The payments that these invoices name, for each; an invoice that is not there any more has none. Complete, or it raises."""
        wanted = list(dict.fromkeys(each for each in invoice_ids if each))
        linked = {
            text(each, "TxnId")
            for invoice in read_some(self._session, "Invoice", "Id", wanted, stop)
            for each in records(invoice, "LinkedTxn")
            if text(each, "TxnType") == ENTITY
        }
        found: dict[str, list[InvoicePayment]] = {each: [] for each in wanted}
        for payment in self._read(sorted(linked), stop):
            if payment.invoice_id in found:
                found[payment.invoice_id].append(payment)
        return found

    def by_ids(self, payment_ids: Sequence[str], stop: Stop) -> dict[str, list[InvoicePayment]]:
        """These payments as their invoices see them; deleted ones are left out. Complete, or it raises."""
        found: dict[str, list[InvoicePayment]] = {}
        for payment in self._read(payment_ids, stop):
            found.setdefault(payment.id, []).append(payment)
        return found

    def _read(self, payment_ids: Sequence[str], stop: Stop) -> list[InvoicePayment]:
        home = self._context.company.home(stop)
        rows = read_some(self._session, ENTITY, "Id", list(payment_ids), stop)
        return [payment for row in rows for payment in payments_in(row, home)]

    def of_customers(self, contact_ids: Sequence[str], since: datetime | None, stop: Stop) -> list[InvoicePayment]:
        """All payments of these customers, made at or after a moment of our clock; complete, or it raises."""
        home, conditions = self._context.company.home(stop), [among("CustomerRef", sorted(set(contact_ids)))]
        if since is not None:
            moment = (self._session.remote_time(since) - EARLIER).isoformat(timespec="seconds")
            conditions.append(f"MetaData.CreateTime >= {quoted(moment)}")
        rows = read_all(self._session, ENTITY, stop, *conditions)
        return [payment for row in rows for payment in payments_in(row, home)]


def of_invoice(parts: Sequence[InvoicePayment], invoice_id: str) -> InvoicePayment:
    """The part of a payment that is on this invoice; any other when none is."""
    return next((each for each in parts if each.invoice_id == invoice_id), parts[0])


class PaymentApplying(payments.PaymentApplying[QuickBooksContext]):
    """APPLY_PAYMENT: nothing at Intuit keeps an invoice from being overpaid, and its requestid is never relied on."""

    batch_limit = OPERATIONS
    batch_bytes = BODY

    def __init__(self, context: QuickBooksContext) -> None:
        super().__init__(context)
        self._reader = PaymentReader(context)

    def target(self, operation_payload: str) -> Target:
        """No object yet."""
        del operation_payload
        return Target(ENTITY, "", "invoice")

    def body(self, member: Ready) -> Record:
        """One payment, the whole of it on its invoice, into the clearing account."""
        payload = applied(member)
        return {
            "CustomerRef": {"value": payload.contact_id},
            "CurrencyRef": {"value": payload.currency},
            "TotalAmt": payload.amount,
            "TxnDate": payload.paid_on.isoformat(),
            "PaymentRefNum": payload.reference[: payments.REFERENCE_MAX],
            "PrivateNote": f"{member.operation.marker} {payload.transaction_id}",
            "DepositToAccountRef": {"value": payload.account_id},
            "Line": [
                {"Amount": payload.amount, "LinkedTxn": [{"TxnId": payload.invoice_id, "TxnType": "Invoice"}]},
            ],
        }

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The batch that makes them all."""
        body = batch([creation(ENTITY, self.body(member)) for member in members])
        return Prepared("POST", "batch", body, tuple(member.operation.id for member in members))

    def send_checked(self, passed: Passed, key: str, stop: Stop) -> Attempt:
        """One batch for those that are not there yet."""
        members, bodies, items = passed
        session = self._context.session
        body = batch([creation(ENTITY, bodies[member.operation.id]) for member in members])
        sent = session.write("batch", body, key, stop)
        found = match(members, sent.answer, lambda _: ENTITY, self._judged)
        return attempt_of(session, sent, {**items, **found} if found else {})

    def _judged(self, member: Ready, record: Record) -> ItemAnswer:
        payload = applied(member)
        try:
            parts = payments_in(record, payload.currency)
        except IncompleteRead:
            return UNREADABLE
        return self.made(of_invoice(parts, payload.invoice_id), payload)

    def on_invoices(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, Sequence[InvoicePayment]]:
        """Those that the invoices name."""
        return self._reader.of_invoices(invoice_ids, stop)

    def candidates(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, Sequence[InvoicePayment]]:
        """All of the customer's since the first attempt, whatever became of them."""
        sent = [record.first_sent for record in records]
        known = [moment for moment in sent if moment is not None]
        since = min(known) if known and len(known) == len(sent) else None
        found = self._reader.of_customers([applied(record).contact_id for record in records], since, stop)
        return dict.fromkeys((record.operation.id for record in records), found)

    def by_ids(self, payment_ids: Sequence[str], stop: Stop) -> Mapping[str, InvoicePayment]:
        """Void ones included."""
        return {one: each[0] for one, each in self._reader.by_ids(payment_ids, stop).items()}


class PaymentReversing(payments.PaymentReversing[QuickBooksContext]):
    """REVERSE_PAYMENT: voided, so that what happened stays to be seen; one in a bank deposit is refused (apis/quickbooks.md 7.9)."""

    batch_limit = OPERATIONS
    batch_bytes = BODY

    def __init__(self, context: QuickBooksContext) -> None:
        super().__init__(context)
        self._reader = PaymentReader(context)

    def target(self, operation_payload: str) -> Target:
        """The payment."""
        del operation_payload
        return Target(ENTITY, "", "invoice")

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The payments meant; their SyncTokens are those read just before sending."""
        voids = [_void(reversed_(member).payment_id, "") for member in members]
        return Prepared("POST", "batch", batch(voids), tuple(member.operation.id for member in members))

    def by_ids(self, payment_ids: Sequence[str], stop: Stop) -> Mapping[str, InvoicePayment]:
        """Void ones included."""
        return {one: each[0] for one, each in self._reader.by_ids(payment_ids, stop).items()}

    def undo(self, payment: InvoicePayment) -> Record:
        """Voided, unless somebody has changed it since it was looked at."""
        return _void(payment.id, payment.version)

    def send_checked(self, passed: Passed, key: str, stop: Stop) -> Attempt:
        """In one batch."""
        members, bodies, items = passed
        session, links = self._context.session, self._context.links
        sent = session.write("batch", batch([bodies[member.operation.id] for member in members]), key, stop)
        found = match(members, sent.answer, lambda _: ENTITY, judge_change(links, lambda _: "invoice"))
        return attempt_of(session, sent, {**items, **found} if found else {})


def _void(payment_id: str, version: str) -> Record:
    """The operation of a batch that voids a payment (apis/quickbooks.md 3, 11)."""
    named = {"Id": payment_id, "SyncToken": version, "sparse": True}
    return {"operation": "update", "optionsData": "void", ENTITY: named}

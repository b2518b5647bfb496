"""Payments on invoices, whatever the ledger: made once for each of the collector's transactions, found again by its name, taken back.

No ledger keeps a second payment of a part away (apis/xero.md 9.3, apis/quickbooks.md 10), so each invoice's payments are looked at just
before, and whether a payment is ours is told by the reference that names the transaction, never by its amount.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence

from app.connectors.http.records import Record
from app.connectors.ledger.changing import Checked, CheckedChange, refusal
from app.connectors.ledger.handler import C
from app.connectors.ledger.reading import incomplete
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.collection.invoices import InvoicePayment
from app.domain.collection.payloads import ApplyPaymentPayload, ReversePaymentPayload
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import read_payload
from app.domain.run import Stop

Wanted = ApplyPaymentPayload | ReversePaymentPayload
REFERENCE_MAX = 21
"""Characters of a reference: QuickBooks' PaymentRefNum takes no more (apis/quickbooks.md 7.9)."""


def names(reference: str, wanted: str) -> bool:
    """Whether a payment's reference names this transaction: it may have text round it, but no further digit."""
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", reference) is not None


def same_amount(payment: InvoicePayment, wanted: Wanted) -> bool:
    """Whether it is of this amount; a list that names no currency speaks of the invoice's own."""
    return payment.amount.amount == wanted.amount and payment.amount.currency in ("", wanted.currency)


def amount_of(payment: InvoicePayment, wanted: Wanted) -> Money:
    """Its amount, in the invoice's currency where none was named."""
    return Money(payment.amount.amount, payment.amount.currency or wanted.currency)


def differences(payment: InvoicePayment, wanted: Wanted) -> str:
    """What of a payment does not agree with what was to be made, in words; '' when all agrees. A dead one has lost its amount."""
    said = [
        words
        for same, words in (
            (payment.invoice_id.lower() in ("", wanted.invoice_id.lower()), "it is on another invoice"),
            (not payment.live or bool(payment.invoice_id), "it is on no invoice any more"),
            (not payment.live or same_amount(payment, wanted), f"it is of {payment.amount}"),
            (payment.account_id in ("", wanted.account_id), "it is in another account"),
            (payment.paid_on in (None, wanted.paid_on), f"it is dated {payment.paid_on}"),
        )
        if not same
    ]
    return ", ".join(said)


def hit_of(payment: InvoicePayment, wanted: Wanted, url: str) -> Hit:
    """A payment that carries the reference, as an answer to 'is it there?'."""
    differs = differences(payment, wanted)
    return Hit(
        remote_id=payment.id,
        ours=not differs,
        live=payment.live,
        version=payment.version,
        total=amount_of(payment, wanted),
        number=payment.reference,
        issue_date=payment.paid_on,
        status=payment.status,
        url=url,
        differs=differs,
    )


class PaymentApplying(CheckedChange[C], ABC):
    """APPLY_PAYMENT of one connection. A key is sent where the ledger knows one, and relied on nowhere."""

    kind = OperationKind.APPLY_PAYMENT
    repeatable = False

    @abstractmethod
    def body(self, member: Ready) -> Record:
        """The payment on the wire."""

    @abstractmethod
    def on_invoices(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, Sequence[InvoicePayment]]:
        """Payments on these invoices; one left out could not be read."""

    @abstractmethod
    def candidates(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, Sequence[InvoicePayment]]:
        """By operation id: payments among which one may be that of the operation, dead ones included; one left out could not be read."""

    @abstractmethod
    def by_ids(self, payment_ids: Sequence[str], stop: Stop) -> Mapping[str, InvoicePayment]:
        """Payments by their ids, in every state that the ledger shows; complete, or it raises."""

    def url(self, payload: Wanted) -> str:
        """The page it shows on: the invoice's."""
        return self._context.links.to("invoice", payload.invoice_id)

    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """One that stands on its invoice already is ours, and never made a second time."""
        payloads = {member.operation.id: applied(member) for member in members}
        found = self.on_invoices(list(dict.fromkeys(each.invoice_id for each in payloads.values())), stop)
        if any(payload.invoice_id not in found for payload in payloads.values()):
            raise incomplete(self._context.session.words.vendor, "payments", "an invoice's payments did not come")
        return {
            member.operation.id: self._checked(member, found[payloads[member.operation.id].invoice_id])
            for member in members
        }

    def _checked(self, member: Ready, payments: Iterable[InvoicePayment]) -> Checked:
        payload = applied(member)
        own = [each for each in payments if each.live and names(each.reference, payload.reference)]
        if not own:
            return Checked(body=self.body(member))
        if len(own) > 1:
            return refusal(f"The invoice has the payment {payload.reference} {len(own)} times.")
        return Checked(answer=self.made(own[0], payload))

    def made(self, payment: InvoicePayment, payload: Wanted) -> ItemAnswer:
        """A payment against what was sent."""
        differs = differences(payment, payload)
        vendor = self._context.session.words.vendor
        return ItemAnswer(
            ItemOutcome.MISMATCH if differs or not payment.live else ItemOutcome.MADE,
            remote_id=payment.id,
            version=payment.version,
            url=self.url(payload),
            total=amount_of(payment, payload),
            sentence=f"{vendor} shows something else than was sent: {differs}." if differs else "",
        )

    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Where each is found by its reference, with the state of the first that is live."""
        found = self.candidates(records, stop)
        return {record.operation.id: self._looked(record, found.get(record.operation.id)) for record in records}

    def _looked(self, record: OperationRecord, payments: Sequence[InvoicePayment] | None) -> tuple[LookUp, RemoteState]:
        if payments is None:
            problem = "The payments of the invoice could not be read."
            return LookUp(False, problem=problem), RemoteState(False, False, why_not=problem)
        payload = applied(record)
        own = [each for each in payments if names(each.reference, payload.reference)]
        hits = tuple(hit_of(each, payload, self.url(payload)) for each in own)
        return LookUp(True, hits), self._state(payload, next((each for each in own if each.live), None))

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, many in one call."""
        held = [record for record in records if record.remote_id]
        found = self.by_ids([record.remote_id for record in held], stop)
        return {record.operation.id: self._state(applied(record), found.get(record.remote_id)) for record in held}

    def _state(self, payload: Wanted, payment: InvoicePayment | None) -> RemoteState:
        if payment is None:
            vendor = self._context.session.words.vendor
            return RemoteState(exists=False, live=False, why_not=f"The payment is no longer in {vendor}. Send again?")
        return state_of(payment, payload, self.url(payload))


class PaymentReversing(CheckedChange[C], ABC):
    """REVERSE_PAYMENT of one connection: only a payment that stands as it was made, and that the bank's statement does not hold."""

    kind = OperationKind.REVERSE_PAYMENT

    @abstractmethod
    def by_ids(self, payment_ids: Sequence[str], stop: Stop) -> Mapping[str, InvoicePayment]:
        """Payments by their ids, in every state that the ledger shows; complete, or it raises."""

    @abstractmethod
    def undo(self, payment: InvoicePayment) -> Record:
        """The change that takes it back."""

    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Gone or dead is as wished; anything but the payment that was made is left alone."""
        payloads = {member.operation.id: reversed_(member) for member in members}
        found = self.by_ids([payload.payment_id for payload in payloads.values()], stop)
        return {one: self._judge(payload, found.get(payload.payment_id)) for one, payload in payloads.items()}

    def _judge(self, payload: ReversePaymentPayload, payment: InvoicePayment | None) -> Checked:
        if payment is None or not payment.live:
            return Checked(answer=ItemAnswer(ItemOutcome.MADE, payload.payment_id, url=self._url(payload)))
        vendor = self._context.session.words.vendor
        if payment.is_reconciled:
            return refusal(
                f"The payment is reconciled with the bank in {vendor}, so it was left as it is. Take it back there."
            )
        differs = differences(payment, payload)
        if differs or not names(payment.reference, payload.reference):
            return refusal(f"Somebody has changed the payment in {vendor}{f': {differs}' if differs else ''}.")
        return Checked(body=self.undo(payment))

    def _url(self, payload: ReversePaymentPayload) -> str:
        return self._context.links.to("invoice", payload.invoice_id)

    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """The payments themselves: dead, or not there any more, is what was wanted."""
        payloads = {record.operation.id: reversed_(record) for record in records}
        found = self.by_ids([payload.payment_id for payload in payloads.values()], stop)
        return {one: self._seen(payload, found.get(payload.payment_id)) for one, payload in payloads.items()}

    def _seen(self, payload: ReversePaymentPayload, payment: InvoicePayment | None) -> tuple[LookUp, RemoteState]:
        url = self._url(payload)
        if payment is None:
            gone = Hit(payload.payment_id, ours=True, live=False, number=payload.reference, status="DELETED", url=url)
            return LookUp(True, (gone,)), RemoteState(exists=False, live=False, url=url)
        state = state_of(payment, payload, url)
        hit = Hit(
            payment.id,
            ours=True,
            live=payment.live,
            version=payment.version,
            total=state.total,
            number=payment.reference,
            status=payment.status,
            url=url,
        )
        return LookUp(True, (hit,)), state


def applied(member: Ready | OperationRecord) -> ApplyPaymentPayload:
    """What is to be paid."""
    return read_payload(ApplyPaymentPayload, member.operation.payload)


def reversed_(member: Ready | OperationRecord) -> ReversePaymentPayload:
    """What is to be taken back."""
    return read_payload(ReversePaymentPayload, member.operation.payload)


def state_of(payment: InvoicePayment, payload: Wanted, url: str) -> RemoteState:
    """A payment read back by its id."""
    differs = differences(payment, payload)
    why = f"The payment was changed: {differs}." if differs else ""
    return RemoteState(
        exists=True,
        live=payment.live and (not differs or isinstance(payload, ReversePaymentPayload)),
        version=payment.version,
        total=amount_of(payment, payload),
        status=payment.status,
        url=url,
        untouched=payment.live and not differs and not payment.is_reconciled,
        why_not=why if payment.live else "Somebody has taken the payment back.",
    )

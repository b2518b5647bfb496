"""Another amount on a debit that has not left, and taking one away; whether it has left is looked at just before, never reckoned.

A date cannot be changed at all: that is a deletion, read back, and a new debit (apis/rotessa.md 5, 7).
"""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.http.records import Record
from app.connectors.http.strict_json import write_json
from app.connectors.http.wire import Expect
from app.connectors.rotessa.answers import refusal
from app.connectors.rotessa.changing import SeenAtOnce
from app.connectors.rotessa.fields import read_debit
from app.connectors.rotessa.words import TOO_LATE
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.collection.debits import Debit
from app.domain.collection.payloads import AmendDebitPayload, DeleteDebitPayload
from app.domain.errors import IncompleteRead
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import read_payload
from app.domain.run import Stop
from app.ports.operations import Prepared

GONE = "The debit is no longer at Rotessa."


class DebitAmending(SeenAtOnce):
    """AMEND_DEBIT."""

    kind = OperationKind.AMEND_DEBIT

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The PATCH of its amount and of nothing else: the comment keeps its marker."""
        (member,) = members
        payload = _amend(member.operation.payload)
        body = write_json({"amount": payload.amount})
        return Prepared("PATCH", f"transaction_schedules/{payload.debit_id}", body, (member.operation.id,))

    def check(self, member: Ready, stop: Stop) -> ItemAnswer | None:
        """Only a debit that still shows what was seen, and has not left."""
        payload = _amend(member.operation.payload)
        debit = self._account.debit(payload.debit_id, payload.payer_id, stop)
        if debit is None:
            return refusal(GONE)
        if debit.amount == payload.amount:
            return _made(debit, payload.currency)
        if not debit.can_change:
            return refusal(TOO_LATE)
        if debit.amount != payload.amount_before:
            return refusal(f"Somebody has changed the debit at Rotessa to {Money(debit.amount, payload.currency)}.")
        return None

    def judge(self, member: Ready, value: Record) -> ItemAnswer | None:
        """It must show the new amount on this debit."""
        payload = _amend(member.operation.payload)
        try:
            debit = read_debit(value, payload.payer_id)
        except IncompleteRead:
            return None
        if debit.id != payload.debit_id:
            return None
        if debit.amount == payload.amount and debit.is_single:
            return _made(debit, payload.currency)
        total = Money(debit.amount, payload.currency)
        return ItemAnswer(ItemOutcome.MISMATCH, debit.id, total=total, sentence="Rotessa shows another amount.")

    def look(self, record: OperationRecord, stop: Stop) -> tuple[LookUp, RemoteState]:
        """The debit with the new amount counts; with another, or gone, it is not done."""
        payload = _amend(record.operation.payload)
        debit = self._account.debit(payload.debit_id, payload.payer_id, stop)
        if debit is None:
            return LookUp(True), RemoteState(exists=False, live=False, why_not=GONE)
        total, done = Money(debit.amount, payload.currency), debit.amount == payload.amount
        hit = Hit(debit.id, ours=True, live=True, total=total, status=debit.status.value)
        why = "" if done else f"Rotessa shows {total}."
        state = RemoteState(exists=True, live=done, total=total, status=debit.status.value, why_not=why)
        return LookUp(True, (hit,) if done else ()), state


class DebitDeleting(SeenAtOnce):
    """DELETE_DEBIT. Nothing but an empty success counts as an answer: the body of one is not documented (apis/rotessa.md 3), and after any
    other the debit is looked for.
    """

    kind = OperationKind.DELETE_DEBIT
    expect = Expect.BYTES

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The DELETE."""
        (member,) = members
        payload = _delete(member.operation.payload)
        return Prepared("DELETE", f"transaction_schedules/{payload.debit_id}", b"", (member.operation.id,))

    def check(self, member: Ready, stop: Stop) -> ItemAnswer | None:
        """Only a debit of ours that has not left, or of which more would follow; one that is gone already is as wished."""
        payload = _delete(member.operation.payload)
        debit = self._account.debit(payload.debit_id, payload.payer_id, stop)
        if debit is None:
            return ItemAnswer(ItemOutcome.MADE, payload.debit_id)
        if payload.marker not in debit.comment:
            return refusal("The debit does not carry the mark of Ledgerferry any more, so it was left as it is.")
        return None if debit.can_change or not debit.is_single else refusal(TOO_LATE)

    def judge(self, member: Ready, value: Record) -> ItemAnswer | None:
        """A success; whether it is gone is read back."""
        del value
        return ItemAnswer(ItemOutcome.MADE, _delete(member.operation.payload).debit_id)

    def look(self, record: OperationRecord, stop: Stop) -> tuple[LookUp, RemoteState]:
        """The debit itself: not there any more is what was wanted."""
        payload = _delete(record.operation.payload)
        debit = self._account.debit(payload.debit_id, payload.payer_id, stop)
        if debit is None:
            gone = Hit(payload.debit_id, ours=True, live=False, number=payload.invoice_number, status="deleted")
            return LookUp(True, (gone,)), RemoteState(exists=False, live=False)
        total, status = Money(debit.amount, payload.currency), debit.status.value
        why = "The debit is still at Rotessa." if debit.can_change else TOO_LATE
        hit = Hit(debit.id, ours=True, live=True, total=total, number=payload.invoice_number, status=status)
        return LookUp(True, (hit,)), RemoteState(exists=True, live=True, total=total, status=status, why_not=why)


def _amend(text: str) -> AmendDebitPayload:
    return read_payload(AmendDebitPayload, text)


def _delete(text: str) -> DeleteDebitPayload:
    return read_payload(DeleteDebitPayload, text)


def _made(debit: Debit, currency: str) -> ItemAnswer:
    return ItemAnswer(ItemOutcome.MADE, debit.id, total=Money(debit.amount, currency))

"""Making a debit: looked for before it is sent, `Once` and one installment said and read back, and never sent again by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.connectors.http.records import Record
from app.connectors.http.strict_json import write_json
from app.connectors.rotessa.answers import refusal
from app.connectors.rotessa.changing import RotessaChange
from app.connectors.rotessa.fields import read_debit
from app.connectors.rotessa.settings import COMMENT
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.collection.debits import ONCE, Debit, PayerDebits, Transaction
from app.domain.collection.payloads import CreateDebitPayload
from app.domain.errors import IncompleteRead, RemoteProblem
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import read_payload
from app.domain.run import Stop
from app.domain.words import say_date
from app.ports.operations import IfAbsent, Prepared

BEFORE, AFTER = timedelta(days=1), timedelta(days=7)
"""How far round its process date the report is looked through for a debit (apis/rotessa.md 10)."""
REPEATS = "Rotessa made it a debit that repeats."
_UNKNOWN_PAYER = frozenset({"payer_unknown", "payer_hidden"})


def comment_of(comment: str, marker: str) -> str:
    """The comment with the marker at its end, whatever has to be left out of the rest."""
    kept = " ".join(comment.split())[: COMMENT - len(marker) - 1].rstrip()
    return f"{kept} {marker}".strip()


def payload_of(text_: str) -> CreateDebitPayload:
    """The intent of a CREATE_DEBIT."""
    return read_payload(CreateDebitPayload, text_)


class DebitMaking(RotessaChange):
    """CREATE_DEBIT: Rotessa has no guard against a second one, so a person decides when it cannot be found (apis/rotessa.md 10)."""

    kind = OperationKind.CREATE_DEBIT
    if_absent = IfAbsent.PERSON_DECIDES
    repeatable = False

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The POST that makes it."""
        (member,) = members
        payload = payload_of(member.operation.payload)
        body = {
            "customer_id": int(payload.payer_id),
            "amount": payload.amount,
            "frequency": ONCE,
            "installments": 1,
            "process_date": payload.process_date.isoformat(),
            "comment": comment_of(payload.comment, member.operation.marker),
        }
        return Prepared("POST", "transaction_schedules", write_json(body), (member.operation.id,))

    def check(self, member: Ready, stop: Stop) -> ItemAnswer | None:
        """Nothing is sent to a customer that cannot be debited, nor where a debit for the invoice stands already."""
        payload, marker = payload_of(member.operation.payload), member.operation.marker
        try:
            full = self._account.payer(payload.payer_id, stop)
        except RemoteProblem as problem:
            if problem.code in _UNKNOWN_PAYER:
                return refusal(problem.sentence)
            raise
        own = full.debits.of_marker(marker)
        if own:
            return _adopted(payload, own, marker)
        if not full.payer.is_active:
            return refusal(f"{full.payer.name} is inactive at Rotessa.")
        other = _standing(payload.invoice_number, full.debits)
        if other is not None:
            held = f"{Money(other.amount, payload.currency)} on {say_date(other.process_date)}"
            return refusal(f"Rotessa holds another debit for {payload.invoice_number} already: {held}.")
        return None

    def judge(self, member: Ready, value: Record) -> ItemAnswer | None:
        """It must say what was sent, and above all that it happens once."""
        payload = payload_of(member.operation.payload)
        try:
            debit = read_debit(value, payload.payer_id)
        except IncompleteRead:
            return None
        wrong = differences(payload, debit, member.operation.marker)
        return ItemAnswer(
            ItemOutcome.MISMATCH if wrong else ItemOutcome.MADE,
            remote_id=debit.id,
            total=Money(debit.amount, payload.currency),
            sentence=wrong,
        )

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """Among the debits of its customer and in the report, by the marker that the comment contains.

        A deleted debit leaves no trace in either, which is one more reason why absence is told to a person.
        """
        return {record.operation.id: self._look_up(record, stop) for record in records}

    def _look_up(self, record: OperationRecord, stop: Stop) -> LookUp:
        payload, marker = payload_of(record.operation.payload), record.operation.marker
        try:
            found = {debit.id: debit for debit in self._of_payer(payload.payer_id, stop).of_marker(marker)}
            rows = self._account.transactions(payload.process_date - BEFORE, payload.process_date + AFTER, stop)
        except RemoteProblem as problem:
            return LookUp(False, problem=problem.sentence)
        for row in rows:
            if marker in row.comment and row.debit_id not in found:
                found[row.debit_id] = _debit_of(row)
        return LookUp(True, tuple(_hit(payload, debit, marker) for debit in found.values()))

    def _of_payer(self, payer_id: str, stop: Stop) -> PayerDebits:
        try:
            return self._account.payer(payer_id, stop).debits
        except RemoteProblem as problem:
            if problem.code == "payer_unknown":  # whoever is not there has no debits; the report is read all the same
                return PayerDebits(payer_id, ())
            raise

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id."""
        found: dict[str, RemoteState] = {}
        for record in records:
            payload = payload_of(record.operation.payload)
            if not record.remote_id:
                continue
            try:
                debit = self._account.debit(record.remote_id, payload.payer_id, stop)
            except RemoteProblem:
                continue
            found[record.operation.id] = _state(payload, debit, record.operation.marker)
        return found


def differences(payload: CreateDebitPayload, debit: Debit, marker: str) -> str:
    """What of a debit does not agree with what was to be made, as a sentence; '' when all agrees."""
    if not debit.is_single:
        return REPEATS
    wrong = [
        name
        for name, same in (
            ("amount", debit.amount == payload.amount),
            ("date", debit.process_date == payload.process_date),
            ("comment", marker in debit.comment),
        )
        if not same
    ]
    return f"Rotessa shows another {' and another '.join(wrong)} than was sent." if wrong else ""


def _adopted(payload: CreateDebitPayload, own: Sequence[Debit], marker: str) -> ItemAnswer:
    """It was made before, by a copy of the program or a journal that was lost: never a second time."""
    if len(own) > 1:
        return refusal(f"Rotessa holds the debit {len(own)} times. Delete those that are too many.")
    (debit,) = own
    wrong = differences(payload, debit, marker)
    total = Money(debit.amount, payload.currency)
    return ItemAnswer(ItemOutcome.MISMATCH if wrong else ItemOutcome.MADE, debit.id, total=total, sentence=wrong)


def _standing(number: str, debits: PayerDebits) -> Debit | None:
    """A debit for this invoice that was neither declined nor charged back, whoever made it."""
    if not number.strip():
        return None
    named = re.compile(rf"(?<![\w-]){re.escape(number.strip())}(?![\w-])", re.IGNORECASE)
    return next((one for one in debits.debits if named.search(one.comment) and not one.status.has_failed), None)


def _debit_of(row: Transaction) -> Debit:
    """A debit of which only its transaction is read: the report does not tell how often it happens."""
    return Debit(row.debit_id, row.payer_id, row.amount, row.process_date, comment=row.comment, transactions=(row,))


def _hit(payload: CreateDebitPayload, debit: Debit, marker: str) -> Hit:
    differs = differences(payload, debit, marker)
    return Hit(
        remote_id=debit.id,
        ours=not differs,
        live=True,
        total=Money(debit.amount, payload.currency),
        number=payload.invoice_number,
        issue_date=debit.process_date,
        status=debit.status.value,
        differs=differs,
    )


def _state(payload: CreateDebitPayload, debit: Debit | None, marker: str) -> RemoteState:
    if debit is None:
        return RemoteState(exists=False, live=False, why_not="It is no longer at Rotessa. Send again?")
    differs = differences(payload, debit, marker)
    return RemoteState(
        exists=True,
        live=debit.is_single,
        total=Money(debit.amount, payload.currency),
        status=debit.status.value,
        untouched=debit.can_change and not differs,
        why_not=differs,
    )

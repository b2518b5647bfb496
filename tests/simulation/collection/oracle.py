"""What the books of both sides say against the rules: at each request that may change something, and when all has come to an end."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from app.domain.constants import CHECK_AGE
from app.domain.machine import Reason
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.ports.journal import Batch
from tests.simulation.collection.ledger import NEWCOMERS, PEOPLE, HeldPayment
from tests.simulation.collection.town import Town, ours
from tests.simulation.whole.courier import Call
from tests.simulation.whole.record import Intents

K, S = OperationKind, OperationState
_QUESTION = "show_with_custom_identifier"
_REFERENCE = re.compile(r"Rotessa (\d+)")
_FAILED = frozenset({"Declined", "Chargeback"})
DUE_AGE = 60.0
"""Seconds before a debit's first byte within which its invoice must have owed so much (I4)."""


class Oracle:
    """Implements `Watcher`. `broken` are the rules that were broken, in words; `agreed` how often a person had something sent again.

    `owner` is whose request is on its way.
    """

    def __init__(self, town: Town, intents: Intents) -> None:
        self.town = town
        self.intents = intents
        self.owner = ""
        self.broken: list[str] = []
        self.agreed: Counter[str] = Counter()  # by invoice number, transaction id or customer
        self.lines: list[str] = []
        self.writes = 0
        self._paid: set[str] = set()

    # --- as it happens

    def first_byte(self, call: Call) -> None:
        """Judge a request that leaves."""
        if not _changes(call):
            return
        self.writes += 1
        self.lines.append(f"{self.town.clock.monotonic():.1f} {self.owner} {call.name}")
        meant = self._meant(call)
        if not meant:
            self._break(f"I7: {call.name} left without its intent in the journal")
        elif not any(all(self.intents.held.get(one) == self.owner for one in batch.members) for batch in meant):
            self._break(f"I17: {call.name} left although others held it")
        if (call.system, call.arrived.method, call.arrived.path) == ("rotessa", "POST", "/transaction_schedules"):
            self._judge_debit(json.loads(call.arrived.body))

    def _meant(self, call: Call) -> list[Batch]:
        """The committed batches that say so: by their body, or for a change by the thing that it names."""
        latest = [self.intents.batches[one] for one in dict.fromkeys(self.intents.members.values())]
        if call.system != "rotessa":
            return [batch for batch in latest if self.town.books.means(batch, call)]
        path, digest = call.arrived.path.lstrip("/"), hashlib.sha256(call.arrived.body).hexdigest()
        same = [batch for batch in latest if (batch.method, batch.path) == (call.arrived.method, path)]
        return [batch for batch in same if "/" in path or batch.body_hash == digest]

    def _judge_debit(self, body: dict[str, Any]) -> None:
        number = body["comment"].split(" ")[0]
        if (body["frequency"], body["installments"]) != ("Once", 1):
            self._break(f"I4: the debit for {number} repeats")
        stood = self.town.since(number, CHECK_AGE.total_seconds())
        if stood and all(one.gone for one in stood):
            self._break(f"I5: a debit for {number} left after its invoice was void")
        owed = max((one.due for one in self.town.since(number, DUE_AGE)), default=Decimal(0))
        if Decimal(str(body["amount"])) > owed:
            self._break(f"I4: a debit for {number} asks for {body['amount']} and only {owed} was due")

    @contextmanager
    def carrying_out(self, call: Call) -> Iterator[None]:
        """Look at both books after each change."""
        yield
        if _changes(call):
            self.town.note()
            self._count_debits()
            self._count_payments()
            self._count_payers()

    def delivered(self, call: Call, began: float, status: int, body: bytes) -> None:
        """An answer has arrived; what it says is for the program to judge."""

    def _count_debits(self) -> None:
        rows, outcomes = self.town.schedules(), self._outcomes()
        for number in self.town.history:
            live = [row for row in ours(rows, number) if row["deleted_at"] is None and not _failed(row, outcomes)]
            if len(live) > 1 + self.agreed[number]:
                self._break(f"I4: {number} has {len(live)} debits at once")

    def _outcomes(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for row in self.town.transactions():
            if row["removed_at"] is None:
                found.setdefault(row["transaction_schedule_id"], []).append(row["status"])
        return found

    def _count_payments(self) -> None:
        made = {str(row["id"]): row for row in self.town.transactions()}
        numbers = {row["id"]: (row["comment"] or "").split(" ")[0] for row in self.town.schedules()}
        counted: Counter[str] = Counter()
        for payment in self.town.books.payments():
            named = _REFERENCE.fullmatch(payment.reference)
            if named is None:
                continue
            counted[named[1]] += 1
            if payment.id not in self._paid:
                self._paid.add(payment.id)
                transaction = made[named[1]]
                self._judge_payment(payment, transaction, numbers[transaction["transaction_schedule_id"]])
        for one, count in counted.items():
            if count > 1 + self.agreed[one]:
                self._break(f"I3: transaction {one} was paid {count} times")

    def _judge_payment(self, payment: HeldPayment, transaction: Mapping[str, Any], meant: str) -> None:
        """As it is made; what people do to its invoice later is not its fault. One on no invoice came when nothing was due any more."""
        if payment.invoice not in (meant, "") or payment.amount != Decimal(transaction["amount"]):
            self._break(f"I3: payment {payment.reference} is not on {meant}, or of another amount")

    def _count_payers(self) -> None:
        for name in NEWCOMERS:
            if len(self.town.payers(name)) > 1 + self.agreed[name]:
                self._break(f"I1: {name} is a customer of the collector twice")

    def _break(self, words: str) -> None:
        if words not in self.broken:
            self.broken.append(words)
            self.lines.append(f"{self.town.clock.monotonic():.1f} BROKEN {words}")

    # --- when all has come to an end

    def at_the_end(self, records: list[OperationRecord], stands: dict[str, str]) -> list[str]:
        """Every rule that was broken, in words. `stands`: what the program says of each transaction."""
        self._count_debits()
        self._count_payments()
        self._count_payers()
        found = list(self.broken)
        for record in records:
            found += self._of_record(record)
        return [
            *found,
            *self._repeating(records),
            *self._void_and_debited(records),
            *self._settled(stands),
            *self._followed(records),
        ]

    def _of_record(self, record: OperationRecord) -> list[str]:
        what = f"{record.operation.kind} of {record.operation.reference}"
        if not record.state.is_final:
            return [f"I15: {what} never ended: {record.state} {record.sentence}"]
        if record.state is S.REVIEW and not record.sentence:
            return [f"I15: {what} waits for a person without a word"]
        if record.state is S.DONE and not self._exists(record):
            return [f"I8: {what} is done and has no effect"]
        return []

    def _exists(self, record: OperationRecord) -> bool:
        kind, one = record.operation.kind, record.remote_id
        if kind in (K.CREATE_DEBIT, K.AMEND_DEBIT, K.DELETE_DEBIT):
            rows = [row for row in self.town.schedules() if str(row["id"]) == one]
            return bool(rows) and (kind is not K.DELETE_DEBIT or rows[0]["deleted_at"] is not None)
        if kind in (K.APPLY_PAYMENT, K.REVERSE_PAYMENT):
            paid = [payment for payment in self.town.books.payments() if payment.id == one]
            return bool(paid) and (kind is K.APPLY_PAYMENT or not paid[0].live)
        if kind is K.CREATE_PAYER:
            return any(str(row["id"]) == one for row in self.town.payers(record.operation.reference))
        return True

    def _repeating(self, records: list[OperationRecord]) -> list[str]:
        """I4: a debit that the collector made one that repeats is taken away again; of several a person is asked."""
        several = {
            r.operation.reference
            for r in records
            if r.operation.kind is K.CREATE_DEBIT and r.state is S.REVIEW and r.reason == Reason.SEVERAL
        }
        outcomes, schedules = self._outcomes(), self.town.schedules()
        return [
            f"I4: {number} is debited again and again"
            for number in self.town.history
            for row in ours(schedules, number)
            if row["deleted_at"] is None
            and "Future" in outcomes.get(row["id"], [])
            and (row["frequency"], row["installments"]) != ("Once", 1)
            and number not in several
        ]

    def _void_and_debited(self, records: list[OperationRecord]) -> list[str]:
        """I5: what could still be deleted when the void was learnt was deleted, or a person is told why not."""
        rows, outcomes = self.town.schedules(), self._outcomes()
        told = {r.operation.source_id for r in records if r.state is S.REVIEW and r.operation.kind is K.DELETE_DEBIT}
        names = {one.number: one.id for one in self.town.books.invoices()}
        found = []
        for number, known in self.town.history.items():
            left = [
                r for r in ours(rows, number) if r["deleted_at"] is None and outcomes.get(r["id"]) in (None, ["Future"])
            ]
            if known[-1].gone and left and names[number] not in told:
                found.append(f"I5: {number} is void and will be debited")
        return found

    def _settled(self, stands: dict[str, str]) -> list[str]:
        """I3, I6: what has settled is paid, or it is said why not; what came back since is reversed, or waits for a person."""
        live: Counter[str] = Counter()
        for payment in self.town.books.payments():
            named = _REFERENCE.fullmatch(payment.reference)
            if named is not None and payment.live:
                live[named[1]] += 1
        status = {str(row["id"]): row["status"] for row in self.town.transactions()}
        found = [f"I3: transaction {one} is due and not paid" for one, stand in stands.items() if stand == "due"]
        found += [
            f"I3: transaction {one} is said to be paid" for one, s in stands.items() if s == "applied" and not live[one]
        ]
        waits = ("to_reverse", "looked_up")
        found += [
            f"I6: transaction {one} came back, and its payment stands as {stands.get(one)}"
            for one in live
            if status.get(one) in _FAILED and stands.get(one) not in waits
        ]
        return found

    def _followed(self, records: list[OperationRecord]) -> list[str]:
        """The e-mail address of a customer that is followed is that of the ledger, or a person is told why not."""
        told = {r.operation.reference for r in records if r.state is S.REVIEW and r.operation.kind is K.UPDATE_PAYER}
        return [
            f"I8: {name} does not follow the ledger"
            for name in PEOPLE
            if name not in told and self.town.payers(name)[0]["email"] != self.town.books.mail_of(name)
        ]


def _changes(call: Call) -> bool:
    return call.changes and not call.arrived.path.endswith(_QUESTION)


def _failed(row: dict[str, Any], outcomes: dict[int, list[str]]) -> bool:
    known = outcomes.get(row["id"], [])
    return bool(known) and all(one in _FAILED for one in known)

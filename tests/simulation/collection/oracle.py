"""What the books of both sides say against the rules: at each request that may change something, and when all has come to an end."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from app.domain.constants import CHECK_AGE
from app.domain.operation import OperationKind, OperationRecord, OperationState
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
    """Implements `Watcher`. `broken` are the rules that were broken, in words; `agreed` how often a person had something sent again."""

    def __init__(self, town: Town, intents: Intents) -> None:
        self.town = town
        self.intents = intents
        self.broken: list[str] = []
        self.agreed: Counter[str] = Counter()  # by invoice number or transaction id
        self.lines: list[str] = []
        self.writes = 0

    # --- as it happens

    def first_byte(self, call: Call) -> None:
        """Judge a request that leaves."""
        if not _changes(call):
            return
        self.writes += 1
        self.lines.append(f"{self.town.clock.monotonic():.1f} {call.name}")
        if not self._is_meant(call):
            self.broken.append(f"I7: {call.name} left without its intent in the journal")
        if (call.system, call.arrived.method, call.arrived.path) == ("rotessa", "POST", "/transaction_schedules"):
            self._judge_debit(json.loads(call.arrived.body))

    def _is_meant(self, call: Call) -> bool:
        """Whether a committed batch says so: by its body, or for a change by the thing that it names."""
        path, digest = call.arrived.path.lstrip("/"), hashlib.sha256(call.arrived.body).hexdigest()
        latest = [self.intents.batches[one] for one in dict.fromkeys(self.intents.members.values())]
        same = [batch for batch in latest if (batch.method, batch.path) == (call.arrived.method, path)]
        return any(batch.body_hash == digest or "/" in path or path == "Payments" for batch in same)

    def _judge_debit(self, body: dict[str, Any]) -> None:
        number = body["comment"].split(" ")[0]
        if (body["frequency"], body["installments"]) != ("Once", 1):
            self.broken.append(f"I4: the debit for {number} repeats")
        stood = self.town.since(number, CHECK_AGE.total_seconds())
        if stood and all(one.gone for one in stood):
            self.broken.append(f"I5: a debit for {number} left after its invoice was void")
        owed = max((one.due for one in self.town.since(number, DUE_AGE)), default=Decimal(0))
        if Decimal(str(body["amount"])) > owed:
            self.broken.append(f"I4: a debit for {number} asks for {body['amount']} and only {owed} was due")

    @contextmanager
    def carrying_out(self, call: Call) -> Iterator[None]:
        """Look at both books after each change."""
        yield
        if _changes(call):
            self.town.note()
            self._count_debits()
            self._count_payments()

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
        schedules = {row["id"]: row for row in self.town.schedules()}
        counted: Counter[str] = Counter()
        for row in self.town.ledger()["payments"]:
            named = _REFERENCE.fullmatch(row.get("Reference") or "")
            if named is None:
                continue
            transaction = made[named[1]]
            counted[named[1]] += 1
            meant = (schedules[transaction["transaction_schedule_id"]]["comment"] or "").split(" ")[0]
            if row["Invoice"]["InvoiceNumber"] != meant or Decimal(row["Amount"]) != Decimal(transaction["amount"]):
                self._break(f"I3: payment {named[0]} is not on {meant}, or of another amount")
        for one, count in counted.items():
            if count > 1 + self.agreed[one]:
                self._break(f"I3: transaction {one} was paid {count} times")

    def _break(self, words: str) -> None:
        if words not in self.broken:
            self.broken.append(words)

    # --- when all has come to an end

    def at_the_end(self, records: list[OperationRecord], stands: dict[str, str]) -> list[str]:
        """Every rule that was broken, in words. `stands`: what the program says of each transaction."""
        self._count_debits()
        self._count_payments()
        found = list(self.broken)
        for record in records:
            found += self._of_record(record)
        return found + self._void_and_debited(records) + self._settled(stands)

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
            paid = [row for row in self.town.ledger()["payments"] if row["PaymentID"].lower() == one]
            return bool(paid) and (kind is K.APPLY_PAYMENT or paid[0]["Status"] == "DELETED")
        return True

    def _void_and_debited(self, records: list[OperationRecord]) -> list[str]:
        """I5: what could still be deleted when the void was learnt was deleted, or a person is told why not."""
        rows, outcomes = self.town.schedules(), self._outcomes()
        told = {r.operation.source_id for r in records if r.state is S.REVIEW and r.operation.kind is K.DELETE_DEBIT}
        names = {row["InvoiceNumber"]: row["InvoiceID"].lower() for row in self.town.ledger()["invoices"]}
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
        for row in self.town.ledger()["payments"]:
            named = _REFERENCE.fullmatch(row.get("Reference") or "")
            if named is not None and row["Status"] != "DELETED":
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


def _changes(call: Call) -> bool:
    return call.changes and not call.arrived.path.endswith(_QUESTION)


def _failed(row: dict[str, Any], outcomes: dict[int, list[str]]) -> bool:
    known = outcomes.get(row["id"], [])
    return bool(known) and all(one in _FAILED for one in known)

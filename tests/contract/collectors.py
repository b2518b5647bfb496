"""What the collector contract needs: a collector in front of a simulator that is spoken to over its wire alone."""

from __future__ import annotations

import json
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.connectors.http.windowpace import WindowPace
from app.connectors.rotessa.collector import RotessaCollector
from app.connectors.rotessa.connect import open_rotessa
from app.connectors.rotessa.settings import API_KEY
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome
from app.domain.collection.payers import Payer
from app.domain.collection.payloads import (
    AmendDebitPayload,
    CreateDebitPayload,
    CreatePayerPayload,
    DeleteDebitPayload,
)
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready
from app.domain.parties import Address
from app.domain.payload import Payload, write_payload
from app.domain.route import Connection, System
from app.domain.run import Stop
from app.domain.verdict import Verdict, verdict
from app.ports.collectors import Collector
from tests.contract.books import MemorySecrets, start_sandbox
from tests.contract.realtime import RealChance, RealClock

K = OperationKind
ACCOUNT = "collector"


class LaterClock(RealClock):
    """The real clock, so many seconds ahead: the simulator's clock is moved, and ours with it."""

    ahead = 0.0

    def now(self) -> datetime:
        """The present instant."""
        return super().now() + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        """Seconds that pass as on the real clock."""
        return super().monotonic() + self.ahead


@dataclass
class Purse:
    """A collector and what a test needs to work with it."""

    collector: Collector
    clock: LaterClock
    control_url: str
    ca_file: str
    wire_name: str

    def __post_init__(self) -> None:
        self.chance = RealChance()
        self.stop = Stop()
        self._numbers = 0

    # --- the simulator's control address

    def control(self, path: str, value: object = None) -> Any:
        """A call to the control address."""
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(  # noqa: S310
            f"{self.control_url}/{path}", data, {"Content-Type": "application/json"}
        )
        context = ssl.create_default_context(cafile=self.ca_file)
        with urllib.request.urlopen(request, timeout=10, context=context) as response:  # noqa: S310
            return json.loads(response.read() or b"null")

    def act(self, action: str, **body: Any) -> Any:
        """Somebody else at work in the account."""
        return self.control(f"act/{self.wire_name}/{action}", body)

    def fault(self, method: str, path: str, **rule: Any) -> None:
        """One fault for the next call of this method and path."""
        rules = {"system": self.wire_name, "mount": "api", "method": method, "path": path, "times": 1, **rule}
        self.control("faults", [rules])

    def log(self) -> list[dict[str, Any]]:
        """The calls that reached the account."""
        return [entry for entry in self.control("requests") if entry["system"] == self.wire_name]

    def advance(self, days: float) -> None:
        """Let days go by, for the simulator and for us."""
        self.clock.ahead += days * 86400
        self.control("clock", {"advance_seconds": days * 86400})

    def held(self, marker: str) -> list[dict[str, Any]]:
        """All debits ever made whose comment contains the marker, deleted ones included, from the account's own books."""
        return [row for row in self.control(f"books/{self.wire_name}")["schedules"] if marker in (row["comment"] or "")]

    # --- who and when

    def payers(self) -> list[Payer]:
        """The customers that can be debited, read in full."""
        full = [self.collector.payer(payer.id, self.stop).payer for payer in self.collector.payers(self.stop)]
        return [payer for payer in full if payer.can_be_debited]

    def day(self, ahead: int = 10) -> date:
        """A working day so many days ahead, by the simulator's clock."""
        found = self.clock.now().date() + timedelta(days=ahead)
        return found + timedelta(days=7 - found.weekday()) if found.weekday() > 4 else found

    # --- operations

    def number(self) -> str:
        """A number nobody uses."""
        self._numbers += 1
        return f"RC-{self.chance.token(6)}-{self._numbers}"

    def operation(self, kind: OperationKind, payload: Payload, expected: Money | None = None) -> Operation:
        """An operation with this intent."""
        op_id = self.chance.uuid()
        return Operation(
            op_id, kind, ACCOUNT, ACCOUNT, f"ledger:test:{op_id}", op_id, write_payload(payload), "run", expected
        )

    def debit(self, payer: Payer, **changes: Any) -> Operation:
        """A CREATE_DEBIT that may be sent as it is, with changes."""
        number = self.number()
        values: dict[str, Any] = {
            "payer_id": payer.id,
            "payer_name": payer.name,
            "ledger_id": "ledger",
            "invoice_id": f"id-{number}",
            "invoice_number": number,
            "contact_id": "contact",
            "amount": Decimal("84.05"),
            "currency": payer.currency or "CAD",
            "process_date": self.day(),
            "due_date": self.day(),
            "comment": number,
        }
        payload = CreateDebitPayload(**{**values, **changes})
        return self.operation(K.CREATE_DEBIT, payload, Money(payload.amount, payload.currency))

    def amendment(self, debit_id: str, payer: Payer, before: Decimal, amount: Decimal) -> Operation:
        """An AMEND_DEBIT."""
        currency = payer.currency or "CAD"
        payload = AmendDebitPayload(debit_id, payer.id, "ledger", "invoice", "number", before, amount, currency)
        return self.operation(K.AMEND_DEBIT, payload, Money(amount, currency))

    def deletion(self, debit_id: str, payer: Payer, marker: str, amount: Decimal = Decimal("84.05")) -> Operation:
        """A DELETE_DEBIT."""
        currency = payer.currency or "CAD"
        payload = DeleteDebitPayload(
            debit_id, payer.id, "invoice", "number", amount, currency, self.day(), marker, "void"
        )
        return self.operation(K.DELETE_DEBIT, payload)

    def making(self, name: str, **changes: Any) -> Operation:
        """A CREATE_PAYER."""
        address = Address(("18 Corydon Ave", "Unit 2"), "Winnipeg", "MB", "R3L 0P1")
        values: dict[str, Any] = {
            "contact_id": "contact",
            "name": name,
            "identifier": name,
            "email": "accounts@payer.example",
            "phone": "2045550120",
            "address": address,
        }
        return self.operation(K.CREATE_PAYER, CreatePayerPayload(**{**values, **changes}))

    def record(self, operation: Operation, remote_id: str = "") -> OperationRecord:
        """What the journal would know of it."""
        state = OperationState.CONFIRMED if remote_id else OperationState.UNKNOWN
        return OperationRecord(operation, state, remote_id=remote_id, first_sent=RealClock().now())

    def send(self, operation: Operation, stop: Stop | None = None) -> Attempt:
        """Send it."""
        handler = self.collector.handlers()[operation.kind]
        members = [Ready(operation, 0)]
        prepared = handler.prepare(members)
        assert prepared == handler.prepare(members), "the same member gives the same bytes"
        return handler.send(prepared, members, self.chance.uuid(), stop or self.stop)

    def made(self, operation: Operation) -> ItemAnswer:
        """Send it; it has to be done."""
        item = self.send(operation).items[operation.id]
        assert item.outcome is ItemOutcome.MADE, item
        return item

    def find(self, operation: Operation) -> Any:
        """Look for it."""
        return self.collector.handlers()[operation.kind].find([self.record(operation)], self.stop)[operation.id]

    def read_back(self, operation: Operation, remote_id: str) -> Any:
        """How it stands."""
        handler = self.collector.handlers()[operation.kind]
        return handler.read_back([self.record(operation, remote_id)], self.stop)[operation.id]


def judged(attempt: Attempt, operation: Operation) -> Verdict:
    """What an attempt means for its only member."""
    return verdict(attempt, attempt.items.get(operation.id), single=True, replay=False)


def open_simulated_rotessa(
    line: dict[str, Any], *, clock: RealClock | None = None, key: str = "", page: int = 1000
) -> RotessaCollector:
    """A collector at the simulated Rotessa."""
    said, clock, secrets = line["rotessa"], clock or RealClock(), MemorySecrets()
    secrets.put(ACCOUNT, API_KEY, key or said["api_key"])
    settings = {"api_url": said["api_url"], "ca_file": line["ca_file"]}
    return open_rotessa(
        Connection(ACCOUNT, System.ROTESSA, "Rotessa", settings=settings),
        secrets=secrets,
        clock=clock,
        chance=RealChance(),
        pace=WindowPace((), 1, clock, ""),  # a test does not wait for half a second between calls
        page=page,
    )


@contextmanager
def rotessa_purse() -> Iterator[Purse]:
    """A Rotessa account on a simulator of its own."""
    process, line = start_sandbox()
    try:
        clock = LaterClock()
        collector = open_simulated_rotessa(line, clock=clock)
        yield Purse(collector, clock, line["control"]["url"], line["ca_file"], "rotessa")
        collector.close()
    finally:
        process.terminate()
        process.communicate(timeout=20)

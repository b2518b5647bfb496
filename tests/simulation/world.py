"""A ledger and a source in memory that keep books of everything that ever happened to them, and go wrong by a seed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.constants import XERO_KEY_TTL
from app.domain.money import Money
from app.domain.operation import Operation
from tests.simulation.kill import Killer
from tests.simulation.time import SimulatedClock


class Fault(StrEnum):
    """What goes wrong with one request."""

    NONE = "none"
    NOT_SENT = "not_sent"
    LOST_BEFORE = "lost_before"
    LOST_AFTER = "lost_after"
    LANDS_LATE = "lands_late"
    SERVER_BEFORE = "server_before"
    SERVER_AFTER = "server_after"
    GARBLED = "garbled"
    PARTLY_READ = "partly_read"
    REFUSED = "refused"
    LIMIT = "limit"
    LONG_LIMIT = "long_limit"
    SIGN_IN = "sign_in"
    SLOW = "slow"


_WEIGHTS = {
    Fault.NONE: 40,
    Fault.NOT_SENT: 5,
    Fault.LOST_BEFORE: 6,
    Fault.LOST_AFTER: 8,
    Fault.LANDS_LATE: 8,
    Fault.SERVER_BEFORE: 4,
    Fault.SERVER_AFTER: 6,
    Fault.GARBLED: 4,
    Fault.PARTLY_READ: 5,
    Fault.REFUSED: 4,
    Fault.LIMIT: 5,
    Fault.LONG_LIMIT: 1,
    Fault.SIGN_IN: 2,
    Fault.SLOW: 3,
}


@dataclass(slots=True)
class Made:
    """A document or contact that was ever created, or a value that was set."""

    remote_id: str
    subject: str
    marker: str
    total: Money | None
    at: float
    live: bool = True


@dataclass(slots=True)
class Books:
    """Everything that ever existed, and what went wrong with the rules while it came to be."""

    made: list[Made] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    read_good: dict[str, float] = field(default_factory=dict)  # remote id -> when it was last read back live
    checked: dict[str, float] = field(default_factory=dict)  # operation id -> when its source was last read

    def of(self, subject: str) -> list[Made]:
        """What was ever made from a source thing."""
        return [made for made in self.made if made.subject == subject]


class World:
    """The other side of the wire. `budget` is how many faults it has left: afterwards everything works."""

    def __init__(self, seed: int, clock: SimulatedClock, killer: Killer, budget: int) -> None:
        self.random = random.Random(seed)
        self.clock = clock
        self.killer = killer
        self.budget = budget
        self.books = Books()
        self.lag = self.random.choice((0.0, 0.0, 5.0, 120.0, 300.0))  # seconds until a new document can be found
        self.credential = "token-1"
        self.calls: Counter[str] = Counter()
        self._answers: dict[tuple[str, str], tuple[float, dict[str, ItemAnswer]]] = {}
        self._used: Counter[str] = Counter()  # key -> requests that left under it
        self.force: list[Fault] = []

    def fault(self) -> Fault:
        """The next fault."""
        if self.force:
            return self.force.pop(0)
        if self.budget <= 0:
            return Fault.NONE
        fault = self.random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        self.budget -= fault is not Fault.NONE
        return fault

    def perform(self, operations: list[Operation], key: str, *, keyed: bool) -> Attempt:
        """One mutating request."""
        fault = self.fault()
        credential = self.credential
        if fault is Fault.NOT_SENT:
            return Attempt(Stage.NOT_SENT, code="refused_connection", credential=credential)
        self.killer.step("first byte")
        self._used[key] += 1
        self.clock.pass_time(self.random.uniform(60, 88) if fault is Fault.SLOW else self.random.uniform(0.1, 2))
        if fault in _TURNED_AWAY:
            return self._turned_away(fault)
        if fault in (Fault.LOST_BEFORE, Fault.SERVER_BEFORE):
            return self._no_answer(fault)
        if fault is Fault.LANDS_LATE:
            late = self._lateness(key, keyed=keyed)
            self.clock.at(late, lambda: self._lands(operations, key, credential, keyed=keyed))
            return self._no_answer(fault)
        items = self._apply(operations, key, credential, keyed=keyed, fault=fault)
        self.killer.step("last byte")
        if fault in (Fault.LOST_AFTER, Fault.SERVER_AFTER, Fault.GARBLED):
            return self._no_answer(fault)
        if fault is Fault.PARTLY_READ:
            items = {one: item for one, item in items.items() if self.random.random() < 0.5}
        attempt = Attempt(Stage.SENT, 200, True, items, credential=credential)
        self.killer.step("answer")
        return attempt

    def _lateness(self, key: str, *, keyed: bool) -> float:
        """Seconds until a request without an answer lands: under a key at most as long as the key outlives its last permitted use."""
        if not keyed:
            return self.random.uniform(1, 550)
        return self.random.uniform(1, 55 if self._used[key] > 1 else 350)

    def _lands(self, operations: list[Operation], key: str, credential: str, *, keyed: bool) -> None:
        """What nobody waits for any more is carried out all the same."""
        self._apply(operations, key, credential, keyed=keyed, fault=Fault.NONE)

    def _turned_away(self, fault: Fault) -> Attempt:
        if fault is Fault.SIGN_IN:
            attempt = Attempt(Stage.SENT, 401, credential=self.credential)
            self.credential += "'"
            return attempt
        wait = 3600.0 if fault is Fault.LONG_LIMIT else self.random.choice((None, -1.0, 1.0, 20.0, 80.0))
        return Attempt(Stage.SENT, 429, retry_after=wait, credential=self.credential)

    def _no_answer(self, fault: Fault) -> Attempt:
        status = 500 if fault in (Fault.SERVER_BEFORE, Fault.SERVER_AFTER) else 200 if fault is Fault.GARBLED else None
        return Attempt(Stage.SENT, status, credential=self.credential)

    def _apply(
        self, operations: list[Operation], key: str, credential: str, *, keyed: bool, fault: Fault
    ) -> dict[str, ItemAnswer]:
        """Carry it out, unless the key has been seen under this credential and is not forgotten yet."""
        seen = self._answers.get((key, credential))
        if keyed and seen is not None and self.clock.monotonic() - seen[0] <= XERO_KEY_TTL.total_seconds():
            return dict(seen[1])
        refused = self.random.choice(operations).id if fault is Fault.REFUSED else ""
        items = {one.id: _REFUSED if one.id == refused else self._make(one) for one in operations}
        self._answers[key, credential] = (self.clock.monotonic(), items)
        return dict(items)

    def _make(self, operation: Operation) -> ItemAnswer:
        made = Made(
            f"remote-{len(self.books.made) + 1}",
            operation.subject,
            operation.marker,
            operation.expected,
            self.clock.monotonic(),
        )
        self.books.made.append(made)
        return ItemAnswer(ItemOutcome.MADE, made.remote_id, total=operation.expected)

    def somebody_removes(self, subject: str) -> None:
        """A person voids a document in the ledger."""
        for made in self.books.of(subject):
            made.live = False


_TURNED_AWAY = (Fault.LIMIT, Fault.LONG_LIMIT, Fault.SIGN_IN)
_REFUSED = ItemAnswer(ItemOutcome.REFUSED, sentence="The account is archived", messages=("Account code is archived",))


def money(amount: str) -> Money:
    """Australian dollars."""
    return Money(Decimal(amount), "AUD")

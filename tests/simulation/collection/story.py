"""One seed: what is billed, what people do, what goes wrong, and that it all comes to an end."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.machine import Decision, Reason
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.run import Stop
from app.flows.collection.views import RoundResult
from tests.simulation.collection.house import ROUTE, Bend, House
from tests.simulation.collection.oracle import Oracle
from tests.simulation.collection.town import PEOPLE, Town
from tests.simulation.kill import Killed
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Call, Network
from tests.simulation.whole.mishaps import MISHAPS, NONE, Mishap
from tests.simulation.whole.record import Intents

K, S = OperationKind, OperationState
_DOUBTFUL = (
    "reset before processing", "reset after processing", "read time-out, applied", "read time-out, applied later",
    "500, applied", "500, not applied", "504, applied later", "truncated body", "another shape",
)  # fmt: skip
LATEST = 900.0
"""Seconds after its sending until which something may land: SETTLE, beyond which absence is believed."""
HALF_HOUR = 1800.0


class Story:
    """Everything of one seed."""

    def __init__(self, seed: int, path: Path, *, bend: Bend | None = None, guards: bool = True) -> None:
        self.random = random.Random(seed)
        self.clock = SimulatedClock()
        self.town = Town(self.clock)
        self.intents = Intents()
        self.oracle = Oracle(self.town, self.intents)
        self.network = Network(
            self.town.systems, self.clock, self.oracle, self._mishap, lambda: self.random.uniform(0.05, 0.6),
            lambda call: self.random.uniform(1, LATEST), self.town.routes,
        )  # fmt: skip
        self._draw_faults()
        self.house = House(
            self.clock, self.town, self.network, path, seed=seed, intents=self.intents, bend=bend, guards=guards
        )
        self.kills = 0
        self.numbers: list[str] = []
        self._fated: set[int] = set()

    def close(self) -> None:
        """Give the records back."""
        self.house.database.close()

    # --- what goes wrong

    def _draw_faults(self) -> None:
        draw = self.random
        names = draw.sample(sorted(MISHAPS), draw.randint(1, 5)) + draw.sample(_DOUBTFUL, draw.randint(1, 4))
        self.palette = [MISHAPS[name] for name in names]
        self.budget = draw.choice((0, 3, 8, 20, 40))
        self.often = draw.choice((0.02, 0.1, 0.3))

    def _mishap(self, call: Call) -> Mishap:
        if self.budget <= 0 or self.random.random() >= self.often:
            return NONE
        mishap = self.random.choice(self.palette)
        if mishap.twice and call.system == "rotessa":  # nobody could tell one from the other there
            return NONE
        self.budget -= 1
        self.oracle.lines.append(f"{self.clock.monotonic():.1f} {mishap.name} befalls {call.name}")
        return mishap

    # --- the whole of it

    def run(self) -> list[str]:
        """Some weeks of trouble, then a month in which all comes to rest; the rules that were broken."""
        for place in range(self.random.randint(2, 5)):
            self._bill(place)
        for _ in range(self.random.randint(18, 30)):
            if self.random.random() < 0.3:
                self.house.fate.die_at = self.house.fate.steps + self.random.randint(1, 70)
            self._round()
            self._people()
            self.clock.pass_time(HALF_HOUR * self.random.choice((1, 2, 24, 36, 44, 46)))
        self.budget = 0
        self.house.fate.die_at = None
        self.house.fate.revive()
        for place in range(16):
            self._go_on()
            self._round()
            self.clock.pass_time(HALF_HOUR * 90)
            if place % 4 == 3:
                self._reverse()
        self._round()
        return self.oracle.at_the_end(self.records(), self._stands())

    def _round(self) -> None:
        self._alive(lambda: self.house.desk.play_round(ROUTE, Stop()))
        self._alive(lambda: self.house.engine.tend(Stop()))
        self._decide()

    def _alive(self, do: Callable[[], object]) -> None:
        """Something the program does, in a process that may be killed in it."""
        try:
            done = do()
        except Killed:
            self._revive()
        except AccessProblem:
            self.house.sign_in_again()
        except ExpectedProblem as problem:
            self.oracle.lines.append(f"{self.clock.monotonic():.1f} {problem.sentence}")
        else:
            if isinstance(done, RoundResult) and isinstance(done.problem, AccessProblem):
                self.house.sign_in_again()

    def _revive(self) -> None:
        self.kills += 1
        self.oracle.lines.append(f"{self.clock.monotonic():.1f} killed at {self.house.fate.last_step}")
        self.house.fate.revive()
        if self.random.random() < 0.4:
            self.house.fate.die_at = self.house.fate.steps + self.random.randint(1, 40)
        self.clock.pass_time(self.random.choice((1, 60, 320, 1200)))
        if self.random.random() < 0.5:
            self.house.generation += 1
        self.house.start()
        self._alive(lambda: self.house.engine.resume(None, Stop()))

    # --- people

    def _bill(self, place: int) -> None:
        number = f"INV-{2041 + place}"
        self.numbers.append(number)
        due = (self.clock.true_now() + timedelta(days=self.random.randint(1, 6))).date()
        self.town.bill(number, self.random.choice(PEOPLE), Decimal(self.random.randint(20, 900)), due)

    def _people(self) -> None:
        draw = self.random
        number = draw.choice(self.numbers)
        due = (self.clock.true_now() + timedelta(days=draw.randint(1, 12))).date()
        doings: list[Callable[[], object]] = [
            lambda: self.town.change(number, Status="VOIDED"),
            lambda: self.town.change(number, DueDate=due.isoformat()),
            lambda: self.town.change(number, DueDate=due.isoformat()),
            lambda: self.town.pay(number, Decimal("7.00")),
            lambda: self.town.pay(number, Decimal("9.50")),
            lambda: self._bill(len(self.numbers)),
            lambda: self.town.debit_by_hand(draw.choice(PEOPLE), draw.choice(("Parking", number))),
            lambda: self.town.charge_back(number),
        ]
        if draw.random() < 0.55:
            draw.choice(doings)()
        for row in self.town.schedules():
            if row["id"] not in self._fated:
                self._fated.add(row["id"])
                wish = draw.choice(
                    (
                        {"status": "Approved", "day": draw.randint(1, 5)},
                        {"status": "Declined", "reason": "NSF", "day": 2},
                    )
                )
                self.town.outcome(row["id"], **wish)

    def _decide(self) -> None:
        """What cannot be found a person has sent again, or leaves as it is."""
        for record in self.house.journal.records(states=(S.REVIEW,)):
            if record.reason != Reason.ABSENT_ASK or self.random.random() < 0.3:
                continue
            again = self.random.random() < 0.7
            if again and record.operation.kind is K.CREATE_DEBIT:
                self.oracle.agreed[record.operation.reference] += 1
            decision = Decision.SEND_AGAIN if again else Decision.LEAVE
            self._alive(lambda: self.house.desk.decide(record.operation.id, decision))  # noqa: B023
            self._alive(lambda: self.house.engine.tend(Stop()))

    def _go_on(self) -> None:
        """A person lets the runs go on that a killed process has left."""
        runs = {record.operation.run_id for record in self.house.engine.pending()}
        for run_id in sorted(runs):
            self._alive(lambda: self.house.engine.resume(run_id, Stop()))  # noqa: B023

    def _reverse(self) -> None:
        """A person agrees to have payments reversed whose money went back."""
        waiting = [one for one, stand in self._stands().items() if stand == "to_reverse"]
        if waiting and self.random.random() < 0.8:
            self._alive(lambda: self.house.desk.reverse(ROUTE, waiting, Stop()))

    # --- what is said in the end

    def _stands(self) -> dict[str, str]:
        try:
            view = self.house.desk.settlements(ROUTE, Stop())
        except ExpectedProblem:
            return {}
        return {row.row.id: row.verdict.stand.value for group in view.groups for row in group.rows}

    def records(self) -> list[OperationRecord]:
        """All operations as they stand."""
        return list(self.house.journal.records(states=tuple(OperationState)))

"""One seed: what is billed, what people do, what goes wrong, and that it all comes to an end."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from app.domain.collection.planning import Stand
from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.machine import Decision, Reason
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.run import Stop
from app.flows.collection.views import RoundResult
from app.store.database import Database
from tests.simulation.collection.house import ROUTE, Ground, House, Taken, keyring
from tests.simulation.collection.ledger import NEWCOMERS, PEOPLE
from tests.simulation.collection.oracle import Oracle
from tests.simulation.collection.town import LEDGERS, Town
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
OTHER_DEBITS = ("other_frequency", "no_installments", "without_end")
_BY_PERSONS = (K.CREATE_PAYER, K.REVERSE_PAYMENT)
"""What only people ask for: what a killed process has left of it waits until a person lets its run go on."""
LATEST = 900.0
"""Seconds after its sending until which something may land: SETTLE, beyond which absence is believed."""
HALF_HOUR = 1800.0
TWO_COPIES = 0.5
"""How often two copies of the program work on the same records."""


BETWEEN = 0.4
"""How often, with two copies, the other one comes in where a round's first request has its intent and has not left."""
OTHERWISE = 0.25
"""How often a schedule has a collector that makes some debits otherwise than they were asked for."""


class Story:
    """Everything of one seed. `ledger` '' draws one."""

    def __init__(self, seed: int, database: Database, *, ledger: str = "", taken: Taken | None = None) -> None:
        self.random = random.Random(seed)
        drawn = self.random.choice(sorted(LEDGERS))
        self.ledger = ledger or drawn
        self.database = database
        self.clock = SimulatedClock()
        self.town = Town(self.clock, self.ledger)
        intents = Intents()
        self.oracle = Oracle(self.town, intents)
        network = Network(
            self.town.systems, self.clock, self.oracle, self._mishap, lambda: self.random.uniform(0.05, 0.6),
            lambda call: self.random.uniform(1, LATEST), self.town.routes,
        )  # fmt: skip
        ground = Ground(self.clock, self.town, network, database, keyring(self.town), intents, taken or Taken())
        self._draw_faults(only_doubtful=ground.taken.doubtful)
        database.open()
        count = 2 if self.random.random() < TWO_COPIES or ground.taken.ignores_claims else 1
        self.houses = [House(f"copy-{place + 1}", ground, seed + place * 1_000_003) for place in range(count)]
        self.houses[0].set_up()
        for house in self.houses:
            house.start()
        self.kills = 0
        self.met = 0  # how often a copy worked while another one was in the middle of something
        self.numbers: list[str] = []
        self.odd = random.Random(f"{seed} otherwise than asked")  # apart, so that it changes no other draw
        self._makes_otherwise = self.odd.random() < OTHERWISE
        self._fated: set[int] = set()

    def close(self) -> None:
        """Give the records back."""
        self.database.close()

    # --- what goes wrong

    def _draw_faults(self, *, only_doubtful: bool) -> None:
        draw = self.random
        names = draw.sample(sorted(MISHAPS), draw.randint(1, 5)) + draw.sample(_DOUBTFUL, draw.randint(1, 4))
        self.budget = draw.choice((0, 3, 8, 20, 40))
        self.often = draw.choice((0.02, 0.1, 0.3))
        self.palette = [MISHAPS[name] for name in names]
        self.only_changes = only_doubtful
        if only_doubtful:
            self.palette, self.budget, self.often = [MISHAPS[name] for name in _DOUBTFUL], 40, 0.5

    def _mishap(self, call: Call) -> Mishap:
        spared = self.only_changes and not call.changes
        if self.budget <= 0 or spared or self.random.random() >= self.often:
            return NONE
        mishap = self.random.choice(self.palette)
        if mishap.twice and call.changes:  # nobody could tell one from the other there
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
            house = self.random.choice(self.houses)
            if self.random.random() < 0.3:
                house.fate.die_at = house.fate.steps + self.random.randint(1, 70)
            self._let_others_in(house)
            self._round(house)
            self._people()
            self.clock.pass_time(HALF_HOUR * self.random.choice((1, 2, 24, 36, 44, 46)))
        self._come_to_rest()
        return self.oracle.at_the_end(self.records(), self._stands())

    def _come_to_rest(self) -> None:
        self.budget = 0
        self.town.create_debits("as_sent")
        for house in self.houses:
            house.fate.happenings.clear()
            house.fate.naps.clear()
            house.fate.revive()
        for place in range(16):
            house = self.houses[place % len(self.houses)]
            self._go_on(house)
            self._round(house)
            self.clock.pass_time(HALF_HOUR * 90)
            if place % 4 == 3:
                self._reverse(house)
        self._round(self.houses[0])

    def _round(self, house: House) -> None:
        self._alive(house, lambda: house.desk.play_round(ROUTE, Stop()))
        self._alive(house, lambda: house.engine.tend(Stop()))
        self._decide(house)

    def _let_others_in(self, house: House) -> None:
        """In the middle of this one's round, at a step that is drawn, the other copy plays its own, or somebody works in the books."""
        happenings: list[Callable[[], None]] = []
        if len(self.houses) > 1 and self.random.random() < 0.6:
            happenings.append(self._others_act)
        if len(self.houses) > 1 and self.odd.random() < BETWEEN:
            house.fate.naps["begin after"] = self._others_tend
        if self.random.random() < 0.5:
            happenings.append(self._colleagues)
        house.fate.happenings[:] = [(house.fate.steps + self.random.randint(1, 60), one) for one in happenings]

    def _others_act(self) -> None:
        self._others(lambda house: house.desk.play_round(ROUTE, Stop()))

    def _others_tend(self) -> None:
        """Between this one's intent and its first byte the other copy looks after all that is open: a claim alone keeps it away."""
        self._others(lambda house: house.engine.tend(Stop()))

    def _others(self, act: Callable[[House], object]) -> None:
        for house in self.houses:
            if not house.busy:
                self.met += 1
                self.oracle.lines.append(f"{self.clock.monotonic():.1f} {house.name} comes in between")
                self._alive(house, lambda: act(house))  # noqa: B023 - called at once

    def _alive(self, house: House, do: Callable[[], object]) -> None:
        """Something a program does, in a process that may be killed in it."""
        before, self.oracle.owner = self.oracle.owner, house.owner
        was_busy, house.busy = house.busy, True
        try:
            done = do()
        except Killed:
            self._revive(house)
        except AccessProblem:
            house.sign_in_again()
        except ExpectedProblem as problem:
            self.oracle.lines.append(f"{self.clock.monotonic():.1f} {house.name}: {problem.sentence}")
        else:
            if isinstance(done, RoundResult) and isinstance(done.problem, AccessProblem):
                house.sign_in_again()
        finally:
            self.oracle.owner, house.busy = before, was_busy

    def _revive(self, house: House) -> None:
        self.kills += 1
        self.oracle.lines.append(f"{self.clock.monotonic():.1f} {house.name} killed at {house.fate.last_step}")
        house.fate.revive()
        if self.random.random() < 0.4:
            house.fate.die_at = house.fate.steps + self.random.randint(1, 40)
        self.clock.pass_time(self.random.choice((1, 60, 320, 1200)))
        if self.random.random() < 0.5:
            house.generation += 1
        house.start()
        self._alive(house, lambda: house.engine.resume(None, Stop()))

    # --- people

    def _bill(self, place: int) -> None:
        number = f"INV-{2041 + place}"
        self.numbers.append(number)
        due = (self.clock.true_now() + timedelta(days=self.random.randint(1, 6))).date()
        who = self.random.choice((*PEOPLE, *PEOPLE, *NEWCOMERS))
        self.town.books.bill(number, who, Decimal(self.random.randint(20, 900)), due)
        self.town.note()

    def _people(self) -> None:
        """What people do between two rounds: in the books, and in the program."""
        if self.random.random() < 0.6:
            self._colleagues()
        if self.random.random() < 0.1:
            self._create_payer(self.random.choice(NEWCOMERS))
        self._draw_outcomes()
        if self._makes_otherwise:
            self.town.create_debits(self.odd.choice(("as_sent", *OTHER_DEBITS)))
            self._import_by_hand()

    def _import_by_hand(self) -> None:
        """Somebody sees that a debit was made otherwise and taken away, and has the invoice debited anew."""
        house = self.odd.choice(self.houses)
        if self.odd.random() < 0.3:
            self._alive(house, lambda: self._debit_anew(house))

    @staticmethod
    def _debit_anew(house: House) -> None:
        plan = house.desk.plan_import(ROUTE, Stop())
        chosen = [row for row in plan.rows if row.can_import and row.made and row.made.stand is Stand.MISMADE]
        if chosen:
            house.desk.send_import(plan, [row.invoice.id for row in chosen], Stop())

    def _colleagues(self) -> None:
        """Somebody does one thing in the ledger, or at the collector."""
        draw, books = self.random, self.town.books
        number = draw.choice(self.numbers)
        due = (self.clock.true_now() + timedelta(days=draw.randint(1, 12))).date()
        amount, who = Decimal(draw.randint(20, 900)), draw.choice(PEOPLE)
        doings: list[Callable[[], object]] = [
            lambda: books.void(number),
            lambda: books.delete(number),
            lambda: books.move(number, due),
            lambda: books.move(number, due),
            lambda: books.ask_for(number, amount),
            lambda: books.pay(number, Decimal("7.00")),
            lambda: books.pay(number, Decimal("9.50")),
            lambda: self._bill(len(self.numbers)),
            lambda: self.town.debit_by_hand(who, draw.choice(("Parking", number))),
            lambda: self.town.charge_back(number),
            lambda: books.set_mail(who, f"m{draw.randint(1, 99)}@payer.example"),
            lambda: self.town.give_bank_details(draw.choice(NEWCOMERS)),
        ]
        draw.choice(doings)()
        self.town.note()

    def _draw_outcomes(self) -> None:
        """What becomes of debits is settled with the bank when they are made."""
        for row in self.town.schedules():
            if row["id"] not in self._fated:
                self._fated.add(row["id"])
                approved = {"status": "Approved", "day": self.random.randint(1, 5)}
                wish = self.random.choice((approved, {"status": "Declined", "reason": "NSF", "day": 2}))
                self.town.outcome(row["id"], **wish)

    def _create_payer(self, name: str) -> None:
        """A person has a customer created at the collector, and switches it on."""
        house = self.random.choice(self.houses)
        contact = self.town.books.contact_id(name)
        self._alive(house, lambda: house.desk.create_payers(ROUTE, [contact], Stop()))
        if any(one.contact_id == contact for one in house.store.customers(ROUTE)):
            self._alive(house, lambda: house.desk.switch(ROUTE, [contact], auto_import=True))

    def _decide(self, house: House) -> None:
        """What cannot be found a person has sent again, or leaves as it is."""
        for record in house.journal.records(states=(S.REVIEW,)):
            if record.reason != Reason.ABSENT_ASK or self.random.random() < 0.3:
                continue
            again = self.random.random() < 0.7
            if again and record.operation.kind in (K.CREATE_DEBIT, K.CREATE_PAYER):
                self.oracle.agreed[record.operation.reference] += 1
            decision = Decision.SEND_AGAIN if again else Decision.LEAVE
            self._alive(house, lambda: house.desk.decide(record.operation.id, decision))  # noqa: B023
            self._alive(house, lambda: house.engine.tend(Stop()))

    def _go_on(self, house: House) -> None:
        """A person lets the runs go on that they had asked for; what rounds have left, rounds take up."""
        pending = house.engine.pending()
        by_hand = {one.invoice_id for one in house.store.entries(ROUTE) if one.by_hand}
        runs = {
            record.operation.run_id
            for record in pending
            if record.operation.kind in _BY_PERSONS
            or (record.operation.kind is K.CREATE_DEBIT and record.operation.source_id in by_hand)
        }
        for run_id in sorted(runs):
            self._alive(house, lambda: house.engine.resume(run_id, Stop()))  # noqa: B023

    def _reverse(self, house: House) -> None:
        """A person agrees to have payments reversed whose money went back."""
        waiting = [one for one, stand in self._stands().items() if stand == "to_reverse"]
        if waiting and self.random.random() < 0.8:
            self._alive(house, lambda: house.desk.reverse(ROUTE, waiting, Stop()))

    # --- what is said in the end

    def _stands(self) -> dict[str, str]:
        try:
            view = self.houses[0].desk.settlements(ROUTE, Stop())
        except ExpectedProblem:
            return {}
        return {row.row.id: row.verdict.stand.value for group in view.groups for row in group.rows}

    def records(self) -> list[OperationRecord]:
        """All operations as they stand."""
        return list(self.houses[0].journal.records(states=tuple(OperationState)))

"""One seed: contacts, invoices and marks, sent through faults, kills, restarts, clock changes and people, until nothing is open."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace

from app.domain.answer import GuardOutcome
from app.domain.constants import DEADLINE, LEASE, SETTLE
from app.domain.errors import ExpectedProblem
from app.domain.machine import Decision
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.run import Stop
from app.engine.context import EngineContext
from app.engine.engine import Engine
from app.engine.outcomes import Outcomes
from app.engine.safeguards import ALL_ON, Safeguards
from app.ports.journal import JournalStore
from tests.simulation.handlers import MakingHandler, MarkingHandler, SourceGuard
from tests.simulation.inline import inline
from tests.simulation.kill import Killed, Killer
from tests.simulation.time import SimulatedClock
from tests.simulation.world import World, money
from tests.support.memory_journal import MemoryJournal
from tests.support.time_and_chance import TestChance

LEDGER, SOURCE = "ledger", "source"
K, S = OperationKind, OperationState


MakeJournal = Callable[[SimulatedClock, TestChance, Killer], JournalStore]


def in_memory(clock: SimulatedClock, chance: TestChance, killer: Killer) -> JournalStore:
    """The usual journal of a simulation."""
    del chance
    return MemoryJournal(clock, killer.commit)


class Simulation:
    """Everything of one seed. `trace` is what happened, for comparing two runs of one seed."""

    def __init__(self, seed: int, safeguards: Safeguards = ALL_ON, make_journal: MakeJournal = in_memory) -> None:
        """Make the world, the journal and the first engine."""
        self.safeguards = safeguards
        self.clock = SimulatedClock()
        self.killer = Killer()
        self.trace: list[str] = []
        self.kills = 0
        self.clock_is_set = seed % 7 == 0  # in these runs somebody sets the clock, in the others the machine restarts
        self.random = random.Random(seed)
        self.chance = TestChance(seed)
        self.journal = make_journal(self.clock, self.chance, self.killer)
        self.world = World(seed + 1, self.clock, self.killer, budget=self.random.randint(0, 12))
        limit = self.random.choice((1, 2, 3, 5))
        self.handlers = {
            (LEDGER, K.CREATE_CONTACT): MakingHandler(self.world, self.journal, K.CREATE_CONTACT, batch_limit=limit),
            (LEDGER, K.POST_INVOICE): MakingHandler(
                self.world,
                self.journal,
                K.POST_INVOICE,
                batch_limit=limit,
                concurrency=self.random.choice((1, 2, 5)),
                trusts_key=self.random.random() < 0.75,
            ),
            (SOURCE, K.MARK_PROCESSED): MarkingHandler(self.world, self.journal),
        }
        self.guard = SourceGuard(self.world)
        self.owner = "copy-1"
        self.engine = self._engine()

    def _engine(self) -> Engine:
        guards = {(LEDGER, K.POST_INVOICE): self.guard, (SOURCE, K.MARK_PROCESSED): self.guard}
        return Engine(
            EngineContext(
                self.journal,
                self.handlers,
                guards,
                self.clock,
                self.chance,
                self.owner,
                pool=inline,
                safeguards=self.safeguards,
            )
        )

    def operations(self, run_id: str, words: str = "first") -> list[Operation]:
        """Two contacts, four invoices (two of them for a new contact) and their marks."""
        contacts = [self._operation(run_id, K.CREATE_CONTACT, f"party:{n}", words) for n in range(2)]
        invoices: list[Operation] = []
        for number in range(4):
            needs = (contacts[number].id,) if number < len(contacts) else ()
            one = self._operation(run_id, K.POST_INVOICE, f"invoice:{number}", words)
            payload = json.dumps({"contact": needs, "words": words, "number": number})
            total = money(f"{100 + number}.50")
            invoices.append(replace(one, depends_on=needs, payload=payload, expected=total, source_id=str(number)))
        marks = [
            replace(
                self._operation(run_id, K.MARK_PROCESSED, f"mark:{number}", words),
                connection_id=SOURCE,
                tenant="source books",
                depends_on=(invoice.id,),
                source_id=str(number),
            )
            for number, invoice in enumerate(invoices)
        ]
        return [*contacts, *invoices, *marks]

    def _operation(self, run_id: str, kind: OperationKind, subject: str, words: str) -> Operation:
        return Operation(self.chance.uuid(), kind, LEDGER, "books", subject, subject, f'{{"words": "{words}"}}', run_id)

    def run(self) -> None:
        """The whole story of the seed."""
        self._change_the_source()
        self.killer.die_at = self.random.randint(1, 90) if self.random.random() < 0.7 else None
        self._step(lambda stop: self.engine.execute("run-1", self.operations("run-1"), stop))
        self._until_nothing_is_open("run-1")
        self._somebody_removes()
        self._people_decide()
        self._until_nothing_is_open("run-1")
        self._step(lambda stop: self.engine.execute("run-2", self.operations("run-2", "second"), stop))
        self._until_nothing_is_open("run-2")
        self.clock.pass_time(3600)

    def _change_the_source(self) -> None:
        if self.random.random() < 0.2:
            words = (GuardOutcome.CHANGED, GuardOutcome.VOIDED, GuardOutcome.MARKED_BY_OTHERS)
            self.guard.outcomes[str(self.random.randrange(4))] = self.random.choice(words)

    def _somebody_removes(self) -> None:
        if self.random.random() < 0.2:
            subject = f"invoice:{self.random.randrange(4)}"
            self.world.somebody_removes(subject)

    def _people_decide(self) -> None:
        for record in self.journal.records(states=[S.REVIEW]):
            decision = self.random.choice((Decision.SEND_AGAIN, Decision.LEAVE, Decision.ADOPT))
            if decision is Decision.ADOPT and not record.remote_id:
                continue
            try:
                self.engine.decide(record.operation.id, decision, "Ana")
            except ExpectedProblem as problem:  # the copy before this one still holds it
                self.trace.append(problem.sentence)
            except Killed:
                self.trace.append(f"killed at {self.killer.last_step}")
                self._restart()

    def _step(self, act: Callable[[Stop], Outcomes]) -> Outcomes | None:
        """One call of the engine, in a process that may be killed in it."""
        stop = Stop()
        if self.random.random() < 0.05:
            self.clock.at(self.random.uniform(0, 20), stop.cancel)
        try:
            outcomes = act(stop)
        except Killed:
            self.trace.append(f"killed at {self.killer.last_step}")
            self._restart()
            return None
        self.trace.append(" ".join(f"{r.operation.subject}={r.state}" for r in outcomes.records))
        return outcomes

    def _restart(self) -> None:
        """Another process, sometimes soon, sometimes after a restart of the machine or a change of its clock."""
        self.kills += 1
        self.killer.revive()
        if self.kills < 3 and self.random.random() < 0.4:
            self.killer.die_at = self.killer.steps + self.random.randint(1, 60)
        self.clock.pass_time(self.random.choice((1, 30, 200, 320, 400, 700, 1200)))
        if self.clock_is_set:  # together with a new boot only the servers' own Date could tell
            self.clock.set_wall(self.random.choice((0, 0, -7200, 7200)))
        elif self.random.random() < 0.3:
            self.clock.restart_machine()
        if self.random.random() < 0.5:
            self.world.credential += "+"
        if self.random.random() < 0.5:
            self.owner += "'"
            self.clock.pass_time(self.random.choice((0.0, LEASE.total_seconds())))
        self.engine = self._engine()
        self._step(lambda stop: self.engine.resume(None, stop))

    def _until_nothing_is_open(self, run_id: str) -> None:
        """Tend and go on, as a person with patience would."""
        for _ in range(40):
            if not self.engine.pending():
                return
            outcomes = self._step(lambda stop: self.engine.resume(run_id, stop))
            wait = 600.0
            if outcomes is not None and outcomes.next_check is not None:
                wait = max(1.0, (outcomes.next_check - self.clock.now()).total_seconds())
            if outcomes is not None and outcomes.paused is not None and outcomes.paused.until is not None:
                wait = max(1.0, (outcomes.paused.until - self.clock.now()).total_seconds())
            self.clock.pass_time(min(wait, 4000.0))
            self._step(self.engine.tend)


def violations(simulation: Simulation) -> list[str]:
    """What the books of the world and the journal say against the rules."""
    books, journal = simulation.world.books, simulation.journal
    found = list(books.broken)
    for record in journal.records():
        found.extend(_of_record(simulation, record))
        found.extend(_of_absence(simulation, record))
    return found


def _agreed(simulation: Simulation, record: OperationRecord) -> int:
    """How often a person decided to send it again, by the journal."""
    facts = simulation.journal.facts(operation_id=record.operation.id)
    return sum(fact.kind == "decision" and fact.state is S.ABSENT for fact in facts)


def _of_record(simulation: Simulation, record: OperationRecord) -> list[str]:
    subject, found = record.operation.subject, []
    made = simulation.world.books.of(subject)
    if record.operation.kind is not K.MARK_PROCESSED and len(made) > 1 + _agreed(simulation, record):
        found.append(f"I1: {subject} exists {len(made)} times")
    if record.state is S.DONE and not any(one.remote_id == record.remote_id for one in made):
        found.append(f"I8: {subject} is DONE and does not exist")
    if record.state is S.CANCELLED and made:
        found.append(f"I8: {subject} is CANCELLED and exists")
    if not record.state.is_final:
        found.append(f"I15: {subject} never ended: {record.state} {record.reason}")
    if record.state is S.REVIEW and not record.sentence:
        found.append(f"I15: {subject} is in REVIEW without a sentence")
    return found


def _of_absence(simulation: Simulation, record: OperationRecord) -> list[str]:
    """I16, by the journal's own story; a mark may be set again without belief in absence."""
    if record.operation.kind is K.MARK_PROCESSED:
        return []
    found: list[str] = []
    last_sent = None
    for fact in simulation.journal.facts(operation_id=record.operation.id):
        if fact.kind == "sending":
            last_sent = fact.at
        if fact.kind == "absent" and last_sent is not None and fact.at - last_sent < SETTLE + DEADLINE:
            found.append(f"I16: absence of {record.operation.subject} was believed after {fact.at - last_sent}")
    return found

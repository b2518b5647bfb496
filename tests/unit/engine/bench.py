"""An engine over the simulated world without faults of its own: each test forces the faults it is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from app.domain.operation import Operation, OperationKind, OperationRecord
from app.domain.run import Stop
from app.engine.context import EngineContext
from app.engine.engine import Engine
from app.engine.events import Event
from app.engine.outcomes import Outcomes
from tests.simulation.handlers import MakingHandler, MarkingHandler, SourceGuard
from tests.simulation.inline import inline
from tests.simulation.kill import Killer
from tests.simulation.time import SimulatedClock
from tests.simulation.world import Fault, World, money
from tests.support.memory_journal import MemoryJournal
from tests.support.time_and_chance import TestChance

K = OperationKind


class Bench:
    """One ledger, one source, one journal, and as many engines as a test wants."""

    def __init__(self, *faults: Fault, batch_limit: int = 50, trusts_key: bool = True) -> None:
        self.clock = SimulatedClock()
        self.killer = Killer()
        self.chance = TestChance(7)
        self.journal = MemoryJournal(self.clock, self.killer.commit)
        self.world = World(1, self.clock, self.killer, budget=0)
        self.world.lag = 0.0
        self.world.force = list(faults)
        self.contacts = MakingHandler(self.world, self.journal, K.CREATE_CONTACT, batch_limit=batch_limit)
        self.invoices = MakingHandler(
            self.world, self.journal, K.POST_INVOICE, batch_limit=batch_limit, concurrency=3, trusts_key=trusts_key
        )
        self.marks = MarkingHandler(self.world, self.journal)
        self.guard = SourceGuard(self.world)
        self.events: list[Event] = []
        self.tenants = {"ledger": "books", "source": "source books"}
        self.released = 0
        self.engine = self.engine_of("copy-1")

    def engine_of(self, owner: str) -> Engine:
        """Another copy of the program over the same journal."""
        return Engine(self.context(owner))

    def context(self, owner: str) -> EngineContext:
        """Everything an engine works with."""
        return EngineContext(
            self.journal,
            {
                ("ledger", K.CREATE_CONTACT): self.contacts,
                ("ledger", K.POST_INVOICE): self.invoices,
                ("source", K.MARK_PROCESSED): self.marks,
            },
            {("ledger", K.POST_INVOICE): self.guard, ("source", K.MARK_PROCESSED): self.guard},
            self.clock,
            self.chance,
            owner,
            tenant_of=self.tenants.__getitem__,
            release_reserve=self._release,
            pool=inline,
        )

    def _release(self) -> None:
        self.released += 1

    def operation(self, kind: OperationKind, subject: str, run_id: str = "run", *needs: Operation) -> Operation:
        """One operation that depends on `needs`."""
        marking = kind is K.MARK_PROCESSED
        return Operation(
            self.chance.uuid(),
            kind,
            "source" if marking else "ledger",
            "source books" if marking else "books",
            f"{kind}:{subject}",
            subject,
            json.dumps({"needs": [need.id for need in needs], "run": run_id}),
            run_id,
            depends_on=tuple(need.id for need in needs),
            source_id=subject,
        )

    def invoice(self, number: int | str, run_id: str = "run", *needs: Operation) -> Operation:
        """An invoice of 100.00."""
        return replace(self.operation(K.POST_INVOICE, str(number), run_id, *needs), expected=money("100.00"))

    def execute(self, *operations: Operation, stop: Stop | None = None) -> Outcomes:
        """Execute with the first engine, keeping its events."""
        return self.engine.execute(operations[0].run_id, operations, stop or Stop(), self.events.append)

    def resume(self, run_id: str | None = "run") -> Outcomes:
        """Resume with the first engine."""
        return self.engine.resume(run_id, Stop(), self.events.append)

    def tend_until(self, done: Callable[[], bool]) -> None:
        """Tend whenever something is due."""
        for _ in range(20):
            if done():
                return
            outcomes = self.engine.tend(Stop(), self.events.append)
            if outcomes.next_check is not None:
                self.clock.pass_time(max(1.0, (outcomes.next_check - self.clock.now()).total_seconds()))
        raise AssertionError("it never ended")

    def record(self, operation: Operation) -> OperationRecord:
        """As the journal has it."""
        return self.journal.record_of(operation.id)

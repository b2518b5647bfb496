"""The stage: practice books with plain invoices, somebody signed in, and a journal in which the groundwork of a kind is done.

It is set once in the parent process; every life is a fork of it that works on a journal of its own over the same books.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from app.bootstrap.engine_room import Guards, Handlers
from app.bootstrap.practice import PracticeWish
from app.bootstrap.time_and_chance import SystemChance
from app.domain.operation import Operation, OperationRecord, OperationState
from app.domain.plan import PlannedDocument
from app.domain.run import Stop
from app.engine.context import EngineContext
from app.engine.engine import Engine
from app.flows.collection.guarding import CollectionGuard
from app.flows.export.operations import Way
from app.ports.journal import JournalStore
from app.ports.stores import RunStore
from app.store.gate import Counter
from app.store.journal import Journal
from app.store.sqlite_file import FileDatabase
from tests.endurance.steps import MortalHandlers, Steps
from tests.support.practice import ORGANISATION, LaterClock, PracticeDesk

RUN = "endurance"


class Impatient(LaterClock):
    """A clock for lives that would wait long, for space or for a look-up that is due: waiting takes no time."""

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        if stop is not None:
            stop.check()
        self.ahead += seconds


@dataclass(frozen=True, slots=True)
class _OneRun:
    """Every run of the stage belongs to its one route."""

    route_id: str

    def route_of(self, run_id: str) -> str:
        del run_id
        return self.route_id


class Stage:
    """A context manager. `folder` should lie in memory: what is killed is the process, not the machine."""

    def __init__(self, folder: Path, invoices: int) -> None:
        self.folder = folder
        self._invoices = invoices
        self._closing = ExitStack()
        self.chance = SystemChance()
        self.base = folder / "base.db"

    def __enter__(self) -> Self:
        wish = PracticeWish(world="bulk", invoices=self._invoices, limits=False)
        self.desk = self._closing.enter_context(PracticeDesk(self.folder, wish))
        self.control = self.desk.control
        self.clock: LaterClock = self.desk.clock
        ferry = self.desk.ferry
        self.plan = ferry.make_plan()
        self.documents: list[PlannedDocument] = [d for d in self.plan.documents if d.can_send and d.document]
        self.route = ferry.desks.setup.routes()[0]
        self.systems = self.desk.workplace.systems
        self.routes = self.desk.workplace.records.routes
        self._database = FileDatabase(self.base)
        self._database.open()
        self.journal = Journal(self._database, self.clock, self.chance, lambda count: None)
        return self

    def way(self) -> Way:
        """Between which books the operations go."""
        connections = {one.id: one for one in self.routes.connections()}
        source, ledger = connections[self.route.source_id], connections[self.route.ledger_id]
        return Way(
            RUN, "ana", source.system.value, source.id, source.tenant, ledger.id, ledger.tenant, self.chance.uuid
        )  # fmt: skip

    def engine(self, journal: JournalStore, owner: str, steps: Steps) -> Engine:
        """An engine over the real connectors."""
        return Engine(self.context(journal, owner, steps))

    def context(self, journal: JournalStore, owner: str, steps: Steps) -> EngineContext:
        """What such an engine works with."""
        runs = cast("RunStore", _OneRun(self.route.id))
        tenants = {one.id: one.tenant for one in self.routes.connections()}
        return EngineContext(
            journal=journal,
            handlers=MortalHandlers(Handlers(self.routes, self.systems), steps),
            guards=Guards(self.routes, runs, self.systems, self._collection_guard(runs, journal)),
            clock=self.clock,
            chance=self.chance,
            owner=owner,
            tenant_of=lambda one: tenants.get(one, ""),
        )

    def _collection_guard(self, runs: RunStore, journal: JournalStore) -> CollectionGuard:
        return CollectionGuard(self.systems, self.desk.workplace.records.collection, runs, journal)

    def lay(self, operations: Sequence[Operation]) -> list[OperationRecord]:
        """Groundwork: carry these out in the journal that every case begins with."""
        engine = self.engine(self.journal, "stage", Steps(0, lambda name: None))
        outcomes = engine.execute(RUN, operations, Stop())
        wrong = [r for r in outcomes.records if r.state is not OperationState.DONE]
        assert not wrong, (wrong[0].state, wrong[0].sentence, outcomes.paused)
        return list(outcomes.records)

    def be_still(self) -> None:
        """Close every connection and file, so that a fork shares none with its parent."""
        self.systems.source(self.route.source_id).close()  # type: ignore[attr-defined]
        self.systems.ledger(self.route.ledger_id).close()  # type: ignore[attr-defined]
        self._database.close()
        self.desk.workplace.records.database.close()

    def copy_base(self, folder: Path) -> Path:
        """A journal of its own for a case, with its count beside it."""
        folder.mkdir()
        path = folder / "ledgerferry.db"
        shutil.copyfile(self.base, path)
        with self._database.reading():
            ((facts,),) = self._database.select("SELECT facts FROM head")
        self._database.close()
        Counter(folder / "facts.count").raise_to(int(facts))
        return path

    def wait(self, seconds: float) -> None:
        """Let time pass on both sides."""
        self.clock.ahead += seconds
        self.control.ask("POST", "/clock", {"advance_seconds": seconds})

    def books(self) -> dict[str, Any]:
        """The organisation's books, whole."""
        tenants = self.control.ask("GET", "/books/xero")["tenants"]
        return dict(next(tenant for tenant in tenants if tenant["name"] == ORGANISATION))

    def source_rows(self) -> dict[str, dict[str, Any]]:
        """The source's invoices by id."""
        return {str(row["id"]): row for row in self.control.ask("GET", "/books/autotask")["Invoices"]}

    def act(self, action: str, **values: object) -> None:
        """What a colleague does in the ledger."""
        tenant = next(one.tenant for one in self.routes.connections() if one.id == self.route.ledger_id)
        self.control.act("xero", action, tenant=tenant, **values)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._closing.close()


Seen = Callable[[dict[str, Any], dict[str, dict[str, Any]]], int]
"""Counts an effect in the books: (ledger's books, source's invoices by id) -> how often it is there."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to be done, whatever happens to the process that does it."""

    name: str
    make: Callable[[], Sequence[Operation]]
    seen: Seen

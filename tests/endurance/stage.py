"""The stage: practice books with plain invoices, somebody signed in, and a journal in which the groundwork of some cases is done.

It is set once in the parent process; every life is in a fork of it and works on a journal of its own over the same books.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from app.bootstrap.engine_room import Guards, Handlers
from app.bootstrap.practice import PracticeWish
from app.bootstrap.practice_quickbooks import COMPANIES
from app.bootstrap.time_and_chance import SystemChance
from app.connectors.quickbooks.ledger import QuickBooksLedger
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.plan import PlannedDocument
from app.domain.run import Stop
from app.engine.context import EngineContext
from app.engine.engine import Engine
from app.engine.safeguards import ALL_ON, Safeguards
from app.flows.collection.guarding import CollectionGuard
from app.flows.export.operations import Way
from app.ports.journal import JournalStore
from app.ports.stores import RunStore
from app.store.gate import Counter
from app.store.journal import Journal
from app.store.sqlite_file import FileDatabase
from tests.endurance.held import Books, HeldLedger, quickbooks_holds, xero_holds
from tests.endurance.steps import MortalHandlers, Steps
from tests.support.practice import ORGANISATION, LaterClock, PracticeDesk

RUN = "endurance"
XERO = "xero"
SETTLED = 17 * 60.0
"""Seconds after which absence is believed, and a little more."""
_NOTHING_HELPS = {"requestid": "ignored", "duplicate_numbers": "allowed"}
"""A QuickBooks company that keeps nobody from sending twice: nothing may rest on its request ids or its numbers."""


Still = tuple[datetime, float]
"""An instant and the monotonic seconds that belong to it."""


class Impatient(LaterClock):
    """The clock of a life: it stands still, and waiting moves it on at once. So a busy computer changes no step of any recovery."""

    def __init__(self, still: Still) -> None:
        super().__init__()
        self._still = still

    def now(self) -> datetime:
        return self._still[0] + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        return self._still[1] + self.ahead

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        if stop is not None:
            stop.check()
        self.ahead += seconds


class Hurried(LaterClock):
    """The stage's running clock, on which a wait is over after a blink.

    What was waited is added, and told, so that the next life goes on there.
    """

    BLINK = 0.02

    def __init__(self, under: LaterClock, ahead: float, tell: Callable[[float], None]) -> None:
        super().__init__(ahead)
        self._under = under
        self._tell = tell

    def now(self) -> datetime:
        return self._under.now() + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        return self._under.monotonic() + self.ahead

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        super().sleep(min(seconds, self.BLINK), stop)
        self.ahead += seconds
        self._tell(self.ahead)


@dataclass(frozen=True, slots=True)
class _OneRun:
    """Every run of the stage belongs to its one route."""

    route_id: str

    def route_of(self, run_id: str) -> str:
        del run_id
        return self.route_id


class Stage:
    """A context manager. `folder` should lie in memory: what is killed is the process, not the machine.

    `ledger` is one of `LEDGERS` of the practice books; `safeguards` are those of every engine made here.
    """

    world = "bulk"

    def __init__(self, folder: Path, invoices: int, ledger: str = XERO, safeguards: Safeguards = ALL_ON) -> None:
        self.folder = folder
        self.ledger = ledger
        self.safeguards = safeguards
        self._invoices = invoices
        self._closing = ExitStack()
        self._bases = 0
        self._database: FileDatabase | None = None
        self.chance = SystemChance()

    def __enter__(self) -> Self:
        wish = PracticeWish(world=self.world, invoices=self.world_size, limits=False, ledger=self.ledger)
        self.desk = self._closing.enter_context(PracticeDesk(self.folder, wish))
        self.control = self.desk.control
        self.clock: LaterClock = self.desk.clock
        self.route = self.desk.ferry.desks.setup.routes()[0]
        self.systems = self.desk.workplace.systems
        self.routes = self.desk.workplace.records.routes
        self.documents: list[PlannedDocument] = []
        self._prepare_ledger()
        self.begin_base()
        self._find_supply()
        return self

    @property
    def world_size(self) -> int:
        """Invoices that the world needs so that as many as are wanted can be used."""
        return self._invoices

    def _prepare_ledger(self) -> None:
        ledger = self.systems.ledger(self.route.ledger_id)
        if not isinstance(ledger, QuickBooksLedger):
            return
        ledger.pace._windows.clear()  # it counts by itself; the practice books' limits are off here
        for name, value in _NOTHING_HELPS.items():
            self.control.act("quickbooks", "set_switch", realm=self.tenant, name=name, value=value)

    def _find_supply(self) -> None:
        plan = self.desk.ferry.make_plan()
        self.documents = [d for d in plan.documents if d.can_send and d.document]

    @property
    def supply(self) -> Sequence[Any]:
        """What cases are made of, one or more for each."""
        return self.documents

    @property
    def tenant(self) -> str:
        """The ledger's books."""
        return next(one.tenant for one in self.routes.connections() if one.id == self.route.ledger_id)

    def at_once(self, kind: OperationKind, number: int) -> None:
        """Let each request of a kind carry so many operations."""
        self.systems.ledger(self.route.ledger_id).handlers()[kind].batch_limit = number

    def begin_base(self) -> None:
        """A new journal, for the groundwork of the cases that come next."""
        self._close_base()
        self._bases += 1
        self.base = self.folder / f"base-{self._bases}.db"
        database = FileDatabase(self.base)
        database.open()
        self._database = database
        self.journal = Journal(database, self.clock, self.chance, lambda count: None)

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
            safeguards=self.safeguards,
        )

    def _collection_guard(self, runs: RunStore, journal: JournalStore) -> CollectionGuard:
        return CollectionGuard(self.systems, self.desk.workplace.records.collection, runs, journal)

    def lay(self, operations: Sequence[Operation]) -> list[OperationRecord]:
        """Groundwork: carry these out in the journal that the next cases begin with."""
        engine = self.engine(self.journal, "stage", Steps(0, lambda name: None))
        outcomes = engine.execute(RUN, operations, Stop())
        wrong = [r for r in outcomes.records if r.state is not OperationState.DONE]
        assert not wrong, (wrong[0].state, wrong[0].sentence, outcomes.paused)
        return list(outcomes.records)

    def be_still(self) -> None:
        """Close every connection and file, so that a fork shares none with its parent. Lives begin at this instant."""
        self.still = (self.clock.now(), self.clock.monotonic())
        self._close_source()
        self.systems.ledger(self.route.ledger_id).close()  # type: ignore[attr-defined]
        self._close_base()
        self.desk.workplace.records.database.close()

    def _close_base(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _close_source(self) -> None:
        self.systems.source(self.route.source_id).close()  # type: ignore[attr-defined]

    def copy_base(self, folder: Path) -> Path:
        """A journal of its own for a case, with its count beside it."""
        folder.mkdir()
        path = folder / "ledgerferry.db"
        shutil.copyfile(self.base, path)
        database = FileDatabase(path)
        database.open()
        with database.reading():
            ((facts,),) = database.select("SELECT facts FROM head")
        database.close()
        Counter(folder / "facts.count").raise_to(int(facts))
        return path

    def wait(self, seconds: float) -> None:
        """Let time pass on both sides."""
        self.clock.ahead += seconds
        self.still = (self.still[0] + timedelta(seconds=seconds), self.still[1] + seconds)
        self.control.ask("POST", "/clock", {"advance_seconds": seconds})

    def ledger_books(self) -> dict[str, Any]:
        """The ledger's books as they are, whole."""
        if self.ledger in COMPANIES:
            return self.control.company(self.ledger)
        tenants = self.control.ask("GET", "/books/xero")["tenants"]
        return dict(next((one for one in tenants if one["name"] == ORGANISATION), tenants[0]))

    def held(self) -> HeldLedger:
        """The same in the words of either ledger."""
        return (quickbooks_holds if self.ledger in COMPANIES else xero_holds)(self.ledger_books())

    def books(self) -> Books:
        """The books of all sides."""
        rows = self.control.ask("GET", "/books/autotask")["Invoices"]
        return Books(self.held(), {str(row["id"]): row for row in rows})

    @property
    def arrived(self) -> int:
        """The number of the last request that has arrived."""
        return max((int(row["sequence"]) for row in self.control.requests()), default=0)

    def archive_contact(self, contact_id: str) -> None:
        """A colleague archives a contact."""
        if self.ledger in COMPANIES:
            where = {"realm": self.tenant, "entity": "Customer", "row": contact_id}
            self.control.act("quickbooks", "deactivate", **where)
        else:
            self.control.act("xero", "archive_contact", tenant=self.tenant, contact=contact_id)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_base()
        self._closing.close()


Seen = Callable[[Books], Sequence[int]]
"""Counts the effects in the books, one for each operation of the case: how often it is there."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to be done, whatever happens to the process that does it; or a few in one request."""

    name: str
    make: Callable[[], Sequence[Operation]]
    seen: Seen


@dataclass(frozen=True, slots=True)
class Killing:
    """What one row of the table kills. `lay` makes cases of a part of a stage's supply, `takes` things for each."""

    kind: OperationKind
    lay: Callable[[Any, Sequence[Any]], list[Case]]
    takes: int = 1

"""One copy of the program that collects: its records, its connectors and its engine, killed at any step and started again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from app.connectors.rotessa.collector import RotessaCollector
from app.connectors.rotessa.connect import open_rotessa
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer
from app.domain.operation import OperationKind
from app.domain.payload import forget_payloads
from app.domain.route import Connection, Route, System
from app.engine.context import Destination, EngineContext, Guard
from app.engine.engine import Engine
from app.flows.collection.context import CollectionTools
from app.flows.collection.desk import CollectionDesk
from app.flows.collection.guarding import CollectionGuard
from app.ports.collectors import Collector
from app.ports.ledgers import Ledger, Receivables
from app.ports.operations import OperationHandler
from app.ports.systems import Systems
from app.store.collection import Collections
from app.store.database import Database
from app.store.routes import Routes
from app.store.runs import Runs
from tests.contract.books import MemorySecrets
from tests.simulation.collection.ledger import CONNECTION, PEOPLE, Opened
from tests.simulation.collection.town import API_KEY, COLLECTOR, Town
from tests.simulation.inline import inline
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Network, Post
from tests.simulation.whole.program import Fate, MachineClock, WatchedJournal
from tests.simulation.whole.record import Intents
from tests.support.time_and_chance import TestChance

K = OperationKind
ROUTE = "rents"
Bend = Callable[[OperationHandler], OperationHandler]


@dataclass(frozen=True, slots=True)
class Taken:
    """A test's own change to every copy of the program, to take one rule out of it.

    `doubtful`: what befalls requests then are answers that leave it open what was done, and only those of changes.
    """

    bend: Bend | None = None
    guards: bool = True
    ignores_claims: bool = False
    doubtful: bool = False


class OneRoute:
    """Implements what collection asks of `Systems`."""

    def __init__(self, opened: Opened, rotessa: RotessaCollector) -> None:
        self._opened, self._rotessa = opened, rotessa

    def ledger(self, connection_id: str) -> Ledger:
        del connection_id
        return self._opened.ledger

    def receivables(self, connection_id: str) -> Receivables:
        del connection_id
        return self._opened.receivables

    def collector(self, connection_id: str) -> Collector:
        del connection_id
        return self._rotessa


@dataclass(frozen=True, slots=True)
class Ground:
    """What all copies of the program share."""

    time: SimulatedClock
    town: Town
    network: Network
    database: Database
    secrets: MemorySecrets
    intents: Intents
    taken: Taken


class House:
    """A copy of the program on shared records. `start` is what each start of its process does."""

    def __init__(self, name: str, ground: Ground, seed: int) -> None:
        self.name, self._ground = name, ground
        self.clock = MachineClock(ground.time)
        self.fate = Fate(ground.time.monotonic)
        self.chance = TestChance(seed)
        self.generation = 0
        self.busy = False
        self.journal = WatchedJournal(ground.database, self.clock, self.chance, lambda count: None)
        self.journal.fate, self.journal.intents = self.fate, ground.intents
        self.journal.ignores_claims = ground.taken.ignores_claims
        self.store = Collections(ground.database, self.clock)
        self.engine: Engine
        self.desk: CollectionDesk

    @property
    def owner(self) -> str:
        """Under what name it holds claims."""
        return f"{self.name}.{self.generation}"

    def set_up(self) -> None:
        """What a person has done before: both connections, the route, its clearing account, and three customers switched on."""
        town, routes = self._ground.town, Routes(self._ground.database)
        routes.save_connection(self._collector())
        routes.save_connection(town.books.connection())
        routes.save_route(Route(ROUTE, "Rents", COLLECTOR, CONNECTION))
        self.store.save_settings(ROUTE, CollectionSettings(clearing=town.books.clearing), "ana")
        payers = {name: str(town.payers(name)[0]["id"]) for name in PEOPLE}
        self.store.save_customers(
            ROUTE,
            [
                ConnectedCustomer(
                    town.books.contact_id(name), name, payers[name], name, "CAD", True, True, auto_import=True, auto_update=True
                )
                for name in PEOPLE
            ],
        )  # fmt: skip

    def _collector(self) -> Connection:
        settings = {"api_url": str(self._ground.town.rotessa_line["api_url"])}
        return Connection(COLLECTOR, System.ROTESSA, "Rotessa", COLLECTOR, "Rotessa", settings)

    def start(self) -> None:
        """Connect anew and make an engine: nothing of an earlier process is left but the records and the keyring."""
        forget_payloads()
        ground, post = self._ground, Post(self._ground.network, self.fate)
        routes, runs = Routes(ground.database), Runs(ground.database)
        rotessa = open_rotessa(
            self._collector(), secrets=ground.secrets, clock=self.clock, chance=self.chance, make_transport=post
        )
        opened = ground.town.books.open(ground.secrets, self.clock, self.chance, post)
        systems = cast("Systems", OneRoute(opened, rotessa))
        bend = ground.taken.bend or (lambda handler: handler)
        handlers: dict[Destination, OperationHandler] = {
            **{(COLLECTOR, kind): bend(handler) for kind, handler in rotessa.handlers().items()},
            **{(CONNECTION, kind): bend(handler) for kind, handler in opened.ledger.handlers().items()},
        }
        guard = CollectionGuard(systems, self.store, runs, self.journal)
        guards: dict[Destination, Guard] = {
            (COLLECTOR, K.CREATE_DEBIT): guard.ask, (COLLECTOR, K.AMEND_DEBIT): guard.ask, (CONNECTION, K.APPLY_PAYMENT): guard.ask,
        }  # fmt: skip
        tenants = {CONNECTION: ground.town.books.tenant, COLLECTOR: COLLECTOR}
        self.engine = Engine(
            EngineContext(
                self.journal, handlers, guards if ground.taken.guards else {}, self.clock, self.chance, self.owner, pool=inline,
                tenant_of=tenants.__getitem__,
            )
        )  # fmt: skip
        tools = CollectionTools(
            self.engine, self.journal, self.store, routes, runs, systems, self.clock, self.chance, "ana"
        )
        self.desk = CollectionDesk(tools, lambda one, decision: self.engine.decide(one, decision, "ana"))

    def sign_in_again(self) -> None:
        """A person has signed in at the ledger, and entered the key anew."""
        self._ground.secrets.put(CONNECTION, "refresh_token", self._ground.town.books.fresh_refresh_token())
        self.start()


def keyring(town: Town) -> MemorySecrets:
    """What the keyring holds when everything was connected."""
    secrets = MemorySecrets()
    secrets.put(COLLECTOR, "api_key", API_KEY)
    for name, value in town.books.secrets().items():
        secrets.put(CONNECTION, name, value)
    return secrets

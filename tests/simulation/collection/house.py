"""One program that collects: its records, its connectors and its engine, killed at any step and started again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from app.connectors.oauth.tokens import OneProcess
from app.connectors.rotessa.collector import RotessaCollector
from app.connectors.rotessa.connect import open_rotessa
from app.connectors.xero.connect import XeroParts, open_xero
from app.domain.collection.invoices import ClearingAccount
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer
from app.domain.operation import OperationKind
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
from app.store.routes import Routes
from app.store.runs import Runs
from app.store.sqlite_file import FileDatabase
from tests.contract.books import MemorySecrets
from tests.simulation.collection.town import API_KEY, CLEARING, COLLECTOR, CONTACTS, LEDGER, TENANT, Town
from tests.simulation.inline import inline
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Network, Post
from tests.simulation.whole.program import Fate, MachineClock, WatchedJournal
from tests.simulation.whole.record import Intents
from tests.support.time_and_chance import TestChance

K = OperationKind
ROUTE = "rents"
Bend = Callable[[OperationHandler], OperationHandler]


class OneRoute:
    """Implements what collection asks of `Systems`."""

    def __init__(self, parts: XeroParts, rotessa: RotessaCollector) -> None:
        self._parts, self._rotessa = parts, rotessa

    def ledger(self, connection_id: str) -> Ledger:
        del connection_id
        return self._parts.ledger

    def receivables(self, connection_id: str) -> Receivables:
        del connection_id
        return self._parts.receivables

    def collector(self, connection_id: str) -> Collector:
        del connection_id
        return self._rotessa


class House:
    """A copy of the program. `start` is what each start of its process does. `bend` takes a rule out, for a test's own."""

    def __init__(
        self, time: SimulatedClock, town: Town, network: Network, path: Path, *, seed: int, intents: Intents,
        bend: Bend | None = None, guards: bool = True,
    ) -> None:  # fmt: skip
        self.town, self._network, self._bend, self._guarded = town, network, bend, guards
        self.clock = MachineClock(time)
        self.fate = Fate(time.monotonic)
        self.chance = TestChance(seed)
        self.secrets = MemorySecrets()
        self.secrets.put(COLLECTOR, "api_key", API_KEY)
        self.secrets.put(LEDGER, "refresh_token", str(town.lines["xero"]["refresh_token"]))
        self.intents = intents
        self.generation = 0
        self.database = FileDatabase(path)
        self.database.open()
        self.journal = WatchedJournal(self.database, self.clock, self.chance, lambda count: None)
        self.journal.fate, self.journal.intents = self.fate, intents
        self.store = Collections(self.database, self.clock)
        self._set_up()
        self.start()

    def _set_up(self) -> None:
        line = self.town.lines["rotessa"]
        collector = Connection(
            COLLECTOR, System.ROTESSA, "Rotessa", COLLECTOR, "Rotessa", {"api_url": str(line["api_url"])}
        )
        routes = Routes(self.database)
        routes.save_connection(collector)
        routes.save_connection(self.town.ledger_connection())
        routes.save_route(Route(ROUTE, "Rents", COLLECTOR, LEDGER))
        clearing = ClearingAccount(CLEARING, "095", "Clearing", "BANK", "CAD")
        self.store.save_settings(ROUTE, CollectionSettings(clearing=clearing), "ana")
        payers = {row["name"]: str(row["id"]) for row in self.town.rotessa.books()["customers"]}
        self.store.save_customers(
            ROUTE,
            [
                ConnectedCustomer(
                    contact, name, payers[name], name, "CAD", True, True, auto_import=True, auto_update=True
                )
                for name, contact in CONTACTS.items()
            ],
        )

    @property
    def owner(self) -> str:
        """Under what name it holds claims."""
        return f"house.{self.generation}"

    def start(self) -> None:
        """Connect anew and make an engine: nothing of an earlier process is left but the records and the keyring."""
        post = Post(self._network, self.fate)
        routes, runs = Routes(self.database), Runs(self.database)
        line = self.town.lines["rotessa"]
        rotessa = open_rotessa(
            Connection(COLLECTOR, System.ROTESSA, "Rotessa", COLLECTOR, "Rotessa", {"api_url": str(line["api_url"])}),
            secrets=self.secrets, clock=self.clock, chance=self.chance, make_transport=post,
        )  # fmt: skip
        parts = open_xero(
            self.town.ledger_connection(), secrets=self.secrets, clock=self.clock, chance=self.chance, lock=OneProcess(),
            make_transport=post, at_once=1,
        )  # fmt: skip
        systems = cast("Systems", OneRoute(parts, rotessa))
        bend = self._bend or (lambda handler: handler)
        handlers: dict[Destination, OperationHandler] = {
            **{(COLLECTOR, kind): bend(handler) for kind, handler in rotessa.handlers().items()},
            **{(LEDGER, kind): bend(handler) for kind, handler in parts.ledger.handlers().items()},
        }
        guard = CollectionGuard(systems, self.store, runs, self.journal)
        guards: dict[Destination, Guard] = {
            (COLLECTOR, K.CREATE_DEBIT): guard.ask, (COLLECTOR, K.AMEND_DEBIT): guard.ask, (LEDGER, K.APPLY_PAYMENT): guard.ask,
        }  # fmt: skip
        self.engine = Engine(
            EngineContext(
                self.journal, handlers, guards if self._guarded else {}, self.clock, self.chance, self.owner, pool=inline,
                tenant_of={LEDGER: TENANT, COLLECTOR: COLLECTOR}.__getitem__,
            )
        )  # fmt: skip
        tools = CollectionTools(
            self.engine,
            self.journal,
            self.store,
            routes,
            runs,
            systems,
            self.clock,
            self.chance,
            "ana",
        )
        self.desk = CollectionDesk(tools, lambda one, decision: self.engine.decide(one, decision, "ana"))

    def sign_in_again(self) -> None:
        """A person has signed in at the ledger, and entered the key anew."""
        self.secrets.put(LEDGER, "refresh_token", self.town.fresh_refresh_token())
        self.start()

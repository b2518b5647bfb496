"""What the modules of collection work with, and the two sets of books that one route joins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain.collection.banking_days import central
from app.domain.collection.settings import CollectionSettings, DebitEntry
from app.domain.operation import Operation, OperationKind, subject
from app.domain.route import Connection, Route
from app.engine.engine import Engine
from app.ports.clock import Chance, Clock
from app.ports.collection import CollectionStore
from app.ports.collectors import Collector
from app.ports.journal import JournalStore
from app.ports.ledgers import Ledger, Receivables
from app.ports.stores import RouteStore, RunStore
from app.ports.systems import Systems


@dataclass(frozen=True, slots=True)
class CollectionTools:
    """What collection needs from the outside. `practice` is written on its runs."""

    engine: Engine
    journal: JournalStore
    store: CollectionStore
    routes: RouteStore
    runs: RunStore
    systems: Systems
    clock: Clock
    chance: Chance
    user: str
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Books:
    """One collection route opened: its collector and its ledger, with the books that the person sees."""

    route: Route
    settings: CollectionSettings
    collector: Collector
    ledger: Ledger
    receivables: Receivables
    collector_connection: Connection
    ledger_connection: Connection

    @property
    def collector_tenant(self) -> str:
        """The account at the collector, as the journal names it."""
        return self.collector_connection.tenant

    @property
    def ledger_tenant(self) -> str:
        """The ledger's books."""
        return self.ledger_connection.tenant

    def debit_subject(self, invoice_id: str, version: int) -> str:
        """The name of one debit of an invoice: the same books and invoice never get a second one of this version."""
        return subject(self.ledger.system, "invoice", f"{self.ledger_tenant}/{invoice_id}#{version}")

    def entry_subject(self, entry: DebitEntry) -> str:
        """The name of a remembered debit."""
        return self.debit_subject(entry.invoice_id, entry.version)

    def transaction_subject(self, transaction_id: str) -> str:
        """The name of a transaction: what its one payment, and that payment's one reversal, go by."""
        return subject(self.collector.system, "transaction", f"{self.collector_tenant}/{transaction_id}")

    def reference(self, transaction_id: str) -> str:
        """By which a payment is found in the ledger: 'Rotessa 9120441'."""
        return f"{self.collector.vendor} {transaction_id}"


def open_books(tools: CollectionTools, route_id: str) -> Books:
    """Both sides of a route. Raises `AccessProblem` when one is not connected, `StoreProblem` when the route is none of this kind."""
    route = tools.routes.route(route_id)
    return Books(
        route=route,
        settings=tools.store.settings(route_id),
        collector=tools.systems.collector(route.source_id),
        ledger=tools.systems.ledger(route.ledger_id),
        receivables=tools.systems.receivables(route.ledger_id),
        collector_connection=tools.routes.connection(route.source_id),
        ledger_connection=tools.routes.connection(route.ledger_id),
    )


@dataclass(frozen=True, slots=True)
class Orders:
    """Makes the operations of one run."""

    books: Books
    run_id: str
    user: str
    make_id: Callable[[], str]

    def at_collector(self, kind: OperationKind, name: str, reference: str, payload: str, **more: Any) -> Operation:
        """An operation that changes the collector; `name` is its subject."""
        return self._order(kind, self.books.collector_connection, name, reference, payload, more)

    def in_ledger(self, kind: OperationKind, name: str, reference: str, payload: str, **more: Any) -> Operation:
        """An operation that changes the ledger; `name` is its subject."""
        return self._order(kind, self.books.ledger_connection, name, reference, payload, more)

    def _order(  # noqa: PLR0917 - both public forms hand on the same things
        self, kind: OperationKind, where: Connection, name: str, reference: str, payload: str, more: dict[str, Any]
    ) -> Operation:
        return Operation(
            id=self.make_id(),
            kind=kind,
            connection_id=where.id,
            tenant=where.tenant,
            subject=name,
            reference=reference,
            payload=payload,
            run_id=self.run_id,
            user=self.user,
            **more,
        )


def orders(tools: CollectionTools, books: Books) -> Orders:
    """A new run's maker of operations."""
    return Orders(books, tools.chance.uuid(), tools.user, tools.chance.uuid)


def collector_today(now: datetime) -> date:
    """The date where the collector works."""
    return central(now).date()

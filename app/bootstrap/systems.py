"""Connectors by connection: loaded and made when they are needed, kept, and only for connections on their side of the border."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from app.bootstrap.borders import check_border, practice_port
from app.domain.errors import AccessProblem, StoreProblem
from app.domain.plan import Mend
from app.domain.route import Connection, System
from app.domain.run import Stop
from app.ports.clock import Chance, Clock
from app.ports.collectors import Collector
from app.ports.ledgers import Ledger, Receivables
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock, SignIn
from app.ports.sources import InvoiceSource
from app.ports.stores import RouteStore
from app.store.secrets import MemorySecrets

if TYPE_CHECKING:
    from app.connectors.autotask.source import AutotaskSource
    from app.connectors.http.windowpace import WindowPace
    from app.connectors.quickbooks.connect import QuickBooksParts
    from app.connectors.rotessa.collector import RotessaCollector
    from app.connectors.xero.connect import XeroParts

    LedgerParts = XeroParts | QuickBooksParts  # what is made for a ledger: the ledger itself and its sign-in

LEDGER_WORDS = {System.XERO: ("Xero", "organisation"), System.QUICKBOOKS: ("QuickBooks", "company")}
"""What people call a ledger, and a set of books in it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What connectors are made with. `practice_note` is where running practice books say on which port they are."""

    routes: RouteStore
    secrets: SecretStore
    clock: Clock
    chance: Chance
    lock: RefreshLock
    practice: bool
    practice_note: Path


@dataclass(slots=True)
class _Made:
    sources: dict[str, AutotaskSource] = field(default_factory=dict)
    ledgers: dict[str, LedgerParts] = field(default_factory=dict)
    paces: dict[str, WindowPace] = field(default_factory=dict)
    collectors: dict[str, RotessaCollector] = field(default_factory=dict)


class ConnectedSystems:
    """Implements `Systems`. Safe to use from several threads."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._made = _Made()
        self._lock = RLock()

    def source(self, connection_id: str) -> InvoiceSource:
        """The source behind a connection."""
        with self._lock:
            if connection_id not in self._made.sources:
                connection = self._connection(connection_id, System.AUTOTASK)
                self._made.sources[connection_id] = self._autotask(connection, self._around.secrets)
            return self._made.sources[connection_id]

    def _autotask(self, connection: Connection, secrets: SecretStore) -> AutotaskSource:
        from app.connectors.autotask.source import AutotaskSource

        return AutotaskSource(connection, secrets, self._around.clock, self._around.chance)

    def ledger(self, connection_id: str) -> Ledger:
        """The ledger behind a connection, for the books chosen in it."""
        parts = self._ledger(connection_id)
        connection = self._around.routes.connection(connection_id)
        vendor, books = LEDGER_WORDS[connection.system]
        if not parts.sign_in.is_signed_in():
            raise AccessProblem(f"Nobody is signed in to {vendor}.", connection_id=connection_id, advice="Sign in.")
        if not connection.tenant:
            raise AccessProblem(
                f"No {vendor} {books} is chosen yet.",
                connection_id=connection_id,
                advice=f"Choose the {books} that invoices go to.",
                code="no_books_chosen",
                mend=Mend.RECONNECT,
            )
        return parts.ledger

    def receivables(self, connection_id: str) -> Receivables:
        """What collection needs of the ledger behind a connection."""
        self.ledger(connection_id)  # says so when nobody is signed in or no books are chosen
        return self._ledger(connection_id).receivables

    def collector(self, connection_id: str) -> Collector:
        """The collector behind a connection."""
        with self._lock:
            if connection_id not in self._made.collectors:
                connection = self._connection(connection_id, System.ROTESSA)
                self._made.collectors[connection_id] = self._rotessa(connection, self._around.secrets)
            return self._made.collectors[connection_id]

    def _rotessa(self, connection: Connection, secrets: SecretStore) -> RotessaCollector:
        from app.connectors.rotessa.connect import open_rotessa

        return open_rotessa(connection, secrets=secrets, clock=self._around.clock, chance=self._around.chance)

    def try_out_collector(self, connection: Connection, secrets: dict[str, str]) -> Collector:
        """A collector for a connection that is not saved yet; what was typed stays in memory."""
        self._check_border(connection)
        return self._rotessa(connection, _typed(connection, secrets))

    def sign_in(self, connection_id: str) -> SignIn:
        """The sign-in of a connection that has one."""
        return self._ledger(connection_id).sign_in

    def _ledger(self, connection_id: str) -> LedgerParts:
        with self._lock:
            if connection_id not in self._made.ledgers:
                connection = self._connection(connection_id, *LEDGER_WORDS)
                around = self._around
                opened = self._open_quickbooks if connection.system is System.QUICKBOOKS else _open_xero
                self._made.ledgers[connection_id] = opened(
                    connection,
                    secrets=around.secrets,
                    clock=around.clock,
                    chance=around.chance,
                    lock=around.lock,
                    papers=self._papers_for(connection_id),
                )
            return self._made.ledgers[connection_id]

    def _open_quickbooks(self, connection: Connection, **around: Any) -> QuickBooksParts:
        """With the pace of before, when a connection is opened anew: Intuit goes on counting, and tells nothing of it."""
        from app.connectors.quickbooks.connect import open_quickbooks

        paces = self._made.paces
        opened = open_quickbooks(connection, pace=paces.get(connection.id), **around)
        paces[connection.id] = opened.ledger.pace
        return opened

    def _papers_for(self, ledger_id: str) -> Callable[[str, Stop], tuple[str, bytes]]:
        def papers(source_id: str, stop: Stop) -> tuple[str, bytes]:
            sources = {r.source_id for r in self._around.routes.routes() if r.ledger_id == ledger_id}
            if len(sources) != 1:  # an id alone does not say which of several sources it belongs to
                raise StoreProblem("It cannot be told which system the paper comes from.", code="paper_of_several")
            return self.source(sources.pop()).paper(source_id, stop)

        return papers

    def _connection(self, connection_id: str, *systems: System) -> Connection:
        connection = self._around.routes.connection(connection_id)
        if connection.system not in systems:
            raise StoreProblem(
                f"{connection.name} is another kind of connection.", code="connection_kind", subject=connection_id
            )
        self._check_border(connection)
        return connection

    def _check_border(self, connection: Connection) -> None:
        port = 0 if self._around.practice else practice_port(self._around.practice_note)
        check_border(connection, practice=self._around.practice, port_of_practice=port)

    def forget(self, connection_id: str) -> None:
        """Drop what was made for a connection."""
        with self._lock:
            made = self._made
            for kind in (made.sources, made.ledgers, made.collectors):
                parts = kind.pop(connection_id, None)
                if parts is not None:
                    parts.close()

    def try_out(self, connection: Connection, secrets: dict[str, str]) -> InvoiceSource:
        """A source for a connection that is not saved yet; what was typed stays in memory."""
        self._check_border(connection)
        return self._autotask(connection, _typed(connection, secrets))

    def close(self) -> None:
        """Close all connections kept alive."""
        with self._lock:
            for connection_id in [*self._made.sources, *self._made.ledgers, *self._made.collectors]:
                self.forget(connection_id)


def _open_xero(connection: Connection, **around: Any) -> XeroParts:
    from app.connectors.xero.connect import open_xero

    return open_xero(connection, **around)


def _typed(connection: Connection, secrets: dict[str, str]) -> MemorySecrets:
    """What was typed, kept in memory alone."""
    typed = MemorySecrets()
    for name, value in secrets.items():
        typed.put(connection.id, name, value)
    return typed

"""How a flow gets at the connectors of a connection without knowing them."""

from __future__ import annotations

from typing import Protocol

from app.domain.route import Connection
from app.ports.collectors import Collector
from app.ports.ledgers import Ledger, Receivables
from app.ports.sign_in import SignIn
from app.ports.sources import InvoiceSource


class Systems(Protocol):
    """Connectors by connection id, made once and kept: their caches, pools and paces belong to the connection."""

    def source(self, connection_id: str) -> InvoiceSource:
        """The source behind a connection. Raises `AccessProblem` when it has no credentials yet."""
        ...

    def ledger(self, connection_id: str) -> Ledger:
        """The ledger behind a connection, for the books chosen in it. Raises `AccessProblem` when not signed in or none chosen."""
        ...

    def receivables(self, connection_id: str) -> Receivables:
        """What collection needs of the ledger behind a connection. Raises `AccessProblem` as `ledger` does."""
        ...

    def collector(self, connection_id: str) -> Collector:
        """The collector behind a connection. Raises `AccessProblem` when it has no key yet."""
        ...

    def sign_in(self, connection_id: str) -> SignIn:
        """The sign-in of a connection that has one."""
        ...

    def forget(self, connection_id: str) -> None:
        """Drop what was made for a connection, because its settings or secrets have changed."""
        ...

    def try_out(self, connection: Connection, secrets: dict[str, str]) -> InvoiceSource:
        """A source for a connection that is not saved yet, to test what was typed."""
        ...

    def try_out_collector(self, connection: Connection, secrets: dict[str, str]) -> Collector:
        """A collector for a connection that is not saved yet, to test what was typed."""
        ...

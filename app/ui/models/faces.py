"""A route as its screens name it: both systems, the organisation, and whether somebody has to sign in first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.ledger_words import LedgerWords, words_of
from app.domain.route import Connection, Route, System
from app.ui.parts import System as Tile

_WORDS = {
    System.AUTOTASK: ("Autotask", "Autotask PSA"),
    System.XERO: ("Xero", "Xero"),
    System.QUICKBOOKS: ("QuickBooks", "QuickBooks Online"),
    System.ROTESSA: ("Rotessa", "Rotessa"),
}
_TILES = {
    System.AUTOTASK: Tile.AUTOTASK,
    System.XERO: Tile.XERO,
    System.QUICKBOOKS: Tile.QUICKBOOKS,
    System.ROTESSA: Tile.ROTESSA,
}


def tile_of(system: System) -> Tile:
    """The two-letter tile of a system."""
    return _TILES[system]


def word_of(system: System) -> str:
    """The word people know a system by."""
    return _WORDS[system][0]


def full_word_of(system: System) -> str:
    """The product's whole name."""
    return _WORDS[system][1]


@dataclass(frozen=True, slots=True)
class RouteFace:
    """A route with both its connections."""

    route: Route
    source: Connection
    ledger: Connection

    @property
    def source_word(self) -> str:
        """'Autotask'."""
        return word_of(self.source.system)

    @property
    def ledger_word(self) -> str:
        """'Xero'."""
        return word_of(self.ledger.system)

    @property
    def words(self) -> LedgerWords:
        """What the ledger's users call its things."""
        return words_of(self.ledger_word)

    @property
    def collects(self) -> bool:
        """Whether debits go from the ledger to a collector, instead of documents from a source to the ledger."""
        return self.source.system is System.ROTESSA

    @property
    def way(self) -> str:
        """'Autotask to Xero'; of a route that collects 'Xero and Rotessa'."""
        if self.collects:
            return f"{self.ledger_word} and {self.source_word}"
        return f"{self.source_word} to {self.ledger_word}"

    @property
    def organisation(self) -> str:
        """The books' name, marked when they are practice books; empty while none is chosen."""
        name = self.ledger.tenant_name
        return f"{name} (practice)" if name and self.route.practice and "(practice)" not in name else name

    @property
    def second_line(self) -> str:
        """'Autotask PSA to Xero  ·  Harbour & Pine IT Pty Ltd'."""
        ends = (self.source.system, self.ledger.system)
        way = " to ".join(full_word_of(system) for system in (reversed(ends) if self.collects else ends))
        return f"{way}  ·  {self.organisation}" if self.organisation else f"{way}  ·  not signed in yet"

    @property
    def is_connected(self) -> bool:
        """Whether books are chosen and a grant is kept for them."""
        return bool(self.ledger.tenant) and not self.ledger.needs_sign_in


def faces_of(routes: Iterable[Route], connections: Iterable[Connection]) -> dict[str, RouteFace]:
    """Every route whose two connections are there, by route id, in the order of the rail."""
    by_id = {connection.id: connection for connection in connections}
    return {
        route.id: RouteFace(route, by_id[route.source_id], by_id[route.ledger_id])
        for route in routes
        if route.source_id in by_id and route.ledger_id in by_id
    }

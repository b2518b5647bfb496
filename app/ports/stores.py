"""What is remembered between starts: routes, connections, mappings, runs, searches. The journal has its own port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.documents import SearchCriteria
from app.domain.mapping import CustomerMapping, MappingBook, PostingRule, RouteDefaults, TaxRule, TrackingRule
from app.domain.route import Connection, Route
from app.domain.run import RunSummary


class RouteStore(Protocol):
    """Connections and routes."""

    def connections(self) -> Sequence[Connection]:
        """All, oldest first."""
        ...

    def connection(self, connection_id: str) -> Connection:
        """One; raises `StoreProblem` when unknown."""
        ...

    def save_connection(self, connection: Connection) -> None:
        """Create or replace."""
        ...

    def remove_connection(self, connection_id: str) -> None:
        """Remove one that no route uses; raises `StoreProblem` otherwise. What the journal knows of it stays."""
        ...

    def routes(self) -> Sequence[Route]:
        """All, in the order of the rail."""
        ...

    def route(self, route_id: str) -> Route:
        """One; raises `StoreProblem` when unknown."""
        ...

    def save_route(self, route: Route) -> None:
        """Create or replace."""
        ...

    def remove_route(self, route_id: str) -> None:
        """Remove it with its mappings; its runs stay in the log."""
        ...


class MappingStore(Protocol):
    """The mapping book of each route. Every change is recorded with who and when, and can be read back."""

    def book(self, route_id: str) -> MappingBook:
        """The book as it is now; empty for a new route."""
        ...

    def save_customers(self, route_id: str, mappings: Sequence[CustomerMapping]) -> None:
        """Add or replace, by party id, all in one transaction."""
        ...

    def forget_customer(self, route_id: str, party_id: str) -> None:
        """Remove one customer's mapping."""
        ...

    def save_postings(self, route_id: str, rules: Sequence[PostingRule]) -> None:
        """Add or replace, by facet, key and party id."""
        ...

    def remove_posting(self, route_id: str, facet: str, key: str, party_id: str) -> None:
        """Remove one rule."""
        ...

    def save_taxes(self, route_id: str, rules: Sequence[TaxRule]) -> None:
        """Add or replace, by source tax key."""
        ...

    def remove_tax(self, route_id: str, key: str) -> None:
        """Remove one tax rule."""
        ...

    def save_tracking(self, route_id: str, rules: Sequence[TrackingRule]) -> None:
        """Add or replace, by line of business and category."""
        ...

    def remove_tracking(self, route_id: str, line_of_business: str, category_id: str) -> None:
        """Remove one tracking rule."""
        ...

    def save_defaults(self, route_id: str, defaults: RouteDefaults) -> None:
        """Replace the route's defaults."""
        ...


@dataclass(frozen=True, slots=True)
class RememberedSearch:
    """A search somebody made: what was asked, what was found, when."""

    criteria: SearchCriteria
    words: str
    found: int
    at: datetime


class RunStore(Protocol):
    """Runs as the log shows them, and searches."""

    def begin(self, summary: RunSummary) -> None:
        """Note a run before its first operation."""
        ...

    def finish(self, summary: RunSummary) -> None:
        """Replace what is known of the run."""
        ...

    def runs(
        self, route_id: str = "", limit: int = 200, text: str = "", since: datetime | None = None
    ) -> Sequence[RunSummary]:
        """Newest first; `text` looks in numbers, customers and sentences; `since` leaves out what began before."""
        ...

    def run(self, run_id: str) -> RunSummary:
        """One; raises `StoreProblem` when unknown."""
        ...

    def route_of(self, run_id: str) -> str:
        """The route of a run, without reading the whole of it; raises `StoreProblem` when unknown."""
        ...

    def remember_search(self, route_id: str, search: RememberedSearch) -> None:
        """Keep it; the newest 20 of a route stay."""
        ...

    def searches(self, route_id: str, limit: int = 5) -> Sequence[RememberedSearch]:
        """Newest first."""
        ...


class SettingStore(Protocol):
    """Small settings of this installation: theme, window places, choices such as 'always do this'."""

    def setting(self, name: str, default: str = "") -> str:
        """The value or the default."""
        ...

    def save_setting(self, name: str, value: str) -> None:
        """Create or replace."""
        ...

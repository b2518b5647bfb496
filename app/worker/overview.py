"""What the frame of the window shows before any screen has asked for more."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.route import Connection, Route
from app.domain.run import RunSummary
from app.flows.upkeep import RecordsFinding


@dataclass(frozen=True, slots=True)
class Overview:
    """Routes, connections and what needs attention. `unfinished` are runs that were interrupted or paused, newest first;
    `decisions` counts documents that wait for a person's word."""

    routes: tuple[Route, ...]
    connections: tuple[Connection, ...]
    finding: RecordsFinding
    unfinished: tuple[RunSummary, ...]
    open_operations: int
    practice: bool
    user: str
    decisions: int = 0

    def connection(self, connection_id: str) -> Connection | None:
        """One of the connections."""
        return next((c for c in self.connections if c.id == connection_id), None)

    def route(self, route_id: str) -> Route | None:
        """One of the routes."""
        return next((r for r in self.routes if r.id == route_id), None)


@dataclass(frozen=True, slots=True)
class BackgroundNews:
    """What a look-up in the background found out: how many operations are still open, and of which runs."""

    open_operations: int
    run_ids: tuple[str, ...]

"""Connections and routes on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from app.domain.errors import StoreProblem
from app.domain.route import Connection, Route, System
from app.store.database import Database, readable
from app.store.journal_rows import instant, read_instant
from app.store.tables import ConnectionTable, RouteTable

_COLUMNS = tuple(field.column_name for field in ConnectionTable._meta.sorted_fields)
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_ONE = f"SELECT {_NAMES} FROM connection WHERE id = ?"  # noqa: S608 - own names; asked before every request


class Routes:
    """Implements `RouteStore`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def connections(self) -> Sequence[Connection]:
        """All, oldest first."""
        with self._db.reading():
            return [
                _connection(row) for row in self._db.rows(ConnectionTable.select().order_by(ConnectionTable.position))
            ]

    def connection(self, connection_id: str) -> Connection:
        """One."""
        with self._db.looking():
            found = self._db.select(_ONE, [connection_id])
        if not found:
            raise StoreProblem("This connection is not known.", code="connection_unknown", subject=connection_id)
        with readable():
            return _connection(dict(zip(_COLUMNS, found[0], strict=True)))

    def save_connection(self, connection: Connection) -> None:
        """Create or replace."""
        row = {
            "system": connection.system.value,
            "name": connection.name,
            "tenant": connection.tenant,
            "tenant_name": connection.tenant_name,
            "settings": json.dumps(dict(connection.settings), sort_keys=True, ensure_ascii=False),
            "practice": connection.practice,
            "created_at": instant(connection.created_at),
            "last_used": instant(connection.last_used),
            "needs_sign_in": connection.needs_sign_in,
            "signed_in_at": instant(connection.signed_in_at),
        }
        self._save(ConnectionTable, connection.id, row)

    def _save(self, table: Any, one: str, row: dict[str, Any]) -> None:
        with self._db.writing():
            if self._db.rows(table.select(table.id).where(table.id == one)):
                self._db.run(table.update(row).where(table.id == one))
                return
            places = self._db.rows(table.select(table.position).order_by(table.position.desc()).limit(1))
            position = places[0]["position"] + 1 if places else 0
            self._db.run(table.insert({**row, "id": one, "position": position}))

    def remove_connection(self, connection_id: str) -> None:
        """Remove one that no route uses."""
        with self._db.writing():
            users = self._db.rows(
                RouteTable.select(RouteTable.name).where(
                    (RouteTable.source_id == connection_id) | (RouteTable.ledger_id == connection_id)
                )
            )
            if users:
                raise StoreProblem(
                    f"The route {users[0]['name']} uses this connection.",
                    advice="Remove the route first.",
                    code="connection_in_use",
                    subject=connection_id,
                )
            self._db.run(ConnectionTable.delete().where(ConnectionTable.id == connection_id))

    def routes(self) -> Sequence[Route]:
        """All, in the order of the rail."""
        with self._db.reading():
            return [_route(row) for row in self._db.rows(RouteTable.select().order_by(RouteTable.position))]

    def route(self, route_id: str) -> Route:
        """One."""
        found = [r for r in self.routes() if r.id == route_id]
        if not found:
            raise StoreProblem("This route is not known.", code="route_unknown", subject=route_id)
        return found[0]

    def save_route(self, route: Route) -> None:
        """Create or replace; its defaults are kept apart, by the mapping store."""
        row = {
            "name": route.name,
            "source_id": route.source_id,
            "ledger_id": route.ledger_id,
            "practice": route.practice,
            "created_at": instant(route.created_at),
            "criteria": route.criteria,
        }
        with self._db.reading():
            known = self._db.rows(RouteTable.select(RouteTable.ledger_id).where(RouteTable.id == route.id))
            if known and known[0]["ledger_id"] != route.ledger_id:
                raise StoreProblem(
                    "A route stays with its ledger.",
                    advice="Make a new route and copy the mappings over.",
                    code="route_ledger",
                )
        self._save(RouteTable, route.id, row if known else {**row, "defaults": ""})

    def remove_route(self, route_id: str) -> None:
        """Remove it with its mappings."""
        with self._db.writing():
            self._db.run(RouteTable.delete().where(RouteTable.id == route_id))


def _connection(row: dict[str, Any]) -> Connection:
    return Connection(
        id=row["id"],
        system=System(row["system"]),
        name=row["name"],
        tenant=row["tenant"],
        tenant_name=row["tenant_name"],
        settings=json.loads(row["settings"]),
        practice=bool(row["practice"]),
        created_at=read_instant(row["created_at"]),
        last_used=read_instant(row["last_used"]),
        needs_sign_in=bool(row["needs_sign_in"]),
        signed_in_at=read_instant(row["signed_in_at"]),
    )


def _route(row: dict[str, Any]) -> Route:
    return Route(
        id=row["id"],
        name=row["name"],
        source_id=row["source_id"],
        ledger_id=row["ledger_id"],
        practice=bool(row["practice"]),
        created_at=read_instant(row["created_at"]),
        criteria=row["criteria"],
        position=row["position"],
    )

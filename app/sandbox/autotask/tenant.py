"""One customer's database: rows, what the API user may see of them, and everything that was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.sandbox.autotask.arrivals import Arrival, Arrivals, fresh_runs
from app.sandbox.autotask.entities import ENTITIES
from app.sandbox.autotask.metadata import Picklists, user_defined_names
from app.sandbox.autotask.schema import Row
from app.sandbox.autotask.switches import Switches
from app.sandbox.autotask.table import Table, build_tables
from app.sandbox.autotask.values import write_instant
from app.sandbox.autotask.writes import Change, Writer
from app.sandbox.wire import Clock

Seed = Mapping[str, Sequence[Mapping[str, Any]]]


class Tenant:
    """The state behind the API. Not locked: the system that owns it is."""

    def __init__(self, seed: Seed, picklists: Picklists, clock: Clock, planned: Iterable[Arrival]) -> None:
        self.picklists = picklists
        self.switches = Switches()
        self.tables = build_tables(ENTITIES, seed)
        self._clock = clock
        self._history: list[dict[str, Any]] = []
        definitions = self.tables["UserDefinedFieldDefinitions"].rows()
        self.user_defined = {
            name: user_defined_names(entity, definitions, picklists) for name, entity in ENTITIES.items()
        }
        self.writer = Writer(self.tables, picklists, self.user_defined)
        self._arrivals = Arrivals([*planned, *fresh_runs(self.tables["Invoices"], clock.now())])

    def arrive(self) -> None:
        """Bring in what the clock has made due."""
        for arrival in self._arrivals.due(self._clock.now()):
            self.put(arrival.entity, arrival.row_id, arrival.values)

    def plan(self, arrival: Arrival) -> None:
        """Have something arrive later."""
        self._arrivals.add(arrival)

    def put(self, entity: str, row_id: int, values: Mapping[str, Any]) -> None:
        """Change a row as the vendor's own users would, or add it; ValueError for what the tenant does not know."""
        if entity not in self.tables:
            raise ValueError(f"The tenant has no entity {entity}.")
        table = self.tables[entity]
        row = table.get(row_id)
        try:
            if row is None:
                after = table.insert({**values, "id": row_id})
            else:
                table.change(row_id, values)
                after = dict(values)
        except KeyError as problem:
            raise ValueError(f"{entity} has no field {problem.args[0]}.") from problem
        before = {name: row[name] for name in values} if row else {}
        self.note(Change(entity, row_id, "user", before, after), None)

    def void(self, invoice_id: int) -> None:
        """Void an invoice as the UI does: the record stays, its items lose their invoice (apis/autotask.md 13)."""
        if self.tables["Invoices"].get(invoice_id) is None:
            raise ValueError(f"There is no invoice {invoice_id}.")
        now = write_instant(self._clock.now())
        self.put("Invoices", invoice_id, {"isVoided": True, "voidedDate": now})
        for item in self.tables["BillingItems"].ids_where("invoiceID", [invoice_id]):
            self.put("BillingItems", item, {"invoiceID": None})

    def note(self, change: Change, impersonated: int | None) -> None:
        """Add a change to the history."""
        self._history.append(
            {
                "sequence": len(self._history) + 1,
                "at": self._clock.now().isoformat(),
                "entity": change.entity,
                "id": change.row_id,
                "method": change.method,
                "before": dict(change.before),
                "after": dict(change.after),
                "impersonated": impersonated,
            }
        )

    def books(self) -> dict[str, Any]:
        """Every row of every entity, hidden ones included, and `changes`: the history of writes."""
        return {**{name: table.rows() for name, table in self.tables.items()}, "changes": list(self._history)}

    def seen(self, entity: str) -> Callable[[Row], bool] | None:
        """Which rows of an entity the API user may see; None when all of them."""
        if self.switches.visible_associations is None:
            return None
        if entity == "BillingItems":
            return self._item_seen
        if entity == "Invoices" and self.switches.hide_emptied_invoices:
            return self._invoice_seen
        return None

    def find(self, table: Table, row_id: int) -> Row | None:
        """A row the API user may see, or None."""
        row = table.get(row_id)
        seen = self.seen(table.entity.name)
        return row if row is not None and (seen is None or seen(row)) else None

    def items_of(self, invoice_id: int) -> list[Row]:
        """An invoice's items as the API user sees them, by id."""
        table = self.tables["BillingItems"]
        seen = self.seen("BillingItems")
        rows = table.chosen(table.ids_where("invoiceID", [invoice_id]), None)
        return [row for row in rows if seen is None or seen(row)]

    def _item_seen(self, row: Row) -> bool:
        association = row["organizationalLevelAssociationID"]
        if association is None:
            return self.switches.unassigned_visible
        return association in (self.switches.visible_associations or ())

    def _invoice_seen(self, row: Row) -> bool:
        table = self.tables["BillingItems"]
        items = list(table.chosen(table.ids_where("invoiceID", [row["id"]]), None))
        return not items or any(self._item_seen(item) for item in items)

"""The mapping book of each route on disk. A decision replaces the one before it; the history keeps both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from app.domain.mapping import CustomerMapping, MappingBook, PostingRule, RouteDefaults, TaxRule, TrackingRule
from app.ports.clock import Clock
from app.store import codec
from app.store.database import Database
from app.store.journal_rows import instant
from app.store.tables import MappingHistoryTable, MappingTable, RouteTable

Rule = CustomerMapping | PostingRule | TaxRule | TrackingRule
R = TypeVar("R", CustomerMapping, PostingRule, TaxRule, TrackingRule)

_CUSTOMER, _POSTING, _TAX, _TRACKING = "customer", "posting", "tax", "tracking"


def _key(rule: Rule) -> tuple[str, str]:
    """Which table of decisions a rule belongs to, and its place there."""
    if isinstance(rule, CustomerMapping):
        return _CUSTOMER, rule.party_id
    if isinstance(rule, PostingRule):
        return _POSTING, posting_key(rule.facet.value, rule.key, rule.party_id)
    if isinstance(rule, TaxRule):
        return _TAX, rule.key
    return _TRACKING, tracking_key(rule.line_of_business, rule.category_id)


def posting_key(facet: str, key: str, party_id: str) -> str:
    """The place of a posting rule among a route's rules."""
    return "\x1f".join((facet, key, party_id))


def tracking_key(line_of_business: str, category_id: str) -> str:
    """The place of a tracking rule among a route's rules."""
    return f"{line_of_business}\x1f{category_id}"


class Mappings:
    """Implements `MappingStore`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def book(self, route_id: str) -> MappingBook:
        """The book as it is now."""
        with self._db.reading():
            rows = self._db.rows(
                MappingTable.select().where(MappingTable.route_id == route_id).order_by(MappingTable.id)
            )
            defaults = self._db.rows(RouteTable.select(RouteTable.defaults).where(RouteTable.id == route_id))
            text = defaults[0]["defaults"] if defaults else ""
            return MappingBook(
                defaults=codec.read(RouteDefaults, text) if text else RouteDefaults(),
                customers=_of(rows, _CUSTOMER, CustomerMapping),
                postings=_of(rows, _POSTING, PostingRule),
                taxes=_of(rows, _TAX, TaxRule),
                tracking=_of(rows, _TRACKING, TrackingRule),
            )

    def save_customers(self, route_id: str, mappings: Sequence[CustomerMapping]) -> None:
        """Add or replace, by party id."""
        self._save(route_id, mappings)

    def forget_customer(self, route_id: str, party_id: str) -> None:
        """Remove one customer's mapping."""
        self._remove(route_id, _CUSTOMER, party_id)

    def save_postings(self, route_id: str, rules: Sequence[PostingRule]) -> None:
        """Add or replace, by facet, key and party id."""
        self._save(route_id, rules)

    def remove_posting(self, route_id: str, facet: str, key: str, party_id: str) -> None:
        """Remove one rule."""
        self._remove(route_id, _POSTING, posting_key(facet, key, party_id))

    def save_taxes(self, route_id: str, rules: Sequence[TaxRule]) -> None:
        """Add or replace, by source tax key."""
        self._save(route_id, rules)

    def remove_tax(self, route_id: str, key: str) -> None:
        """Remove one tax rule."""
        self._remove(route_id, _TAX, key)

    def save_tracking(self, route_id: str, rules: Sequence[TrackingRule]) -> None:
        """Add or replace, by line of business and category."""
        self._save(route_id, rules)

    def remove_tracking(self, route_id: str, line_of_business: str, category_id: str) -> None:
        """Remove one tracking rule."""
        self._remove(route_id, _TRACKING, tracking_key(line_of_business, category_id))

    def save_defaults(self, route_id: str, defaults: RouteDefaults) -> None:
        """Replace the route's defaults."""
        text = codec.write(defaults)
        with self._db.writing():
            self._db.run(RouteTable.update(defaults=text).where(RouteTable.id == route_id))
            self._remember(route_id, "defaults", "", text, "")

    def _save(self, route_id: str, rules: Sequence[Rule]) -> None:
        with self._db.writing():
            for rule in rules:
                kind, key = _key(rule)
                body = codec.write(rule)
                row = {"body": body, "decided_at": instant(rule.decided_at), "user": rule.user}
                insert = MappingTable.insert({**row, "route_id": route_id, "kind": kind, "key": key})
                self._db.run(
                    insert.on_conflict(
                        conflict_target=[MappingTable.route_id, MappingTable.kind, MappingTable.key], update=row
                    )
                )
                self._remember(route_id, kind, key, body, rule.user)

    def _remove(self, route_id: str, kind: str, key: str) -> None:
        table = MappingTable
        with self._db.writing():
            self._db.run(table.delete().where((table.route_id == route_id) & (table.kind == kind) & (table.key == key)))
            self._remember(route_id, kind, key, "", "")

    def _remember(self, route_id: str, kind: str, key: str, body: str, user: str) -> None:
        row = {
            "at": instant(self._clock.now()),
            "route_id": route_id,
            "kind": kind,
            "key": key,
            "body": body,
            "user": user,
        }
        self._db.run(MappingHistoryTable.insert(row))


def _of(rows: list[dict[str, Any]], kind: str, rule: type[R]) -> tuple[R, ...]:
    return tuple(codec.read(rule, row["body"]) for row in rows if row["kind"] == kind)

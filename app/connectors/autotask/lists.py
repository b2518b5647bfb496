"""The tenant's own small lists and numbers, read once and kept for about a day; dropped when a value is unknown (apis/autotask.md 6)."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.connectors.autotask.constants import LISTS_LIFE, MISSING_LIFE
from app.connectors.autotask.queries import EVERY, Queries
from app.connectors.autotask.session import AutotaskSession
from app.connectors.autotask.values import OddValueError, Row
from app.domain.errors import AccessProblem, RemoteProblem
from app.domain.run import Stop


class ListName(StrEnum):
    """Entities that are read whole, and the picklist of line types."""

    BILLING_CODES = "BillingCodes"
    TAX_CATEGORIES = "TaxCategories"
    TAX_REGIONS = "TaxRegions"
    TAXES = "Taxes"
    CURRENCIES = "Currencies"
    PAYMENT_TERMS = "PaymentTerms"
    COUNTRIES = "Countries"
    LEVEL_1 = "OrganizationalLevel1s"
    LEVEL_2 = "OrganizationalLevel2s"
    ASSOCIATIONS = "OrganizationalLevelAssociations"
    ITEM_TYPES = "BillingItems/entityInformation/fields"


_FIELDS: Mapping[ListName, tuple[str, ...]] = {
    ListName.BILLING_CODES: ("id", "name", "isActive", "taxCategoryID"),
    ListName.COUNTRIES: ("id", "name", "displayName", "countryCode"),
}
_MAY_BE_REFUSED = frozenset((ListName.LEVEL_1, ListName.LEVEL_2, ListName.ASSOCIATIONS))
"""Refused or unknown where the tenant does not use lines of business (section 12)."""


@dataclass(frozen=True, slots=True)
class Known:
    """One list as it was read: rows by id. `refused` tells that the entity may not be read."""

    rows: Mapping[int, Row]
    refused: bool
    read_at: float


class Lists:
    """The lists of one connection. Safe to use from several threads; a list is read by one of them."""

    def __init__(self, session: AutotaskSession, queries: Queries) -> None:
        self._session = session
        self._queries = queries
        self._known: dict[ListName, Known] = {}
        self._locks = {name: threading.Lock() for name in ListName}
        self._renewed: dict[ListName, float] = {}

    def get(self, name: ListName, stop: Stop) -> Known:
        """The list, read if it is not known or a day old. Raises as the reads do."""
        with self._locks[name]:
            found = self._known.get(name)
            if found is None or self._session.clock.monotonic() - found.read_at >= LISTS_LIFE:
                found = self._known[name] = self._read(name, stop)
            return found

    def drop_for_unknown(self, name: ListName) -> bool:
        """Forget a list because a record names a value it lacks; False when that was done a few minutes ago to no avail."""
        with self._locks[name]:
            now = self._session.clock.monotonic()
            if name in self._renewed and now - self._renewed[name] < MISSING_LIFE:
                return False
            self._renewed[name] = now
            return self._known.pop(name, None) is not None

    def _read(self, name: ListName, stop: Stop) -> Known:
        now = self._session.clock.monotonic()
        try:
            rows = self._picklist(stop) if name is ListName.ITEM_TYPES else self._entity(name, stop)
        except (AccessProblem, RemoteProblem) as problem:
            if name in _MAY_BE_REFUSED and problem.code in {"no_right", "not_found", "query_refused"}:
                return Known({}, True, now)
            raise
        return Known(rows, False, now)

    def _entity(self, name: ListName, stop: Stop) -> dict[int, Row]:
        rows = self._queries.rows(name.value, [EVERY], stop, _FIELDS.get(name, ()), odd_too=True)
        return {row.id: row for row in rows}

    def _picklist(self, stop: Stop) -> dict[int, Row]:
        """Labels of billingItemType by number; values come as text although records hold numbers (section 6)."""
        value = self._session.read("GET", ListName.ITEM_TYPES.value, stop).value
        fields = value.get("fields") if isinstance(value, Mapping) else None
        found: dict[int, Row] = {}
        for field in fields if isinstance(fields, list) else ():
            if isinstance(field, Mapping) and str(field.get("name", "")).lower() == "billingitemtype":
                found |= _labels(field.get("picklistValues"))
        return found


def _labels(values: object) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict) and str(value.get("value", "")).lstrip("-").isdecimal():
            found[int(str(value["value"]))] = Row(value)
    return found


class ById:
    """Records of a large entity, asked for by id when they are first needed and kept for about a day."""

    def __init__(self, session: AutotaskSession, queries: Queries, entity: str, fields: Sequence[str]) -> None:
        self.entity = entity
        self.fields = tuple(fields)
        self._session = session
        self._queries = queries
        self._lock = threading.Lock()
        self._known: dict[int, tuple[Row | None, float]] = {}

    def get(self, ids: Iterable[int], stop: Stop) -> Mapping[int, Row]:
        """Rows by id; ids the tenant does not have, or does not show us, are left out. Raises as the reads do."""
        wanted = set(ids)
        now = self._session.clock.monotonic()
        with self._lock:
            missing = {one for one in wanted if not self._is_known(one, now)}
            if missing:
                self._read(missing, now, stop)
            found = {one: self._known[one][0] for one in wanted}
        return {one: row for one, row in found.items() if row is not None}

    def _is_known(self, one: int, now: float) -> bool:
        row, read_at = self._known.get(one, (None, -LISTS_LIFE))
        return now - read_at < (LISTS_LIFE if row is not None else MISSING_LIFE)

    def _read(self, ids: set[int], now: float, stop: Stop) -> None:
        try:
            rows = self._queries.by_ids(self.entity, "id", ids, stop, fields=self.fields, odd_too=True)
        except (AccessProblem, RemoteProblem) as problem:
            if problem.code not in {"no_right", "not_found"}:
                raise
            rows = ()  # names only: a tenant may keep its price lists to itself
        found = {row.id: row for row in rows}
        self._known |= {one: (found.get(one), now) for one in ids}


def name_of(row: Row | None, fallback: str) -> str:
    """A record's name, or `fallback` where it has none."""
    if row is None:
        return fallback
    try:
        return row.loose("name", "label") or fallback
    except OddValueError:
        return fallback

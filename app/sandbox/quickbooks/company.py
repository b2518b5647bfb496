"""The books of one company (realm): every row, what was deleted, and the indexes by which requests find them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.sandbox.quickbooks.faults import FaultError, refuse
from app.sandbox.quickbooks.schema import ENTITIES
from app.sandbox.quickbooks.values import ZERO, Record, folded

SUFFIX: Final = " (deleted)"
PSEUDO_ITEMS: Final = frozenset({"SHIPPING_ITEM_ID", "GRATUITY_ITEM_ID"})
_PARTIES: Final = ("Customer", "Vendor", "Employee")
Key = tuple[str, str]
"""(entity, id)."""


@dataclass(slots=True)
class Switches:
    """Behaviours that are contested or depend on settings of a company (apis/quickbooks.md 20); a test sets them.

    `requestid`: 'honoured' or 'ignored'. `paid_documents`: what voiding or deleting an invoice with payments does, 'unapply' or
    'refuse'. `duplicate_numbers`: 'refused' or 'allowed'. `global_tax_in_us`: 'accepted' or 'refused'. `inactive_names`: 'block'
    or 'free'. `subscription`: 'active' or 'ended'. `closing_password`: a closed period answers 6210 with one, 6200 without.
    """

    requestid: str = "honoured"
    paid_documents: str = "unapply"
    duplicate_numbers: str = "refused"
    global_tax_in_us: str = "accepted"
    inactive_names: str = "block"
    subscription: str = "active"
    closing_password: bool = True


@dataclass(frozen=True, slots=True)
class Grave:
    """A deleted row: what it was and when it went."""

    entity: str
    record: Record
    at: datetime


@dataclass(slots=True)
class Company:
    """One company. Tables keep rows in the order of their making; deleted rows lie in `graves`."""

    realm: str
    name: str
    country: str
    zone: tzinfo
    sales_tax_rates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    switches: Switches = field(default_factory=Switches)
    tables: dict[str, dict[str, Record]] = field(default_factory=lambda: {name: {} for name in ENTITIES})
    graves: list[Grave] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    deposited: set[str] = field(default_factory=set)
    fresh: set[Key] = field(default_factory=set)
    last_number: str = ""
    _series: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _names: dict[tuple[str, str], set[Key]] = field(default_factory=lambda: defaultdict(set))
    _numbers: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    _documents: dict[str, dict[Key, None]] = field(default_factory=lambda: defaultdict(dict))
    _below: dict[Key, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def is_american(self) -> bool:
        """Whether lines take TAX and NON only (apis/quickbooks.md 8.3)."""
        return self.country == "US"

    @property
    def home_currency(self) -> str:
        """ISO code of the company's own currency."""
        return str(self.preference("CurrencyPrefs", "HomeCurrency", {"value": "USD"})["value"])

    def preference(self, group: str, name: str, default: Any = False) -> Any:
        """A setting of the Preferences row."""
        row = next(iter(self.tables["Preferences"].values()), {})
        return row.get(group, {}).get(name, default)

    def today(self, now: datetime) -> date:
        """The civil date at the company's place."""
        return now.astimezone(self.zone).date()

    def new_id(self, entity: str) -> str:
        """The next id of the entity's series."""
        family = ENTITIES[entity].family or entity
        self._series[family] += 1
        return str(self._series[family])

    def reserve_id(self, entity: str, identity: str) -> None:
        """Let the series go on behind an id that was given from outside."""
        family = ENTITIES[entity].family or entity
        if identity.isdigit():
            self._series[family] = max(self._series[family], int(identity))

    def find(self, entity: str, identity: str) -> Record:
        """A row by its id, inactive ones too. Raises 610."""
        row = self.tables[entity].get(identity)
        if row is None:
            raise refuse(610, "Something you're trying to use has been made inactive or deleted", "Id")
        return row

    def referred(self, entity: str, identity: str, where: str) -> Record:
        """The row behind a reference. Raises 2500 when there is none, 610 when it is inactive."""
        row = self.tables[entity].get(identity)
        if row is None or (entity, identity) in self.fresh:
            raise refuse(2500, f"{ENTITIES[entity].words or entity} element id {identity} not found", where)
        if row.get("Active", True) is False:
            raise refuse(
                610,
                "Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, "
                "vendors or employees.",
                where,
            )
        return row

    def currency_row(self, code: str) -> Record | None:
        """The enabled currency of a code."""
        rows = self.tables["CompanyCurrency"].values()
        return next((row for row in rows if row["Code"] == code and row.get("Active", True)), None)

    def store(self, entity: str, row: Record) -> None:
        """Put a row into its table and the indexes, in place of the one with the same id."""
        held = self.tables[entity].get(row["Id"])
        if held is not None:
            self._forget(entity, held)
        self.tables[entity][row["Id"]] = row
        key = (entity, row["Id"])
        if scope := self._name_scope(entity):
            self._names[scope, self._full_name(entity, row)].add(key)
        if number := row.get("DocNumber"):
            self._numbers[number].add(key)
        if customer := row.get("CustomerRef"):
            self._documents[customer["value"]][key] = None
        if parent := row.get("ParentRef"):
            self._below[entity, parent["value"]][row["Id"]] = None

    def bury(self, entity: str, row: Record, at: datetime) -> None:
        """Delete a row; only changed-data calls and the books still know of it."""
        self._forget(entity, row)
        del self.tables[entity][row["Id"]]
        self.graves.append(Grave(entity, row, at))

    def _forget(self, entity: str, row: Record) -> None:
        key = (entity, row["Id"])
        if scope := self._name_scope(entity):
            self._names[scope, self._full_name(entity, row)].discard(key)
        if number := row.get("DocNumber"):
            self._numbers[number].discard(key)
        if customer := row.get("CustomerRef"):
            self._documents[customer["value"]].pop(key, None)
        if parent := row.get("ParentRef"):
            self._below[entity, parent["value"]].pop(row["Id"], None)

    def _name_scope(self, entity: str) -> str:
        return "parties" if entity in _PARTIES else entity if ENTITIES[entity].is_list else ""

    def _full_name(self, entity: str, row: Record) -> str:
        """What has to be unique: the display name, or the name within its parent; without the suffix of inactive rows."""
        label = ENTITIES[entity].label
        name = row[label] if entity in _PARTIES else row.get("FullyQualifiedName", row[label])
        return folded(str(name).removesuffix(SUFFIX))

    def name_holders(self, entity: str, row: Record) -> Iterator[Key]:
        """Other rows that hold the name `row` wants."""
        scope = self._name_scope(entity)
        for key in self._names[scope, self._full_name(entity, row)]:
            held = self.tables[key[0]][key[1]]
            active = held.get("Active", True)
            if key != (entity, row.get("Id")) and (active or self.switches.inactive_names == "block"):
                yield key

    def number_holders(self, number: str) -> set[Key]:
        """Transactions with this number."""
        return self._numbers.get(number, set())

    def documents_of(self, customer: str) -> Iterator[tuple[str, Record]]:
        """Transactions of a customer with their entity, oldest first."""
        for entity, identity in list(self._documents.get(customer, ())):
            yield entity, self.tables[entity][identity]

    def open_balance(self, customer: str) -> Decimal:
        """What the customer owes: open invoices less open credits and unapplied payments."""
        total = ZERO
        for entity, row in self.documents_of(customer):
            if entity == "Invoice":
                total += row["Balance"]
            elif entity == "CreditMemo":
                total -= row["Balance"]
            elif entity == "Payment":
                total -= row["UnappliedAmt"]
        return total

    def children_of(self, entity: str, identity: str) -> list[Record]:
        """Rows directly below a row."""
        return [self.tables[entity][child] for child in self._below.get((entity, identity), ())]

    def knows(self, entity: str, identity: str) -> bool:
        """Whether there is such a row, inactive or not."""
        try:
            self.find(entity, identity)
        except FaultError:
            return False
        return True


def zone_of(name: str, fallback: tzinfo) -> tzinfo:
    """A time zone by its name, `fallback` where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return fallback

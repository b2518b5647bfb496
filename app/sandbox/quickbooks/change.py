"""The circumstances of one write, and what every write has in common: reading, references, versions, merging.

A full update blanks what it leaves out, a sparse one keeps it; lists are replaced as a whole in both (apis/quickbooks.md 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from app.sandbox.quickbooks.company import PSEUDO_ITEMS, Company
from app.sandbox.quickbooks.entities import Entity
from app.sandbox.quickbooks.faults import Fault, FaultError, refuse
from app.sandbox.quickbooks.schema import REFERENCES
from app.sandbox.quickbooks.values import Record

KEPT: Final = frozenset(
    {"Id", "SyncToken", "MetaData", "Active", "Taxable", "Job", "CurrencyRef", "Type", "DocNumber", "Size"}
)
"""What a full update that leaves it out does not blank."""
_ELSEWHERE: Final = frozenset({"CurrencyRef", "ParentRef", "EntityRef"})


@dataclass(frozen=True, slots=True)
class Change:
    """Whose books, when, by whom. `seeding` passes the checks that only new business has to pass."""

    company: Company
    now: datetime
    user: str = "Practice App"
    allow_duplicate_number: bool = False
    seeding: bool = False
    effects: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The company's civil date."""
        return self.company.today(self.now)

    def stamp(self, row: Record, old: Record | None) -> None:
        """Version and instants of a row that is about to be stored."""
        instant = self.now.replace(microsecond=0)
        if old is None:
            meta = row.get("MetaData") if self.seeding else None
            row["SyncToken"] = str(row.get("SyncToken", "0")) if self.seeding else "0"
            row["MetaData"] = meta or {"CreateTime": instant, "LastUpdatedTime": instant}
        else:
            row["SyncToken"] = str(int(old["SyncToken"]) + 1)
            row["MetaData"] = {**old["MetaData"], "LastUpdatedTime": instant}

    def touch(self, row: Record) -> None:
        """A row that changed because of another one: new version, new instant."""
        if not self.seeding:
            self.stamp(row, row)


@dataclass(frozen=True, slots=True)
class Draft:
    """One row on its way: what was sent (read), what the row is to be, and what it was (None for a new one)."""

    entity: Entity
    sent: Record
    row: Record
    old: Record | None

    def was_sent(self, *names: str) -> bool:
        """Whether any of these properties came in this request."""
        return any(name in self.sent for name in names)


def read_body(entity: Entity, body: Record) -> Record:
    """The properties of a body. Raises all faults found."""
    faults: list[Fault] = []
    sent: Record = entity.shape.read(body, "", faults) or {}
    if faults:
        raise FaultError(*faults)
    return sent


def is_update(body: Record) -> bool:
    """Whether a body names an existing row: clients send an empty or zero Id for a new one."""
    return str(body.get("Id", "")) not in ("", "0")


def current(change: Change, entity: Entity, sent: Record) -> Record:
    """The stored row a body means, at the version it names. Raises 610, 2020 and 5010."""
    row = change.company.find(entity.name, sent.get("Id", ""))
    token = sent.get("SyncToken", "")
    if token == "":
        raise refuse(2020, "SyncToken is required", "SyncToken")
    if token != row["SyncToken"]:
        raise refuse(5010, "You and another user were working on this at the same time.")
    return row


def draft(change: Change, entity: Entity, sent: Record) -> Draft:
    """The row a create or an update asks for, before the entity's own rules; its references are checked."""
    sent = dict(sent)
    sparse = sent.pop("sparse", False)
    if not is_update(sent):
        row = {name: value for name, value in sent.items() if name not in ("Id", "SyncToken") and value != ""}
        check_references(change, entity, row)
        return Draft(entity, sent, row, None)
    old = current(change, entity, sent)
    row = merged(old, sent, sparse)
    check_references(change, entity, {name: value for name, value in sent.items() if value != old.get(name)})
    return Draft(entity, sent, row, old)


def merged(old: Record, sent: Record, sparse: bool) -> Record:
    """`old` with what was sent in its place; an empty text blanks."""
    row = dict(old) if sparse else {name: old[name] for name in old if name in KEPT}
    row |= {name: value for name, value in sent.items() if name not in ("Id", "SyncToken")}
    return {name: value for name, value in row.items() if value != ""}


def check_references(change: Change, entity: Entity, value: Record) -> None:
    """Every reference in a body names an active row. Raises 2500 and 610. Line tax codes are the tax rules' business."""
    if change.seeding:
        return
    for where, name, reference in _references(value):
        target = entity.name if name == "ParentRef" else REFERENCES.get(name, "")
        if not target or name in _ELSEWHERE - {"ParentRef"} or reference["value"] in PSEUDO_ITEMS:
            continue
        if name == "TaxCodeRef" and "Line" in where:
            continue
        change.company.referred(target, reference["value"], where)


def _references(value: Any, where: str = "") -> Iterator[tuple[str, str, Record]]:
    """(path, name, reference) of everything inside a body."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item, where)
        return
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        path = f"{where}.{name}" if where else name
        if name.endswith("Ref") and isinstance(item, dict) and "value" in item:
            yield path, name, item
        else:
            yield from _references(item, path)

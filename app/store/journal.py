"""The journal on disk: state and fact in one transaction, facts chained by checksum, claims by the database's clock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from app.domain.answer import Attempt
from app.domain.errors import StoreProblem
from app.domain.json_text import encoder
from app.domain.machine import check, ended_without_effect
from app.domain.operation import Operation, OperationRecord, OperationState
from app.ports.clock import Chance, Clock
from app.ports.journal import Batch, Begun, Change, Claim, Fact, Intent, Together, changed, require_current
from app.store.claims import ClaimRows
from app.store.database import Database, in_parts, places
from app.store.journal_rows import FIXED, MUTABLE, batch_of, batch_row, fact_of, instant, record_of, row_of
from app.store.sealing import payload_digest, row_checksum
from app.store.tables import BatchTable, FactTable, OperationTable

_KEPT_MOST = 20_000  # records kept as they were written: their rows are not read again at the next step
_UPDATE = "UPDATE operation SET " + ", ".join(f'"{name}" = ?' for name in MUTABLE) + " WHERE id = ?"  # noqa: S608 - own names
_COLUMNS = FIXED + MUTABLE
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_INSERT = f"INSERT INTO operation ({_NAMES}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - own names
_CHANGING = MUTABLE[MUTABLE.index("state") :]  # what `changed` may touch; the rest is fixed once it is planned
_FACT = "INSERT INTO fact (sequence, at, operation_id, kind, state, generation, text, checksum)"


class _Written(NamedTuple):
    """A row as this program wrote it. While its checksum is still the one in the database, so is all the rest of it."""

    checksum: str
    record: OperationRecord
    before: str
    digest: str  # of its payload


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one writing made: how many facts there are now, and each operation as it stands, by this computer's clock."""

    facts: int
    records: Sequence[OperationRecord]


def fact_checksum(before: str, row: Sequence[Any]) -> str:
    """The checksum of a fact's row (all columns but the checksum) after the one whose checksum is `before`."""
    return hashlib.sha256((before + _as_text(row)).encode()).hexdigest()


_as_text = encoder(ensure_ascii=False, compact=True)
"""A fact's row as `canonical` writes it: it holds texts and numbers alone, so nothing needs to be made plain first."""


class Journal:
    """Implements `JournalStore` on the database. `counted` hears of the number of facts after each commit."""

    def __init__(self, database: Database, clock: Clock, chance: Chance, counted: Callable[[int], None]) -> None:
        self._db = database
        self._clock = clock
        self._counted = counted
        self._claims = ClaimRows(database, clock, chance)
        self._written: dict[str, _Written] = {}

    def plan(self, operations: Sequence[Operation], at: datetime) -> Sequence[OperationRecord]:
        """Enter what is new, plan again what ended without effect, return the rest as it stands."""
        with self._db.writing():
            known = self._known({operation.subject for operation in operations})
            out, new, again, noted = [], [], [], []
            for operation in operations:
                record = known.get((operation.kind.value, operation.tenant, operation.subject))
                if record is None:
                    record = OperationRecord(operation, OperationState.PLANNED, updated_at=at)
                    new.append(record)
                elif ended_without_effect(record):
                    record = _planned_again(record, operation, at)
                    again.append(record)
                else:
                    out.append(record)
                    continue
                noted.append((record, "planned", ""))
                known[operation.kind.value, operation.tenant, operation.subject] = record
                out.append(record)
            planned = {record.operation.id: record for record, _, _ in noted}
            digests = {one: payload_digest(record.operation.payload) for one, record in planned.items()}
            rows = {one: _row(record, "", digests[one]) for one, record in planned.items()}
            self._db.many(_INSERT, [_columns(rows[record.operation.id]) for record in new])
            self._db.many(_UPDATE, [(*_mutable(rows[record.operation.id]), record.operation.id) for record in again])
            count = self._note(noted, at)
            ahead = self._ahead(record.last_sent for record in out)
        self._keep([_Written(rows[one]["checksum"], record, "", digests[one]) for one, record in planned.items()])
        self._counted(count)
        return [_moved(record, ahead) for record in out]

    def _ahead(self, sent: Iterable[datetime | None]) -> timedelta:
        """How far this computer's clock is ahead of the server's; zero where there is none, or nothing of this was sent.

        What was sent stands in shared records by the server's clock, since another computer may look it up by a clock of its own.
        """
        if all(moment is None for moment in sent):
            return timedelta(0)
        server = self._db.server_now()
        return timedelta(0) if server is None else self._clock.now() - server

    def _known(self, subjects: set[str]) -> dict[tuple[str, str, str], OperationRecord]:
        rows = self._in("subject", sorted(subjects))
        return {(row["kind"], row["tenant"], row["subject"]): record_of(row) for row in rows}

    def _in(self, column: str, values: Sequence[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for part in in_parts(values):
            sql = f"SELECT {_NAMES} FROM operation WHERE {column} IN ({places(part)}) ORDER BY sequence"  # noqa: S608 - own names
            found += [dict(zip(_COLUMNS, row, strict=True)) for row in self._db.select(sql, part)]
        return found

    def _note(self, noted: Iterable[tuple[OperationRecord, str, str]], at: datetime) -> int:
        """Append facts to the chain, inside the open transaction; how many there are now."""
        ((count, checksum),) = self._db.select("SELECT facts, checksum FROM head")
        rows, when = [], instant(at)
        for record, kind, text in noted:
            count += 1
            row = (count, when, record.operation.id, kind, record.state.value, record.generation, text)
            checksum = fact_checksum(checksum, row)
            rows.append((*row, checksum))
        self._db.append(_FACT, rows)
        self._db.many("UPDATE head SET facts = ?, checksum = ?", [(count, checksum)])
        return int(count)

    def claim(self, operation_ids: Sequence[str], owner: str, seconds: float) -> dict[str, Claim]:
        """Take what is free, ended or our own."""
        return self._claims.claim(operation_ids, owner, seconds)

    def renew(self, claims: dict[str, Claim], seconds: float) -> dict[str, Claim]:
        """Prolong those that are still ours."""
        return self._claims.renew(claims, seconds)

    def release(self, claims: dict[str, Claim]) -> None:
        """Give back those that are still ours."""
        self._claims.release(claims)

    def holds(self, claims: dict[str, Claim], seconds_left: float) -> bool:
        """Whether all are ours for that long."""
        return self._claims.hold(claims, seconds_left)

    def begin(self, batch: Batch, changes: Sequence[Change], claims: dict[str, Claim]) -> Begun:
        """Write the batch and its members' SENDING; durable before this returns."""
        with self._db.writing():
            begun = self._begin(Intent(batch, tuple(changes), claims))
        if begun is None:
            return None
        self._counted(begun.facts)
        return begun.records

    def _begin(self, intent: Intent) -> _Entry | None:
        """Inside the open transaction; None when a claim is not ours any more."""
        batch, claims = intent.batch, intent.claims
        if set(claims) != set(batch.members) or not self._claims.all_held(claims, 0):
            return None
        known = self._db.select("SELECT members, key, body FROM batch WHERE id = ?", [batch.id])
        row = batch_row(batch)
        if not known:
            names, places = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
            self._db.many(f"INSERT INTO batch ({names}) VALUES ({places})", [tuple(row.values())])  # noqa: S608 - own names
        elif (known[0][0], known[0][1], bytes(known[0][2])) != (row["members"], row["key"], row["body"]):
            raise StoreProblem("A batch was to be sent again with another content.", code="batch_differs")
        return self._write(intent.changes, batch.sent_at if not known else self._clock.now())

    def record(
        self, changes: Sequence[Change], at: datetime, attempt: Attempt | None = None
    ) -> Sequence[OperationRecord]:
        """Write new states with their facts."""
        del attempt  # what of it is worth keeping stands in the facts' text
        with self._db.writing():
            written = self._write(changes, at)
        self._counted(written.facts)
        return written.records

    def record_and_begin(self, answers: Sequence[Change], at: datetime, intents: Sequence[Intent]) -> Together:
        """Write the answers' states and what is to be sent next; durable before this returns."""
        with self._db.writing():
            answered = self._write(answers, at)
            begun = [self._begin(intent) for intent in intents]
        self._counted(max(entry.facts for entry in (answered, *begun) if entry is not None))
        return answered.records, tuple(None if entry is None else entry.records for entry in begun)

    def _write(self, changes: Sequence[Change], at: datetime) -> _Entry:
        """Inside the open transaction."""
        ahead = self._ahead(change.last_sent for change in changes)
        changes = [_moved(change, -ahead) for change in changes]
        standing = self._standing([change.operation_id for change in changes])
        noted: list[tuple[OperationRecord, str, str]] = []
        latest: dict[str, tuple[OperationRecord, str]] = {}  # with the state before
        for change in changes:
            one = change.operation_id
            if one not in standing:
                raise StoreProblem("This operation is not in the journal.", code="operation_unknown")
            record, before = latest.get(one) or (standing[one].record, standing[one].before)
            require_current(record, change)
            check(record, change.state, before=OperationState(before) if before else None)
            if change.state is OperationState.SENDING:
                before = record.state.value
            record = changed(record, change, at)
            latest[one] = (record, before)
            noted.append((record, change.fact, change.text))
        written = {one: _row(record, before, standing[one].digest) for one, (record, before) in latest.items()}
        self._db.change("operation", (*_CHANGING, "id"), [(*_changing(row), one) for one, row in written.items()])
        self._keep([_Written(row["checksum"], *latest[one], standing[one].digest) for one, row in written.items()])
        return _Entry(self._note(noted, at), [_moved(record, ahead) for record, _ in latest.values()])

    def _standing(self, ids: Sequence[str]) -> dict[str, _Written]:
        """These as the database has them now; read anew only where somebody else has written them since this program did."""
        found = {one: self._written[one] for one in ids if one in self._written}
        as_written = [(one, row.checksum) for one, row in found.items()]
        if self._db.paired("operation", ("id", "checksum"), as_written) < len(found):
            found = self._unchanged(list(found))
        for row in self._in("id", [one for one in dict.fromkeys(ids) if one not in found]):
            found[row["id"]] = _Written(row["checksum"], record_of(row), row["before"], payload_digest(row["payload"]))
        return found

    def _unchanged(self, ids: Sequence[str]) -> dict[str, _Written]:
        found: dict[str, _Written] = {}
        for part in in_parts(ids):
            sql = f"SELECT id, checksum FROM operation WHERE id IN ({places(part)})"  # noqa: S608 - own names
            for one, checksum in self._db.select(sql, part):
                known = self._written.get(one)
                if known is not None and known.checksum == checksum:
                    found[one] = known
        return found

    def _keep(self, written: Iterable[_Written]) -> None:
        """Remember what has further steps before it; what is final is let go."""
        if len(self._written) > _KEPT_MOST:
            self._written.clear()
        for each in written:
            if each.record.state.is_final:
                self._written.pop(each.record.operation.id, None)
            else:
                self._written[each.record.operation.id] = each

    def rebuild(self, records: Sequence[OperationRecord], at: datetime, text: str) -> None:
        """Enter operations as the ledger shows them."""
        with self._db.writing():
            known = self._known({record.operation.subject for record in records})
            new, old, noted = [], [], []
            for shown in records:
                operation = shown.operation
                held = known.get((operation.kind.value, operation.tenant, operation.subject))
                if held is None:
                    record = shown
                    new.append(record)
                else:
                    record = shown._replace(operation=replace(operation, id=held.operation.id))
                    old.append(record)
                noted.append((record, "rebuilt", text))
            self._db.many(_INSERT, [_columns(_row(record)) for record in new])
            self._db.many(_UPDATE, [(*_mutable(_row(record)), record.operation.id) for record in old])
            count = self._note(noted, at)
        self._counted(count)

    def empty(self) -> None:
        """Forget everything; the count kept beside it stays, so that nothing is sent before a rebuild."""
        with self._db.writing():
            for table in ("claim", "batch", "fact", "operation"):
                self._db.many(f"DELETE FROM {table} WHERE ? = ?", [(1, 1)])  # noqa: S608 - own names
            self._db.many("UPDATE head SET facts = ?, checksum = ?", [(0, "")])

    def batch(self, batch_id: str) -> Batch:
        """A batch as it was first sent."""
        with self._db.reading():
            found = self._db.rows(BatchTable.select().where(BatchTable.id == batch_id))
        if not found:
            raise StoreProblem("This batch is not in the journal.", code="batch_unknown")
        return batch_of(found[0])

    def record_of(self, operation_id: str) -> OperationRecord:
        """One operation."""
        found = self.records(ids=[operation_id])
        if not found:
            raise StoreProblem("This operation is not in the journal.", code="operation_unknown")
        return found[0]

    def records(
        self,
        *,
        run_id: str = "",
        states: Sequence[OperationState] = (),
        subjects: Sequence[str] = (),
        connection_id: str = "",
        ids: Sequence[str] = (),
    ) -> Sequence[OperationRecord]:
        """Those that meet every condition given, in the order in which they were planned."""
        conditions: list[tuple[str, Sequence[str]]] = []
        if run_id:
            conditions.append(("run_id", [run_id]))
        if states:
            conditions.append(("state", [state.value for state in states]))
        if connection_id:
            conditions.append(("connection_id", [connection_id]))
        column, wanted = ("subject", subjects) if subjects else ("id", ids)
        wanted = list(dict.fromkeys(wanted))
        keep = set(ids) if ids and subjects else None
        with self._db.reading():
            rows = []
            for part in in_parts(wanted) or [[]]:
                rows += self._where([*conditions, *([(column, part)] if part else [])])
            rows.sort(key=itemgetter("sequence"))
            found = [record_of(row) for row in rows if keep is None or row["id"] in keep]
            ahead = self._ahead(record.last_sent for record in found)
        return [_moved(record, ahead) for record in found]

    def _where(self, conditions: Sequence[tuple[str, Sequence[str]]]) -> list[dict[str, Any]]:
        """Rows of operations whose columns hold one of the values each; written out, since it is asked at every step."""
        places = [f"{column} IN ({', '.join('?' * len(values))})" for column, values in conditions]
        sql = f"SELECT sequence, {_NAMES} FROM operation WHERE {' AND '.join(places) or '1 = 1'}"  # noqa: S608 - own names
        values = [value for _, found in conditions for value in found]
        return [dict(zip(("sequence", *_COLUMNS), row, strict=True)) for row in self._db.select(sql, values)]

    def facts(self, operation_id: str = "", run_id: str = "") -> Sequence[Fact]:
        """The story, oldest first."""
        query = FactTable.select()
        if operation_id:
            query = query.where(FactTable.operation_id == operation_id)
        if run_id:
            members = OperationTable.select(OperationTable.id).where(OperationTable.run_id == run_id)
            query = query.where(FactTable.operation_id.in_(members))
        with self._db.reading():
            return [fact_of(row) for row in self._db.rows(query.order_by(FactTable.sequence))]


_columns, _mutable, _changing = itemgetter(*_COLUMNS), itemgetter(*MUTABLE), itemgetter(*_CHANGING)


_Sent = TypeVar("_Sent", OperationRecord, Change)


def _moved(sent: _Sent, by: timedelta) -> _Sent:
    """With the moments at which it was sent by another clock."""
    if not by or sent.last_sent is None:
        return sent
    first = sent.first_sent + by if sent.first_sent is not None else None
    return sent._replace(first_sent=first, last_sent=sent.last_sent + by)


def _row(record: OperationRecord, before: str = "", digest: str = "") -> dict[str, Any]:
    row = row_of(record, before)
    row["checksum"] = row_checksum(row, digest)
    return row


def _planned_again(known: OperationRecord, operation: Operation, at: datetime) -> OperationRecord:
    same = replace(operation, id=known.operation.id)
    return OperationRecord(same, OperationState.PLANNED, known.generation + 1, updated_at=at)

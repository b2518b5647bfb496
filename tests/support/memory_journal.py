"""A journal in memory with the promises of the durable one: one transaction a call, append-only facts, claims by its own clock.

For tests only. `on_commit` is called before and after each writing transaction; what it raises is what a crash or a full disk does there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.answer import Attempt
from app.domain.errors import StoreProblem
from app.domain.machine import check, ended_without_effect
from app.domain.operation import Operation, OperationRecord, OperationState
from app.ports.clock import Clock
from app.ports.journal import Batch, Begun, Change, Claim, Fact, Intent, Together, changed, require_current

OnCommit = Callable[[str, str], None]  # (method, 'before' | 'after')


def _quiet(method: str, when: str) -> None:
    del method, when


class MemoryJournal:
    """Implements `JournalStore`."""

    def __init__(self, clock: Clock, on_commit: OnCommit = _quiet) -> None:
        self._clock = clock
        self.on_commit = on_commit
        self._records: dict[str, OperationRecord] = {}
        self._claims: dict[str, Claim] = {}
        self._batches: dict[str, Batch] = {}
        self._facts: list[Fact] = []
        self._tokens = 0
        self.attempts: list[Attempt] = []
        self._before: dict[str, OperationState] = {}

    def plan(self, operations: Sequence[Operation], at: datetime) -> Sequence[OperationRecord]:
        """Enter what is new, plan again what ended without effect, return the rest as it stands."""
        self.on_commit("plan", "before")
        out = [self._entered(operation, at) for operation in operations]
        self.on_commit("plan", "after")
        return out

    def _entered(self, operation: Operation, at: datetime) -> OperationRecord:
        known = self._known(operation)
        if known is None:
            record = OperationRecord(operation, OperationState.PLANNED, updated_at=at)
        elif ended_without_effect(known):
            again = replace(operation, id=known.operation.id)
            record = OperationRecord(again, OperationState.PLANNED, known.generation + 1, updated_at=at)
        else:
            return known
        self._records[record.operation.id] = record
        self._note(record, "planned", "", at)
        return record

    def _known(self, operation: Operation) -> OperationRecord | None:
        identity = (operation.kind, operation.tenant, operation.subject)
        for record in self._records.values():
            one = record.operation
            if (one.kind, one.tenant, one.subject) == identity:
                return record
        return None

    def claim(self, operation_ids: Sequence[str], owner: str, seconds: float) -> dict[str, Claim]:
        """Take what is free, ended or our own."""
        self.on_commit("claim", "before")
        now = self._clock.now()
        taken: dict[str, Claim] = {}
        for one in operation_ids:
            held = self._claims.get(one)
            if held is not None and held.owner != owner and now < held.until <= now + timedelta(seconds=2 * seconds):
                continue
            self._tokens += 1
            taken[one] = Claim(owner, str(self._tokens), now + timedelta(seconds=seconds))
        self._claims.update(taken)
        return taken

    def renew(self, claims: dict[str, Claim], seconds: float) -> dict[str, Claim]:
        """Prolong those that are still ours."""
        self.on_commit("renew", "before")
        until = self._clock.now() + timedelta(seconds=seconds)
        mine = {one: replace(claim, until=until) for one, claim in claims.items() if self._is(one, claim)}
        self._claims.update(mine)
        return mine

    def release(self, claims: dict[str, Claim]) -> None:
        """Give back those that are still ours."""
        self.on_commit("release", "before")
        for one, claim in claims.items():
            if self._is(one, claim):
                del self._claims[one]

    def _is(self, one: str, claim: Claim) -> bool:
        held = self._claims.get(one)
        return held is not None and held.token == claim.token

    def holds(self, claims: dict[str, Claim], seconds_left: float) -> bool:
        """Whether all are ours for that long."""
        least = self._clock.now() + timedelta(seconds=seconds_left)
        return all(self._is(one, claim) and self._claims[one].until >= least for one, claim in claims.items())

    def begin(self, batch: Batch, changes: Sequence[Change], claims: dict[str, Claim]) -> Begun:
        """Write the batch and its members' SENDING."""
        intent = Intent(batch, tuple(changes), claims)
        if not self._may_begin(intent):
            return None
        self.on_commit("begin", "before")
        begun = self._begin(intent)
        self.on_commit("begin", "after")
        return begun

    def _may_begin(self, intent: Intent) -> bool:
        batch = intent.batch
        if set(intent.claims) != set(batch.members) or not self.holds(intent.claims, 0):
            return False
        known = self._batches.get(batch.id)
        if known is not None and (known.members, known.key, known.body) != (batch.members, batch.key, batch.body):
            raise StoreProblem("A batch was to be sent again with another content")
        self._check(intent.changes)
        return True

    def _begin(self, intent: Intent) -> list[OperationRecord]:
        self._batches.setdefault(intent.batch.id, intent.batch)
        return self._write(intent.changes, self._clock.now())

    def record_and_begin(self, answers: Sequence[Change], at: datetime, intents: Sequence[Intent]) -> Together:
        """One transaction, of which both sides are told under both names."""
        self._check(answers)
        may_begin = [self._may_begin(intent) for intent in intents]
        for method in ("record", "begin"):
            self.on_commit(method, "before")
        written = self._write(answers, at)
        begun = tuple(self._begin(intent) if may else None for intent, may in zip(intents, may_begin, strict=True))
        for method in ("record", "begin"):
            self.on_commit(method, "after")
        return written, begun

    def record(
        self, changes: Sequence[Change], at: datetime, attempt: Attempt | None = None
    ) -> Sequence[OperationRecord]:
        """Write new states."""
        self._check(changes)
        self.on_commit("record", "before")
        if attempt is not None:
            self.attempts.append(attempt)
        written = self._write(changes, at)
        self.on_commit("record", "after")
        return written

    def _check(self, changes: Sequence[Change]) -> None:
        """The table of transitions holds on disk too."""
        for change in changes:
            record = self._records[change.operation_id]
            require_current(record, change)
            check(record, change.state, before=self._before.get(change.operation_id))

    def _write(self, changes: Sequence[Change], at: datetime) -> list[OperationRecord]:
        for change in changes:
            record = self._records[change.operation_id]
            if change.state is OperationState.SENDING:
                self._before[change.operation_id] = record.state
            record = changed(record, change, at)
            self._records[change.operation_id] = record
            self._note(record, change.fact, change.text, at)
        return [self._records[one] for one in dict.fromkeys(change.operation_id for change in changes)]

    def _note(self, record: OperationRecord, kind: str, text: str, at: datetime) -> None:
        json.loads(text or "{}")
        fact = Fact(len(self._facts) + 1, at, record.operation.id, kind, record.state, record.generation, text)
        self._facts.append(fact)

    def batch(self, batch_id: str) -> Batch:
        """A batch as it was first sent."""
        if batch_id not in self._batches:
            raise StoreProblem("This batch is not in the journal")
        return self._batches[batch_id]

    def record_of(self, operation_id: str) -> OperationRecord:
        """One operation."""
        if operation_id not in self._records:
            raise StoreProblem("This operation is not in the journal")
        return self._records[operation_id]

    def records(
        self,
        *,
        run_id: str = "",
        states: Sequence[OperationState] = (),
        subjects: Sequence[str] = (),
        connection_id: str = "",
        ids: Sequence[str] = (),
    ) -> Sequence[OperationRecord]:
        """Those that meet every condition given."""
        subject_set, id_set = set(subjects), set(ids)
        return [
            record
            for record in self._records.values()
            if (not run_id or record.operation.run_id == run_id)
            and (not states or record.state in states)
            and (not subjects or record.operation.subject in subject_set)
            and (not connection_id or record.operation.connection_id == connection_id)
            and (not ids or record.operation.id in id_set)
        ]

    def facts(self, operation_id: str = "", run_id: str = "") -> Sequence[Fact]:
        """The story, oldest first."""
        return [
            fact
            for fact in self._facts
            if (not operation_id or fact.operation_id == operation_id)
            and (not run_id or self._records[fact.operation_id].operation.run_id == run_id)
        ]

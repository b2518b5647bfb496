"""Handlers and a guard over the simulated world. At every first byte they ask the journal whether the intent is in it (I7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.answer import Attempt, GuardOutcome, GuardResult, Hit, LookUp, RemoteState
from app.domain.constants import CHECK_AGE, MARK_AGE
from app.domain.errors import ExpectedProblem, IncompleteRead
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready
from app.domain.run import Stop
from app.engine.invariants import body_hash
from app.ports.journal import JournalStore
from app.ports.operations import IfAbsent, Prepared
from tests.simulation.world import World


class MakingHandler:
    """Creates documents or contacts in batches; the key is honoured for its time."""

    batch_bytes = 100_000
    repeatable = False
    if_absent = IfAbsent.RESEND

    def __init__(
        self,
        world: World,
        journal: JournalStore,
        kind: OperationKind,
        *,
        batch_limit: int = 3,
        concurrency: int = 1,
        trusts_key: bool = True,
    ) -> None:
        self.world = world
        self.journal = journal
        self.kind = kind
        self.batch_limit = batch_limit
        self.concurrency = concurrency
        self.trusts_key = trusts_key

    def credential(self) -> str:
        return self.world.credential

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        lines = [f"{m.operation.payload}|{sorted(m.resolved.items())}" for m in members]
        return Prepared("PUT", "/documents", "\n".join(lines).encode(), tuple(m.operation.id for m in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        del stop
        self.world.calls["send"] += 1
        self.require_intent(prepared, key)
        self.require_check(members)
        return self.world.perform([member.operation for member in members], key, keyed=self.trusts_key)

    def require_intent(self, prepared: Prepared, key: str) -> None:
        """I7: committed before the first byte, with this very body and key."""
        for one in prepared.members:
            record = self.journal.record_of(one)
            fits = record.state is OperationState.SENDING and record.key == key
            if not fits or self.journal.batch(record.batch_id).body_hash != body_hash(prepared.body):
                self.world.books.broken.append(f"I7: {one} was sent in state {record.state} without its intent")

    def require_check(self, members: Sequence[Ready]) -> None:
        """The source was read at most CHECK_AGE before the first byte."""
        if self.kind is OperationKind.CREATE_CONTACT:
            return
        now = self.world.clock.monotonic()
        for member in members:
            if now - self.world.books.checked.get(member.operation.id, float("-inf")) > CHECK_AGE.total_seconds():
                self.world.books.broken.append(f"I5: {member.operation.subject} was sent on an old check")

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        del stop
        self.world.calls["find"] += 1
        self.world.clock.pass_time(0.3)
        if self.world.budget > 0 and self.world.random.random() < 0.15:
            self.world.budget -= 1
            raise IncompleteRead("The list ended early")
        return {record.operation.id: self._found(record.operation) for record in records}

    def _found(self, operation: Operation) -> LookUp:
        visible = self.world.clock.monotonic() - self.world.lag
        hits = tuple(
            Hit(made.remote_id, ours=True, live=made.live, total=made.total)
            for made in self.world.books.made
            if made.marker == operation.marker and made.subject == operation.subject and made.at <= visible
        )
        return LookUp(complete=True, hits=hits)

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        del stop
        self.world.calls["read_back"] += 1
        began = self.world.clock.monotonic()
        self.world.clock.pass_time(0.3)
        by_id = {made.remote_id: made for made in self.world.books.made}
        states: dict[str, RemoteState] = {}
        for record in records:
            made = by_id.get(record.remote_id)
            live = made is not None and made.live
            if live:
                self.world.books.read_good[record.remote_id] = began
            states[record.operation.id] = RemoteState(made is not None, live, total=made.total if made else None)
        return states


class MarkingHandler(MakingHandler):
    """Sets a mark in the source, one at a time, no key; the world looks whether the document was just read back (I2)."""

    repeatable = True

    def __init__(self, world: World, journal: JournalStore) -> None:
        super().__init__(world, journal, OperationKind.MARK_PROCESSED, batch_limit=1, trusts_key=False)

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        for member in members:
            self._require_read_back(member)
        return super().send(prepared, members, key, stop)

    def _found(self, operation: Operation) -> LookUp:
        """A value is set or not, however often it was set."""
        found = super()._found(operation)
        return LookUp(found.complete, found.hits[:1])

    def _require_read_back(self, member: Ready) -> None:
        now = self.world.clock.monotonic()
        for remote_id in member.resolved.values():
            read = self.world.books.read_good.get(remote_id, float("-inf"))
            if now - read > MARK_AGE.total_seconds():
                self.world.books.broken.append(f"I2: {member.operation.subject} was marked without a fresh read-back")


class SourceGuard:
    """What the source says right before a send."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.outcomes: dict[str, GuardOutcome] = {}
        self.problem: ExpectedProblem | None = None

    def __call__(self, operations: Sequence[Operation], stop: Stop) -> Mapping[str, GuardResult]:
        del stop
        self.world.calls["guard"] += 1
        if self.problem is not None:
            raise self.problem
        self.world.books.checked.update(dict.fromkeys((one.id for one in operations), self.world.clock.monotonic()))
        self.world.clock.pass_time(0.4)
        return {one.id: GuardResult(self._word(one)) for one in operations}

    def _word(self, operation: Operation) -> GuardOutcome:
        if self.world.budget > 0 and self.world.random.random() < 0.03:
            self.world.budget -= 1
            return GuardOutcome.UNREADABLE
        return self.outcomes.get(operation.source_id, GuardOutcome.CLEAR)

"""Where a process can be killed: around every commit of the journal, and around every request that changes something.

The steps are counted, not timed, so that "killed at step seven" means the same every time. Nothing of this is in the application:
the journal and the handlers of a life are wrapped here.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from app.bootstrap.engine_room import Handlers
from app.domain.answer import Attempt, LookUp, RemoteState
from app.domain.operation import Operation, OperationKind, OperationRecord, Ready
from app.domain.run import Stop
from app.engine.context import Destination
from app.ports.clock import Chance, Clock
from app.ports.journal import Batch, Begun, Change, Claim, Intent, Together
from app.ports.operations import OperationHandler, Prepared
from app.store.database import Database
from app.store.journal import Journal

Said = Callable[[str], None]


def kill_this_process() -> None:
    """As `kill -9` does: nothing is closed, flushed or told any more."""
    os.kill(os.getpid(), signal.SIGKILL)


class Steps:
    """Counts the steps of one life; at one of them `said` hears where, and `end` ends it. It must not return."""

    def __init__(self, die_at: int, said: Said, end: Callable[[], None] = kill_this_process) -> None:
        self.count = 0
        self._die_at = die_at
        self._said = said
        self._end = end

    def reach(self, name: str) -> None:
        """A step is reached."""
        self.count += 1
        if self.count == self._die_at:
            self._said(name)
            self._end()


class MortalJournal(Journal):
    """The durable journal of a life that may end before and after each commit."""

    def __init__(
        self, database: Database, clock: Clock, chance: Chance, counted: Callable[[int], None], steps: Steps
    ) -> None:
        self._steps = steps

        def count(facts: int) -> None:
            steps.reach("committed, not counted")
            counted(facts)

        super().__init__(database, clock, chance, count)

    def plan(self, operations: Sequence[Operation], at: datetime) -> Sequence[OperationRecord]:
        self._steps.reach("before planned")
        planned = super().plan(operations, at)
        self._steps.reach("planned")
        return planned

    def claim(self, operation_ids: Sequence[str], owner: str, seconds: float) -> dict[str, Claim]:
        self._steps.reach("before claimed")
        claims = super().claim(operation_ids, owner, seconds)
        self._steps.reach("claimed")
        return claims

    def renew(self, claims: dict[str, Claim], seconds: float) -> dict[str, Claim]:
        self._steps.reach("before renewed")
        return super().renew(claims, seconds)

    def release(self, claims: dict[str, Claim]) -> None:
        self._steps.reach("before released")
        super().release(claims)
        self._steps.reach("released")

    def begin(self, batch: Batch, changes: Sequence[Change], claims: dict[str, Claim]) -> Begun:
        self._steps.reach("before sending was written")
        begun = super().begin(batch, changes, claims)
        self._steps.reach("sending was written")
        return begun

    def record_and_begin(self, answers: Sequence[Change], at: datetime, intents: Sequence[Intent]) -> Together:
        self._steps.reach("before an answer and the next sending were written")
        begun = super().record_and_begin(answers, at, intents)
        self._steps.reach("an answer and the next sending were written")
        return begun

    def record(
        self, changes: Sequence[Change], at: datetime, attempt: Attempt | None = None
    ) -> Sequence[OperationRecord]:
        what = ", ".join(sorted({change.fact for change in changes}))
        self._steps.reach(f"before '{what}' was written")
        written = super().record(changes, at, attempt)
        self._steps.reach(f"'{what}' was written")
        return written


class MortalHandler:
    """A handler of a life that may end just before the first byte leaves and just after the last one has come."""

    def __init__(self, inner: OperationHandler, steps: Steps) -> None:
        self._inner = inner
        self._steps = steps
        self.kind: OperationKind = inner.kind
        self.batch_limit = inner.batch_limit
        self.batch_bytes = inner.batch_bytes
        self.concurrency = inner.concurrency
        self.trusts_key = inner.trusts_key
        self.if_absent = inner.if_absent
        self.repeatable = inner.repeatable

    def credential(self) -> str:
        return self._inner.credential()

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        return self._inner.prepare(members)

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        self._steps.reach("before the first byte")
        attempt = self._inner.send(prepared, members, key, stop)
        self._steps.reach("answered, not written")
        return attempt

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        self._steps.reach("before a look-up")
        return self._inner.find(records, stop)

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        self._steps.reach("before reading back")
        return self._inner.read_back(records, stop)


class MortalHandlers(Mapping[Destination, OperationHandler]):
    """All handlers of a life."""

    def __init__(self, inner: Handlers, steps: Steps) -> None:
        self._inner = inner
        self._steps = steps

    def __getitem__(self, destination: Destination) -> OperationHandler:
        return MortalHandler(self._inner[destination], self._steps)

    def __iter__(self) -> Iterator[Destination]:
        return iter(self._inner)

    def __len__(self) -> int:
        return len(self._inner)

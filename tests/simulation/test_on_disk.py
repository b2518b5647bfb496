"""The same stories over the durable journal, killed around its commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.answer import Attempt
from app.domain.operation import Operation, OperationRecord
from app.ports.journal import Batch, Begun, Change, Claim, Intent, JournalStore, Together
from app.store.journal import Journal
from app.store.sqlite_file import FileDatabase
from tests.simulation.kill import Killer
from tests.simulation.scenario import Simulation, violations
from tests.simulation.time import SimulatedClock
from tests.support.time_and_chance import TestChance


class KilledJournal(Journal):
    """The durable journal of a process that may be killed right before and right after each commit."""

    killer: Killer

    def plan(self, operations: Sequence[Operation], at: datetime) -> Sequence[OperationRecord]:
        self.killer.step("plan before")
        planned = super().plan(operations, at)
        self.killer.step("plan after")
        return planned

    def claim(self, operation_ids: Sequence[str], owner: str, seconds: float) -> dict[str, Claim]:
        self.killer.step("claim before")
        return super().claim(operation_ids, owner, seconds)

    def release(self, claims: dict[str, Claim]) -> None:
        self.killer.step("release before")
        super().release(claims)

    def begin(self, batch: Batch, changes: Sequence[Change], claims: dict[str, Claim]) -> Begun:
        self.killer.step("begin before")
        begun = super().begin(batch, changes, claims)
        self.killer.step("begin after")
        return begun

    def record_and_begin(self, answers: Sequence[Change], at: datetime, intents: Sequence[Intent]) -> Together:
        self.killer.step("record before")
        begun = super().record_and_begin(answers, at, intents)
        self.killer.step("begin after")
        return begun

    def record(
        self, changes: Sequence[Change], at: datetime, attempt: Attempt | None = None
    ) -> Sequence[OperationRecord]:
        self.killer.step("record before")
        written = super().record(changes, at, attempt)
        self.killer.step("record after")
        return written


@pytest.mark.parametrize("seed", range(12))
def test_no_seed_breaks_a_rule_on_disk(seed: int, tmp_path: Path) -> None:
    database = FileDatabase(tmp_path / "ledgerferry.db")
    database.open()

    def on_disk(clock: SimulatedClock, chance: TestChance, killer: Killer) -> JournalStore:
        journal = KilledJournal(database, clock, chance, lambda count: None)
        journal.killer = killer
        return journal

    simulation = Simulation(seed, make_journal=on_disk)
    simulation.run()
    assert violations(simulation) == []
    database.close()

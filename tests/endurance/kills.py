"""Killed at every step, and again at every step of the recovery; the books then say: nothing twice, nothing lost, the journal true.

The recovery is every life after the kill until the operation has come to its end: the program started again at once, and once more each
time after absence may be believed. A second kill strikes at each step of each of these lives. All cases that are killed the same way are
carried by one process after another, life by life (`crowd`).
"""

from __future__ import annotations

import shutil
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from app.domain.operation import OperationState
from app.engine.safeguards import ALL_ON, Safeguards
from tests.endurance.collection_kinds import COLLECTION_KINDS
from tests.endurance.collection_stage import CollectionStage
from tests.endurance.crowd import live_together
from tests.endurance.kinds import KINDS
from tests.endurance.lives import Ended, Life
from tests.endurance.stage import SETTLED, XERO, Case, Killing, Stage
from tests.endurance.wire import Wire

AFTERWARDS = 5
"""Lives that are left alone after the last kill; all of them must not be needed."""
TRIES, _SPARE = 3, 20
"""So often a step that did not come is waited for again, with cases that are laid in for it."""
TOGETHER = 40
"""Cases that one process carries."""
_MOST_SINGLE, _MOST_DOUBLE = 26, 450
"""Kills of a row, of which the cases are laid in for; a row with more of them fails with a word."""

Plan = Mapping[int, int]
"""In which life (1, 2, ...) a program is killed, and at which step."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: a kind of operation and the ledger of its books."""

    name: str
    ledger: str = XERO

    @property
    def collects(self) -> bool:
        """Whether it is one of collection."""
        return self.name in COLLECTION_KINDS


def rows(ledgers: Sequence[str], names: Sequence[str] = ()) -> list[Row]:
    """Every row for these ledgers, or those of these names."""
    every = [Row(name, ledger) for ledger in ledgers for name in (*KINDS, *COLLECTION_KINDS)]
    return [row for row in every if not names or row.name in names]


@dataclass(slots=True)
class KindResult:
    """What the kills of one row came to. `asked` counts the ends that wait for a person, with a reason."""

    row: Row
    steps: int = 0
    single: int = 0
    double: int = 0
    left_out: int = 0
    lives: int = 0
    asked: int = 0
    requests: int = 0
    seconds: float = 0.0
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    @property
    def violations(self) -> list[str]:
        """Everything that must not be."""
        found = self.doubled + self.lost + self.untrue + self.broken
        return [f"{self.row.ledger} {self.row.name} {words}" for words in found]


@dataclass(slots=True)
class Told:
    """One case: how it was to be killed, and its lives."""

    case: Case
    plan: Plan
    path: Path
    lives: list[Ended] = field(default_factory=list)
    is_repeated: bool = False

    @property
    def next_life(self) -> Life:
        """The one that comes now."""
        number, known = len(self.lives) + 1, max((one.head for one in self.lives), default=(0, ""))
        return Life(self.case, self.path, self.plan.get(number, 0), known)

    @property
    def is_over(self) -> bool:
        """Whether every kill has struck and the last life left nothing to do; or something went wrong."""
        if not self.lives:
            return False
        last = self.lives[-1]
        return bool(last.complaint) or (len(self.lives) > max(self.plan, default=0) and last.is_over)

    @property
    def missed(self) -> bool:
        """Whether a step at which it was to be killed never came."""
        return any(len(self.lives) < number or not self.lives[number - 1].killed_at for number in self.plan)

    @property
    def name(self) -> str:
        """The case with its story, for a complaint."""
        return f"{self.case.name} ({' > '.join(one.killed_at or 'ended' for one in self.lives)})"


class KindKiller:
    """All kills of one row. `every` takes each so-many-th second kill only, beginning at `first`."""

    def __init__(
        self, stage: Stage, row: Row, killing: Killing, supply: Iterator[Any], every: int = 1, first: int = 0
    ) -> None:
        self._stage = stage
        self._killing = killing
        self._supply = supply
        self._every, self._turn = every, first
        self._wire = Wire(stage)
        self._places = 0
        self.result = KindResult(row)
        self._told: list[Told] = []

    def run(self) -> None:
        """Kill at each step, and within each recovery likewise; then ask the books. `result` has what came of it."""
        (whole,) = self._carry([{}])
        self.result.steps = whole.lives[0].steps
        singles = self._strike([{1: step} for step in range(1, self.result.steps + 1)])
        self.result.single = len(singles)
        for plans in self._seconds(singles).values():  # those that are killed in the same life wait at the same times
            for start in range(0, len(plans), TOGETHER):
                self.result.double += len(self._strike(plans[start : start + TOGETHER]))
        self._judge()

    def _seconds(self, singles: Sequence[Told]) -> dict[int, list[Plan]]:
        """Second kills by the life in which they strike."""
        plans: dict[int, list[Plan]] = {}
        for told in singles:
            for life, ended in enumerate(told.lives[1:], 2):
                for step in range(1, ended.steps + 1):
                    self._turn += 1
                    if self._turn % self._every == 0:
                        plans.setdefault(life, []).append({**told.plan, life: step})
                    else:
                        self.result.left_out += 1
        return plans

    def _strike(self, plans: Sequence[Plan]) -> list[Told]:
        """As `_carry`, and again with what a busy computer let come too late: a recovery looks up what is too old to be repeated."""
        told = self._carry(plans)
        for _ in range(TRIES):
            missed = [one for one in told if one.missed and not one.lives[-1].complaint]
            if not missed:
                break
            for one in missed:
                one.is_repeated = True
            told = [one for one in told if one not in missed] + self._carry([one.plan for one in missed])
        return told

    def _carry(self, plans: Sequence[Plan]) -> list[Told]:
        """Some cases, life by life, until each has come to its end."""
        told = [Told(case, plan, self._journal()) for case, plan in zip(self._cases(len(plans)), plans, strict=True)]
        last_kill = max((max(plan, default=0) for plan in plans), default=0)
        for _ in range(last_kill + AFTERWARDS):
            going = [one for one in told if not one.is_over]
            if not going:
                break
            for one, ended in zip(going, live_together(self._stage, [one.next_life for one in going]), strict=True):
                one.lives.append(ended)
            self.result.lives += len(going)
            if any(not one.is_over and not one.lives[-1].killed_at for one in going):
                self._stage.wait(SETTLED)  # what is not proven absent yet is looked up again when that can be believed
        for one in told:
            self._wire.read(one.path)
            shutil.rmtree(one.path.parent)
        self._told += told
        return told

    def _cases(self, many: int) -> list[Case]:
        taken = list(islice(self._supply, many * self._killing.takes))
        assert len(taken) == many * self._killing.takes, f"{self.result.row}: more steps than cases"
        self._stage.begin_base()
        cases = self._killing.lay(self._stage, taken)
        self._stage.be_still()
        self._wire.read(self._stage.base)
        return cases

    def _journal(self) -> Path:
        self._places += 1
        return self._stage.copy_base(self._stage.folder / f"case-{self._places}")

    def _judge(self) -> None:
        books = self._stage.books()
        for told in self._told:
            counts = list(told.case.seen(books))
            self._judge_end(told, counts)
            if max(counts) > 1:
                self.result.doubled.append(f"{told.name}: {counts} times")
            self.result.places.update({one.killed_at for one in told.lives} - {""})
        self.result.requests = self._wire.judge(self.result.broken)

    def _judge_end(self, told: Told, counts: Sequence[int]) -> None:
        last = told.lives[-1]
        if last.complaint or (told.missed and not told.is_repeated):
            self.result.broken.append(f"{told.name}: {last.complaint or f'not killed at {dict(told.plan)}'}")
            return
        if len(last.records) != len(counts):
            self.result.untrue.append(f"{told.name}: {last.records}")
        for record, count in zip(last.records, counts, strict=False):
            _, state, _, reason, sentence = record
            if state == OperationState.REVIEW and reason and sentence:
                self.result.asked += 1
            elif state != OperationState.DONE:
                self.result.untrue.append(f"{told.name}: {record}")
            elif count < 1:
                self.result.lost.append(f"{told.name}: {record}")


def stages(rows: Sequence[Row], every: int) -> list[list[Row]]:
    """Which rows share a stage: none in the complete table, so that they can be killed side by side; in a sample what fits together."""
    if every == 1:
        return [[row] for row in rows]
    return [list(group) for _, group in groupby(rows, lambda row: (row.ledger, row.collects))]


def kill_rows(
    rows: Sequence[Row], folder: Path, *, every: int = 1, first: int = 0, safeguards: Safeguards = ALL_ON
) -> list[KindResult]:
    """All kills of some rows, one after another on one stage, made in `folder`."""
    killings = [COLLECTION_KINDS[row.name] if row.collects else KINDS[row.name] for row in rows]
    made = CollectionStage if rows[0].collects else Stage
    cases = 1 + _MOST_SINGLE + _SPARE + -(-_MOST_DOUBLE // every)
    results: list[KindResult] = []
    with made(folder, cases * sum(one.takes for one in killings), rows[0].ledger, safeguards) as stage:
        supply = iter(stage.supply)
        for row, killing in zip(rows, killings, strict=True):
            began = time.monotonic()
            killer = KindKiller(stage, row, killing, supply, every, first)
            try:
                killer.run()
            except Exception:  # the rows after it are killed all the same; this one does not hold
                killer.result.broken.append(traceback.format_exc())
            killer.result.seconds = time.monotonic() - began
            results.append(killer.result)
    return results

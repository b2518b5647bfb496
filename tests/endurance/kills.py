"""Killed at every step, and again at every step of the recovery; the books then say: nothing twice, nothing lost, the journal true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.operation import OperationKind, OperationState
from tests.endurance.collection_kinds import COLLECTION_KINDS
from tests.endurance.collection_stage import CollectionStage
from tests.endurance.kinds import KINDS
from tests.endurance.lives import Ended, live
from tests.endurance.stage import Case, Stage

MOST_STEPS = 60
LIVES = 4
SETTLED = 17 * 60.0
"""Seconds after which absence is believed, and a little more."""


@dataclass(slots=True)
class KindResult:
    """What the kills of one kind came to."""

    kind: OperationKind
    steps: int = 0
    single: int = 0
    double: int = 0
    lives: int = 0
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    @property
    def violations(self) -> list[str]:
        """Everything that must not be."""
        return self.doubled + self.lost + self.untrue + self.broken


@dataclass(slots=True)
class _Told:
    case: Case
    story: str
    last: Ended


class KindKiller:
    """All kills of one kind. `every` takes each so-many-th second kill only, beginning at `first`."""

    def __init__(self, stage: Stage, kind: OperationKind, cases: list[Case], every: int = 1, first: int = 0) -> None:
        self._stage = stage
        self._cases: Iterator[Case] = iter(cases)
        self.result = KindResult(kind)
        self._told: list[_Told] = []
        self._every, self._turn = every, first

    def run(self) -> KindResult:
        """Kill at each step until there is none left, and within each recovery likewise."""
        for first in range(1, MOST_STEPS):
            ended, recovery = self._case([first])
            if ended is None or ended.finished:
                self.result.steps = first - 1
                break
            self.result.single += 1
            self._second(first, recovery)
        self._ask_the_books()
        return self.result

    def _second(self, first: int, recovery: int) -> None:
        for second in range(1, recovery + 1):
            self._turn += 1
            if self._turn % self._every == 0:
                self._case([first, second])
                self.result.double += 1

    def _case(self, kills: list[int]) -> tuple[Ended | None, int]:
        """One case: killed at these steps, one life each, then left alone. How the first life ended; steps of the last."""
        case = next(self._cases, None)
        assert case is not None, f"{self.result.kind}: more steps than cases"
        path = self._stage.copy_base(self._stage.folder / f"{self.result.kind}-{self.result.lives}")
        known, firsts, story = (0, ""), [], []
        ended = Ended()
        for die_at in [*kills, *[0] * LIVES]:
            ended = live(self._stage, case, path, die_at, known)
            self.result.lives += 1
            firsts.append(ended)
            known = max(known, ended.head)
            story.append(ended.killed_at or "ended")
            self.result.places.update({ended.killed_at} - {""})
            if ended.complaint or (die_at == 0 and _is_over(ended)):
                break
            if die_at == 0:  # what is not proven absent yet is looked up again when that can be believed
                self._stage.wait(SETTLED)
        self._told.append(_Told(case, " > ".join(story), ended))
        return firsts[0], ended.steps

    def _ask_the_books(self) -> None:
        books, rows = self._stage.books(), self._stage.source_rows()
        for told in self._told:
            name = f"{told.case.name} ({told.story})"
            seen = int(told.case.seen(books, rows))
            if seen > 1:
                self.result.doubled.append(f"{name}: {seen} times")
            if seen < 1:
                self.result.lost.append(name)
            if told.last.complaint:
                self.result.broken.append(f"{name}: {told.last.complaint}")
            elif [row[1] for row in told.last.records] != [OperationState.DONE]:
                self.result.untrue.append(f"{name}: {told.last.records}")


def _is_over(ended: Ended) -> bool:
    return bool(ended.records) and all(OperationState(row[1]).is_final for row in ended.records)


def kill_kind(folder: Path, kind: OperationKind, *, cases: int, every: int = 1, first: int = 0) -> KindResult:
    """All kills of a kind on a stage of its own."""
    if kind in COLLECTION_KINDS:
        with CollectionStage(folder, cases) as collection:
            laid = COLLECTION_KINDS[kind](collection, cases)
            collection.be_still()
            return KindKiller(collection, kind, laid, every, first).run()
    with Stage(folder, cases) as stage:
        made = KINDS[kind](stage, stage.documents)
        stage.be_still()
        return KindKiller(stage, kind, made, every, first).run()

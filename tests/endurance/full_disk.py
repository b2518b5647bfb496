"""The disk is full at one commit of a send, and at every one after it: nothing is sent that was not written before, nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from app.domain.run import Stop
from app.engine.engine import Engine
from app.store.gate import Counter, inspect
from app.store.journal import Journal
from app.store.sqlite_file import FileDatabase
from tests.endurance.kinds import KINDS
from tests.endurance.lives import Life, fork, live
from tests.endurance.stage import RUN, Case, Impatient, Stage
from tests.endurance.steps import Steps

MOST = 30


class FullDatabase(FileDatabase):
    """A file on a disk that fills up at a commit. `freed` is what the reserve gives back."""

    def __init__(self, path: Path, full_from: int) -> None:
        super().__init__(path)
        self._full_from = full_from
        self.commits = 0
        self.freed = False

    @contextmanager
    def writing(self) -> Iterator[None]:
        with super().writing():
            yield
            self.commits += 1
            if self.commits >= self._full_from and not self.freed:
                raise sqlite3.OperationalError("database or disk is full")


@dataclass(slots=True)
class FullResult:
    """What became of a send at each full commit."""

    commits: int = 0
    cases: int = 0
    said: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)


def _life(stage: Stage, case: Case, path: Path, full_from: int, reserve: bool, say: Callable[[object], None]) -> None:
    database, counter = FullDatabase(path, MOST * 100), Counter(path.with_name("facts.count"))
    database.open()
    assert inspect(database, counter).may_send
    database.commits, database._full_from = 0, full_from
    journal = Journal(database, stage.clock, stage.chance, counter.raise_to)
    context = stage.context(journal, "this computer/0", Steps(0, lambda name: None))
    freed = partial(setattr, database, "freed", True)
    clock = Impatient(stage.still)
    engine = Engine(replace(context, clock=clock, release_reserve=freed if reserve else None))
    try:
        outcomes = engine.execute(RUN, case.make(), Stop())
        paused = outcomes.paused
        say({"said": paused.problem.sentence if paused is not None else "", "commits": database.commits})
    except Exception as problem:
        say({"said": str(problem), "commits": database.commits})


def fill_up(folder: Path, kind: str, *, cases: int = 60) -> FullResult:
    """Every commit of a send of this kind (a name in `KINDS`), with and without a reserve; then space, and the program again."""
    result = FullResult()
    with Stage(folder, cases) as stage:
        made = iter(KINDS[kind].lay(stage, stage.documents))
        stage.be_still()
        told: list[tuple[Case, str]] = []
        for reserve in (False, True):
            for full_from in range(1, MOST):
                case = next(made)
                path = stage.copy_base(folder / f"full-{result.cases}")
                said, ended_by = fork(partial(_life, stage, case, path, full_from, reserve))
                result.cases += 1
                name = f"{case.name}: full from commit {full_from}, reserve {reserve}"
                if ended_by or not said or "said" not in said[0]:
                    result.violations.append(f"{name}: {said} {ended_by}")
                    break
                result.said.add(said[0]["said"])
                last = live(stage, Life(case, path))
                told.append((case, name))
                if last.complaint or [row[1] for row in last.records] != ["done"]:
                    result.violations.append(f"{name}: {last.records} {last.complaint}")
                if not said[0]["said"]:
                    result.commits = max(result.commits, full_from - 1)
                    break
        books = stage.books()
        result.violations += [name for case, name in told if list(case.seen(books)) != [1]]
    return result

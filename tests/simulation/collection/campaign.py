"""One schedule after another over records of its own; a crash of the program breaks a rule too."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.collection.rules import Rule
from tests.simulation.collection.story import Story
from tests.simulation.time import START

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, where the system has it


@dataclass(slots=True)
class Tally:
    """What a number of schedules came to. `ended`: how many operations of a kind ended how; `broken` are rules in words by seed."""

    days: int = 0
    writes: int = 0
    kills: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Count another one in."""
        self.days += other.days
        self.writes += other.writes
        self.kills += other.kills
        self.ended += other.ended
        self.broken.update(other.broken)


@contextmanager
def records() -> Iterator[Path]:
    """A place for the records of one schedule; its warnings are about what is done to it on purpose, so the log is silent."""
    folder = Path(tempfile.mkdtemp(prefix="collection-", dir=_MEMORY if _MEMORY.is_dir() else None))
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield folder / "ledgerferry.db"
    finally:
        logging.disable(before)
        shutil.rmtree(folder, ignore_errors=True)


def play(seed: int, rule: Rule | None = None) -> Tally:
    """Run one schedule, with a rule taken out where a test wants that."""
    bend, guards = (rule.bend, rule.guards) if rule else (None, True)
    with records() as path:
        story = Story(seed, path, bend=bend, guards=guards)
        try:
            broken = story.run()
        except Exception as problem:  # the program must not fall over, whatever the seed
            broken = [f"crash: {type(problem).__name__}: {problem}"]
        ended = Counter(f"{record.operation.kind.value} {record.state.value}" for record in story.records())
        story.close()
    days = (story.clock.true_now() - START).days
    return Tally(days, story.oracle.writes, story.kills, ended, {seed: broken} if broken else {})


def caught_by(rule: Rule, start: int, most: int) -> tuple[int, str] | None:
    """The first schedule from `start` on that notices the rule's absence, and in what words."""
    for seed in range(start, start + most):
        found = play(seed, rule).broken.get(seed, [])
        hit = next((words for words in found if words.split(":")[0] in rule.serves), None)
        if hit is not None:
            return seed, hit
    return None

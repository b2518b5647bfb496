"""One schedule after another over records of its own; a crash of the program breaks a rule too. Seeds that failed once are kept."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.simulation.campaign import Hung, in_time
from tests.simulation.collection.rules import Rule
from tests.simulation.collection.story import Story
from tests.simulation.quick_records import QuickRecords, empty_records
from tests.simulation.time import START

FAILED_SEEDS = Path(__file__).with_name("failed_seeds.txt")
"""Every seed that ever broke a rule, one in a line: 'xero 1157  # which rule, and what mended it'."""
Seed = tuple[str, int]
"""(ledger, number); with '' the number draws the ledger."""


@dataclass(slots=True)
class Tally:
    """What a number of schedules came to. `ended`: how many operations of a kind ended how; `broken` are rules in words by seed."""

    schedules: Counter[str] = field(default_factory=Counter)
    days: int = 0
    writes: int = 0
    kills: int = 0
    met: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    broken: dict[Seed, list[str]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Count another one in."""
        self.schedules += other.schedules
        self.days += other.days
        self.writes += other.writes
        self.kills += other.kills
        self.met += other.met
        self.ended += other.ended
        self.broken.update(other.broken)


@cache
def _empty() -> bytes:
    return empty_records()


@contextmanager
def silence() -> Iterator[None]:
    """A schedule's warnings are about what is done to it on purpose."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def story_of(seed: Seed, rule: Rule | None = None) -> Story:
    """A schedule over records of its own, with a rule taken out where a test wants that."""
    return Story(seed[1], QuickRecords(_empty()), ledger=seed[0], taken=rule.taken if rule else None)


def play(seed: Seed, rule: Rule | None = None) -> Tally:
    """Run one schedule."""
    with silence():
        story = story_of(seed, rule)
        try:
            with in_time():
                broken = story.run()
        except Hung as problem:
            broken = [f"hangs: {problem}"]
        except Exception as problem:  # the program must not fall over, whatever the seed
            broken = [*story.oracle.broken, f"crash: {type(problem).__name__}: {problem}"]
        ended = Counter(f"{record.operation.kind.value} {record.state.value}" for record in story.records())
        story.close()
    days = (story.clock.true_now() - START).days
    named = {(story.ledger, seed[1]): broken} if broken else {}
    kinds = Counter({f"{story.ledger}, {len(story.houses)} at once": 1})
    return Tally(kinds, days, story.oracle.writes, story.kills, story.met, ended, named)


def failed_seeds() -> list[Seed]:
    """The seeds that ever broke a rule."""
    lines = [line.partition("#")[0].split() for line in FAILED_SEEDS.read_text("utf-8").splitlines()]
    return [(ledger, int(number)) for ledger, number in (line for line in lines if line)]


def remember(broken: Mapping[Seed, Sequence[str]]) -> None:
    """Add seeds that broke a rule to those that are run each time; what mended it is for a person to add."""
    known = set(failed_seeds())
    new = [f"{ledger} {seed} # {found[0]}\n" for (ledger, seed), found in broken.items() if (ledger, seed) not in known]
    with FAILED_SEEDS.open("a", encoding="utf-8") as file:
        file.writelines(new)


def caught_by(rule: Rule, ledger: str, start: int, most: int) -> tuple[int, str] | None:
    """The first schedule from `start` on that notices the rule's absence, and in what words."""
    for number in range(start, start + most):
        broken = play((ledger, number), rule).broken
        words = [one for found in broken.values() for one in found]
        hit = next((one for one in words if one.split(":")[0] in rule.serves), None)
        if hit is not None:
            return number, hit
    return None

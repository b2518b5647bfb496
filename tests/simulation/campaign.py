"""Many schedules over all cores: some with the whole program, the rest with the engine over a made-up world; what broke, and how fast."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from app.store.sqlite_file import FileDatabase
from tests.simulation.scenario import Simulation
from tests.simulation.scenario import violations as simple_violations
from tests.simulation.whole.oracle import violations
from tests.simulation.whole.program import Choices
from tests.simulation.whole.story import Story

FAILED_SEEDS = Path(__file__).with_name("failed_seeds.txt")
"""Every seed that ever broke a rule, one in a line: 'whole 1157  # which rule, and what mended it'."""
WHOLE, ENGINE = "whole", "engine"
_PART = 50
_MEMORY = Path("/dev/shm")  # noqa: S108 - a disk in memory where there is one
ON_DISK = 20
"""Every so manieth schedule keeps its journal on the disk itself."""

Seed = tuple[str, int]


@dataclass(slots=True)
class Tally:
    """What a number of schedules came to. `broken` are rules in words by seed."""

    schedules: Counter[str] = field(default_factory=Counter)
    writes: int = 0
    kills: int = 0
    broken: dict[Seed, list[str]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Count another part in."""
        self.schedules += other.schedules
        self.writes += other.writes
        self.kills += other.kills
        self.broken.update(other.broken)


def failed_seeds() -> list[Seed]:
    """The seeds that ever broke a rule."""
    lines = [line.partition("#")[0].split() for line in FAILED_SEEDS.read_text("utf-8").splitlines()]
    return [(kind, int(seed)) for kind, seed in (line for line in lines if line)]


class Bench:
    """A folder with an empty journal to copy, for the schedules of one process; silent while it is in use.

    A schedule's warnings are about what is done to it on purpose.
    """

    def __init__(self) -> None:
        logging.disable(logging.CRITICAL)
        fast = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
        self.folders = [Path(tempfile.mkdtemp(prefix="schedule-", dir=where)) for where in (fast, None)]
        self._empty = self.folders[0] / "empty.db"
        database = FileDatabase(self._empty)
        database.open()
        database.close()

    def story(self, seed: int, choices: Choices | None = None) -> Story:
        """A schedule of the whole program over a journal of its own."""
        path = self.folders[seed % ON_DISK == 0] / "journal.db"
        for old in path.parent.glob("journal.db*"):
            old.unlink()
        shutil.copy(self._empty, path)
        return Story(seed, path, choices)

    def close(self) -> None:
        """Remove the folders, and let the log speak again."""
        logging.disable(logging.NOTSET)
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)


def broken_by(bench: Bench, seed: Seed, tally: Tally, choices: Choices | None = None) -> list[str]:
    """Run one schedule; the rules it broke. A crash of the program breaks one too."""
    kind, number = seed
    tally.schedules[kind] += 1
    try:
        if kind == ENGINE:
            simulation = Simulation(number) if choices is None else Simulation(number, choices.safeguards)
            simulation.run()
            tally.writes += simulation.world.calls["send"]
            tally.kills += simulation.kills
            return simple_violations(simulation)
        story = bench.story(number, choices)
        story.run()
    except Exception as problem:  # the program must not fall over, whatever the seed
        return [f"crash: {type(problem).__name__}: {problem}"]
    tally.writes += story.record.writes
    tally.kills += story.kills
    return violations(story)


def run_part(seeds: Sequence[Seed]) -> Tally:
    """Some schedules in this process."""
    bench, tally = Bench(), Tally()
    try:
        for seed in seeds:
            found = broken_by(bench, seed, tally)
            if found:
                tally.broken[seed] = found
    finally:
        bench.close()
    return tally


def parts(seeds: Iterable[Seed]) -> Iterator[list[Seed]]:
    """The seeds in parts that one process does in a few seconds."""
    part: list[Seed] = []
    for seed in seeds:
        part.append(seed)
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part


def run_all(seeds: Iterable[Seed], processes: int) -> tuple[Tally, float]:
    """All schedules over so many processes; the tally and the seconds it took."""
    began, tally = time.monotonic(), Tally()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for each in pool.map(run_part, parts(seeds)):
            tally.add(each)
    return tally, time.monotonic() - began


def mixed(base: int, schedules: int, whole_share: float) -> list[Seed]:
    """So many fresh seeds from a base seed on, this share of them with the whole program."""
    whole = round(schedules * whole_share)
    return [(WHOLE, base + number) for number in range(whole)] + [
        (ENGINE, base + number) for number in range(schedules - whole)
    ]

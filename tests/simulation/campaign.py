"""Many schedules over all cores: most with the whole program, the rest with the engine over a made-up world; what broke, and how fast."""

from __future__ import annotations

import gc
import logging
import shutil
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import NoReturn

from app.store.sqlite_file import FileDatabase
from tests.simulation.quick_records import QuickRecords, empty_records
from tests.simulation.scenario import Simulation
from tests.simulation.scenario import violations as simple_violations
from tests.simulation.whole.crowd import Crowd
from tests.simulation.whole.forms import (
    FORMS,
    QUICKBOOKS,
    QUICKBOOKS_CROWD,
    QUICKBOOKS_ITEMS,
    RECEIPTS,
    XERO,
    XERO_CROWD,
    XERO_ITEMS,
    Form,
)
from tests.simulation.whole.oracle import violations
from tests.simulation.whole.program import Choices
from tests.simulation.whole.story import Story

FAILED_SEEDS = Path(__file__).with_name("failed_seeds.txt")
"""Every seed that ever broke a rule, one in a line: 'first 1157  # which rule, and what mended it'."""
ENGINE = "engine"
SHARES = {
    XERO.name: 0.33,
    QUICKBOOKS.name: 0.18,
    XERO_CROWD.name: 0.02,
    QUICKBOOKS_CROWD.name: 0.02,
    RECEIPTS.name: 0.05,
    XERO_ITEMS.name: 0.1,
    QUICKBOOKS_ITEMS.name: 0.1,
    ENGINE: 0.2,
}
"""Kinds of schedules and their shares of a campaign: the whole program with each ledger, and the engine over a made-up world."""
_PART = 50
_GARBAGE = 200_000
LONGEST = 90.0
"""Seconds of real time, on a machine that is busy too, within which every schedule ends."""
ON_DISK = 100
"""Every so manieth schedule keeps its journal on the disk, the others in memory."""

Seed = tuple[str, int]


@dataclass(slots=True)
class Tally:
    """What a number of schedules came to. `seen`: how many had what (`coverage`); `broken` are rules in words by seed."""

    schedules: Counter[str] = field(default_factory=Counter)
    writes: int = 0
    kills: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    broken: dict[Seed, list[str]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Count another part in."""
        self.schedules += other.schedules
        self.writes += other.writes
        self.kills += other.kills
        self.seen += other.seen
        self.broken.update(other.broken)


def failed_seeds() -> list[Seed]:
    """The seeds that ever broke a rule."""
    lines = [line.partition("#")[0].split() for line in FAILED_SEEDS.read_text("utf-8").splitlines()]
    return [(kind, int(seed)) for kind, seed in (line for line in lines if line)]


class Hung(BaseException):
    """A schedule waits for something that never comes. Not an `Exception`: nothing of the program may catch it."""


@contextmanager
def in_time() -> Iterator[None]:
    """Ends what takes longer than any schedule does, where the system can interrupt a wait."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: object) -> NoReturn:
        del number, frame
        raise Hung("".join(traceback.format_stack(limit=8)))

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Bench:
    """Empty records to begin with, for the schedules of one process; silent while it is in use.

    A schedule's warnings are about what is done to it on purpose.
    """

    def __init__(self) -> None:
        logging.disable(logging.CRITICAL)
        self._empty = empty_records()
        self.folder = Path(tempfile.mkdtemp(prefix="schedule-"))

    def story(self, seed: int, form: Form = XERO, choices: Choices | None = None) -> Story:
        """A schedule of the whole program over records of its own."""
        kind = Crowd if form.crowded else Story
        return kind(seed, form, self.records(seed), choices)

    def records(self, number: int) -> FileDatabase:
        """Empty records, on the disk for every so manieth number."""
        return self._on_disk() if number % ON_DISK == 0 else QuickRecords(self._empty)

    def _on_disk(self) -> FileDatabase:
        path = self.folder / "journal.db"
        for old in self.folder.glob("journal.db*"):
            old.unlink()
        path.write_bytes(self._empty)
        return FileDatabase(path)

    def close(self) -> None:
        """Remove the folder, and let the log speak again."""
        logging.disable(logging.NOTSET)
        shutil.rmtree(self.folder, ignore_errors=True)


def broken_by(bench: Bench, seed: Seed, tally: Tally, choices: Choices | None = None) -> list[str]:
    """Run one schedule; the rules it broke. A crash of the program breaks one too."""
    tally.schedules[seed[0]] += 1
    try:
        with in_time():
            return _broken_by(bench, seed, tally, choices)
    except Hung as problem:
        return [f"hangs: {problem}"]
    except Exception as problem:  # the program must not fall over, whatever the seed
        return [f"crash: {type(problem).__name__}: {problem}"]


def _broken_by(bench: Bench, seed: Seed, tally: Tally, choices: Choices | None) -> list[str]:
    kind, number = seed
    if kind == ENGINE:
        simulation = Simulation(number) if choices is None else Simulation(number, choices.safeguards)
        simulation.run()
        tally.writes += simulation.world.calls["send"]
        tally.kills += simulation.kills
        return simple_violations(simulation)
    story = bench.story(number, FORMS[kind], choices)
    story.run()
    tally.writes += story.record.writes
    tally.kills += story.kills
    tally.seen.update(story.seen)
    return violations(story)


def run_part(seeds: Sequence[Seed]) -> Tally:
    """Some schedules in a process of their own; it looks for garbage less often, since each schedule is forgotten whole."""
    gc.freeze()
    gc.set_threshold(_GARBAGE)
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


def mixed(base: int, schedules: int) -> list[Seed]:
    """So many fresh seeds from a base seed on, of every kind by its share; dear and cheap ones take turns, so that no core waits."""
    seeds = [
        ((number + 0.5) / count, (kind, base + number))
        for kind, share in SHARES.items()
        for count in [round(schedules * share)]
        for number in range(count)
    ]
    return [seed for _, seed in sorted(seeds)]


def remember(broken: Mapping[Seed, Sequence[str]]) -> None:
    """Add seeds that broke a rule to those that are run each time; what mended it is for a person to add."""
    known = set(failed_seeds())
    new = [f"{kind} {seed}    # {found[0]}\n" for (kind, seed), found in broken.items() if (kind, seed) not in known]
    with FAILED_SEEDS.open("a", encoding="utf-8") as file:
        file.writelines(new)

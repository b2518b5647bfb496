"""`python -m tests.simulation.collection [--seeds 1000] [--rules] [--seed 12]`: many schedules over all cores; what broke, and how fast."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.simulation.collection.campaign import (
    Seed,
    Tally,
    caught_by,
    failed_seeds,
    play,
    remember,
    silence,
    story_of,
)
from tests.simulation.collection.rules import RULES
from tests.simulation.collection.town import LEDGERS


def _print_rules(most: int, processes: int) -> bool:
    cells = [(place, ledger) for place, rule in enumerate(RULES) for ledger in rule.seeds]
    every = True
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        looking = [pool.submit(caught_by, RULES[place], ledger, 1, most) for place, ledger in cells]
        for (place, ledger), found in zip(cells, looking, strict=True):
            caught = found.result()
            every = every and caught is not None
            said = f"schedule {caught[0]}: {caught[1]}" if caught else "never"
            print(f"{RULES[place].name:<62}{ledger:<12}{said}", flush=True)
    return every


def _tell(seed: Seed) -> int:
    """What happens in one schedule."""
    with silence():
        story = story_of(seed)
        found = story.run()
        story.close()
    print("\n".join(story.oracle.lines))
    print("\n".join(found) or "no rule was broken")
    remember({(story.ledger, seed[1]): found} if found else {})
    return 1 if found else 0


def _print_tally(whole: Tally, seconds: float) -> None:
    count = whole.schedules.total()
    print(
        f"{count:,} schedules of {whole.days:,} days in {seconds:.0f} s, {whole.writes:,} writes, {whole.kills:,} kills, "
        f"{whole.met:,} times one copy in the middle of another's work"
    )
    for name, number in [*sorted(whole.schedules.items()), *sorted(whole.ended.items())]:
        print(f"  {number:>7,} {name}")
    for (ledger, number), words in sorted(whole.broken.items()):
        print(f"{ledger} {number}: {'; '.join(words)}")
    rules = Counter(word.split(":")[0] for words in whole.broken.values() for word in words)
    print("rules broken:", dict(rules) or "none")


def main(line: list[str]) -> int:
    """Run what is asked for; 1 when a rule was broken, or one that was taken out was not missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.collection", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--ledger", choices=sorted(LEDGERS), default="", help="only with this ledger; else drawn")
    parser.add_argument("--seed", type=int, help="tell the story of one schedule")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rules", action="store_true", help="take each rule out instead")
    asked = parser.parse_args(line)
    if asked.seed is not None:
        return _tell((asked.ledger, asked.seed))
    if asked.rules:
        return 0 if _print_rules(asked.seeds, asked.processes) else 1
    seeds = [*failed_seeds(), *((asked.ledger, number) for number in range(asked.first, asked.first + asked.seeds))]
    began, whole = time.monotonic(), Tally()
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(play, seeds):
            whole.add(tally)
    remember(whole.broken)
    _print_tally(whole, time.monotonic() - began)
    return 1 if whole.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

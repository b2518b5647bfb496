"""`python -m tests.simulation.collection [--seeds 1000] [--rules]`: many schedules over all cores; what broke, and how fast."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.simulation.collection.campaign import Tally, caught_by, play
from tests.simulation.collection.rules import RULES


def _print_rules(most: int) -> bool:
    every = True
    for rule in RULES:
        caught = caught_by(rule, 1, most)
        every = every and caught is not None
        print(f"{rule.name:<60}{f'schedule {caught[0]}: {caught[1]}' if caught else 'never'}")
    return every


def main(line: list[str]) -> int:
    """Run what is asked for; 1 when a rule was broken, or one that was taken out was not missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.collection", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rules", action="store_true", help="take each rule out instead")
    asked = parser.parse_args(line)
    if asked.rules:
        return 0 if _print_rules(asked.seeds) else 1
    began, whole = time.monotonic(), Tally()
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(play, range(asked.first, asked.first + asked.seeds)):
            whole.add(tally)
    seconds = time.monotonic() - began
    print(
        f"{asked.seeds:,} schedules of {whole.days:,} days in {seconds:.0f} s, {whole.writes:,} writes, {whole.kills:,} kills"
    )
    for name, count in sorted(whole.ended.items()):
        print(f"  {count:>7,} {name}")
    for seed, words in sorted(whole.broken.items()):
        print(f"seed {seed}: {'; '.join(words)}")
    print(
        "rules broken:",
        dict(Counter(word.split(":")[0] for words in whole.broken.values() for word in words)) or "none",
    )
    return 1 if whole.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

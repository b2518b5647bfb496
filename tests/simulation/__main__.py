"""Long runs by command: `python -m tests.simulation --schedules 200000`, or one seed told step by step, or the rules taken out."""

from __future__ import annotations

import argparse
import os
import secrets
import sys

from tests.simulation.campaign import ENGINE, WHOLE, Bench, Tally, failed_seeds, mixed, run_all
from tests.simulation.rules import print_rules
from tests.simulation.whole.oracle import violations


def main() -> int:
    """Run what was asked for; 1 when a rule was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--schedules", type=int, default=5000, help="how many fresh schedules")
    parser.add_argument("--whole-share", type=float, default=0.3, help="share of them with the whole program")
    parser.add_argument("--base", type=int, default=0, help="base seed; 0 draws one and prints it")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=None, help="tell the story of one schedule of the whole program")
    parser.add_argument("--rules", action="store_true", help="take each rule out and print what catches it")
    said = parser.parse_args()
    if said.seed is not None:
        return tell(said.seed)
    if said.rules:
        return 0 if print_rules(said.processes) else 1
    base = said.base or secrets.randbelow(10**9)
    print(f"base seed {base}")
    seeds = [*failed_seeds(), *mixed(base, said.schedules, said.whole_share)]
    tally, seconds = run_all(seeds, said.processes)
    print_tally(tally, seconds, said.processes)
    return 1 if tally.broken else 0


def tell(seed: int) -> int:
    """What happens in one schedule."""
    bench = Bench()
    try:
        story = bench.story(seed)
        story.run()
        print("\n".join(story.trace))
        found = violations(story)
    finally:
        bench.close()
    print("\n".join(found) or "no rule was broken")
    return 1 if found else 0


def print_tally(tally: Tally, seconds: float, processes: int) -> None:
    """The table of a run."""
    total = tally.schedules.total()
    print(f"{'schedules':<44}{total:>12,}")
    print(f"{'  engine, connectors and store, simulators':<44}{tally.schedules[WHOLE]:>12,}")
    print(f"{'  engine over a made-up world':<44}{tally.schedules[ENGINE]:>12,}")
    print(f"{'changing requests':<44}{tally.writes:>12,}")
    print(f"{'processes killed and started again':<44}{tally.kills:>12,}")
    print(f"{'schedules that broke a rule':<44}{len(tally.broken):>12,}")
    print(f"{'seconds':<44}{seconds:>12.1f}   on {processes} processes, {1000 * seconds / max(total, 1):.1f} ms each")
    for (kind, seed), found in sorted(tally.broken.items()):
        print(f"{kind} {seed}: {'; '.join(found[:3])}")


if __name__ == "__main__":
    sys.exit(main())

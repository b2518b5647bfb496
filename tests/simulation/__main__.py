"""Long runs by command: `python -m tests.simulation --schedules 200000`, or one seed told step by step, or the rules taken out."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Sequence

from tests.simulation.campaign import SHARES, Bench, Tally, failed_seeds, mixed, remember, run_all
from tests.simulation.coverage import lines, missing
from tests.simulation.everystep import print_kills
from tests.simulation.rules import print_rules
from tests.simulation.whole.forms import FORMS, XERO
from tests.simulation.whole.oracle import violations

_ROUND = 5_000


def main(line: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 when a rule was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--schedules", type=int, default=5000, help="how many fresh schedules")
    parser.add_argument(
        "--minutes", type=float, default=0.0, help="begin no further round of 5,000 after so long; 0 never ends early"
    )
    parser.add_argument("--base", type=int, default=0, help="base seed; 0 draws one and prints it")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=None, help="tell the story of one schedule of the whole program")
    parser.add_argument("--form", choices=sorted(FORMS), default=XERO.name, help="which form of schedule --seed means")
    parser.add_argument("--rules", action="store_true", help="take each rule out and print what catches it")
    parser.add_argument(
        "--kills", action="store_true", help="kill a run of all kinds at every step, and again in its recovery"
    )
    parser.add_argument("--second-every", type=int, default=40, help="each so-many-th pair of kills; 1 takes an hour")
    said = parser.parse_args(line)
    if said.seed is not None:
        return tell(said.seed, said.form)
    if said.rules:
        return 0 if print_rules(said.processes) else 1
    if said.kills:
        return 0 if print_kills(said.processes, said.second_every) else 1
    base = said.base or secrets.randbelow(10**9)
    print(f"base seed {base}", flush=True)
    return campaign(base, said.schedules, said.processes, said.minutes * 60)


def campaign(base: int, schedules: int, processes: int, seconds_at_most: float = 0.0) -> int:
    """Every seed that ever failed, then fresh ones in rounds; seeds that break a rule are kept for ever."""
    began, whole, done = time.monotonic(), Tally(), 0
    while done < schedules and not (done and 0 < seconds_at_most < time.monotonic() - began):
        many = min(_ROUND, schedules - done)
        seeds = mixed(base + done, many)
        tally, _ = run_all(seeds if done else [*failed_seeds(), *seeds], processes)
        remember(tally.broken)
        whole.add(tally)
        done += many
        if schedules > _ROUND:
            print(
                f"{done:>10,} of {schedules:,}, {len(whole.broken)} broke a rule, {time.monotonic() - began:.0f} s",
                flush=True,
            )
    print_tally(whole, time.monotonic() - began, processes)
    return 1 if whole.broken or (done >= _ROUND and missing(whole.seen)) else 0


def tell(seed: int, form: str) -> int:
    """What happens in one schedule."""
    bench = Bench()
    try:
        story = bench.story(seed, FORMS[form])
        story.run()
        print("\n".join(story.trace))
        found = violations(story)
    finally:
        bench.close()
    print("\n".join(found) or "no rule was broken")
    remember({(form, seed): found} if found else {})
    return 1 if found else 0


def print_tally(tally: Tally, seconds: float, processes: int) -> None:
    """The table of a run."""
    total = tally.schedules.total()
    print(f"{'schedules':<46}{total:>12,}")
    for kind in sorted(tally.schedules):
        what = "engine over a made-up world" if kind not in FORMS else f"whole program, {kind}"
        print(f"{f'  {what}':<46}{tally.schedules[kind]:>12,}{'' if kind in SHARES else '   seeds that failed once'}")
    print(f"{'changing requests':<46}{tally.writes:>12,}")
    print(f"{'processes killed and started again':<46}{tally.kills:>12,}")
    print(f"{'schedules that broke a rule':<46}{len(tally.broken):>12,}")
    print(f"{'seconds':<46}{seconds:>12.1f}   on {processes} processes, {1000 * seconds / max(total, 1):.1f} ms each")
    print("\n".join(lines(tally.seen)))
    for name in missing(tally.seen):
        print(f"NEVER MET: {name}")
    for (kind, seed), found in sorted(tally.broken.items()):
        print(f"{kind} {seed}: {'; '.join(found[:3])}")


if __name__ == "__main__":
    sys.exit(main())

"""Every table of the proof by one command: `python -m tests.proof [--schedules 5000] [--kills 200] [--only simulation rules matrix ...]`.

Each part is a command of its own, which says more: `tests.simulation`, `tests.faults.matrix`, `tests.endurance`, `tests.security`,
`tests.corpus`. Ends with code 1 when any of them found something that must not be.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Part:
    """One table: what it proves, and the command that prints it."""

    title: str
    module: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """How a part ended."""

    part: Part
    code: int
    seconds: float


def parts(asked: argparse.Namespace) -> Mapping[str, Part]:
    """All parts by their names, in the order of the tables."""
    kills = ("--kills", str(asked.kills), "--every", str(asked.every))
    schedules = ("--schedules", str(asked.schedules), "--minutes", str(asked.minutes))
    return {
        "simulation": Part("Schedules in simulated time", "tests.simulation", schedules),
        "rules": Part("Each rule taken out", "tests.simulation", ("--rules",)),
        "steps": Part("Killed at every step, with each ledger", "tests.simulation", ("--kills",)),
        "collection": Part(
            "Collection in simulated time", "tests.simulation.collection", ("--seeds", str(asked.collection))
        ),
        "matrix": Part("Every call and every fault", "tests.faults.matrix", () if asked.cells else ("--short",)),
        "kills": Part(
            "Kill -9 at every step, twice, and at random", "tests.endurance", ("--only", "kills", "loop", *kills)
        ),
        "storage": Part("Broken storage", "tests.endurance", ("--only", "storage", "--flips", str(asked.flips))),
        "together": Part("Two at once", "tests.endurance", ("--only", "together")),
        "security": Part("Security", "tests.security"),
        "corpus": Part("Bad input", "tests.corpus"),
    }


def parse(line: Sequence[str]) -> argparse.Namespace:
    """The command's options: how much of each."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], help="these parts only")
    parser.add_argument("--schedules", type=int, default=5000, help="fresh schedules of the simulation")
    parser.add_argument("--collection", type=int, default=200, help="schedules of collection, of six weeks each")
    parser.add_argument("--minutes", type=float, default=0.0, help="begin no further round of schedules after so long")
    parser.add_argument("--kills", type=int, default=200, help="random kills over runs of 200 invoices")
    parser.add_argument("--every", type=int, default=1, help="each so-many-th second kill; 1 is all of them")
    parser.add_argument("--flips", type=int, default=400, help="bits to be flipped in the records")
    parser.add_argument("--cells", action="store_true", help="print every cell of the matrix, not the counts alone")
    said = parser.parse_args(line)
    unknown = set(said.only) - set(parts(said))
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(parts(said))}")
    return said


def carry_out(part: Part) -> Done:
    """Run it; what it prints goes straight through."""
    print(f"\n=== {part.title}: python -m {' '.join((part.module, *part.options))}", flush=True)
    began = time.monotonic()
    code = subprocess.run([sys.executable, "-m", part.module, *part.options], cwd=ROOT, check=False).returncode
    return Done(part, code, time.monotonic() - began)


def main(line: Sequence[str]) -> int:
    """Run what is asked for, then tell how each part ended."""
    asked = parse(line)
    chosen = [part for name, part in parts(asked).items() if not asked.only or name in asked.only]
    done = [carry_out(part) for part in chosen]
    print("\n=== All of it")
    for each in done:
        print(f"{each.part.title:<44}{'holds' if each.code == 0 else 'DOES NOT HOLD':<16}{each.seconds:>8.0f} s")
    return 1 if any(each.code for each in done) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

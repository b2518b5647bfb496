"""Measures what the program promises, and says beside each figure whether it is kept.

`python -m tests.benchmarks [names]`: calls, speed, limits, quickbooks, stall, filtering, start, matching, idle_collection; all of them
without a name. Each runs in a process of its own, so that none warms another up. The figures are also written to
`out/benchmarks.json`. Nothing is asserted by time in the tests: a shared machine is slow at times, and that is no defect.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests.benchmarks.measure import Figure, print_table, save

COPY = Path(__file__).resolve().parents[2]
NAMES = ("calls", "speed", "limits", "quickbooks", "stall", "filtering", "start", "matching", "idle_collection")
_ONE = "--one"


def measure(name: str) -> list[Figure]:
    """One benchmark, in a new process."""
    line = [sys.executable, "-m", "tests.benchmarks", _ONE, name]
    done = subprocess.run(line, cwd=COPY, stdout=subprocess.PIPE, check=False, timeout=900)
    if done.returncode != 0:
        raise RuntimeError(f"{name} could not be measured")
    return [Figure(**row) for row in json.loads(done.stdout.splitlines()[-1])]


def main(line: list[str]) -> int:
    """Measure and show; 0 when all was measured, 2 for an unknown name."""
    if line[:1] == [_ONE]:
        found = import_module(f"tests.benchmarks.{line[1]}").figures()
        print(json.dumps([asdict(figure) for figure in found]))
        return 0
    unknown = [name for name in line if name not in NAMES]
    if unknown:
        print(f"No benchmark is named {', '.join(unknown)}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in line or NAMES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        figures += measure(name)
    print_table(figures)
    save(figures, COPY / "out" / "benchmarks.json")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

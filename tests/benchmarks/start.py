"""Start to first paint of the real window, each time in a new process, and what it holds in memory then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.measure import Figure

COPY = Path(__file__).resolve().parents[2]
STARTS = 5


def _start(folder: str) -> tuple[float, float]:
    """Seconds from before the process exists to its first paint, and MB held a second later."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(COPY), "LEDGERFERRY_DATA": folder}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_paint"],
        env=environment,
        cwd=COPY,
        capture_output=True,
        check=True,
        timeout=120,
    )
    said = json.loads(done.stdout.splitlines()[-1])
    return float(said["seconds"]), float(said["megabytes"])


def figures() -> list[Figure]:
    """The first start warms the machine up and is not counted."""
    with tempfile.TemporaryDirectory(prefix="ledgerferry-benchmark-") as folder:
        _start(folder)
        starts = [_start(folder) for _ in range(STARTS)]
    seconds = [each[0] for each in starts]
    note = f"median of {STARTS}, slowest {max(seconds):.2f} s; real records, no sandbox"
    return [
        Figure("Start to first paint, warm", median(seconds), "s", 1.0, note=note),
        Figure("Memory after start", median(each[1] for each in starts), "MB"),
    ]

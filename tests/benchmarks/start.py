"""Start to first paint and to the real window, each time in a new process, and what it holds in memory then."""

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


def _start(folder: str) -> dict[str, float]:
    """Seconds from before the process exists to the first paint of the sheet and of the window, and MB held a second later."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(COPY), "LEDGERFERRY_DATA": folder}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_paint"],
        env=environment,
        cwd=COPY,
        capture_output=True,
        check=True,
        timeout=120,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def figures() -> list[Figure]:
    """The first start warms the machine up and is not counted."""
    with tempfile.TemporaryDirectory(prefix="ledgerferry-benchmark-") as folder:
        _start(folder)
        starts = [_start(folder) for _ in range(STARTS)]
    first = [each["opening"] for each in starts]
    window = [each["main-window"] for each in starts]
    note = f"median of {STARTS}, slowest {max(first):.2f} s; the sheet that says what is being opened; real records, no sandbox"
    return [
        Figure("Start to first paint, warm", median(first), "s", 1.0, note=note),
        Figure("Start to the whole window, warm", median(window), "s", note=f"slowest {max(window):.2f} s"),
        Figure("Memory after start", median(each["megabytes"] for each in starts), "MB"),
    ]

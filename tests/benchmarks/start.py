"""Start to first paint and to the real window, each time in a new process, and what it holds in memory then.

Modules are compiled once, as they are in every installed copy; an environment in which Python keeps no compiled modules would have each
start compile the whole program anew.
"""

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
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(COPY),
        "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled"),
        "LEDGERFERRY_DATA": str(Path(folder) / "records"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_paint"],
        env=environment,
        cwd=COPY,
        capture_output=True,
        check=True,
        timeout=120,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _range(starts: list[dict[str, float]], name: str) -> str:
    slowest = max(each[name] for each in starts)
    return f"slowest {slowest:.2f} s, {median(each[f'{name} processor'] for each in starts):.2f} s of processor time"


def figures() -> list[Figure]:
    """The first start warms the machine up and is not counted."""
    with tempfile.TemporaryDirectory(prefix="ledgerferry-benchmark-") as folder:
        _start(folder)
        starts = [_start(folder) for _ in range(STARTS)]
    first = [each["opening"] for each in starts]
    window = [each["main-window"] for each in starts]
    note = f"median of {STARTS}, {_range(starts, 'opening')}; the sheet that says what is being opened; real records, no sandbox"
    return [
        Figure("Start to first paint, warm", median(first), "s", 1.0, note=note),
        Figure("Start to the whole window, warm", median(window), "s", 1.0, note=_range(starts, "main-window")),
        Figure("Memory after start", median(each["megabytes"] for each in starts), "MB"),
    ]

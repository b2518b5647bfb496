"""This program once more, in processes of its own: for work that is done side by side and shares nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from app.cli.house import Ended


def side_by_side(lines: Sequence[Sequence[str]]) -> Iterator[Ended]:
    """Start the program for each of `lines`, all at once; each as it ends.

    The processes are of this one's group, so Ctrl-C at the terminal reaches them as it reaches this one, and they finish by themselves.
    One that is still there when nobody waits for it any more is ended.
    """
    started = [_start(line) for line in lines]
    try:
        with ThreadPoolExecutor(max(1, len(started))) as readers:
            waiting = {readers.submit(process.communicate): place for place, process in enumerate(started)}
            for done in as_completed(waiting):
                place = waiting[done]
                out, err = done.result()
                yield Ended(place, started[place].returncode, out, err)
    finally:
        for process in started:
            process.kill()
            process.wait()


def _start(line: Sequence[str]) -> subprocess.Popen[str]:
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return subprocess.Popen(  # noqa: S603 - our own program
        [*program, *line],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
    )

"""Where the working copy lies, how it speaks to the person in front of it, and how it starts other programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The top of the working copy."""


class Stop(Exception):  # noqa: N818  (it is not a fault of this program, but the end of the road)
    """The command cannot go on; the text says why and what to do about it."""


def say(line: str) -> None:
    """Print one line of progress at once, so that its order among other programs' output stays true."""
    print(f"ledgerferry: {line}", flush=True)


def call(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> int:
    """Run a program in the top folder with its output shown, and return its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode


def call_quietly(command: Sequence[str | Path], what: str, advice: str) -> str:
    """Run a program without showing its output, and return that output.

    Raises Stop with `what`, the last lines of the output and `advice` when the program fails or is not there.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as reason:
        raise Stop(f"{what}: {reason}\n{advice}") from reason
    if done.returncode:
        tail = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-12:])
        raise Stop(f"{what} (exit code {done.returncode}):\n{tail}\n{advice}")
    return done.stdout


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere where a display is named."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

"""What a start of the program does: the window, or one command. Nothing is loaded here that only one of them needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.bootstrap.folders import usual_folders
from app.cli.asked import parse, where_of
from app.cli.endings import Exit
from app.domain.errors import ExpectedProblem


def start(line: Sequence[str]) -> int:
    """Start the program with these arguments; the exit code."""
    asked = parse(line)
    if asked.command:
        from app.bootstrap.local_house import LocalHouse
        from app.cli.main import run

        return run(asked, LocalHouse())
    try:
        from app.bootstrap.window import open_window
    except ImportError as missing:
        return _said(f"The window cannot be opened: {missing}.\n'ledgerferry --help' shows what works without it.")
    try:
        return open_window(where_of(asked), usual_folders(asked.data))
    except ExpectedProblem as problem:
        return _said(f"{problem.sentence}\n{problem.advice}".strip())


def _said(words: str) -> int:
    sys.stderr.write(words + "\n")
    return int(Exit.STORE)

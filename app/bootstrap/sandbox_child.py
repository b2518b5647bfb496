"""The practice books' own process: how it is started, found, and how it ends with the one that started it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from app.domain.errors import StoreProblem

FOLLOW = "--follow"
"""Makes the process end when its standard input does, that is with the process that started it, however that ends."""
GIVES_WAY = 10
"""How far its claim to a processor is lowered (`nice`): the systems it stands for are elsewhere and take none from the window."""
_START_WITHIN = 60.0
_END_WITHIN = 10.0


def serve(arguments: Sequence[str]) -> int:
    """Be the sandbox, until told to stop."""
    from app.sandbox.__main__ import main

    line = list(arguments)
    if FOLLOW in line:
        line.remove(FOLLOW)
        _give_way()
        Thread(target=_end_with_input, daemon=True).start()
    return main(line)


def _give_way() -> None:
    """On Windows the process is made so from the start."""
    if sys.platform != "win32":
        os.nice(GIVES_WAY)


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    signal.raise_signal(signal.SIGTERM)


def _command(arguments: Sequence[str]) -> list[str]:
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    return [*start, "sandbox", FOLLOW, *arguments]


class SandboxChild:
    """A sandbox in a process of its own."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `release`; a pipe nobody reads could fill
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH", "")])]
        group: dict[str, Any] = {"start_new_session": True}  # so that Ctrl-C reaches the person's program alone
        if sys.platform == "win32":
            alone = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            group = {"creationflags": alone | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            _command(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
            **group,
        )

    def wait_for_line(self) -> dict[str, Any]:
        """Its start line. Raises `StoreProblem` when it does not start."""
        said: Queue[bytes] = Queue()
        output = self._process.stdout
        assert output is not None  # noqa: S101 - asked for above
        Thread(target=lambda: said.put(output.readline()), daemon=True).start()
        try:
            line = json.loads(said.get(timeout=_START_WITHIN))
        except (Empty, ValueError) as problem:
            self.stop()
            raise StoreProblem(
                "The practice books did not start.",
                advice="Try again. If it stays so, look into the log.",
                details=self._complaint(),
                code="practice_not_started",
            ) from problem
        return dict(line)

    def _complaint(self) -> str:
        self._errors.seek(0)
        return self._errors.read(2000).decode("utf-8", "replace").strip()

    @property
    def runs(self) -> bool:
        """Whether it is there."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it; by force if it does not end."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(_END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_END_WITHIN)

    def release(self) -> None:
        """End it and close what is left of its pipes."""
        self.stop()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()

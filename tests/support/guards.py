"""Keeps the tests to themselves: no address but this machine's, and no file of the working copy or the person's home.

Python's audit events are used because nothing in the process can go around them and they cost no patching.
An attempt is refused and also kept, so that code which swallows the refusal still fails its test.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

WRITABLE_IN_COPY = (
    *(".git", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"),
    *("out", "build", "dist"),
)
"""Folders at the top of the working copy that tools may write to; none of them is under version control."""

OF_TOOLS = (".coverage", "pytest-cache-files-")
"""How names at the top begin that tools make for a moment; pytest renames the second into its cache folder."""

_WRITING_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class OutsideReachError(RuntimeError):
    """A test reached for something outside: another machine, or a file of the working copy."""


def is_this_machine(host: object) -> bool:
    """Whether a host as sockets take it (name, address, bytes or None) is this machine and no other."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if text in {"", "localhost"} or text.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


class Border:
    """Refuses and remembers what leaves the test; installed once for the life of the process."""

    def __init__(self, copy: Path) -> None:
        self._copy = str(copy.resolve()) + os.sep
        self._attempts: list[str] = []

    def install(self) -> None:
        """Start watching; audit hooks cannot be taken away again, so once per process."""
        sys.addaudithook(self.watch)

    def watch(self, event: str, details: tuple[object, ...]) -> None:
        """Judge one audit event; raises OutsideReachError when it reaches outside."""
        if event in {"socket.connect", "socket.sendto"}:
            self._judge_address(details[0], details[1])
        elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            self._judge_host(details[0])
        elif event == "open":
            self._judge_file(*details)
        elif event == "sqlite3.connect":
            self._judge_database(details[0])

    def settle(self) -> list[str]:
        """What was refused since the last call; forgets it."""
        attempts, self._attempts = self._attempts, []
        return attempts

    def _judge_address(self, connection: object, address: object) -> None:
        family = getattr(connection, "family", None)
        if family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
            self._judge_host(address[0])

    def _judge_host(self, host: object) -> None:
        if not is_this_machine(host):
            self._refuse(f"a test reached for another machine: {host!r}")

    def _judge_file(self, path: object, _mode: object, flags: object) -> None:
        if isinstance(flags, int) and flags & _WRITING_FLAGS and isinstance(path, str | bytes | os.PathLike):
            self._judge_place(os.fsdecode(path))

    def _judge_database(self, path: object) -> None:
        text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        if text != ":memory:" and not text.startswith("file:"):
            self._judge_place(text)

    def _judge_place(self, path: str) -> None:
        place = os.path.abspath(path)  # noqa: PTH100  (no link is followed: this runs at every open)
        if not place.startswith(self._copy):
            return
        inside = Path(place[len(self._copy) :]).parts
        if inside[0] not in WRITABLE_IN_COPY and "__pycache__" not in inside and not inside[0].startswith(OF_TOOLS):
            self._refuse(f"a test wrote into the working copy: {'/'.join(inside)}")

    def _refuse(self, sentence: str) -> None:
        self._attempts.append(sentence)
        raise OutsideReachError(sentence)


class PrivateHome:
    """A home and settings folders of its own for a test process, gone when it ends."""

    NAMES = {  # noqa: RUF012  (read only)
        "HOME": "home",
        "USERPROFILE": "home",
        "APPDATA": "home/roaming",
        "LOCALAPPDATA": "home/local",
        "XDG_CONFIG_HOME": "home/config",
        "XDG_DATA_HOME": "home/data",
        "XDG_STATE_HOME": "home/state",
        "XDG_CACHE_HOME": "home/cache",
    }

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ledgerferry-tests-"))

    def enter(self) -> None:
        """Point every name by which a program finds its settings into the private folder."""
        for name, place in self.NAMES.items():
            target = self.folder / place
            target.mkdir(parents=True, exist_ok=True)
            os.environ[name] = str(target)

    def leave(self) -> None:
        """Remove the folder; what a late thread still writes may stay behind in the temporary folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

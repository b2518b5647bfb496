"""Locks between processes, held by the system and therefore gone with the process that held them, however it ended."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.errors import StoreProblem
from app.domain.run import Stop
from app.ports.clock import Clock

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 1 << 30  # the byte that is locked on Windows, where a locked byte cannot be read: far behind the words
_SLOTS = 64


class FileLock:
    """A lock with words that say who holds it. The file stays; only the lock comes and goes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def try_take(self, **words: str | int) -> bool:
        """Take it if nobody holds it."""
        handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return False
        said = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), **words}).encode()
        os.ftruncate(handle, 0)
        os.write(handle, said)
        self._handle = handle
        return True

    def holder(self) -> dict[str, str | int]:
        """What the last one to take it said of itself; empty when that cannot be read."""
        try:
            said = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    def release(self) -> None:
        """Give it back; nothing happens when it is not held."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)  # which ends the lock on every system


def _lock(handle: int) -> None:
    """Lock or raise OSError at once."""
    if sys.platform == "win32":
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class OwnerPlace:
    """This process's name as a holder of claims.

    Names are places: the next process to start takes the first free one, and with it the claims of a predecessor that was killed
    there, at once. Two running processes never share one, not even those of two people who share records on a server: the name
    begins with one that every folder of records gives itself.
    """

    def __init__(self, folder: Path) -> None:
        place = _name_of(folder)
        for number in range(_SLOTS):
            lock = FileLock(folder / f"owner-{number}.lock")
            if lock.try_take():
                self._lock = lock
                self.name = f"{socket.gethostname()}/{place}/{number}"
                return
        raise StoreProblem("Too many copies of Ledgerferry are running.", advice="Close some of them.", code="copies")

    def release(self) -> None:
        """Leave the place."""
        self._lock.release()


def _name_of(folder: Path) -> str:
    """The name that this folder gave itself when it was first used."""
    path = folder / "place.id"
    with suppress(FileExistsError):
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        os.write(handle, uuid.uuid4().hex[:12].encode())
        os.close(handle)
    for _ in range(50):  # somebody else may have made it this very moment
        if name := path.read_text("ascii").strip():
            return name
        time.sleep(0.01)
    raise StoreProblem(
        "Ledgerferry cannot write its records on this computer.",
        advice=f"Give yourself the right to write in {folder}, then start it again.",
        code="database_read_only",
    )


class RefreshLocks:
    """Implements `RefreshLock` by a lock file for each connection."""

    def __init__(self, folder: Path, clock: Clock, wait_at_most: float = 60.0) -> None:
        self._folder = folder
        self._clock = clock
        self._wait = wait_at_most

    @contextmanager
    def hold(self, connection_id: str, stop: Stop) -> Iterator[None]:
        """Wait for the lock of this connection and hold it."""
        name = "".join(c for c in connection_id if c.isalnum() or c == "-")
        lock = FileLock(self._folder / f"refresh-{name}.lock")
        ends = self._clock.monotonic() + self._wait
        while not lock.try_take():
            stop.check()
            if self._clock.monotonic() > ends:
                raise StoreProblem(
                    "Another copy of Ledgerferry has been renewing this sign-in for a minute.",
                    advice="Close the other copy, then try again.",
                    code="refresh_locked",
                    subject=connection_id,
                )
            self._clock.sleep(0.1, stop)
        try:
            yield
        finally:
            lock.release()

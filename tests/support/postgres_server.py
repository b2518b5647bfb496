"""A real PostgreSQL server in a temporary folder, on a socket and a loopback port of its own, gone when it is closed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from app.store.addresses import ServerAddress

_OWNER = "postgres"
"""The server refuses to run as root; the Debian package makes this user."""
_PATIENCE = 60.0


def programs() -> Path:
    """The folder of the newest server installed here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    beside = shutil.which("initdb")
    assert beside is not None, "PostgreSQL is not installed; the test command installs it"
    return Path(beside).parent


class PostgresServer:
    """A running server. `fsync` off: it may forget after a power cut, never after the kill of a client. A context manager."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ledgerferry-postgres-"))
        self._data = self._folder / "data"
        self._names = count(1)
        self.port = _free_port()

    def __enter__(self) -> Self:
        self._folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self._folder, _OWNER)
        self._call(
            "initdb", "-D", str(self._data), "-A", "trust", "-U", "ledgerferry", "-E", "UTF8", "--locale=C", "-N"
        )
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self._folder} -c fsync=off -c max_connections=200"
        log = str(self._folder / "server.log")
        self._call("pg_ctl", "-D", str(self._data), "-w", "-l", log, "-o", options, "start")
        return self

    def _call(self, program: str, *arguments: str) -> None:
        line = [str(programs() / program), *arguments]
        if os.geteuid() == 0:
            line = ["runuser", "-u", _OWNER, "--", *line]
        done = subprocess.run(line, cwd=self._folder, capture_output=True, timeout=_PATIENCE, check=False)
        assert done.returncode == 0, done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")

    def address(self, name: str = "postgres") -> ServerAddress:
        """The address of one of its databases."""
        return ServerAddress("127.0.0.1", self.port, name, "ledgerferry")

    def new_database(self) -> ServerAddress:
        """An empty database."""
        name = f"records_{next(self._names)}"
        self.ask(f"CREATE DATABASE {name}")
        return self.address(name)

    def ask(self, sql: str, database: str = "postgres") -> None:
        """Carry out one statement as the server's owner."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="ledgerferry", dbname=database, autocommit=True
        ) as line:
            line.execute(sql.encode())

    def end_lines(self, address: ServerAddress) -> None:
        """Break the lines of everybody who works in this database."""
        every = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        self.ask(f"{every} AND pid <> pg_backend_pid()", address.name)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])

"""Databases of tests: a file in a temporary folder, and a PostgreSQL server of each test process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.store.addresses import ServerAddress
from app.store.postgres import ServerDatabase
from app.store.sqlite_file import FileDatabase
from tests.support.postgres_server import PostgresServer
from tests.support.time_and_chance import TestChance, TestClock


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def chance() -> TestChance:
    return TestChance()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[FileDatabase]:
    database = FileDatabase(tmp_path / "data" / "ledgerferry.db")
    database.open()
    yield database
    database.close()


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as running:
        yield running


class MovedServer(ServerDatabase):
    """A server database whose clock is the server's, moved on by as much as the test's clock was."""

    def __init__(self, address: ServerAddress, clock: TestClock) -> None:
        super().__init__(address, "")
        self._moved = clock
        self._start = clock.now()

    def server_now(self) -> datetime:
        return super().server_now() + (self._moved.now() - self._start)


@pytest.fixture
def shared(server: PostgresServer, clock: TestClock) -> Iterator[ServerDatabase]:
    """An empty database on the server."""
    database = MovedServer(server.new_database(), clock)
    assert database.open()
    yield database
    database.close()

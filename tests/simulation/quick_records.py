"""Records in memory: the database of the application, SQLite and all, without a disk under it. Made by copying one that is empty."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from app.store.database import readable
from app.store.sqlite_file import FileDatabase, pragmas


def empty_records() -> bytes:
    """What a database file holds after its first start, with all its tables."""
    with tempfile.TemporaryDirectory(prefix="schedule-") as folder:
        path = Path(folder) / "empty.db"
        database = FileDatabase(path)
        database.open()
        database.close()
        return path.read_bytes()


class QuickRecords(FileDatabase):
    """A database that lives as long as its one connection."""

    def __init__(self, content: bytes) -> None:
        super().__init__(Path("in memory"))
        settings: dict[str, Any] = pragmas(sqlite3.sqlite_version_info)
        settings.pop("journal_mode")  # has its own, in memory
        self.peewee = SqliteDatabase(":memory:", pragmas=settings, autoconnect=False, check_same_thread=False)
        self._content = content

    def open(self) -> bool:
        """Copy what it begins with."""
        self._connected()
        connection: sqlite3.Connection = self.peewee.connection()
        connection.deserialize(self._content)
        return False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A look; on one connection nothing comes in between."""
        with self._said(), readable():
            self._connected()
            yield

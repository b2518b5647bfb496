"""The database as a file: opened with care, checked, brought up to date, and used in short transactions.

SQLite on a local disk. Write-ahead logging only from SQLite 3.51.3 on (earlier versions can corrupt it in a race), else a rollback
journal with synchronous=EXTRA, whose file is kept from one transaction to the next: its head, cleared and synced, ends a transaction as
surely as its removal does, and costs a quarter less. A writing transaction takes the write lock at once, so that it cannot fail half way.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from peewee import DatabaseError, InterfaceError, OperationalError, SqliteDatabase

from app.domain.errors import StoreProblem
from app.store.database import Database, damaged, newer, readable
from app.store.migrations import VERSION, migrate
from app.store.tables import TABLES

APPLICATION_ID = 0x4C464659  # 'LFFY'
BUSY_SECONDS = 5
_WAL_IS_SAFE = (3, 51, 3)
_UPDATES_FROM = (3, 33)  # knows UPDATE ... FROM
_VALUES = 900  # bound values in one statement, below its smallest limit
_JOURNAL_KEPT = 4 << 20  # bytes of the rollback journal that stay on disk after a larger transaction


def pragmas(sqlite_version: tuple[int, ...]) -> dict[str, Any]:
    """How a connection is set up under this version of SQLite."""
    safe = sqlite_version >= _WAL_IS_SAFE
    return {
        "foreign_keys": 1,
        "busy_timeout": BUSY_SECONDS * 1000,
        "journal_mode": "wal" if safe else "persist",
        "journal_size_limit": _JOURNAL_KEPT,
        "synchronous": "full" if safe else "extra",
        "trusted_schema": 0,
    }


def _put_in_place(made: Path, path: Path) -> bool:
    """Give the file its name unless another program was first; True when it has it."""
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    except OSError:  # a disk without links: the look alone then tells two first starts of one instant apart
        if path.exists():
            return False
        made.rename(path)
    return True


class FileDatabase(Database):
    """One open database file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.peewee: Any = SqliteDatabase(
            str(path),
            pragmas=pragmas(sqlite3.sqlite_version_info),
            autoconnect=False,
            timeout=BUSY_SECONDS,
            check_same_thread=False,  # only so that `close` may close what other threads have left open
        )
        super().__init__(closing=(DatabaseError, sqlite3.Error))

    def open(self) -> bool:
        """Make or check the file and bring it up to date; True when it was made just now. Raises `StoreProblem`."""
        fresh = self._made_private()
        try:
            with self._said():
                self._open_checked()
        except StoreProblem:
            self.close()
            raise
        return fresh

    def _open_checked(self) -> None:
        if self.path.stat().st_size == 0:
            raise damaged("The file is empty.")
        self._connected()
        self._check()
        migrate(self, self.version, self._stamp)
        for table in TABLES:  # SQLite's own check does not know that a name of a column is not what it was
            self.rows(table.select().limit(0))

    def _stamp(self, version: int) -> None:
        self.peewee.execute_sql(f"PRAGMA user_version = {version}")

    def _made_private(self) -> bool:
        """Make the file for this person alone where there is none, else see that it can be written; True when it was made just now."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = not self.path.exists() and self._made_anew()
            with self.path.open("r+b"):
                return fresh
        except OSError as problem:
            raise StoreProblem(
                "Ledgerferry cannot write its records on this computer.",
                advice=f"Give yourself the right to write in {self.path.parent}, then start it again.",
                details=str(problem),
                code="database_read_only",
            ) from problem

    def _made_anew(self) -> bool:
        """Make the file whole under another name first: another program at its own first start must not meet it half made."""
        handle, name = mkstemp(prefix=f".{self.path.name}-", dir=self.path.parent)
        os.close(handle)
        making = FileDatabase(Path(name))
        try:
            with making._said():
                making._connected()
                making.peewee.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                migrate(making, 0, making._stamp)
            making.close()
            return _put_in_place(making.path, self.path)
        finally:
            making.close()
            making.path.unlink(missing_ok=True)

    @property
    def version(self) -> int:
        """The schema version of the file."""
        return int(self._pragma("user_version"))

    def _pragma(self, name: str) -> Any:
        return self.peewee.execute_sql(f"PRAGMA {name}").fetchone()[0]

    def _check(self) -> None:
        if self._pragma("application_id") != APPLICATION_ID:
            raise damaged("The file is not one of Ledgerferry's.")
        found = self._pragma("quick_check")
        if found != "ok":
            raise damaged(str(found))
        if self.version > VERSION:
            raise newer(self.version, VERSION)

    def _connected(self) -> None:
        """See that this thread has a connection; it keeps it, since opening one costs more than most uses."""
        self._connect()

    def close(self) -> None:
        """Give back the connections of all threads, and leave no emptied rollback journal beside the file."""
        with suppress(*self._closing):
            if not self.peewee.is_closed() and self._pragma("journal_mode") == "persist":
                self._pragma("journal_mode = delete")
        super().close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A consistent look."""
        with self._said(), readable():
            self._connected()
            with self.peewee.atomic("DEFERRED"):
                yield

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Each statement sees one state of the file without a transaction around it."""
        with self._said(), readable():
            self._connected()
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that writes: all of it is durable on the way out, or none of it."""
        with self._said():
            self._connected()
            with self.peewee.atomic("IMMEDIATE"):
                yield

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, sqlite3.OperationalError) as problem:
            raise _in_words(_first_problem(problem)) from problem
        except (DatabaseError, sqlite3.DatabaseError, UnicodeDecodeError) as problem:
            raise damaged(str(problem)) from problem

    def server_now(self) -> datetime | None:
        """None: a file has no clock of its own."""
        return None

    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """One statement for many rows, inside a transaction that is open."""
        if rows:
            self.peewee.connection().executemany(sql, rows)

    def change(self, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Many rows in each statement where this SQLite can, for the reason of `append`."""
        if sqlite3.sqlite_version_info < _UPDATES_FROM:
            super().change(table, names, rows)
            return
        size = max(1, _VALUES // len(names))
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            self.many(_change(table, tuple(names), len(part)), [tuple(chain.from_iterable(part))])

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a written-out statement."""
        return list(self.peewee.connection().execute(sql, values))


@lru_cache(maxsize=64)
def _change(table: str, names: tuple[str, ...], rows: int) -> str:
    """The statement that gives so many rows new values; the last column is their key."""
    places = f"({', '.join('?' * len(names))})"
    *changed, key = names
    sets = ", ".join(f'"{name}" = new."{name}"' for name in changed)
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        f"WITH new ({columns}) AS (VALUES {', '.join([places] * rows)}) "  # noqa: S608 - own names
        f'UPDATE {table} SET {sets} FROM new WHERE {table}."{key}" = new."{key}"'
    )


def _first_problem(problem: BaseException) -> BaseException:
    """What went wrong first: SQLite ends a transaction by itself when the disk is full, and the rollback that follows fails on that."""
    seen = problem
    while "cannot rollback" in str(seen) and seen.__context__ is not None:
        seen = seen.__context__
    return problem if "cannot rollback" in str(seen) else seen


def _in_words(problem: BaseException) -> StoreProblem:
    text = str(problem).lower()
    if "locked" in text or "busy" in text:
        return StoreProblem(
            "Another program holds Ledgerferry's records.",
            advice="Close the other one, then try again.",
            details=str(problem),
            code="database_locked",
        )
    if any(word in text for word in ("decode", "malformed", "corrupt", "no such")):
        return damaged(str(problem))
    if "full" in text:
        return StoreProblem(
            "The disk is full.",
            advice="Nothing more is sent. Free some space, then go on.",
            details=str(problem),
            code="disk_full",
        )
    if "readonly" in text or "unable to open" in text:
        return StoreProblem(
            "Ledgerferry cannot write its records on this computer.",
            advice="Give yourself the right to write there, then try again.",
            details=str(problem),
            code="database_read_only",
        )
    return StoreProblem(
        "Ledgerferry's records cannot be used at the moment.",
        advice="Try again.",
        details=str(problem),
        code="database",
    )

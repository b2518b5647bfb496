"""What journal, mappings and everything else that is remembered need of a database, whichever kind it is.

Two kinds exist: a file on this computer (`app.store.sqlite_file`), and a PostgreSQL server that several bookkeepers share
(`app.store.postgres`). Both let one writer in at a time, so that what was read in a writing transaction still holds when it commits.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from itertools import chain
from threading import Lock
from typing import Any

from app.domain.errors import StoreProblem

_APPENDED = 50  # rows in one statement; their values stay below SQLite's smallest limit
_IN_ONE = 400  # values asked for in one statement, likewise
_PAIRS = 200  # pairs in one question, for the same reason


def damaged(details: str) -> StoreProblem:
    """The sentence for records that cannot be trusted."""
    return StoreProblem(
        "Ledgerferry's records on this computer are damaged.",
        advice="Nothing is sent. Restore the newest backup; what it does not know is looked up in the ledger.",
        details=details,
        code="database_damaged",
    )


def newer(version: int, known: int) -> StoreProblem:
    """The sentence for records of a form that this version does not know."""
    return StoreProblem(
        "Ledgerferry's records were written by a newer version.",
        advice=f"Start the version that made them (records of form {version}; this one knows up to {known}).",
        code="database_newer",
    )


def in_parts(values: Sequence[str]) -> list[Sequence[str]]:
    """These in pieces that one statement takes."""
    return [values[start : start + _IN_ONE] for start in range(0, len(values), _IN_ONE)]


def places(values: Sequence[str]) -> str:
    """A place for each of these in a statement."""
    return ", ".join("?" * len(values))


@contextmanager
def readable() -> Iterator[None]:
    """What was read makes sense, or the records are damaged: a word that no version ever wrote, a text that is no JSON."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as problem:
        raise damaged(f"{type(problem).__name__}: {problem}") from problem


class Database(ABC):
    """An open database. Connections belong to threads; each use takes one and gives it back."""

    peewee: Any
    """The query builder's own handle; only classes of this package touch it."""

    def __init__(self, closing: tuple[type[Exception], ...]) -> None:
        """`closing`: what giving a connection back may raise, which then changes nothing any more."""
        self._closing = closing
        self._guard = Lock()
        self._lines: list[Any] = []

    @abstractmethod
    def open(self) -> bool:
        """Make or check it and bring it up to date; True when it was made just now. Raises `StoreProblem`."""

    @property
    @abstractmethod
    def version(self) -> int:
        """The version of its form."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """A consistent look."""

    def looking(self) -> AbstractContextManager[None]:
        """A look that asks one thing at a time: no common state of several statements is needed."""
        return self.reading()

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """One transaction that writes, alone: all of it is durable on the way out, or none of it."""

    @abstractmethod
    def server_now(self) -> datetime | None:
        """The time by a server's clock, inside a transaction; None where this computer's clock is the only one."""

    @abstractmethod
    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """One statement for many rows, inside a transaction that is open. Places are written '?'."""

    def append(self, head: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows behind `INSERT INTO table (columns)`, many of them in each statement: a statement that is carried out lets go of the
        interpreter, and has to win it back from whoever works beside.
        """
        for start in range(0, len(rows), _APPENDED):
            part = rows[start : start + _APPENDED]
            places = f"({', '.join('?' * len(part[0]))})"
            self.many(f"{head} VALUES {', '.join([places] * len(part))}", [tuple(chain.from_iterable(part))])

    def change(self, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """New values for rows that are there; the last column of `names` and the last value of each row are its key."""
        *changed, key = names
        places = ", ".join(f'"{name}" = ?' for name in changed)
        self.many(f'UPDATE {table} SET {places} WHERE "{key}" = ?', list(rows))  # noqa: S608 - own names

    @abstractmethod
    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a written-out statement, for what is asked thousands of times. Places are written '?'."""

    def paired(
        self,
        table: str,
        names: tuple[str, str],
        pairs: Sequence[tuple[str, str]],
        also: str = "1 = 1",
        values: Sequence[Any] = (),
    ) -> int:
        """How many rows of a table have one of these pairs in these two columns, of which the first is its key, and meet `also`.

        They are counted there, since each row that is handed over lets go of the interpreter as well.
        """
        count = 0
        for start in range(0, len(pairs), _PAIRS):
            part = pairs[start : start + _PAIRS]
            sql = (
                f"WITH pair (one, other) AS (VALUES {', '.join(['(?, ?)'] * len(part))}) "  # noqa: S608 - own names
                f"SELECT COUNT(*) FROM pair CROSS JOIN {table} WHERE {names[0]} = one AND {names[1]} = other AND {also}"
            )
            ((found,),) = self.select(sql, [*chain.from_iterable(part), *values])
            count += int(found)
        return count

    def _connect(self) -> None:
        """A connection for this thread, unless it has one; all of them are remembered, so that `close` may give them back."""
        if self.peewee.is_closed():
            self.peewee.connect()
            with self._guard:
                self._lines.append(self.peewee.connection())

    def close(self) -> None:
        """Give it back: the connections of all threads."""
        with self._guard:
            connections, self._lines = self._lines, []
        with suppress(*self._closing):
            self.peewee.close()
        for connection in connections:
            with suppress(*self._closing):
                connection.close()

    def rows(self, query: Any) -> list[dict[str, Any]]:
        """All rows of a peewee query, as plain dictionaries."""
        return list(query.dicts().bind(self.peewee))

    def run(self, query: Any) -> Any:
        """Carry out a writing peewee query."""
        return query.execute(self.peewee)

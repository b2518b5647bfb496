"""The database on a PostgreSQL server, for bookkeepers who share one set of records.

One writer at a time, as with a file: every writing transaction locks the head row of the journal first. The lock ends with the
transaction, also when its holder is killed or the line breaks; no advisory lock is used. Times of claims are the server's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from peewee import (
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    PostgresqlDatabase,
    ProgrammingError,
    Psycopg3Adapter,
)
from psycopg.pq import TransactionStatus

from app.domain.errors import StoreProblem
from app.store.addresses import ServerAddress
from app.store.database import Database, damaged, newer, readable
from app.store.migrations import VERSION, Dialect, migrate

_CONNECT_SECONDS = 10
_OPTIONS = (
    "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s "
    "-c synchronous_commit=on -c timezone=UTC -c client_min_messages=warning"
)
"""How each session works: a stalled holder of the lock is ended by the server, and a commit has reached the disk."""

_STAMP = "CREATE TABLE IF NOT EXISTS ledgerferry (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)"


class _Adapter(Psycopg3Adapter):
    """peewee's own way with this driver, where peewee was loaded without it (see `app.store.driverless`)."""

    txn_idle, txn_inerror, txn_unknown = TransactionStatus.IDLE, TransactionStatus.INERROR, TransactionStatus.UNKNOWN

    def check_driver(self) -> None:
        """It is here."""

    def get_binary_type(self) -> type[Any]:
        """What bytes are sent as."""
        return psycopg.Binary

    def connect(self, db: Any, **parameters: Any) -> Any:
        """A connection to the database of this name."""
        return psycopg.connect(dbname=db.database, **parameters)


class _Postgres(PostgresqlDatabase):
    """peewee's PostgreSQL with our driver, whether or not peewee knows of it."""

    psycopg2_adapter = psycopg3_adapter = _Adapter


class ServerDatabase(Database):
    """One database on a server. `password` may be '' where the server does not ask for one."""

    def __init__(self, address: ServerAddress, password: str) -> None:
        self.address = address
        self.peewee: Any = _Postgres(
            address.name,
            user=address.user,
            password=password or None,
            host=address.host,
            port=address.port,
            prefer_psycopg3=True,
            autoconnect=False,
            connect_timeout=_CONNECT_SECONDS,
            application_name="ledgerferry",
            options=_OPTIONS,
            sslmode="prefer" if _is_here(address.host) else "require",
            keepalives_idle=30,
        )
        super().__init__(closing=(DatabaseError, psycopg.Error))

    def open(self) -> bool:
        """Make or check the tables and bring them up to date; True when they were made just now. Raises `StoreProblem`."""
        try:
            with self._said():
                return self._open_checked()
        except StoreProblem:
            self.close()
            raise

    def _open_checked(self) -> bool:
        self._connected()
        if not self._exists("ledgerferry") and self._exists("operation"):
            raise damaged("The database holds tables of another program.")
        with suppress(
            IntegrityError, ProgrammingError
        ):  # of two who come at once, one is told that it is there already
            self.peewee.execute_sql(_STAMP)
        with self.peewee.atomic():
            # whoever comes second waits here until the first has made everything
            self.peewee.execute_sql("LOCK TABLE ledgerferry IN EXCLUSIVE MODE")
            fresh = not self.select("SELECT version FROM ledgerferry")
            if fresh:
                self.peewee.execute_sql("INSERT INTO ledgerferry (id, version) VALUES (1, 0)")
            if self.version > VERSION:
                raise newer(self.version, VERSION)
            migrate(self, self.version, self._stamp, Dialect.SERVER)
        return fresh

    def _exists(self, table: str) -> bool:
        found = self.select("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?", (table,))
        return bool(found)

    def _stamp(self, version: int) -> None:
        self.peewee.execute_sql(f"UPDATE ledgerferry SET version = {version}")  # noqa: S608 - a number of our own

    @property
    def version(self) -> int:
        """The version of the tables."""
        ((version,),) = self.select("SELECT version FROM ledgerferry")
        return int(version)

    def _connected(self) -> None:
        """See that this thread has a connection that works; one whose line broke is replaced."""
        if not self.peewee.is_closed() and not self.peewee.is_connection_usable() and not self.peewee.in_transaction():
            with suppress(DatabaseError, psycopg.Error):
                self.peewee.close()
        self._connect()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A consistent look, which waits for nobody."""
        with self._said(), readable():
            self._connected()
            if self.peewee.in_transaction():
                yield
                return
            with self.peewee.atomic("REPEATABLE READ"):
                yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that writes, alone."""
        with self._said():
            self._connected()
            with self.peewee.atomic():
                self.peewee.execute_sql("SELECT id FROM head WHERE id = 1 FOR UPDATE")
                yield

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except (DataError, psycopg.DataError) as problem:
            raise StoreProblem(
                "Something in this cannot be kept in the shared database.",
                advice="Look for signs that cannot be seen in the document, and take them out.",
                details=str(problem),
                code="database_text",
            ) from problem
        except (IntegrityError, psycopg.IntegrityError) as problem:
            raise damaged(str(problem)) from problem
        except (DatabaseError, OperationalError, psycopg.Error) as problem:
            raise _in_words(problem, self.address) from problem

    def server_now(self) -> datetime:
        """The server's clock at this very moment; its now() stands still while a transaction waits for the lock."""
        ((now,),) = self.select("SELECT clock_timestamp()")
        moment: datetime = now
        return moment.astimezone(UTC)

    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """One statement for many rows, inside a transaction that is open."""
        if rows:
            with self.peewee.connection().cursor() as cursor:
                cursor.executemany(sql.replace("?", "%s"), rows)

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a written-out statement."""
        with self.peewee.connection().cursor() as cursor:
            cursor.execute(sql.replace("?", "%s"), values)
            return list(cursor.fetchall())


def _is_here(host: str) -> bool:
    """Whether a line to this host stays on this computer: loopback, or a socket in a folder."""
    return host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")


def _in_words(problem: Exception, address: ServerAddress) -> StoreProblem:
    text = str(problem).lower()
    if "lock timeout" in text or "deadlock" in text:
        return StoreProblem(
            "The shared database is busy.",
            advice="Another copy has been writing for a while. Try again in a moment.",
            details=str(problem),
            code="database_locked",
        )
    if "no space" in text or "disk full" in text:
        return StoreProblem(
            "The disk of the shared database is full.",
            advice="Nothing more is sent. Ask whoever looks after it for space, then go on.",
            details=str(problem),
            code="disk_full",
        )
    if "password" in text or "authentication" in text or "role" in text or "permission denied" in text:
        return StoreProblem(
            f"The shared database on {address.host} does not let you in.",
            advice="Check user and password with whoever looks after it.",
            details=str(problem),
            code="database_refused",
        )
    if "read-only" in text:
        return StoreProblem(
            "The shared database takes no changes at the moment.",
            advice="Nothing is sent. Ask whoever looks after it.",
            details=str(problem),
            code="database_read_only",
        )
    return StoreProblem(
        f"The shared database on {address.host} does not answer.",
        advice="Nothing more is sent. Check the network, then go on.",
        details=str(problem),
        code="database_gone",
    )

"""The schema, one numbered step at a time; each step is one transaction, and a file from before the step is kept.

A released step is never changed: files made by it exist. The text is SQL and not made from the tables, which move on.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from app.store.run_rows import take_documents_apart
from app.store.sealing import seal, seal_by_digest

if TYPE_CHECKING:
    from app.store.database import Database

_STEP_1 = """
CREATE TABLE operation (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, tenant TEXT NOT NULL, subject TEXT NOT NULL,
    connection_id TEXT NOT NULL, reference TEXT NOT NULL, payload TEXT NOT NULL, run_id TEXT NOT NULL,
    expected_minor BIGINT, expected_currency TEXT, depends_on TEXT NOT NULL, source_id TEXT NOT NULL, source_hash TEXT NOT NULL,
    "user" TEXT NOT NULL, state TEXT NOT NULL, before TEXT NOT NULL, generation INTEGER NOT NULL, "key" TEXT NOT NULL,
    remote_id TEXT NOT NULL, remote_version TEXT NOT NULL, remote_url TEXT NOT NULL, remote_minor BIGINT, remote_currency TEXT,
    first_sent TEXT, last_sent TEXT, last_sent_monotonic DOUBLE PRECISION, boot_id TEXT NOT NULL, confirmed_at TEXT,
    read_back_at TEXT, updated_at TEXT, was_ambiguous BOOLEAN NOT NULL, reason TEXT NOT NULL, sentence TEXT NOT NULL,
    remote_words TEXT NOT NULL, batch_id TEXT NOT NULL,
    UNIQUE (kind, tenant, subject));
CREATE INDEX operation_run ON operation (run_id);
CREATE INDEX operation_state ON operation (state);
CREATE INDEX operation_subject ON operation (subject);
CREATE TABLE fact (
    sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, operation_id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
    generation INTEGER NOT NULL, text TEXT NOT NULL, checksum TEXT NOT NULL);
CREATE INDEX fact_operation ON fact (operation_id);
CREATE TABLE batch (
    id TEXT PRIMARY KEY, members TEXT NOT NULL, "key" TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, body BLOB NOT NULL,
    body_hash TEXT NOT NULL, content_type TEXT NOT NULL, generations TEXT NOT NULL, credential TEXT NOT NULL, sent_at TEXT NOT NULL,
    monotonic DOUBLE PRECISION NOT NULL, boot_id TEXT NOT NULL);
CREATE TABLE claim (operation_id TEXT PRIMARY KEY, owner TEXT NOT NULL, token TEXT NOT NULL, until TEXT NOT NULL);
CREATE TABLE head (id INTEGER PRIMARY KEY, facts INTEGER NOT NULL, checksum TEXT NOT NULL);
INSERT INTO head (id, facts, checksum) VALUES (1, 0, '');
CREATE TABLE connection (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, system TEXT NOT NULL, name TEXT NOT NULL, tenant TEXT NOT NULL,
    tenant_name TEXT NOT NULL, settings TEXT NOT NULL, practice BOOLEAN NOT NULL, created_at TEXT, last_used TEXT,
    needs_sign_in BOOLEAN NOT NULL);
CREATE TABLE route (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, source_id TEXT NOT NULL REFERENCES connection (id),
    ledger_id TEXT NOT NULL REFERENCES connection (id), practice BOOLEAN NOT NULL, created_at TEXT, criteria TEXT NOT NULL,
    defaults TEXT NOT NULL);
CREATE TABLE mapping (
    id INTEGER PRIMARY KEY, route_id TEXT NOT NULL REFERENCES route (id) ON DELETE CASCADE, kind TEXT NOT NULL, "key" TEXT NOT NULL,
    body TEXT NOT NULL, decided_at TEXT, "user" TEXT NOT NULL, UNIQUE (route_id, kind, "key"));
CREATE TABLE mapping_history (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, route_id TEXT NOT NULL, kind TEXT NOT NULL, "key" TEXT NOT NULL, body TEXT NOT NULL,
    "user" TEXT NOT NULL);
CREATE TABLE run (
    id TEXT PRIMARY KEY, route_id TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, body TEXT NOT NULL, search_text TEXT NOT NULL);
CREATE INDEX run_started ON run (started);
CREATE TABLE search (
    id INTEGER PRIMARY KEY, route_id TEXT NOT NULL, at TEXT NOT NULL, criteria TEXT NOT NULL, words TEXT NOT NULL,
    found INTEGER NOT NULL);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

_STEP_2 = """
ALTER TABLE operation ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
"""

_STEP_3 = """
CREATE TABLE collection (
    id INTEGER PRIMARY KEY, route_id TEXT NOT NULL REFERENCES route (id) ON DELETE CASCADE, kind TEXT NOT NULL, "key" TEXT NOT NULL,
    body TEXT NOT NULL, day TEXT NOT NULL, UNIQUE (route_id, kind, "key"));
"""

_STEP_4 = """
ALTER TABLE connection ADD COLUMN signed_in_at TEXT;
"""

_STEP_5 = """
CREATE TABLE run_document (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE, position INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (run_id, position));
"""

_STEP_6 = ""  # only what comes afterwards

STEPS: tuple[str, ...] = (_STEP_1, _STEP_2, _STEP_3, _STEP_4, _STEP_5, _STEP_6)
AFTERWARDS: dict[int, Callable[[Database], None]] = {2: seal, 5: take_documents_apart, 6: seal_by_digest}
"""What a step does beyond SQL, in the same transaction."""
VERSION = len(STEPS)


class Dialect(StrEnum):
    """Which database reads the SQL."""

    FILE = "file"
    SERVER = "server"


def statements(step: str, dialect: Dialect = Dialect.FILE) -> list[str]:
    """The single statements of a step.

    A server numbers no rows of its own accord and calls bytes BYTEA; all else is understood by both.
    """
    if dialect is Dialect.SERVER:
        step = step.replace("INTEGER PRIMARY KEY", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
        step = step.replace(" BLOB ", " BYTEA ")
    return [text.strip() for text in step.split(";\n") if text.strip()]


def migrate(database: Database, version: int, stamp: Callable[[int], None], dialect: Dialect = Dialect.FILE) -> None:
    """Bring a database of this version up to date, each step in one transaction; `stamp` notes the new version in it."""
    for number in range(version + 1, VERSION + 1):
        with database.peewee.atomic(*(("EXCLUSIVE",) if dialect is Dialect.FILE else ())):
            for statement in statements(STEPS[number - 1], dialect):
                database.peewee.execute_sql(statement)
            AFTERWARDS.get(number, _nothing)(database)
            stamp(number)


def _nothing(database: Database) -> None:
    del database

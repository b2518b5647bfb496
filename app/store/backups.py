"""Backups: whole, checked copies of the database beside it; the newest are kept, foreign files are never touched."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.domain.errors import StoreProblem
from app.store.database import Database
from app.store.sqlite_file import APPLICATION_ID, FileDatabase
from app.store.tables import TABLES

KEPT = 30
_DATED = (
    "ledgerferry-20261122T090000"  # the part of a name that tells the second; within one, the time of writing decides
)
_OURS = re.compile(r"^ledgerferry-\d{8}T\d{6}-[a-z]+\.backup$")


def backups(folder: Path) -> list[Path]:
    """Our backups in this folder, oldest first."""
    ours = [path for path in folder.iterdir() if _OURS.match(path.name)] if folder.is_dir() else []
    return sorted(ours, key=lambda path: (path.name[: len(_DATED)], path.stat().st_mtime_ns))


def back_up(database: Path, folder: Path, at: datetime, reason: str) -> Path:
    """Copy the database by SQLite's own backup, check the copy, prune the oldest. `reason` is one lower-case word."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"ledgerferry-{at:%Y%m%dT%H%M%S}-{reason}.backup"
    part = target.with_suffix(".part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        check_file(part)
        part.replace(target)
    except (OSError, sqlite3.Error) as problem:
        part.unlink(missing_ok=True)
        raise StoreProblem(
            "A backup of Ledgerferry's records could not be written.",
            advice="Free some space on the disk, then try again.",
            details=str(problem),
            code="backup_failed",
        ) from problem
    for old in backups(folder)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def back_up_server(database: Database, folder: Path, at: datetime, reason: str) -> Path:
    """Copy records from a server into a file of our own form, check it, prune the oldest. `reason` is one lower-case word."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"ledgerferry-{at:%Y%m%dT%H%M%S}-{reason}.backup"
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    copy = FileDatabase(part)
    try:
        copy.open()
        with database.reading(), copy.writing():
            for table in TABLES:
                _copy_table(table._meta.table_name, list(table._meta.columns), database, copy)
    finally:
        copy.close()
    check_file(part)
    part.replace(target)
    for old in backups(folder)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def _copy_table(name: str, columns: list[str], source: Database, copy: Database) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join("?" * len(columns))
    copy.many(f"DELETE FROM {name} WHERE ? = ?", [(1, 1)])  # noqa: S608 - own names
    rows = source.select(f"SELECT {names} FROM {name}")  # noqa: S608 - own names
    copy.many(f"INSERT INTO {name} ({names}) VALUES ({places})", rows)  # noqa: S608 - own names


def check_file(path: Path) -> None:
    """Raise `StoreProblem` unless the file is a whole database of ours."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    except sqlite3.Error:
        whole = ours = False
    if not (whole and ours):
        raise StoreProblem(
            "This backup is damaged.", advice="Choose another one.", code="backup_damaged", subject=path.name
        )


def put_aside(database: Path, at: datetime) -> Path:
    """Move a damaged database out of the way with what belongs to it; nothing of it is thrown away. Where it is now."""
    aside = database.with_name(f"{database.name}.{at:%Y%m%dT%H%M%S}.damaged")
    try:
        for companion in ("-journal", "-wal", "-shm", ""):
            held = database.with_name(database.name + companion)
            if held.exists():
                held.replace(aside.with_name(aside.name + companion))
    except OSError as problem:
        raise StoreProblem(
            "The damaged records could not be put aside.",
            advice=f"Move {database} to another place, then start again.",
            details=str(problem),
            code="database_damaged",
        ) from problem
    return aside


def restore(database: Path, backup: Path, aside: datetime) -> None:
    """Put a checked backup in the database's place; what was there is kept beside it. Recovery follows at the next start."""
    check_file(backup)
    try:
        if database.exists():
            database.replace(database.with_name(f"{database.name}.{aside:%Y%m%dT%H%M%S}.replaced"))
        for companion in ("-journal", "-wal", "-shm"):
            database.with_name(database.name + companion).unlink(missing_ok=True)
        os.close(os.open(database, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(backup)) as source, closing(sqlite3.connect(database)) as target:
            source.backup(target)
    except (OSError, sqlite3.Error) as problem:
        raise StoreProblem(
            "The backup could not be put back.",
            advice=f"See that {database.parent} can be written to and has room, then try again. The backup is untouched.",
            details=str(problem),
            code="restore_failed",
        ) from problem

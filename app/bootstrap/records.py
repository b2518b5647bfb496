"""Opens the records of one folder with all that guards them: gate, counter, reserve and backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from app.bootstrap.folders import Folders
from app.domain.errors import StoreProblem
from app.flows.upkeep import BackupFile, RecordsFinding
from app.ports.clock import Chance, Clock
from app.store.backups import back_up, backups, restore
from app.store.database import Database
from app.store.gate import Counter, Finding, Reserve, Standing, inspect
from app.store.journal import Journal
from app.store.mappings import Mappings
from app.store.migrations import VERSION
from app.store.routes import Routes
from app.store.runs import Runs, Settings
from app.store.sqlite_file import FileDatabase


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that is remembered in one folder."""

    folders: Folders
    database: Database
    journal: Journal
    routes: Routes
    mappings: Mappings
    runs: Runs
    settings: Settings
    reserve: Reserve
    upkeep: RecordsUpkeep

    def close(self) -> None:
        """Give the files back."""
        self.database.close()


class RecordsUpkeep:
    """Implements `Upkeep`."""

    def __init__(self, folders: Folders, database: FileDatabase, counter: Counter, clock: Clock) -> None:
        self._folders = folders
        self._database = database
        self._counter = counter
        self._clock = clock
        self._lock = Lock()
        self._found = inspect(database, counter)

    def finding(self) -> RecordsFinding:
        """What the gate found."""
        return _said(self._found)

    def confirm(self) -> RecordsFinding:
        """The journal is accepted as it is, although it is behind; a damaged one never is."""
        with self._lock:
            self._found = inspect(self._database, self._counter)
            if self._found.standing is Standing.BROKEN:
                raise StoreProblem(self._found.sentence, advice=self._found.advice, code="journal_damaged")
            if self._found.standing is Standing.BEHIND:
                self._counter.start_over(self._found.facts)
                self._found = inspect(self._database, self._counter)
        return self.finding()

    def back_up(self, reason: str) -> BackupFile:
        """Make and check a backup now."""
        return _file(back_up(self._folders.database, self._folders.backups, self._clock.now(), reason))

    def back_up_daily(self) -> None:
        """Make today's backup unless there is one already."""
        today = f"{self._clock.now():%Y%m%d}"
        if not any(path.name.split("-")[1].startswith(today) for path in backups(self._folders.backups)):
            self.back_up("daily")

    def backups(self) -> Sequence[BackupFile]:
        """Oldest first."""
        return [_file(path) for path in backups(self._folders.backups)]

    def restore(self, backup: Path) -> None:
        """Put a backup in place of the records; a copy of what was there is made first."""
        chosen = backup if backup.is_absolute() else self._folders.backups / backup
        if not chosen.is_file():
            raise StoreProblem("There is no such backup.", advice="Look at the list of backups.", code="backup_unknown")
        self._database.close()
        restore(self._folders.database, chosen, self._clock.now())


def _said(found: Finding) -> RecordsFinding:
    return RecordsFinding(
        may_send=found.may_send,
        sentence=found.sentence,
        advice=found.advice,
        facts=found.facts,
        counted=found.counted,
        may_confirm=found.standing is Standing.BEHIND,
    )


def _file(path: Path) -> BackupFile:
    _, at, reason = path.name.removesuffix(".backup").split("-")
    return BackupFile(path, datetime.strptime(at, "%Y%m%dT%H%M%S").replace(tzinfo=UTC), reason, path.stat().st_size)


def open_records(folders: Folders, clock: Clock, chance: Chance) -> Records:
    """Open or make the records of a folder. Raises `StoreProblem` for a network drive, a damaged, newer, locked or read-only file."""
    folders.make()
    _keep_before_upgrade(folders, clock)
    database = FileDatabase(folders.database)
    fresh = database.open()
    counter = Counter(folders.data / "facts.count")
    reserve = Reserve(folders.data / "reserve.bin")
    reserve.keep()
    upkeep = RecordsUpkeep(folders, database, counter, clock)
    if not fresh and upkeep.finding().may_send:
        upkeep.back_up_daily()
    return Records(
        folders=folders,
        database=database,
        journal=Journal(database, clock, chance, counter.raise_to),
        routes=Routes(database),
        mappings=Mappings(database, clock),
        runs=Runs(database),
        settings=Settings(database),
        reserve=reserve,
        upkeep=upkeep,
    )


def _keep_before_upgrade(folders: Folders, clock: Clock) -> None:
    """A copy of a file of an older form, before it is brought up to date."""
    if not folders.database.is_file() or not folders.database.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(f"file:{folders.database}?mode=ro", uri=True)) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return  # what is wrong with it is said when it is opened
    if 0 < version < VERSION:
        back_up(folders.database, folders.backups, clock.now(), "upgrade")

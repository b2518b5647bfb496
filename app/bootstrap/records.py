"""Opens the records of one folder with all that guards them: gate, counter, reserve and backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from app.bootstrap.folders import Folders
from app.bootstrap.shared import SharedRecords, fingerprint
from app.domain.errors import StoreProblem
from app.flows.upkeep import BackupFile, RecordsFinding
from app.ports.clock import Chance, Clock
from app.store.backups import back_up, back_up_server, backups, put_aside, restore
from app.store.collection import Collections
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
    collection: Collections
    reserve: Reserve
    upkeep: RecordsUpkeep

    def close(self) -> None:
        """Give the files back."""
        self.database.close()


class RecordsUpkeep:
    """Implements `Upkeep`."""

    def __init__(
        self,
        folders: Folders,
        database: Database,
        counter: Counter,
        clock: Clock,
        *,
        aside: Path | None = None,
        shared: SharedRecords | None = None,
    ) -> None:
        self._folders = folders
        self._database = database
        self._counter = counter
        self._clock = clock
        self._aside = aside
        self._shared = shared
        self._lock = Lock()
        self._found = inspect(database, counter)

    def finding(self) -> RecordsFinding:
        """What the gate found."""
        found = _said(self._found)
        if self._aside is None or found.may_send:
            return found
        return replace(
            found,
            sentence="Ledgerferry's records on this computer were damaged.",
            advice=f"Nothing is sent. They are kept as {self._aside.name}. Restore the newest backup; "
            "what it does not know is rebuilt from the ledger.",
        )

    def confirm(self) -> RecordsFinding:
        """The journal is accepted as it is, although it is behind; a damaged one never is."""
        with self._lock:
            self._found = inspect(self._database, self._counter)
            if self._found.standing is Standing.BROKEN:
                raise StoreProblem(self._found.sentence, advice=self._found.advice, code="journal_damaged")
            if not self._found.may_send:
                self._counter.start_over(self._found.facts)
                self._found = inspect(self._database, self._counter)
        return self.finding()

    def quiet_since(self) -> datetime | None:
        """When the count beside the journal last moved, or the file itself where there is no count."""
        counted = self._counter.changed_at()
        if counted is not None:
            return counted
        path = self._folders.database
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None

    def look_again(self) -> RecordsFinding:
        """Ask the gate anew."""
        with self._lock:
            self._found = inspect(self._database, self._counter)
        return self.finding()

    def back_up(self, reason: str) -> BackupFile:
        """Make and check a backup now; of shared records a copy of one's own."""
        if self._is_on_server:
            return _file(back_up_server(self._database, self._folders.backups, self._clock.now(), reason))
        return _file(back_up(self._folders.database, self._folders.backups, self._clock.now(), reason))

    def back_up_daily(self) -> None:
        """Make today's backup unless there is one already."""
        today = f"{self._clock.now():%Y%m%d}"
        if not any(path.name.split("-")[1].startswith(today) for path in backups(self._folders.backups)):
            self.back_up("daily")

    @property
    def _is_on_server(self) -> bool:
        return not isinstance(self._database, FileDatabase)

    def database_address(self) -> str:
        """The shared server's address, '' for the file on this computer; as it will be at the next start."""
        return self._shared.text() if self._shared is not None else ""

    def use_database(self, address: str, password: str) -> None:
        """Work with records on a server ('' for the file again) from the next start on; tried out first."""
        if self._shared is None:
            raise StoreProblem("Practice books are always a file on this computer.", code="database_practice")
        self._shared.use(address, password)

    def backups(self) -> Sequence[BackupFile]:
        """Oldest first."""
        return [_file(path) for path in backups(self._folders.backups)]

    def restore(self, backup: Path) -> None:
        """Put a backup in place of the records; a copy of what was there is made first."""
        if self._is_on_server:
            raise StoreProblem(
                "These records are on a shared server.",
                advice="Whoever looks after it restores them there. What they do not know is then rebuilt from the ledger.",
                code="database_shared",
            )
        chosen = _there(self._folders, backup)
        self._database.close()
        restore(self._folders.database, chosen, self._clock.now())


class ClosedRecords:
    """Backups of a folder whose records could not be opened; a file of the person's own computer, never a shared server's."""

    def __init__(self, folders: Folders, clock: Clock) -> None:
        self._folders = folders
        self._clock = clock

    def backups(self) -> Sequence[BackupFile]:
        """Oldest first."""
        return [_file(path) for path in backups(self._folders.backups)]

    def restore(self, backup: Path) -> None:
        """Put a backup in place of the records; what is there is put aside. Raises `StoreProblem`."""
        restore(self._folders.database, _there(self._folders, backup), self._clock.now())


def _there(folders: Folders, backup: Path) -> Path:
    chosen = backup if backup.is_absolute() else folders.backups / backup
    if not chosen.is_file():
        raise StoreProblem("There is no such backup.", advice="Look at the list of backups.", code="backup_unknown")
    return chosen


def _said(found: Finding) -> RecordsFinding:
    return RecordsFinding(
        may_send=found.may_send,
        sentence=found.sentence,
        advice=found.advice,
        facts=found.facts,
        counted=found.counted,
        may_confirm=found.standing in (Standing.BEHIND, Standing.UNCOUNTED),
        is_damaged=found.standing is Standing.BROKEN,
    )


def _file(path: Path) -> BackupFile:
    _, at, reason = path.name.removesuffix(".backup").split("-")
    return BackupFile(path, datetime.strptime(at, "%Y%m%dT%H%M%S").replace(tzinfo=UTC), reason, path.stat().st_size)


def open_records(folders: Folders, clock: Clock, chance: Chance, shared: SharedRecords | None = None) -> Records:
    """Open or make the records of a folder. Raises `StoreProblem` for a network drive, a newer, locked or read-only file.

    A damaged file is put aside and the gate stays closed until a backup was restored or the ledger was asked.
    """
    folders.make()
    address = shared.address() if shared is not None else None
    counter = Counter(folders.data / (f"facts-{fingerprint(address)}.count" if address else "facts.count"))
    database: Database
    if shared is not None and address is not None:
        database, aside = shared.database(address), None
        fresh = database.open()
        _come_to_know(database, counter)
    else:
        _keep_before_upgrade(folders, clock)
        database, fresh, aside = _opened(folders, counter, clock)
    reserve = Reserve(folders.data / "reserve.bin")
    reserve.keep()
    upkeep = RecordsUpkeep(folders, database, counter, clock, aside=aside, shared=shared)
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
        collection=Collections(database, clock),
        reserve=reserve,
        upkeep=upkeep,
    )


def _come_to_know(database: Database, counter: Counter) -> None:
    """Who comes to shared records for the first time begins to count where they are."""
    found = inspect(database, counter)
    if found.standing is Standing.UNCOUNTED:
        counter.start_over(found.facts)


def _opened(folders: Folders, counter: Counter, clock: Clock) -> tuple[FileDatabase, bool, Path | None]:
    """The database, whether it was made just now, and where a damaged one was put."""
    database = FileDatabase(folders.database)
    try:
        return database, database.open(), None
    except StoreProblem as problem:
        if problem.code != "database_damaged":
            raise
    aside = put_aside(folders.database, clock.now())
    counter.raise_to(max(counter.value, 1))  # an empty journal is never taken for the whole one
    database = FileDatabase(folders.database)
    return database, database.open(), aside


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
        try:
            back_up(folders.database, folders.backups, clock.now(), "upgrade")
        except StoreProblem as problem:
            if problem.code != "backup_damaged":
                raise

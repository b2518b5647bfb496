"""Broken storage: every way in which records go bad is noticed at start, said in a sentence, and nothing is sent on them."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.bootstrap.engine_room import make_engine
from app.bootstrap.folders import Folders
from app.bootstrap.locks import RefreshLocks
from app.bootstrap.records import open_records
from app.bootstrap.systems import ConnectedSystems, Surroundings
from app.domain.errors import ExpectedProblem, StoreProblem
from app.domain.run import Stop
from app.store.backups import back_up, restore
from app.store.migrations import VERSION
from app.store.secrets import MemorySecrets
from app.store.sqlite_file import FileDatabase
from tests.endurance.lives import fork
from tests.store.databases.make import operations
from tests.support.time_and_chance import TestChance, TestClock

GOLDEN = Path(__file__).resolve().parents[1] / "store" / "databases" / f"v{VERSION}.db"
FACTS = 12
NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Found:
    """What a start said. `sends`: whether the engine would have sent anything."""

    case: str
    sentence: str
    sends: bool
    recovers: bool  # the program starts, so that backup and ledger can be asked

    @property
    def noticed(self) -> bool:
        """Whether it was said and nothing was sent."""
        return bool(self.sentence) and not self.sends


Harm = Callable[[Folders], None]


def prepare(folder: Path) -> Folders:
    """Good records: the golden database with its count."""
    folders = Folders(folder / "data", folder / "logs")
    folders.make()
    shutil.copyfile(GOLDEN, folders.database)
    (folders.data / "facts.count").write_text(str(FACTS), "ascii")
    return folders


def start(case: str, folders: Folders) -> Found:
    """Start the program on these records and try to send."""
    clock, chance = TestClock(), TestChance()
    try:
        records = open_records(folders, clock, chance)
    except StoreProblem as problem:
        return Found(case, problem.sentence, sends=False, recovers=False)
    locks = RefreshLocks(folders.data, clock)
    around = Surroundings(records.routes, MemorySecrets(), clock, chance, locks, False, folders.practice_note)
    systems = ConnectedSystems(around)
    engine = make_engine(records, systems, clock, chance, "here")
    sends = False
    attempts: list[Callable[[], object]] = [
        lambda: engine.execute("run-1", operations(), Stop()),
        lambda: engine.resume("run-1", Stop()),
    ]
    for attempt in attempts:
        try:
            attempt()
        except ExpectedProblem as problem:
            sends = sends or problem.code != "journal_not_whole"
        else:
            sends = True
    finding = records.upkeep.finding()
    systems.close()
    records.close()
    return Found(case, finding.sentence, sends=sends, recovers=True)


def _write(contents: Callable[[bytes], bytes]) -> Harm:
    def harm(folders: Folders) -> None:
        folders.database.write_bytes(contents(folders.database.read_bytes()))

    return harm


def _sql(*statements: str) -> Harm:
    def harm(folders: Folders) -> None:
        with closing(sqlite3.connect(folders.database)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return harm


def _page(whole: bytes) -> bytes:
    return whole[:8192] + b"\xff" * 4096 + whole[12288:]


def _last_weeks_backup(folders: Folders) -> None:
    clock = TestClock()
    kept = back_up(folders.database, folders.backups, clock.now(), "daily")
    (folders.data / "facts.count").write_text(str(FACTS + 40), "ascii")
    restore(folders.database, kept, clock.now())


def _unreadable_count(folders: Folders) -> None:
    (folders.data / "facts.count").write_text("1x", "ascii")


def half_written(folders: Folders, *, keep_journal: bool) -> None:
    """A program is killed in the middle of a large transaction whose pages have partly reached the file."""

    def work(say: Callable[[object], None]) -> None:
        connection = sqlite3.connect(folders.database)
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "UPDATE operation SET remote_words = 'x' || hex(zeroblob(3000)), generation = generation + 1"
        )
        connection.execute("UPDATE fact SET text = '{\"x\": 1}'")
        connection.execute("INSERT INTO setting SELECT 'filler' || sequence, hex(zeroblob(9000)) FROM fact")
        say("written")
        os.kill(os.getpid(), signal.SIGKILL)

    _, ended_by = fork(work)
    journal = folders.database.with_name(folders.database.name + "-journal")
    assert ended_by == signal.SIGKILL
    assert journal.exists()
    if not keep_journal:
        journal.unlink()


def _as_nobody(case: str, folders: Folders) -> Found:
    """Started by somebody who may read and not write."""
    folders.database.chmod(0o444)
    for folder in (folders.data, *folders.data.parents):
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    folders.data.chmod(0o555)

    def work(say: Callable[[object], None]) -> None:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        found = start(case, folders)
        say([found.sentence, found.sends, found.recovers])

    said, _ = fork(work)
    folders.data.chmod(0o700)
    assert isinstance(said[0], list), said
    return Found(case, said[0][0], sends=said[0][1], recovers=said[0][2])


def _locked(case: str, folders: Folders) -> Found:
    with closing(sqlite3.connect(folders.database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        return start(case, folders)


def _full(case: str, folders: Folders) -> Found:
    """No page can be added to the file; what SQLite itself says then."""
    database = FileDatabase(folders.database)
    database.open()
    pages = int(database.peewee.execute_sql("PRAGMA page_count").fetchone()[0])
    database.peewee.execute_sql(f"PRAGMA max_page_count = {pages}")
    try:
        with database.writing():
            database.many("INSERT INTO setting (name, value) VALUES (?, ?)", [("big", "x" * 100_000)])
    except StoreProblem as problem:
        return Found(case, problem.sentence, sends=False, recovers=True)
    finally:
        database.close()
    return Found(case, "", sends=True, recovers=True)


HARMS: dict[str, Harm] = {
    "truncated": _write(lambda whole: whole[: len(whole) // 2]),
    "a page cut off": _write(lambda whole: whole[:-4096]),
    "zero length": _write(lambda whole: b""),
    "corrupt page": _write(_page),
    "corrupt head": _write(lambda whole: b"\0" * 100 + whole[100:]),
    "not a database": _write(lambda whole: b"hello " * 1000),
    "another program's": _sql("PRAGMA application_id = 7"),
    "newer version": _sql(f"PRAGMA user_version = {VERSION + 1}"),
    "flipped digit in an amount": _sql("UPDATE operation SET expected_minor = 921055 WHERE expected_minor = 121055"),
    "flipped digit in a read-back amount": _sql(
        "UPDATE operation SET remote_minor = 121056 WHERE remote_minor = 121055"
    ),
    "changed state": _sql("UPDATE operation SET state = 'planned' WHERE reference = 'INV-1001'"),
    "changed remote id": _sql("UPDATE operation SET remote_id = 'remote-7' WHERE remote_id = 'remote-1'"),
    "changed fact": _sql("UPDATE fact SET state = 'planned' WHERE sequence = 7"),
    "lost fact": _sql("DELETE FROM fact WHERE sequence = 12"),
    "lost facts and their count": _sql("DELETE FROM fact WHERE sequence > 6", "UPDATE head SET facts = 6"),
    "changed kind": _sql("UPDATE operation SET kind = 'void_document' WHERE reference = 'INV-1002'"),
    "last week's backup": _last_weeks_backup,
    "missing database": lambda folders: folders.database.unlink(),
    "missing count": lambda folders: (folders.data / "facts.count").unlink(),
    "unreadable count": _unreadable_count,
    "journal file missing after a kill": lambda folders: half_written(folders, keep_journal=False),
}
STARTS: dict[str, Callable[[str, Folders], Found]] = {
    "read-only": _as_nobody,
    "locked by another program": _locked,
    "disk full": _full,
}


def every_case(folder: Path) -> list[Found]:
    """Each way, on records of its own."""
    found = []
    for number, (case, harm) in enumerate(HARMS.items()):
        folders = prepare(folder / f"harm-{number}")
        harm(folders)
        found.append(start(case, folders))
    for number, (case, begin) in enumerate(STARTS.items()):
        found.append(begin(case, prepare(folder / f"start-{number}")))
    return found


@dataclass(slots=True)
class Flips:
    """What single flipped bits did."""

    flipped: int = 0
    noticed: int = 0
    without_effect: int = 0
    missed: int = 0


def flip_bits(folder: Path, count: int, chance: Random) -> Flips:
    """Flip single bits of the file: each is noticed, or the journal says what it said before."""
    result = Flips()
    whole = GOLDEN.read_bytes()
    before = _journal(GOLDEN)
    written = [place for place, byte in enumerate(whole) if byte]
    for number in range(count):
        folders = prepare(folder / f"flip-{number}")
        place = chance.choice(written)
        broken = bytearray(whole)
        broken[place] ^= 1 << chance.randrange(8)
        folders.database.write_bytes(bytes(broken))
        found = start("flip", folders)
        result.flipped += 1
        if found.noticed:
            result.noticed += 1
        elif _journal(folders.database) == before:
            result.without_effect += 1
        else:
            result.missed += 1
        shutil.rmtree(folders.data.parent)
    return result


def _journal(path: Path) -> list[tuple[object, ...]]:
    """What the journal says: operations and facts."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT * FROM operation ORDER BY sequence").fetchall()
        return rows + connection.execute("SELECT * FROM fact ORDER BY sequence").fetchall()

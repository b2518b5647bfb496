"""What is noticed at start: a journal that was changed, is behind, or a file that is not what it should be."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import StoreProblem
from app.engine.invariants import body_hash
from app.store.backups import KEPT, back_up, backups, restore
from app.store.gate import Counter, Reserve, Standing, inspect
from app.store.journal import Journal
from app.store.migrations import VERSION
from app.store.sqlite_file import FileDatabase, pragmas
from tests.store.test_journal import batch, operation, sending
from tests.support.time_and_chance import TestChance, TestClock


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path / "journal.count")


@pytest.fixture
def journal(database: FileDatabase, clock: TestClock, chance: TestChance, counter: Counter) -> Journal:
    found = Journal(database, clock, chance, counter.raise_to)
    found.plan([operation(n) for n in range(1, 6)], clock.now())
    return found


def alter(database: FileDatabase, sql: str) -> None:
    with closing(sqlite3.connect(database.path)) as connection:
        connection.execute(sql)
        connection.commit()


def test_a_whole_journal_may_send(database: FileDatabase, journal: Journal, counter: Counter) -> None:
    assert inspect(database, counter).may_send
    assert counter.value == 5
    assert len(journal.facts()) == 5


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE fact SET text = 'x' WHERE sequence = 3",
        "DELETE FROM fact WHERE sequence = 5",
        "DELETE FROM fact WHERE sequence = 2",
        "UPDATE fact SET state = 'done' WHERE sequence = 1",
        "UPDATE head SET facts = 4",
        "UPDATE operation SET expected_minor = expected_minor + 900 WHERE sequence = 2",
        "UPDATE operation SET state = 'done' WHERE sequence = 2",
        "UPDATE operation SET remote_id = 'r2' WHERE sequence = 5",
    ],
)
@pytest.mark.usefixtures("journal")
def test_a_changed_journal_is_noticed(database: FileDatabase, counter: Counter, sql: str) -> None:
    alter(database, sql)
    finding = inspect(database, counter)
    assert finding.standing is Standing.BROKEN
    assert not finding.may_send
    assert finding.sentence.endswith(".")


def test_a_changed_request_under_way_is_noticed(
    database: FileDatabase, journal: Journal, counter: Counter, clock: TestClock
) -> None:
    request = batch(clock, "op-1", body_hash=body_hash(b"\x00{}"))
    assert journal.begin(request, [sending("op-1", clock.now())], journal.claim(["op-1"], "me", 300))
    assert inspect(database, counter).may_send
    alter(database, "UPDATE batch SET body = X'7b7d'")
    finding = inspect(database, counter)
    assert (finding.standing, finding.sentence) == (
        Standing.BROKEN,
        "What the journal holds of INV-1 has been changed.",
    )


def test_an_older_backup_is_noticed(
    database: FileDatabase, journal: Journal, counter: Counter, clock: TestClock, tmp_path: Path
) -> None:
    copy = back_up(database.path, tmp_path / "backups", clock.now(), "daily")
    journal.plan([operation(9)], clock.now())
    database.close()
    restore(database.path, copy, clock.now())
    finding = inspect(database, counter)
    assert (finding.standing, finding.facts, finding.counted) == (Standing.BEHIND, 5, 6)
    counter.start_over(5)
    assert inspect(database, counter).may_send
    assert Counter(tmp_path / "journal.count").value == 5


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("text", [None, "", "5x"])
def test_a_missing_count_is_noticed(database: FileDatabase, tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "journal.count"
    path.unlink()
    if text is not None:
        path.write_text(text)
    counter = Counter(path)
    assert inspect(database, counter).standing is Standing.UNCOUNTED
    counter.start_over(5)
    assert inspect(database, Counter(path)).may_send


@pytest.mark.usefixtures("journal")
def test_backups_are_whole_private_and_pruned(database: FileDatabase, clock: TestClock, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "somebody.backup").write_text("not ours")
    for _ in range(KEPT + 3):
        clock.advance(60)
        back_up(database.path, folder, clock.now(), "daily")
    assert len(backups(folder)) == KEPT
    assert (folder / "somebody.backup").exists()
    newest = backups(folder)[-1]
    if os.name == "posix":
        assert stat.S_IMODE(newest.stat().st_mode) == 0o600
    newest.write_bytes(newest.read_bytes()[:5000])
    with pytest.raises(StoreProblem, match="damaged"):
        restore(database.path, newest, clock.now() + timedelta(hours=1))
    assert inspect(database, Counter(tmp_path / "journal.count")).facts == 5


@pytest.mark.parametrize("damage", ["empty", "text", "truncated", "flipped", "foreign"])
@pytest.mark.usefixtures("journal")
def test_a_damaged_file_is_refused_with_a_sentence(database: FileDatabase, damage: str) -> None:
    database.close()
    whole = database.path.read_bytes()
    page = bytearray(whole)
    page[4096:6000] = b"\xff" * (6000 - 4096)
    contents = {"empty": b"", "text": b"hello " * 1000, "truncated": whole[: len(whole) // 2], "flipped": bytes(page)}
    if damage == "foreign":
        alter(database, "PRAGMA application_id = 7")
    else:
        database.path.write_bytes(contents[damage])
    with pytest.raises(StoreProblem) as caught:
        FileDatabase(database.path).open()
    assert caught.value.code == "database_damaged"
    assert "backup" in caught.value.advice


def test_a_newer_file_says_which_version_is_needed(database: FileDatabase) -> None:
    database.close()
    alter(database, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StoreProblem) as caught:
        FileDatabase(database.path).open()
    assert caught.value.code == "database_newer"
    assert str(VERSION + 1) in caught.value.advice


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    with pytest.raises(StoreProblem) as caught:
        FileDatabase(tmp_path / "file" / "ledgerferry.db").open()
    assert caught.value.code == "database_read_only"


def test_a_locked_file_is_explained(database: FileDatabase, clock: TestClock, chance: TestChance) -> None:
    database.peewee._timeout = 0.1
    database.peewee._pragmas = [(k, 100 if k == "busy_timeout" else v) for k, v in database.peewee._pragmas]
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreProblem) as caught:
            Journal(database, clock, chance, lambda count: None).plan([operation()], clock.now())
    assert caught.value.code == "database_locked"


@pytest.mark.posix
def test_the_file_and_its_folder_are_private(database: FileDatabase) -> None:
    assert stat.S_IMODE(database.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(database.path.parent.stat().st_mode) == 0o700


@pytest.mark.posix
def test_what_is_kept_beside_the_file_is_private_and_goes_when_it_is_closed(
    database: FileDatabase, journal: Journal
) -> None:
    beside = [path for path in database.path.parent.iterdir() if path != database.path]
    assert beside
    assert {stat.S_IMODE(path.stat().st_mode) for path in beside} == {0o600}
    assert len(journal.records()) == 5
    database.close()
    assert list(database.path.parent.iterdir()) == [database.path]


def test_a_program_that_removes_its_rollback_journal_may_write_in_between(
    database: FileDatabase, journal: Journal, counter: Counter, clock: TestClock
) -> None:
    """The mode is each program's own: an earlier version, or another tool, may have the same file open."""
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("UPDATE setting SET value = 'x' WHERE name = 'none'")
        other.execute("INSERT INTO setting (name, value) VALUES ('theirs', '1')")
        other.commit()
    journal.plan([operation(6)], clock.now())
    assert inspect(database, counter).facts == 6
    assert database.select("SELECT value FROM setting WHERE name = 'theirs'") == [("1",)]


def test_write_ahead_logging_waits_for_a_safe_sqlite() -> None:
    assert pragmas((3, 40, 1))["journal_mode"] == "persist"
    assert pragmas((3, 40, 1))["synchronous"] == "extra"
    assert pragmas((3, 51, 3))["journal_mode"] == "wal"
    assert pragmas((3, 51, 3))["synchronous"] == "full"


def test_the_reserve_is_kept_and_given_back(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve", size=1 << 20)
    assert reserve.keep()
    assert (tmp_path / "reserve").stat().st_size == 1 << 20
    reserve.release()
    assert not (tmp_path / "reserve").exists()


def test_a_counter_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem):
        Counter(tmp_path / "missing" / "journal.count").raise_to(1)

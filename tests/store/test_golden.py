"""Databases that earlier versions left behind are opened, checked, brought up to date, and worked with."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter as Counted
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.errors import StoreProblem
from app.domain.money import Money
from app.domain.operation import OperationState
from app.ports.journal import Change
from app.store.collection import Collections
from app.store.gate import Counter, inspect
from app.store.journal import Journal
from app.store.mappings import Mappings
from app.store.migrations import VERSION
from app.store.routes import Routes
from app.store.runs import Runs, Settings
from app.store.sqlite_file import FileDatabase
from tests.store.databases.make import BODY, make, operations
from tests.support.time_and_chance import TestChance, TestClock

KEPT = Path(__file__).parent / "databases"
FACTS = 12
COLLECTS_FROM = 3
S = OperationState


@pytest.fixture(params=range(1, VERSION + 1))
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FileDatabase]:
    """A copy of the database that this version left."""
    path = tmp_path / "ledgerferry.db"
    shutil.copyfile(KEPT / f"v{request.param}.db", path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (request.param,)
    database = FileDatabase(path)
    assert not database.open()
    yield database
    database.close()


def test_there_is_one_for_every_version_and_nothing_else() -> None:
    assert {path.name for path in KEPT.glob("*.db")} == {f"v{number}.db" for number in range(1, VERSION + 1)}


def test_the_script_still_makes_what_was_kept(tmp_path: Path) -> None:
    """The same tables and as many rows. What is kept as JSON may have gained fields since: a kept file is never made again, for it
    proves that today's program reads what was written without them."""
    made = make(tmp_path)

    def shape(path: Path) -> Counted[str]:
        """Every table's definition, and of each row only which table it is in."""
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return Counted(line.partition(" VALUES(")[0] for line in connection.iterdump())

    assert shape(made) == shape(KEPT / made.name)


def test_its_journal_is_whole_and_says_what_it_said(golden: FileDatabase, tmp_path: Path) -> None:
    counter = Counter(tmp_path / "facts.count")
    counter.raise_to(FACTS)
    finding = inspect(golden, counter)
    assert finding.may_send, finding.sentence
    assert (golden.version, finding.facts) == (VERSION, FACTS)
    journal = Journal(golden, TestClock(), TestChance(), counter.raise_to)
    assert [record.state for record in journal.records(run_id="run-1")] == [S.DONE, S.UNKNOWN, S.PLANNED, S.DONE]
    assert [record.operation for record in journal.records(run_id="run-1")] == operations()
    (first, second, *_) = journal.records(run_id="run-1")
    assert (first.remote_id, first.remote_total) == ("remote-1", Money(Decimal("1210.55"), "AUD"))
    assert second.was_ambiguous
    assert journal.batch("batch-1").body == BODY


def test_it_is_worked_with(golden: FileDatabase, tmp_path: Path) -> None:
    counter = Counter(tmp_path / "facts.count")
    clock = TestClock()
    journal = Journal(golden, clock, TestChance(), counter.raise_to)
    second = operations()[1].id
    journal.record([Change(second, S.CONFIRMED, "found", remote_id="remote-2")], clock.now())
    journal.record([Change(second, S.DONE, "read_back")], clock.now())
    assert inspect(golden, counter).may_send
    assert counter.value == FACTS + 2


def test_everything_else_in_it_is_there(golden: FileDatabase) -> None:
    routes = Routes(golden)
    assert [route.name for route in routes.routes()] == ["Autotask to Xero"]
    assert [connection.id for connection in routes.connections()] == ["autotask-1", "xero-1"]
    book = Mappings(golden, TestClock()).book("route-1")
    assert book.defaults.account_code == "200"
    assert (book.customers[0].contact_id, book.postings[0].account_code) == ("contact-1", "205")
    assert book.taxes[0].tax_code == "OUTPUT"
    runs = Runs(golden)
    assert [run.run_id for run in runs.runs()] == ["run-1"]
    assert runs.searches("route-1")[0].words == "Everything"
    assert Settings(golden).setting("theme") == "dark"


def test_what_is_being_collected_is_there_from_the_version_that_remembers_it(
    golden: FileDatabase, request: pytest.FixtureRequest
) -> None:
    collection = Collections(golden, TestClock())
    customers, entries = collection.customers("route-1"), collection.entries("route-1")
    noted = collection.note("route-1", "last_import")
    if request.node.callspec.params["golden"] < COLLECTS_FROM:
        assert (list(customers), list(entries), noted) == ([], [], "")
        return
    assert [(each.contact_id, each.payer_id, each.auto_import) for each in customers] == [("contact-1", "48213", False)]
    assert [(each.key, each.number, each.closed) for each in entries] == [("invoice-1#1", "INV-1001", False)]
    assert noted == "2026-11-01T09:15:00+00:00"


def test_a_column_whose_name_was_changed_is_damage(tmp_path: Path) -> None:
    """One flipped bit in what SQLite keeps of its tables: its own check finds nothing wrong with it."""
    path = tmp_path / "ledgerferry.db"
    shutil.copyfile(KEPT / f"v{VERSION}.db", path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('ALTER TABLE "setting" RENAME COLUMN "value" TO "valud"')
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    with pytest.raises(StoreProblem) as caught:
        FileDatabase(path).open()
    assert caught.value.code == "database_damaged"


@pytest.mark.parametrize("version", range(2, VERSION + 1))
@pytest.mark.parametrize("column", ["payload", "expected_minor", "remote_id"])
def test_what_was_altered_before_an_upgrade_is_still_noticed_after_it(
    column: str, version: int, tmp_path: Path
) -> None:
    """The upgrade makes new checksums only for rows whose old one is right."""
    path = tmp_path / "ledgerferry.db"
    shutil.copyfile(KEPT / f"v{version}.db", path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE operation SET {column} = {column} || '1' WHERE reference = 'INV-1001'")  # noqa: S608
        connection.commit()
    database = FileDatabase(path)
    database.open()
    counter = Counter(tmp_path / "facts.count")
    counter.raise_to(FACTS)
    finding = inspect(database, counter)
    database.close()
    assert not finding.may_send

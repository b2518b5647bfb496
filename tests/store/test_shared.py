"""One set of records on a PostgreSQL server, used by several at once: a real server, real locks, the server's clock."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from app.domain.errors import BadInput, StoreProblem
from app.domain.operation import OperationState
from app.ports.journal import Change, StaleRecord
from app.store.addresses import ServerAddress, read_address
from app.store.gate import Counter, Standing, inspect
from app.store.journal import Journal
from app.store.mappings import Mappings
from app.store.migrations import VERSION
from app.store.postgres import ServerDatabase
from app.store.routes import Routes
from app.store.runs import Runs, Settings
from tests.store.databases.make import fill_journal, fill_rest, operations
from tests.store.test_journal import batch, operation, sending
from tests.support.postgres_server import PostgresServer
from tests.support.time_and_chance import TestChance, TestClock

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).resolve().parents[2]
S = OperationState


@pytest.fixture
def address(server: PostgresServer) -> ServerAddress:
    return server.new_database()


@pytest.fixture
def two(address: ServerAddress) -> Iterator[tuple[Journal, Journal]]:
    """The journals of two bookkeepers, whose own clocks are wrong by hours."""
    with ExitStack() as closing:
        journals = []
        for number, hours in enumerate((-3, 5)):
            database = ServerDatabase(address, "")
            database.open()
            closing.callback(database.close)
            clock = TestClock()
            clock.advance(hours * 3600)
            journals.append(Journal(database, clock, TestChance(number + 1), lambda count: None))
        yield journals[0], journals[1]


def together(*works: object) -> None:
    """Do these at the same time; the first problem of any is raised."""
    start, problems = Barrier(len(works)), list[BaseException]()

    def carry(work: object) -> None:
        try:
            start.wait(10)
            work()  # type: ignore[operator]
        except BaseException as problem:
            problems.append(problem)

    threads = [Thread(target=carry, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if problems:
        raise problems[0]


def test_what_was_sent_is_as_old_on_every_computer(two: tuple[Journal, Journal], address: ServerAddress) -> None:
    """The clocks of the two differ by eight hours; absence is believed by neither of them before its time."""
    ana, ben = two
    here, there = _clock(ana), _clock(ben)
    ana.plan([operation()], here.now())
    claims = ana.claim(["op-1"], "ana", 300)
    assert ana.begin(batch(here, "op-1"), [sending("op-1", here.now())], claims)
    for journal, clock in ((ana, here), (ben, there)):
        (record,) = journal.records()
        (planned,) = journal.plan([operation()], clock.now())
        assert _age(record.last_sent, clock) == _age(planned.last_sent, clock) == 0
    ben.record([Change("op-1", S.UNKNOWN, "interrupted", was_ambiguous=True)], there.now())
    here.advance(6 * 3600)
    assert _age(ana.record_of("op-1").last_sent, here) == 0, "a clock that was set makes nothing older"
    ana.record([Change("op-1", S.ABSENT, "absent")], here.now())
    database = ServerDatabase(address, "")
    database.open()
    with database.reading():
        ((kept,),), now = database.select("SELECT last_sent FROM operation"), database.server_now()
    database.close()
    assert abs(now - datetime.fromisoformat(str(kept))) < timedelta(minutes=1)


def _clock(journal: Journal) -> TestClock:
    assert isinstance(journal._clock, TestClock)
    return journal._clock


def _age(sent: datetime | None, clock: TestClock) -> int:
    """Whole minutes since then, by this clock."""
    assert sent is not None
    return round((clock.now() - sent).total_seconds() / 60)


def test_what_another_has_written_is_never_taken_from_memory(two: tuple[Journal, Journal]) -> None:
    ana, ben = two
    ana.plan([operation()], _clock(ana).now())
    ben.record([Change("op-1", S.REVIEW, "check_failed", sentence="Another", was=(S.PLANNED, ""))], _clock(ben).now())
    with pytest.raises(StaleRecord):
        ana.record([Change("op-1", S.CANCELLED, "stopped", was=(S.PLANNED, ""))], _clock(ana).now())
    assert ana.record_of("op-1").sentence == "Another"


def test_who_comes_first_makes_the_tables_and_the_other_finds_them(address: ServerAddress) -> None:
    made: list[bool] = []
    databases = [ServerDatabase(address, "") for _ in range(4)]
    together(*(lambda database=database: made.append(database.open()) for database in databases))
    assert sorted(made) == [False, False, False, True]
    for database in databases:
        with database.reading():
            assert database.version == VERSION
        database.close()


def test_the_whole_scenario_is_kept_there(address: ServerAddress, tmp_path: Path) -> None:
    database, counter = ServerDatabase(address, ""), Counter(tmp_path / "facts.count")
    database.open()
    clock = TestClock()
    journal = Journal(database, clock, TestChance(), counter.raise_to)
    fill_journal(journal, clock)
    fill_rest(database, clock)  # type: ignore[arg-type]
    assert inspect(database, counter).may_send
    assert [r.operation for r in journal.records(run_id="run-1")] == operations()
    assert Routes(database).route("route-1").name == "Autotask to Xero"
    assert Mappings(database, clock).book("route-1").postings[0].account_code == "205"
    assert Runs(database).runs(text="quokka") == []
    assert [run.run_id for run in Runs(database).runs(text="harbour")] == ["run-1"]
    assert Settings(database).setting("theme") == "dark"
    with database.writing():
        database.peewee.execute_sql("UPDATE operation SET remote_minor = remote_minor + 9 WHERE id LIKE '1111%%'")
    assert inspect(database, counter).standing is Standing.BROKEN
    database.close()


def test_claims_end_by_the_servers_clock_not_by_a_bookkeepers(two: tuple[Journal, Journal]) -> None:
    ours, theirs = two
    mine = ours.claim(["op-1"], "ana", 60)
    left = mine["op-1"].until - TestClock().now()
    assert left != timedelta(seconds=60)
    assert theirs.claim(["op-1"], "ben", 60) == {}
    assert ours.holds(mine, 50)
    assert not ours.holds(mine, 61)


def test_one_operation_never_has_two_holders(two: tuple[Journal, Journal]) -> None:
    ids = [f"op-{number}" for number in range(300)]
    taken: list[set[str]] = []

    def take(journal: Journal, owner: str) -> None:
        mine: set[str] = set()
        for start in range(0, len(ids), 7):
            mine |= set(journal.claim(ids[start : start + 20], owner, 300))
        taken.append(mine)

    together(lambda: take(two[0], "ana"), lambda: take(two[1], "ben"))
    assert taken[0].isdisjoint(taken[1])
    assert taken[0] | taken[1] == set(ids)


def test_the_same_documents_planned_by_two_are_entered_once(two: tuple[Journal, Journal]) -> None:
    many = [operation(number) for number in range(1, 201)]
    others = [operation(number, id=f"other-{number}") for number in range(200, 0, -1)]
    found: list[dict[str, str]] = []

    def plan(journal: Journal, wanted: list[object]) -> None:
        records = journal.plan(wanted, TestClock().now())  # type: ignore[arg-type]
        found.append({r.operation.subject: r.operation.id for r in records})

    together(lambda: plan(two[0], list(many)), lambda: plan(two[1], list(others)))
    assert found[0] == found[1]
    assert len(two[0].facts()) == 200


def test_facts_of_two_writers_make_one_chain(two: tuple[Journal, Journal], tmp_path: Path) -> None:
    two[0].plan([operation(number) for number in range(1, 41)], TestClock().now())

    def write(journal: Journal, numbers: range) -> None:
        for number in numbers:
            journal.record([Change(f"op-{number}", S.PLANNED, "noted", "{}")], TestClock().now())

    together(lambda: write(two[0], range(1, 21)), lambda: write(two[1], range(21, 41)))
    assert [fact.sequence for fact in two[1].facts()] == list(range(1, 81))
    counter = Counter(tmp_path / "facts.count")
    counter.raise_to(80)
    assert inspect(two[0]._db, counter).may_send


def test_a_send_is_written_only_by_who_holds_it(two: tuple[Journal, Journal]) -> None:
    ours, theirs = two
    clock = TestClock()
    ours.plan([operation()], clock.now())
    mine = ours.claim(["op-1"], "ana", 300)
    ours.release(mine)
    assert theirs.claim(["op-1"], "ben", 300)
    assert not ours.begin(batch(clock, "op-1"), [sending("op-1", clock.now())], mine)
    assert ours.record_of("op-1").state is S.PLANNED


HOLDER = """
import sys
from app.store.addresses import read_address
from app.store.postgres import ServerDatabase
database = ServerDatabase(read_address(sys.argv[1]), "")
database.open()
with database.writing():
    database.peewee.execute_sql("UPDATE head SET checksum = 'half'")
    print("holding", flush=True)
    sys.stdin.read()
"""


def test_a_killed_writer_leaves_nothing_half_done_and_holds_nobody_up(
    address: ServerAddress, two: tuple[Journal, Journal]
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(address)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"holding\n"
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait(10)
    two[0].plan([operation()], TestClock().now())
    assert [fact.sequence for fact in two[1].facts()] == [1]


def test_a_line_that_breaks_is_said_and_made_anew(address: ServerAddress, server: PostgresServer) -> None:
    database = ServerDatabase(address, "")
    database.open()
    settings = Settings(database)
    settings.save_setting("theme", "dark")
    server.end_lines(address)
    with pytest.raises(StoreProblem) as caught:
        settings.setting("theme")
    assert (caught.value.code, "does not answer" in caught.value.sentence) == ("database_gone", True)
    assert settings.setting("theme") == "dark"
    database.close()


def test_what_is_no_database_of_ours_is_said(address: ServerAddress, server: PostgresServer) -> None:
    server.ask("CREATE TABLE operation (id INTEGER)", address.name)
    with pytest.raises(StoreProblem) as caught:
        ServerDatabase(address, "").open()
    assert caught.value.code == "database_damaged"
    other = server.new_database()
    database = ServerDatabase(other, "")
    database.open()
    database.close()
    server.ask("UPDATE ledgerferry SET version = version + 1", other.name)
    with pytest.raises(StoreProblem, match="newer version"):
        ServerDatabase(other, "").open()


def test_a_server_that_is_not_there_or_does_not_let_one_in_is_said(server: PostgresServer) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(StoreProblem) as caught:
            ServerDatabase(ServerAddress("127.0.0.1", nobody.getsockname()[1], "x", "ledgerferry"), "").open()
    assert caught.value.code == "database_gone"
    with pytest.raises(StoreProblem) as caught:
        ServerDatabase(ServerAddress("127.0.0.1", server.port, "postgres", "nobody"), "").open()
    assert caught.value.code == "database_refused"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("postgresql://ana:secret@db.example/books", "password"),
        ("mysql://ana@db.example/books", "address"),
        ("postgresql://db.example/books", "address"),
        ("postgresql://ana@db.example", "address"),
        ("postgresql://ana@db.example:port/books", "address"),
        ("postgresql://ana@db.example/books?sslmode=disable", "address"),
        ("", "address"),
    ],
)
def test_an_address_that_cannot_be_meant_is_said(text: str, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as caught:
        read_address(text)
    assert "secret" not in caught.value.sentence + caught.value.details


def test_an_address_is_read_as_it_is_shown() -> None:
    address = read_address("postgres://ana@db.example/books")
    assert address == ServerAddress("db.example", 5432, "books", "ana")
    assert read_address(str(address)) == address

"""The same by command: a journal is rebuilt, and two bookkeepers work on one server, each from a folder and a keyring of their own."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sandbox.practice import practice_sandbox
from tests.cli.conftest import ROUTE, Line
from tests.cli.conftest import TestHouse as House
from tests.support.postgres_server import PostgresServer


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Commands over fresh records and a fresh small world."""
    with practice_sandbox(world="small", tls=True, limits=False) as sandbox:
        yield Line(House(tmp_path / "ana", sandbox))


def booked(line: Line) -> Counter[str]:
    """How often each number of ours stands in the ledger."""
    tenants = line.house.sandbox.books("xero")["tenants"]
    rows = [row for tenant in tenants for row in (*tenant["invoices"], *tenant["credit_notes"])]
    return Counter(row.get("InvoiceNumber") or row.get("CreditNoteNumber") for row in rows if row["CreatedByMyApp"])


def test_a_restored_journal_is_rebuilt_by_command(line: Line) -> None:
    line.set_up()
    assert line("rebuild", ROUTE).code == 5  # nothing to rebuild
    backup = line("backup", "--json").object["backups"][-1]["file"]
    assert line("export", ROUTE, "--yes").code == 1
    before = booked(line)
    assert line("restore", backup, "--yes").code == 0
    assert line("resume").code == 5  # the gate is closed
    early = line("rebuild", ROUTE, "--yes")
    assert (early.code, "still be on its way" in early.err + early.out) == (5, True)
    long_ago = time.time() - 3600
    os.utime(line.house.folder / "facts.count", (long_ago, long_ago))
    looked = line("rebuild", ROUTE, "--dry-run", "--json")
    assert looked.object["entered"] is None
    assert {one["standing"] for one in looked.object["found"]} == {"entered"}
    assert line("rebuild", ROUTE).code == 2  # nobody has said yes
    done = line("rebuild", ROUTE, "--yes", "--json")
    assert (done.code, done.object["may_send"], done.object["entered"]) == (0, True, len(before))
    again = line("export", ROUTE, "--include-marked", "--yes", "--json")
    assert again.object["plan"]["ready"] == []
    assert booked(line) == before


@pytest.mark.postgres
def test_two_bookkeepers_share_records_on_a_server(line: Line, tmp_path: Path) -> None:
    assert line("database", "--json").object == {"database": "file"}
    assert line("database", "postgresql://ana:secret@127.0.0.1/books").code == 2
    with PostgresServer() as server:
        address = str(server.new_database())
        assert line("database", address, given="\n").code == 0
        assert line("database", "--json").object == {"database": address}
        assert (
            not (line.house.folder / "ledgerferry.db").exists()
            or line("routes", "list", "--json").object["routes"] == []
        )
        line.set_up()
        assert line("export", ROUTE, "--yes").code == 1
        before = booked(line)
        other = Line(House(tmp_path / "ben", line.house.sandbox))
        assert other("database", address, given="\n").code == 0
        assert [route["name"] for route in other("routes", "list", "--json").object["routes"]] == [ROUTE]
        assert len(other("runs", "--json").object["runs"]) == 1
        other.house.secrets = (
            line.house.secrets
        )  # the same sign-ins serve here; usually each person connects for themselves
        again = other("export", ROUTE, "--yes", "--json")
        assert again.object["plan"]["ready"] == []
        assert booked(line) == before
        copy = other("backup", "--json").object["backups"][-1]["file"]
        assert other("restore", copy, "--yes").code == 5
        assert other("database", "file").code == 0
    gone = line("routes", "list")
    assert (gone.code, "does not answer" in gone.err + gone.out) == (5, True)
    assert other("routes", "list", "--json").object["routes"] == []

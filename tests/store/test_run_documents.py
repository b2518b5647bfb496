"""The documents of a run: a row each, also of runs that were kept before there were rows, and written only where they change."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.errors import StoreProblem
from app.domain.money import Money
from app.domain.plan import DocumentState
from app.domain.run import DocumentOutcome, RunSummary
from app.store import codec
from app.store.migrations import STEPS, statements
from app.store.runs import Runs
from app.store.sqlite_file import APPLICATION_ID, FileDatabase
from tests.support.time_and_chance import TestClock

BEFORE_ROWS = 4


def outcome(number: int, state: DocumentState = DocumentState.READY) -> DocumentOutcome:
    total = Money(Decimal(number).scaleb(-2), "AUD")
    return DocumentOutcome(str(number), f"INV-{number}", "Quokka — Zürich", total, state, "Ready")


def summary(many: int, run_id: str = "run-1") -> RunSummary:
    documents = tuple(outcome(number) for number in range(many))
    return RunSummary(run_id, "r1", "Harbour", "Xero", TestClock().now(), None, documents, (), still_open=many)


def written(database: FileDatabase, run_id: str = "run-1") -> int:
    """How many rows a connection has written since it was opened."""
    with database.reading():
        return int(database.peewee.connection().total_changes)


def test_a_run_of_many_documents_comes_back_in_order(database: FileDatabase) -> None:
    runs, large = Runs(database), summary(1_200)
    runs.begin(large)
    runs.begin(summary(3, "run-2"))
    assert runs.run("run-1") == large
    assert {run.run_id: len(run.outcomes) for run in runs.runs()} == {"run-1": 1_200, "run-2": 3}


def test_only_what_changes_is_written(database: FileDatabase) -> None:
    runs, large = Runs(database), summary(1_000)
    runs.begin(large)
    before = written(database)
    sent = (*large.outcomes[:500], outcome(500, DocumentState.SENT), *large.outcomes[501:])
    runs.finish(replace(large, outcomes=sent, still_open=999))
    assert written(database) - before == 2  # the run's own row and the document's
    assert runs.run("run-1").outcomes[500].state is DocumentState.SENT
    runs.finish(replace(large, outcomes=large.outcomes[:10]))
    assert runs.run("run-1").outcomes == large.outcomes[:10]


def test_runs_from_before_there_were_rows_are_taken_apart(tmp_path: Path) -> None:
    path, old = tmp_path / "ledgerferry.db", summary(40)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for step in STEPS[:BEFORE_ROWS]:
            for statement in statements(step):
                connection.execute(statement)
        row = (old.run_id, old.route_id, old.started.isoformat(), codec.write(old), "inv-7")
        connection.execute("INSERT INTO run (id, route_id, started, body, search_text) VALUES (?,?,?,?,?)", row)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {BEFORE_ROWS}")
    database = FileDatabase(path)
    database.open()
    runs = Runs(database)
    assert runs.run("run-1") == old
    assert list(runs.runs(text="inv-7")) == [old]
    with database.reading():
        ((body,),) = database.select("SELECT body FROM run")
    assert "INV-" not in body
    database.close()


def test_a_document_that_makes_no_sense_is_said(database: FileDatabase) -> None:
    runs = Runs(database)
    runs.begin(summary(2))
    with database.writing():
        database.many("UPDATE run_document SET body = ? WHERE position = ?", [('{"document_id":', 1)])
    with pytest.raises(StoreProblem) as caught:
        runs.run("run-1")
    assert caught.value.code == "database_damaged"

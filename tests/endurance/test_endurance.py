"""The part of the endurance runs that fits into the tests; the whole of them is `python -m tests.endurance --kills 1000`.

Each runs as a process of its own, because it forks, and forks are safe only where no other thread is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from app.domain.operation import OperationKind
from tests.endurance.collection_kinds import COLLECTION_KINDS
from tests.endurance.kinds import KINDS

COPY = Path(__file__).resolve().parents[2]
LEDGERS = ("xero", "quickbooks")
PATIENCE = 240.0
"""Seconds, on a computer that is busy with something else as well."""

pytestmark = [pytest.mark.posix, pytest.mark.timeout(PATIENCE + 20)]


def run(*line: str) -> tuple[int, dict[str, list[dict[str, Any]]], list[str]]:
    """Run the command; its exit code, its tables, and what was violated."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.endurance", "--json", *line],
        cwd=COPY,
        env={**os.environ, "PYTHONPATH": str(COPY)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    return done.returncode, found["tables"], found["violations"]


def endurance(*line: str) -> dict[str, list[dict[str, Any]]]:
    """The command's tables. Fails with what was violated."""
    code, tables, violations = run(*line)
    assert violations == [], "\n".join(violations)
    assert code == 0
    return tables


def test_every_kind_of_operation_is_killed() -> None:
    assert {row.kind for row in (*KINDS.values(), *COLLECTION_KINDS.values())} == set(OperationKind)
    assert not set(KINDS) & set(COLLECTION_KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [KINDS, COLLECTION_KINDS], ids=["sending", "collection"])
@pytest.mark.parametrize("ledger", LEDGERS)
def test_killed_at_every_step_nothing_is_doubled_or_lost(ledger: str, kinds: Collection[str]) -> None:
    line = ("--only", "kills", "--ledgers", ledger, "--kinds", *kinds, "--every", "150", "--processes", "1")
    *rows, whole = endurance(*line)["Kill -9"]
    assert [row["what"] for row in rows] == list(kinds)
    for row in rows:
        assert row["killed once"] == row["steps"] >= 15
        assert row["twice"] >= 1
        assert row["lives"] > row["killed once"] + row["twice"]
        assert row["changes"] > row["killed once"]
    assert whole["twice"] == sum(row["twice"] for row in rows)


@pytest.mark.slow
def test_the_table_finds_an_engine_that_does_not_look_up_before_it_sends_again() -> None:
    line = ("--only", "kills", "--ledgers", "quickbooks", "--kinds", "post_invoice", "--every", "1000")
    code, tables, violations = run(*line, "--taken-out", "look_up_first")
    (row,) = tables["Kill -9"]
    assert (code, row["doubled"], row["lost"]) == (1, 2, 0)
    assert ["answered, not written" in words or "before 'answer' was written" in words for words in violations] == [
        True,
        True,
    ]


@pytest.mark.slow
def test_random_kills_over_a_run_of_many() -> None:
    rows = endurance("--only", "loop", "--kills", "100")["Random kills"]
    assert [(row["what"], row["invoices"], row["kills"]) for row in rows] == [
        ("one program, xero", 200, 100),
        ("one program, quickbooks", 200, 100),
    ]


@pytest.mark.slow
def test_broken_storage_is_noticed_and_nothing_is_sent() -> None:
    tables = endurance("--only", "storage", "--flips", "60")
    assert len(tables["Storage"]) >= 24
    assert (
        tables["Flipped bits"][0]["noticed"] > 10
    )  # the others fell where nothing is kept: the journal says what it said
    assert all(row["commits"] >= 5 for row in tables["Disk full at each commit"])


@pytest.mark.slow
@pytest.mark.postgres
def test_two_at_once_send_everything_once() -> None:
    for row in endurance("--only", "together", "--together-kills", "3")["Two at once"]:
        assert row["invoices"] == 200
        assert row["kills"] == 6

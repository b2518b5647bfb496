"""The part of the endurance runs that fits into the tests; the whole of them is `python -m tests.endurance --kills 1000`.

Each runs as a process of its own, because it forks, and forks are safe only where no other thread is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.domain.operation import OperationKind
from tests.endurance.collection_kinds import COLLECTION_KINDS
from tests.endurance.kinds import KINDS

COPY = Path(__file__).resolve().parents[2]
NINE = [kind.value for kind in KINDS]
SAMPLE = [OperationKind.CREATE_DEBIT.value, OperationKind.DELETE_DEBIT.value, OperationKind.APPLY_PAYMENT.value]
"""Of the kinds of collection those that move money; the others are killed by the command alone."""
PATIENCE = 110.0

pytestmark = pytest.mark.posix


def endurance(*line: str) -> dict[str, list[dict[str, Any]]]:
    """Run the command; its tables. Fails with what was violated."""
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
    assert found["violations"] == [], "\n".join(found["violations"])
    assert done.returncode == 0
    return dict(found["tables"])


def test_every_kind_of_operation_is_killed() -> None:
    assert {*KINDS, *COLLECTION_KINDS} == set(OperationKind)
    assert not set(KINDS) & set(COLLECTION_KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [NINE[:3], NINE[3:6], NINE[6:]], ids="-".join)
def test_killed_at_every_step_nothing_is_doubled_or_lost(kinds: list[str]) -> None:
    rows = endurance("--only", "kills", "--kinds", *kinds, "--every", "40", "--cases", "60")["Kill -9"]
    assert [row["kind"] for row in rows] == [kind.value for kind in KINDS if kind.value in kinds]
    for row in rows:
        assert row["killed once"] == row["steps"] >= 15
        assert row["twice"] >= 3


@pytest.mark.slow
def test_killed_at_every_step_no_debit_is_made_twice_and_no_payment() -> None:
    rows = endurance("--only", "kills", "--kinds", *SAMPLE, "--every", "60", "--cases", "40")["Kill -9"]
    assert [row["kind"] for row in rows] == SAMPLE
    for row in rows:
        assert row["killed once"] == row["steps"] >= 15
        assert row["twice"] >= 2


@pytest.mark.slow
def test_random_kills_over_a_run_of_many() -> None:
    (row,) = endurance("--only", "loop", "--kills", "60")["Random kills"]
    assert (row["invoices"], row["kills"]) == (200, 60)


@pytest.mark.slow
def test_broken_storage_is_noticed_and_nothing_is_sent() -> None:
    tables = endurance("--only", "storage", "--flips", "60")
    assert len(tables["Storage"]) >= 24
    assert tables["Flipped bits"][0]["noticed"] > 10  # the others fell where nothing is kept: the journal says what it said
    assert all(row["commits"] >= 5 for row in tables["Disk full at each commit"])


@pytest.mark.slow
@pytest.mark.postgres
def test_two_at_once_send_everything_once() -> None:
    for row in endurance("--only", "together", "--together-kills", "3")["Two at once"]:
        assert row["invoices"] == 200
        assert row["kills"] == 6

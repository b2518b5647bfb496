"""Killed without warning in the middle of a run and started again: what was under way is found or repeated, nothing is booked twice.

Each new start is twenty minutes later on both sides, so that what had never arrived is proven absent and sent again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.domain.constants import SETTLE
from tests.faults.conftest import Opening
from tests.faults.promises import (
    TROUBLE,
    all_booked_once,
    journal_all_done,
    marks_stand_on_confirmed,
)
from tests.support.practice import PracticeDesk

COPY = Path(__file__).resolve().parents[2]
INVOICES = 100
PATIENCE = 60.0
LATER = SETTLE.total_seconds() + 300.0


class Program:
    """The runner as a process of its own."""

    def __init__(self, desk: PracticeDesk, at_once: int) -> None:
        self._desk = desk
        folder = str(desk.folders.data.parent)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.runner", folder, str(at_once), str(desk.clock.ahead)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=COPY,
            env={**os.environ, "PYTHONPATH": str(COPY)},
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(desk.line).encode() + b"\n")
        self._process.stdin.flush()

    def kill_after(self, writes: int) -> bool:
        """Kill it once so many writes have arrived since now; False when it was through before."""
        past = self._desk.control.requests()[-1]["sequence"]
        until = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < until:
            if sum(map(_is_write, self._desk.control.requests("", past))) >= writes:
                break
            time.sleep(0.01)
        running = self._process.poll() is None
        self._process.kill()
        self._process.communicate()
        return running

    def finish(self) -> dict[str, Any]:
        """Let it come to its end; what it said."""
        said, complaint = self._process.communicate(timeout=PATIENCE)
        assert self._process.returncode == 0, complaint.decode("utf-8", "replace")
        return dict(json.loads(said))


def _is_write(row: Mapping[str, Any]) -> bool:
    """Whether a request was a write to a ledger; QuickBooks' batches carry a few reads too."""
    batch = row["system"] == "quickbooks" and str(row["path"]).endswith("/batch")
    return batch or (row["system"] == "xero" and row["method"] == "PUT")


@pytest.mark.parametrize(("ledger", "at_once", "seed"), [("xero", 1, 1), ("xero", 10, 3), ("quickbooks", 1, 2)])
def test_started_again_after_each_kill(practice: Opening, ledger: str, at_once: int, seed: int) -> None:
    desk = practice(INVOICES, ledger=ledger)
    plan = desk.ferry.make_plan()
    desk.close_records()
    desk.control.fault(*TROUBLE[ledger])
    desk.control.ask("POST", "/latency", {"ms": 20})
    chance = Random(seed)
    requests = INVOICES // at_once
    for _ in range(2):
        assert Program(desk, at_once).kill_after(chance.randint(1, max(2, requests // 3))), "it was through before"
        desk.let_pass(LATER)
    assert Program(desk, at_once).finish() == {"problem": ""}
    all_booked_once(desk, plan)
    desk.open()
    journal_all_done(desk, INVOICES)
    desk.control.ask("DELETE", "/faults")
    for run in desk.ferry.desks.log.runs():
        desk.ferry.mark(run.run_id)
    marks_stand_on_confirmed(desk)
    assert len(desk.control.marked()) == INVOICES

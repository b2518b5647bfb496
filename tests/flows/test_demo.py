"""The demonstration as a person starts it: its figures against those worked out from the world's rows, and again on the same books."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.sandbox.worlds import build_world

ROOT = Path(__file__).resolve().parents[2]


def started(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`python -m app` in a process of its own, with its own data folder."""
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app", *words],
        cwd=ROOT,
        env={**os.environ, "LEDGERFERRY_DATA": str(tmp_path / "records"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def planned(world: str) -> dict[str, Any]:
    """What a correct run finds, worked out without the application."""
    return build_world(world, 1, today=datetime.now(UTC).date()).planned


# what the ledger's arithmetic calls a mismatch, the window calls a missing tax rate: the person is asked for one that there is not
WORDS = {"tax_mismatch": "tax_rate"}


def held(plan: dict[str, Any]) -> dict[str, str]:
    """Planned reasons by invoice."""
    return {str(one): WORDS.get(reason, reason) for one, reason in plan["blocked"].items()}


@pytest.mark.parametrize("world", ["small", "practice"])
def test_the_main_job_from_start_to_end_and_once_more(tmp_path: Path, world: str) -> None:
    wish = planned(world)
    keep = tmp_path / "kept"
    ended = started(tmp_path, "demo", "--json", "--again", "--world", world, "--no-limits", "--keep", str(keep))
    assert ended.returncode == 0, ended.stderr[-2000:]
    said = json.loads(ended.stdout)
    assert said["found"] == wish["found"]
    assert said["sent"] == said["marked"] == said["confirmed"] == len(wish["sendable"])
    assert {one["id"]: one["reason"] for one in said["held"]} == held(wish)
    assert said["refused"] == []
    totals = {one["currency"]: one for one in said["totals"]}
    assert {c: Decimal(one["source"]) for c, one in totals.items()} == wish["totals"]
    assert {c: Decimal(one["ledger"]) for c, one in totals.items()} == wish["totals"]
    assert {c: one["count"] for c, one in totals.items()} == wish["counts"]
    assert said["proof"] == {"booked": said["sent"], "doubled": [], "missing": [], "marked": said["sent"]}
    assert said["again"] == {"found": len(wish["blocked"]), "sent": 0, "doubled": []}
    created = [one for one in said["run"]["besides"] if one["what"] == "create_contact"]
    assert [one["name"] for one in created] == said["run"]["contacts_created"]
    assert len(created) == said["decisions"]["created"]
    assert all(one["id"] and one["id"] in one["url"] for one in created)
    assert said["whole"] is True
    assert (keep / "ledgerferry.db").exists()
    log = (keep / "logs" / "ledgerferry.log").read_text("utf-8")
    assert "pR4ct" not in log
    assert "eyJ" not in log
    assert "PySide6" not in ended.stderr  # importtime names every module: none of the window's is loaded
    assert not (tmp_path / "records" / "ledgerferry.db").exists()  # real records were not even made


def test_in_words_it_says_each_decision_and_how_the_browser_was_stood_in_for(tmp_path: Path) -> None:
    ended = started(tmp_path, "demo", "--world", "small", "--no-limits")
    assert ended.returncode == 0
    assert "stands in for the browser" in ended.stdout
    assert "becomes a new contact" in ended.stdout
    assert "Both sides agree to the cent." in ended.stdout
    assert "Held back:" in ended.stdout


def test_practice_books_serve_any_command_and_leave_nothing(tmp_path: Path) -> None:
    ended = started(tmp_path, "--practice", "--world", "small", "export", "Harbour & Pine IT", "--yes", "--json")
    assert ended.returncode == 1, ended.stderr[-1500:]  # hidden lines are held back
    run = json.loads(ended.stdout)["run"]
    assert run["practice"] is True
    assert run["balances"] is True
    assert [p.name for p in (tmp_path / "records").rglob("*") if p.is_file()] == []


def test_an_unknown_world_is_said_in_words(tmp_path: Path) -> None:
    ended = started(tmp_path, "demo", "--world", "moon", "--json")
    assert ended.returncode == 5
    assert json.loads(ended.stdout)["problem"]["code"] == "practice_not_started"

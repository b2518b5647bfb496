"""`collect` over records of one's own: set up, connect, import, round, settle, look; each with its exit code and its JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.sandbox.practice import practice_sandbox
from tests.cli import conftest
from tests.cli.conftest import Line

ROUTE = "Rents"
WHO = "Cormorant Optical"


@pytest.fixture
def rents(tmp_path: Path) -> Iterator[Line]:
    """A Xero organisation and a Rotessa account, joined by a route; somebody is signed in."""
    with practice_sandbox(world="collection", invoices=60, tls=True, limits=False) as sandbox:
        line = Line(conftest.TestHouse(tmp_path / "records", sandbox))
        said = line.start["rotessa"]
        place = ("--api-url", said["api_url"], "--ca-file", line.start["ca_file"])
        wrong = line("connections", "add", "rotessa", "--name", "Rotessa", *place, given="no key\n")
        assert wrong.code == 3, wrong.err
        added = line("connections", "add", "rotessa", "--name", "Rotessa", *place, given=said["api_key"] + "\n")
        assert added.code == 0, added.err
        assert line.add_xero().code == 0
        assert line("connections", "sign-in", "Xero").code == 0
        assert line("routes", "add", ROUTE, "--from", "Rotessa", "--to", "Xero").code == 0
        yield line


def test_from_the_first_customer_to_the_settlement_view(rents: Line, tmp_path: Path) -> None:
    assert rents("collect", "clearing", ROUTE, "Nothing of the kind").code == 2
    chosen = rents("collect", "clearing", ROUTE, "1210", "--json")
    assert (chosen.code, chosen.object["chosen"]) == (0, "1210 Debit clearing")
    refused = rents("collect", "customers", ROUTE, "--connect-found")
    assert refused.code == 2, "nobody can be asked here"
    found = rents("collect", "customers", ROUTE, "--connect-found", "--yes", "--json").object["customers"]
    assert sum(one["state"] == "connected" for one in found) == 26
    assert rents("collect", "customers", ROUTE, "--customer", WHO, "--auto-import").code == 0
    day = (rents.house.sandbox.clock.now() + timedelta(days=3)).date().isoformat()
    looked = rents("collect", "import", ROUTE, "--date", day, "--dry-run", "--json")
    ready = [row for row in looked.object["rows"] if row["act"] == "create"]
    assert ready
    one = ready[0]["number"]
    sent = rents("collect", "import", ROUTE, "--invoice", one, "--date", day, "--yes", "--json")
    assert (sent.code, sent.object["sent"]) == (0, 1)
    again = rents("collect", "import", ROUTE, "--invoice", one, "--json")
    assert again.object["rows"][0]["code"] == "planned"
    told = rents("collect", "now", ROUTE, "--json")
    assert told.object["rounds"][0]["created"] == 0
    health = rents("collect", "health", ROUTE, "--json")
    assert health.code == 1
    assert {"clearing", "customers", "connection"} <= {row["kind"] for row in health.object["rows"]}
    file = tmp_path / "settlements.csv"
    view = rents("collect", "settlements", ROUTE, "--csv", str(file), "--json")
    with file.open(encoding="utf-8", newline="") as opened:
        assert len(list(csv.DictReader(opened))) == len(view.object["transactions"])
    assert any(row["invoice"] == one and row["stand"] == "coming" for row in view.object["transactions"])
    run_id = rents("runs", "--json").object["runs"][0]["run"]
    looked = rents("undo", run_id, "--dry-run", "--json").object["undo"]
    assert (looked["debits"], looked["payments"], looked["payments_left"], looked["stays"]) == (1, 0, 0, [])
    undone = rents("undo", run_id, "--payments", "--yes", "--json")
    assert (undone.code, undone.object["run"]["undone"]) == (0, True)
    assert rents("undo", run_id, "--dry-run").out.startswith("Take back 0 debits and 0 payments.")


def test_a_route_that_collects_nothing_is_named(rents: Line) -> None:
    assert rents("collect", "health", "Nowhere").code == 2
    assert rents("routes", "add", "Wrong", "--from", "Xero", "--to", "Xero").code == 2

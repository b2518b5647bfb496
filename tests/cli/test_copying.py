"""Mappings taken to another ledger by command: shown first, kept after a word; a route itself stays with its ledger."""

from __future__ import annotations

from tests.cli.conftest import ROUTE, Line
from tests.cli.test_quickbooks import add


def test_a_route_is_copied_to_quickbooks_after_a_look(line: Line) -> None:
    line.set_up()
    assert add(line).code == 0
    assert line("connections", "sign-in", "QuickBooks").code == 0
    swapped = line("routes", "change", ROUTE, "--to", "QuickBooks")
    assert swapped.code == 2
    assert "stays with Harbour & Pine IT Pty Ltd" in swapped.err
    assert f'routes copy "{ROUTE}" "<new name>" --to "QuickBooks"' in swapped.err
    copied = line("routes", "copy", ROUTE, "Online", "--to", "QuickBooks", "--yes", "--json")
    assert copied.code == 0, copied.err
    said = copied.object
    fates = {entry["source"]: entry["fate"] for entry in said["lines"]}
    assert fates["GST"] == "changed"
    assert fates["Account"] == "carried"
    assert said["copied"] >= 3
    again = line("mappings", "copy", ROUTE, "Online", "--dry-run", "--json").object
    assert again["copied"] == 0
    assert {entry["fate"] for entry in again["lines"]} <= {"kept", "again"}


def test_without_a_word_nothing_is_kept(line: Line) -> None:
    line.set_up()
    assert add(line).code == 0
    assert line("connections", "sign-in", "QuickBooks").code == 0
    refused = line("routes", "copy", ROUTE, "Online", "--to", "QuickBooks", given="n\n", typed=True)
    assert "carries over" in refused.out or "stands for it" in refused.out
    assert "Stopped by you." in refused.out
    rules = line("mappings", "list", "Online", "--json").object["rules"]
    assert rules == []


def test_another_name_is_kept(line: Line) -> None:
    line.set_up()
    assert line("routes", "change", ROUTE, "--name", "Pine").code == 0
    assert line("routes", "change", "Pine").code == 2
    assert line("routes", "show", "Pine").code == 0

"""The demonstration with QuickBooks as the ledger: the same figures to the cent, in both kinds of companies, and nothing twice."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.flows.test_demo import planned, started

PROVEN: dict[str, list[str]] = {"doubled": [], "missing": []}


def test_outside_the_us_it_carries_what_it_carries_to_xero(tmp_path: Path) -> None:
    wish = planned("practice")
    ended = started(tmp_path, "demo", "--json", "--again", "--no-limits", "--ledger", "quickbooks")
    assert ended.returncode == 0, ended.stderr[-2000:]
    said = json.loads(ended.stdout)
    assert said["whole"] is True
    assert said["found"] == wish["found"]
    assert said["sent"] == said["marked"] == len(wish["sendable"])
    assert {int(one["id"]) for one in said["held"]} == set(wish["blocked"])
    assert said["refused"] == []
    totals = {one["currency"]: one for one in said["totals"]}
    assert {c: Decimal(one["source"]) for c, one in totals.items()} == wish["totals"]
    assert {c: Decimal(one["ledger"]) for c, one in totals.items()} == wish["totals"]
    assert said["proof"] == {**PROVEN, "booked": said["sent"], "marked": said["sent"]}
    assert said["again"] == {"found": len(wish["blocked"]), "sent": 0, "doubled": []}


@pytest.mark.parametrize("world", ["small", "practice"])
def test_a_us_company_with_automated_sales_tax_is_told_the_tax_that_was_billed(tmp_path: Path, world: str) -> None:
    wish = planned(world)
    ended = started(tmp_path, "demo", "--json", "--again", "--no-limits", "--world", world, "--ledger", "quickbooks-us")
    assert ended.returncode == 0, ended.stderr[-2000:]
    said = json.loads(ended.stdout)
    assert said["whole"] is True
    # what Xero cannot compute is told to QuickBooks, which takes the tax that was billed
    told = {one for one, reason in wish["blocked"].items() if reason in ("tax_mismatch", "rounding_over_limit")}
    assert {int(one["id"]) for one in said["held"]} == set(wish["blocked"]) - told
    assert said["sent"] == len(wish["sendable"]) + len(told)
    assert all(one["source"] == one["ledger"] for one in said["totals"])
    assert said["proof"] == {**PROVEN, "booked": said["sent"], "marked": said["sent"]}
    assert said["again"]["sent"] == 0

"""Export, log and taking back by command, against what the simulated books then hold."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.sandbox.worlds import build_world
from tests.cli.conftest import ROUTE, Line


def planned(line: Line) -> dict[str, Any]:
    """What a correct run over the small world finds."""
    return build_world("small", 1, today=line.house.sandbox.clock.now().date()).planned


def booked(line: Line) -> list[dict[str, Any]]:
    """Live documents of ours in the simulated Xero."""
    tenants = line.house.sandbox.books("xero")["tenants"]
    entries = [e for t in tenants for e in (*t["invoices"], *t["credit_notes"])]
    return [e for e in entries if e["CreatedByMyApp"] and e["Status"] not in ("VOIDED", "DELETED")]


def marked(line: Line) -> set[int]:
    """Source invoices that are marked as processed."""
    return {r["id"] for r in line.house.sandbox.books("autotask")["Invoices"] if r["webServiceDate"] is not None}


def test_a_dry_run_shows_everything_and_writes_nothing(line: Line) -> None:
    line.set_up()
    before = marked(line)
    said = line("export", ROUTE, "--dry-run", "--json")
    assert said.code == 1
    assert said.object["search"]["found"] == planned(line)["found"]
    assert said.object["run"] is None
    reasons = {held["id"]: held["reason"] for held in said.object["plan"]["held"]}
    assert reasons["20408"] == "hidden_lines"
    assert booked(line) == []
    assert marked(line) == before
    writes = [r for r in line.house.sandbox.requests("xero") if r["method"] in ("PUT", "POST") and "/api" in r["path"]]
    assert writes == []


def test_nobody_is_sent_anything_without_a_yes(line: Line) -> None:
    line.set_up()
    assert line("export", ROUTE).code == 2
    assert line("export", ROUTE, given="n\n", typed=True).code == 6
    assert booked(line) == []


def test_what_can_go_goes_once_is_marked_and_adds_up(line: Line) -> None:
    line.set_up()
    first = line("export", ROUTE, "--yes", "--mark-processed", "--json")
    assert first.code == 1  # some are held back
    run = first.object["run"]
    ready = {d["id"] for d in first.object["plan"]["ready"]}
    assert {d["id"] for d in run["documents"] if d["marked"]} == ready
    assert run["balances"] is True
    numbers = [str(e.get("InvoiceNumber") or e.get("CreditNoteNumber")) for e in booked(line)]
    assert sorted(numbers) == sorted(d["number"] for d in first.object["plan"]["ready"])
    assert {int(one) for one in ready} <= marked(line)
    for total in run["totals"]:
        assert Decimal(total["source"]) == Decimal(total["ledger"])
        assert total["difference"] == "0.00"
    second = line("export", ROUTE, "--yes", "--mark-processed", "--json")
    assert second.object["plan"]["ready"] == []
    assert len(booked(line)) == len(numbers)


def test_one_invoice_as_a_draft_in_words(line: Line) -> None:
    line.set_up()
    wanted = line("export", ROUTE, "--dry-run", "--json").object["plan"]["ready"][0]
    said = line("export", ROUTE, "--invoice-id", wanted["id"], "--draft", given="y\n", typed=True)
    assert said.code == 0
    assert wanted["number"] in said.out
    assert "Both sides agree to the cent." in said.out
    (entry,) = booked(line)
    assert entry["Status"] == "DRAFT"
    assert int(wanted["id"]) not in marked(line)


def test_criteria_that_cannot_be_meant_are_said(line: Line) -> None:
    line.set_up()
    letters = line("export", ROUTE, "--invoice-id", "HP-1", "--json")
    assert (letters.code, letters.object["problem"]["subject"]) == (2, "invoice_id")
    turned = line("export", ROUTE, "--from", "2026-10-31", "--to", "2026-10-01", "--json")
    assert (turned.code, turned.object["problem"]["subject"]) == (2, "date_to")
    nowhere = line("export", ROUTE, "--division", "Nowhere", "--json")
    assert (nowhere.code, nowhere.object["problem"]["subject"]) == (2, "division")
    nothing = line("export", ROUTE, "--from", "1999-01-01", "--to", "1999-01-02")
    assert nothing.code == 0
    assert "0 invoices found" in nothing.out


def test_the_log_tells_every_change_and_goes_to_a_file(line: Line, tmp_path: Path) -> None:
    line.set_up()
    run = line("export", ROUTE, "--yes", "--mark-processed", "--json").object["run"]
    (known,) = line("runs", "--json").object["runs"]
    assert known["run"] == run["run"]
    file = tmp_path / "log.csv"
    assert line("log", run["run"][:8], "--csv", str(file)).code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    sent = {row["number"] for row in rows if row["what"].startswith("Send ") and row["fact"] == "read back"}
    assert sent == {d["number"] for d in run["documents"] if d["marked"]}
    assert {row["user"] for row in rows} != {""}
    assert line("log", "nothing").code == 2
    report = line("report", ROUTE, "--json").object
    days = [{name: value for name, value in day.items() if name != "day"} for day in report["days"]]
    assert sorted(days, key=lambda day: day["currency"]) == sorted(run["totals"], key=lambda total: total["currency"])
    assert sum(state["count"] for state in report["states"]) == len(run["documents"])
    assert line("report", "--by", "customer", "--csv", str(file)).code == 0
    customers = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert {row["Customer"] for row in customers} <= {d["customer"] for d in run["documents"]}
    assert sum(int(row["Invoices"]) for row in customers) == sum(total["count"] for total in run["totals"])
    assert "Both sides agree to the cent." in line("report").out
    assert line("report", "--from", "2026-02-02", "--to", "2026-02-01").code == 2
    assert line("runs", "--find", "no such customer").out.startswith("There is no run yet")


def test_a_run_is_taken_back_marks_first(line: Line) -> None:
    line.set_up()
    before = marked(line)
    run = line("export", ROUTE, "--yes", "--mark-processed", "--json").object["run"]
    sent = sum(1 for d in run["documents"] if d["marked"])
    look = line("undo", run["run"], "--dry-run", "--json").object["undo"]
    assert (look["unmarks"], look["voids"]) == (sent, sent)
    assert len(booked(line)) == sent
    assert line("undo", run["run"], "--yes").code == 0
    assert booked(line) == []
    assert marked(line) == before
    assert [b["reason"] for b in line("backup", "--list", "--json").object["backups"]].count("undo") == 1


def test_a_lost_answer_is_looked_up_and_nothing_is_doubled(line: Line) -> None:
    line.set_up()
    line.house.sandbox.add_faults(
        [{"kind": "reset_after", "system": "xero", "method": "PUT", "path": "Invoices", "times": 1}]
    )
    said = line("export", ROUTE, "--yes", "--json")
    ready = len(said.object["plan"]["ready"])
    assert len(booked(line)) == ready
    assert said.object["run"]["balances"] is True
    assert line("resume", "--json").object["open"] == 0

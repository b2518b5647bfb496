"""Connections, routes and mappings by command: secrets never as arguments, bad input next to its cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.asked import parse
from tests.cli.conftest import HEADER, ROUTE, Line


def test_a_source_is_tested_before_it_is_kept(line: Line) -> None:
    refused = line.add_autotask(secret="not-the-secret")
    assert refused.code == 3
    assert refused.object["problem"]["sentence"]
    assert line("connections", "list", "--json").object == {"connections": []}
    kept = line.add_autotask()
    assert kept.code == 0
    assert kept.object["connection"]["standing"] == "ready"


def test_no_secret_reaches_output_log_or_database(line: Line) -> None:
    line.set_up()
    said = line("export", ROUTE, "--dry-run", "--json")
    start = line.start["autotask"]
    refresh = next(iter(line.house.secrets._values.values()))
    for secret in (start["secret"], start["integration_code"], refresh):
        assert secret not in said.out + said.err
        for file in line.house.folder.rglob("*"):
            if file.is_file():
                assert secret.encode() not in file.read_bytes(), file.name


def test_no_command_takes_a_secret_as_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("--secret", "x"), ("--integration-code", "x"), ("--password", "x")):
        with pytest.raises(SystemExit) as ended:
            parse(("connections", "add", "autotask", "--name", "A", "--username", "u", *words))
        assert ended.value.code == 2
    assert "unrecognized" in capsys.readouterr().err


def test_what_is_missing_or_doubled_is_named(line: Line) -> None:
    missing = line("connections", "add", "autotask", "--name", "A", "--username", "u", "--json", given="only one\n")
    assert (missing.code, missing.object["problem"]["subject"]) == (2, "Integration code")
    nameless = line("connections", "add", "xero", "--name", "  ", "--client-id", "ABC", "--json")
    assert (nameless.code, nameless.object["problem"]["subject"]) == (2, "name")
    plain = line("connections", "add", "xero", "--name", "X", "--client-id", "A", "--api-url", "http://x/", "--json")
    assert (plain.code, plain.object["problem"]["subject"]) == (2, "api_url")
    assert line.add_xero().code == 0
    again = line.add_xero()
    assert (again.code, again.object["problem"]["subject"]) == (2, "name")
    unknown = line("connections", "check", "Nobody")
    assert unknown.code == 2
    assert "Xero" in unknown.err


def test_a_ledger_asks_for_a_sign_in_before_it_is_used(line: Line) -> None:
    line.add_autotask()
    line.add_xero()
    line("routes", "add", ROUTE, "--from", "Autotask", "--to", "Xero")
    assert line("export", ROUTE, "--dry-run").code == 3
    signed = line("connections", "sign-in", "Xero", "--organisation", "Harbour & Pine IT Pty Ltd", "--json")
    assert signed.object["connection"]["tenant_name"] == "Harbour & Pine IT Pty Ltd"
    assert line("connections", "check", "Xero").code == 0


def test_a_connection_keeps_its_books(line: Line) -> None:
    line.add_xero()
    line("connections", "sign-in", "Xero")
    first = line("connections", "list", "--json").object["connections"][0]["tenant"]
    others = [t for t in line.start["xero"]["tenants"] if t["id"] != first]
    line.house.tenant = others[0]["id"]
    assert (
        line("connections", "sign-in", "Xero").code == 0
    )  # it opens both organisations by now; the one chosen before stays
    chosen = line("connections", "choose", "Xero", others[0]["name"], "--json")
    assert (chosen.code, chosen.object["problem"]["subject"]) == (2, "organisation")
    assert line("connections", "list", "--json").object["connections"][0]["tenant"] == first


def test_routes_fit_their_connections_and_hold_them(line: Line) -> None:
    line.add_autotask()
    line.add_xero()
    turned = line("routes", "add", "Wrong", "--from", "Xero", "--to", "Autotask", "--json")
    assert (turned.code, turned.object["problem"]["subject"]) == (2, "source")
    assert line("routes", "add", ROUTE, "--from", "Autotask", "--to", "Xero").code == 0
    assert line("routes", "add", ROUTE.upper(), "--from", "Autotask", "--to", "Xero").code == 2
    held = line("connections", "remove", "Xero", "--yes")
    assert held.code == 5
    assert ROUTE in held.err
    assert line("routes", "remove", ROUTE, given="n\n", typed=True).code == 6
    assert line("routes", "remove", ROUTE).code == 2
    assert line("routes", "remove", ROUTE, given="y\n", typed=True).code == 0
    assert line("connections", "remove", "Xero", "--yes").code == 0
    assert [c["name"] for c in line("connections", "list", "--json").object["connections"]] == ["Autotask"]


def test_mappings_go_out_and_come_back_without_a_formula(line: Line, tmp_path: Path) -> None:
    line.set_up()
    row = "posting,billing_code,29682807,'=HYPERLINK(1),,,,,200,,,,,,\r\n"
    assert line("mappings", "import", ROUTE, "-", given=HEADER + row).code == 0
    file = tmp_path / "book.csv"
    assert line("mappings", "export", ROUTE, str(file)).code == 0
    text = file.read_text("utf-8")
    assert "'=HYPERLINK(1)" in text
    assert not any(cell.startswith(("=", "+", "@")) for row in text.splitlines() for cell in row.split(","))
    before = line("mappings", "list", ROUTE, "--json").object["rules"]
    assert {"what": "billing code", "from": "=HYPERLINK(1)", "to": "account 200"} in before
    assert line("mappings", "import", ROUTE, str(file)).code == 0
    assert line("mappings", "list", ROUTE, "--json").object["rules"] == before


def test_lines_that_cannot_be_used_are_named_and_the_others_kept(line: Line) -> None:
    line.set_up()
    rows = "tax,,6:2,VAT,,,,,,,OUTPUT2,,,,\r\nposting,colour,1,Red,,,,,200,,,,,,\r\nnonsense,,,,,,,,,,,,,,\r\n"
    said = line("mappings", "import", ROUTE, "-", "--json", given=HEADER + rows)
    assert said.code == 2
    assert said.object["kept"] == 1
    assert [refused["line"] for refused in said.object["refused"]] == [3, 4]
    assert line("mappings", "import", ROUTE, "-", given="a,b\n").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("export", ROUTE, "--from", "31.10.2026"),
        ("export", ROUTE, "--draft", "--approved"),
        ("mappings", "set-default", ROUTE, "--rounding-limit", "5"),
        ("mappings", "set-default", ROUTE, "--rounding-limit", "NaN"),
        ("nonsense",),
    ],
)
def test_arguments_that_cannot_be_meant_end_with_two(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    assert "usage: ledgerferry" in capsys.readouterr().err

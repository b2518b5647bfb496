"""QuickBooks by command: the app's secret typed and never an argument, sign-in, check, and the way by pasting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.cli.house import Where
from tests.cli.conftest import Line, Said

NAMES = ("api_url", "authorize_url", "token_url", "revocation_url")


def add(line: Line, *more: str, secret: str | None = None) -> Said:
    """Set the connection up with the practice keys."""
    said = line.start["quickbooks"]
    words = ["connections", "add", "quickbooks", "--name", "QuickBooks", "--client-id", said["client_id"], "--json"]
    words += ["--ca-file", str(line.house.sandbox.ca_file), *more]
    for name in NAMES:
        words += [f"--{name.replace('_', '-')}", said[name]]
    return line(*words, given=f"{said['client_secret'] if secret is None else secret}\n")


def test_a_company_is_connected_by_signing_in(line: Line) -> None:
    made = add(line)
    assert (made.code, made.object["connection"]["standing"]) == (0, "sign in")
    signed = line("connections", "sign-in", "QuickBooks", "--json")
    assert signed.code == 0, signed.err
    assert signed.object["connection"]["tenant"] == line.start["quickbooks"]["realms"][0]["id"]
    assert line("connections", "check", "QuickBooks").code == 0


def test_what_is_missing_is_named(line: Line) -> None:
    assert (add(line, secret="").object["problem"]["subject"]) == "client_secret"
    plain = add(line, "--redirect-url", "http://plain.example/page")
    assert (plain.code, plain.object["problem"]["subject"]) == (2, "redirect_url")
    other = add(line, "--connections-url", "https://api.example/connections")
    assert (other.code, other.object["problem"]["subject"]) == (2, "connections_url")


def test_a_pasted_address_that_brings_nothing_is_said_and_the_sign_in_goes_on(line: Line) -> None:
    add(line)
    signed = line("connections", "sign-in", "QuickBooks", "--paste", given="https://elsewhere.example/\n")
    assert signed.code == 0, signed.err
    assert "paste it here" in signed.out


def test_access_that_ends_soon_is_said_in_the_list(line: Line) -> None:
    add(line)
    assert line("connections", "sign-in", "QuickBooks").code == 0
    assert "ends access" not in line("connections", "list").out
    with line.house.desks(Where()) as desks:
        (kept,) = desks.setup.connections()
        desks.setup._tools.routes.save_connection(replace(kept, last_used=desks.clock.now() - timedelta(days=90)))
    assert "QuickBooks ends access after 100 days without use." in line("connections", "list").out

"""What stands in the wire log of every simulated system: looking and trying change nothing, and practice and real never meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.folders import Folders
from app.bootstrap.practice import PracticeBooks, PracticeWish, set_up
from app.bootstrap.stand_in_browser import StandInBrowser
from app.bootstrap.workplace import Opening, Workplace
from app.domain.errors import ExpectedProblem, StoreProblem
from app.domain.route import Connection, System
from app.domain.run import Stop
from app.flows.setup.drafts import ConnectionDraft
from app.sandbox.practice import practice_sandbox
from app.sandbox.server import Sandbox
from app.store.secrets import MemorySecrets
from tests.security.expecting import Expect
from tests.support.practice import Ferry, OpenWorkplace

SYSTEMS = ("autotask", "xero", "quickbooks", "rotessa")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """All simulated systems."""
    with practice_sandbox(world="small", tls=True, limits=False) as made:
        yield made


def mutating(sandbox: Sandbox) -> list[str]:
    """Every request of the log that could change a record; signing in is not one."""
    reads = {"GET", "HEAD", "OPTIONS"}
    return [
        f"{row['system']} {row['method']} {row['path']}"
        for row in sandbox.requests()
        if row["method"] not in reads and not row["path"].endswith(("/query", "/query/count")) and not is_sign_in(row)
    ]


def is_sign_in(row: dict[str, Any]) -> bool:
    """Whether a request belongs to a sign-in."""
    return row["mount"] != "api" or "/connect/" in row["path"] or "/identity/" in row["path"]


@pytest.fixture
def workplace(sandbox: Sandbox, tmp_path: Path) -> Iterator[tuple[OpenWorkplace, Ferry]]:
    """Practice records over the systems, with nobody signed in yet."""
    folders = Folders(tmp_path / "practice", tmp_path / "logs")
    browser = StandInBrowser(str(sandbox.ca_file))
    opening = Opening(folders, practice=True, secrets=MemorySecrets(), open_browser=browser)
    opened = OpenWorkplace(opening)
    desks = opened.open()
    set_up(desks, dict(sandbox.line))
    yield opened, Ferry(desks)
    opened.close()


def test_everything_before_the_yes_changes_nothing(
    sandbox: Sandbox, workplace: tuple[OpenWorkplace, Ferry], expect: Expect
) -> None:
    opened, ferry = workplace
    ferry.sign_in()
    books = {name: str(sandbox.books(name)) for name in ("autotask", "xero")}
    ferry.make_plan()
    desk, route = ferry.desks.export, ferry.route_id
    desk.gaps(route)
    desk.waiting(route, Stop())
    desk.divisions(route, Stop())
    for connection in ferry.desks.setup.connections():
        ferry.desks.setup.check(connection.id, Stop())
    ferry.desks.recover(Stop())
    assert ferry.ready()
    assert opened.journal() == []
    for name in SYSTEMS:
        found = [line for line in mutating(sandbox) if line.startswith(name)]
        expect(f"{name}: search, check, plan, dry run", "0 changing packets", f"{len(found)} changing packets")
    assert books == {name: str(sandbox.books(name)) for name in books}


def test_a_real_connection_never_reaches_practice_books(tmp_path: Path, expect: Expect) -> None:
    real = Folders(tmp_path / "real", tmp_path / "real" / "logs")
    books = PracticeBooks(real.practice(), real, PracticeWish(world="small", limits=False))
    try:
        books.open()
        line = books.line
        with Workplace(Opening(real, secrets=MemorySecrets(), open_browser=lambda address: False)) as workplace:
            desks = workplace.open()
            seen = []
            for address in ways_to(line["autotask"]["base_url"]):
                draft = ConnectionDraft(
                    System.AUTOTASK,
                    "Real",
                    settings={"username": "u@x.example", "base_url": address, "ca_file": str(line["ca_file"])},
                    secrets={"secret": "canary-real-secret", "integration_code": "CODE"},
                )
                seen.append(refusal(lambda draft=draft: desks.setup.try_out(draft, Stop())))
        expect("real connection to practice books, 3 spellings", "border border border", " ".join(seen))
    finally:
        books.close()


def ways_to(address: str) -> tuple[str, str, str]:
    """Other words for the same place."""
    return address, address.replace("127.0.0.1", "localhost"), address.replace("127.0.0.1", "127.0.0.2")


def refusal(act: Any) -> str:
    """The code of the problem that something ends with."""
    try:
        act()
    except ExpectedProblem as problem:
        return problem.code
    return "taken"


def test_practice_books_never_reach_a_real_address(
    sandbox: Sandbox, workplace: tuple[OpenWorkplace, Ferry], expect: Expect
) -> None:
    opened, ferry = workplace
    before = len(sandbox.requests())
    source, ledger = ferry.desks.setup.connections()
    for connection, name, address in (
        (source, "base_url", "https://webservices29.autotask.net/ATServicesRest"),
        (source, "base_url", ""),
        (ledger, "api_url", "https://api.xero.com/api.xro/2.0"),
        (ledger, "token_url", "https://identity.xero.com/connect/token"),
        (ledger, "authorize_url", ""),
    ):
        changed = replace(connection, settings={**connection.settings, name: address})
        opened.records.routes.save_connection(changed)
        opened.systems.forget(connection.id)
        seen = refusal(lambda c=changed: use(opened, c))
        opened.records.routes.save_connection(connection)
        expect(f"practice connection with {name} {address or 'left out'}", "border", seen)
    assert len(sandbox.requests()) == before


def use(opened: OpenWorkplace, connection: Connection) -> None:
    """Take a connection into use."""
    if connection.system is System.AUTOTASK:
        opened.systems.source(connection.id)
    else:
        opened.systems.sign_in(connection.id)


def test_a_connection_changes_no_side(workplace: tuple[OpenWorkplace, Ferry], expect: Expect) -> None:
    opened, ferry = workplace
    for connection in ferry.desks.setup.connections():
        opened.records.routes.save_connection(replace(connection, practice=False))
        opened.systems.forget(connection.id)
        with pytest.raises(StoreProblem) as caught:
            use(opened, connection)
        expect(f"practice records, {connection.name} said to be real", "border", caught.value.code)

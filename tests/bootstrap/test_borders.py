"""Practice and real books are kept apart, whatever a connection's addresses say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.bootstrap.borders import check_border, is_loopback, practice_pid, practice_port
from app.bootstrap.folders import Folders, usual_folders
from app.bootstrap.practice import PracticeBooks, PracticeWish, start_afresh
from app.bootstrap.records import open_records
from app.domain.errors import StoreProblem
from app.domain.route import Connection, System
from tests.support.time_and_chance import TestChance, TestClock

HERE = "https://127.0.0.1:4321/x"
XERO_NAMES = ("api_url", "authorize_url", "token_url", "revocation_url", "connections_url")


def xero(practice: bool, **settings: str) -> Connection:
    """A Xero connection with all its addresses on this machine unless told otherwise."""
    return Connection(
        "c1", System.XERO, "Xero", settings={**dict.fromkeys(XERO_NAMES, HERE), **settings}, practice=practice
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_this_machine_is_known_by_its_words(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", None, "api.xero.com", "127.0.0.1.example.com", "10.0.0.1", "0x7f000001"])
def test_everything_else_is_another_machine(host: str | None) -> None:
    assert not is_loopback(host)


def test_a_practice_connection_names_every_address_and_all_are_here() -> None:
    check_border(xero(True), practice=True)
    for name in XERO_NAMES:
        for address in ("", "https://api.xero.com/api.xro/2.0", "https://127.0.0.1@api.xero.com/"):
            with pytest.raises(StoreProblem) as told:
                check_border(xero(True, **{name: address}), practice=True)
            assert told.value.code == "border"


def test_a_connection_of_one_kind_is_not_used_among_the_other() -> None:
    for practice in (True, False):
        with pytest.raises(StoreProblem):
            check_border(xero(not practice), practice=practice)


def test_a_real_connection_never_leads_to_running_practice_books(tmp_path: Path) -> None:
    note = tmp_path / "running.json"
    assert practice_port(note) == 0
    note.write_text(json.dumps({"port": 4321}), "utf-8")
    assert practice_port(note) == 4321
    assert practice_pid(note) == 0
    note.write_text(json.dumps({"port": 4321, "pid": 77}), "utf-8")
    assert practice_pid(note) == 77
    with pytest.raises(StoreProblem, match="leads to practice books"):
        check_border(xero(False), practice=False, port_of_practice=4321)
    check_border(xero(False), practice=False, port_of_practice=4322)
    note.write_text("{broken", "utf-8")
    assert practice_port(note) == 0


def test_practice_books_never_touch_a_folder_with_real_records(tmp_path: Path) -> None:
    folders = Folders(tmp_path, tmp_path / "logs")
    open_records(folders, TestClock(), TestChance()).close()
    before = folders.database.read_bytes()
    with pytest.raises(StoreProblem, match="real records"):
        start_afresh(folders)
    assert folders.database.read_bytes() == before
    with pytest.raises(ValueError, match="never share"):
        PracticeBooks(folders, Folders(tmp_path, tmp_path / "elsewhere"), PracticeWish())


def test_practice_records_begin_afresh_each_time(tmp_path: Path) -> None:
    folders = Folders(tmp_path, tmp_path / "logs")
    folders.make()
    start_afresh(folders)
    records = open_records(folders, TestClock(), TestChance())
    records.settings.save_setting("old", "yes")
    records.close()
    start_afresh(folders)
    records = open_records(folders, TestClock(), TestChance())
    assert records.settings.setting("old") == ""
    assert records.upkeep.finding().may_send
    records.close()


def test_folders_follow_the_argument_then_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERFERRY_DATA", str(tmp_path / "named"))
    assert usual_folders().data == tmp_path / "named"
    assert usual_folders(str(tmp_path / "chosen")).data == tmp_path / "chosen"
    monkeypatch.delenv("LEDGERFERRY_DATA")
    assert usual_folders().data.name == "ledgerferry"
    assert usual_folders().practice().data != usual_folders().data

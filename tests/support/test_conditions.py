"""The conditions of the tests hold: noise, other machines and foreign files are noticed, and nothing else is."""

from __future__ import annotations

import logging
import os
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.support.guards import Border, OutsideReachError, is_this_machine
from tests.support.silence import LogWatch

COPY = Path(__file__).resolve().parents[2]


def _record(logger: str, level: int, text: str) -> logging.LogRecord:
    return logging.LogRecord(logger, level, __file__, 1, text, (), None)


def test_an_unannounced_warning_is_told() -> None:
    watch = LogWatch()
    watch.handle(_record("app.store", logging.WARNING, "the file is locked"))
    assert watch.settle() == ["unexpected log line: WARNING app.store: the file is locked"]
    assert watch.settle() == []


def test_an_announced_warning_is_quiet_and_must_come() -> None:
    watch = LogWatch()
    watch.expect("app.store", "locked")
    watch.expect("app.engine", "paused")
    watch.handle(_record("app.store.files", logging.ERROR, "the file is locked"))
    assert watch.settle() == ["announced log line never came: app.engine: paused"]


@pytest.mark.parametrize(("logger", "text"), [("app.storefront", "locked"), ("app.store", "gone")])
def test_another_line_than_the_announced_is_told(logger: str, text: str) -> None:
    watch = LogWatch()
    watch.expect("app.store", "locked")
    watch.handle(_record(logger, logging.WARNING, text))
    assert len(watch.settle()) == 2


def test_announced_lines_pass_through_the_real_logger(expected_logs: LogWatch) -> None:
    expected_logs.expect("app.support", "announced")
    logging.getLogger("app.support").warning("announced")


@pytest.mark.parametrize("host", [None, "", "localhost", b"localhost", "127.0.0.1", "127.8.0.1", "::1", "a.localhost"])
def test_this_machine_is_open(host: object) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host", ["api.xero.com", "10.0.0.1", "192.168.0.1", b"8.8.8.8", "fe80::1%eth0", "localhost.example"]
)
def test_another_machine_is_closed(host: object) -> None:
    assert not is_this_machine(host)


def test_a_connection_elsewhere_is_refused_and_kept() -> None:
    border = Border(COPY)
    with socket.socket() as plain, pytest.raises(OutsideReachError, match=r"192\.0\.2\.1"):
        border.watch("socket.connect", (plain, ("192.0.2.1", 443)))
    with pytest.raises(OutsideReachError):
        border.watch("socket.getaddrinfo", ("api.xero.com", 443, 0, 0, 0))
    assert len(border.settle()) == 2
    assert border.settle() == []


def test_a_connection_to_this_machine_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_writing_into_the_working_copy_is_refused(tmp_path: Path) -> None:
    border = Border(COPY)
    places = [COPY / "app" / "money.csv", COPY / "notes.txt"]
    for place in places:
        with pytest.raises(OutsideReachError):
            border.watch("open", (str(place), "w", os.O_WRONLY | os.O_CREAT))
    with pytest.raises(OutsideReachError):
        border.watch("sqlite3.connect", (str(COPY / "books.db"),))
    assert len(border.settle()) == 3


def test_reading_the_working_copy_and_writing_elsewhere_are_open(tmp_path: Path) -> None:
    border = Border(COPY)
    border.watch("open", (str(COPY / "README.md"), "r", os.O_RDONLY))
    border.watch("open", (str(tmp_path / "books.csv"), "w", os.O_WRONLY | os.O_CREAT))
    border.watch("open", (str(COPY / "app" / "__pycache__" / "x.pyc"), "wb", os.O_WRONLY))
    border.watch("open", (str(COPY / "out" / "shot.png"), "wb", os.O_WRONLY))
    border.watch("sqlite3.connect", (":memory:",))
    border.watch("sqlite3.connect", (str(tmp_path / "books.db"),))
    assert border.settle() == []


def test_the_home_of_the_person_is_out_of_reach(tmp_path: Path) -> None:
    assert "ledgerferry-tests-" in str(Path.home())
    with sqlite3.connect(tmp_path / "books.db") as books:
        assert books.execute("SELECT 1").fetchone() == (1,)
    books.close()

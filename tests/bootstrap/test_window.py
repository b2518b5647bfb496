"""The program as it is started: the window over practice books opens and ends without leaving anything running."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("words", [("--practice", "--world", "small"), (), ("--tray",)])
def test_the_window_opens_and_ends_at_the_keyboard(tmp_path: Path, words: tuple[str, ...]) -> None:
    data, practice = tmp_path / "records", "--practice" in words
    log = data / "logs" / ("practice" if practice else "") / "ledgerferry.log"
    note = data / "practice" / "running.json"
    with subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env={**os.environ, "LEDGERFERRY_DATA": str(data), "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        ends = time.monotonic() + 60
        while time.monotonic() < ends and process.poll() is None and "window is open" not in _text(log):
            time.sleep(0.05)
        port = json.loads(note.read_text("utf-8"))["port"] if practice else 0
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    text = _text(log)
    assert " WARNING " not in text
    assert " ERROR " not in text
    if practice:
        assert not note.exists()
        assert not (data / "ledgerferry.db").exists()
        assert _is_free(port)


def test_records_that_cannot_be_opened_are_said_in_a_window_of_their_own(tmp_path: Path) -> None:
    data = tmp_path / "records"
    data.mkdir()
    with closing(sqlite3.connect(data / "ledgerferry.db")) as there:
        there.execute("PRAGMA application_id = 0x4C464659")
        there.execute("PRAGMA user_version = 99")
        there.execute("CREATE TABLE later (one TEXT)")
    with subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**os.environ, "LEDGERFERRY_DATA": str(data), "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        while said and "newer version" not in said:
            said = process.stderr.readline()
        assert "newer version" in said
        time.sleep(0.5)  # the page is put up right after the word about it
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert "Traceback" not in process.stderr.read()


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def _is_free(port: int) -> bool:
    """Whether nobody answers there any more."""
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex(("127.0.0.1", port)) != 0

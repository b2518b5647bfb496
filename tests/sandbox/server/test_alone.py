"""`python -m app.sandbox` as a newcomer or a test in another process runs it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from app.sandbox.practice import practice_sandbox

COPY = Path(__file__).resolve().parents[3]


@contextmanager
def alone(*arguments: str) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """A sandbox in a process of its own, and its start line."""
    command = [sys.executable, "-m", "app.sandbox", "--world", "small", *arguments]
    with subprocess.Popen(command, cwd=COPY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline()), process
        finally:
            if process.poll() is None:
                process.kill()


def session(line: dict[str, Any]) -> requests.Session:
    made = requests.Session()
    made.trust_env = False
    made.verify = line["ca_file"] or True
    return made


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_serves_until_stopped_and_leaves_nothing(sign: signal.Signals) -> None:
    with alone("--tls", "--seed", "3") as (line, process):
        assert {"control", "ca_file", "autotask", "xero"} <= set(line)
        assert {"zone_url", "username", "secret", "integration_code"} <= set(line["autotask"])
        called = session(line)
        account = line["autotask"]
        zone = called.get(account["zone_url"], params={"user": account["username"]}, timeout=10).json()
        assert zone["url"].startswith("https://127.0.0.1:")
        assert called.get(line["control"]["url"] + "/books/autotask", timeout=20).json()["Invoices"]
        assert [row["system"] for row in called.get(line["control"]["url"] + "/requests", timeout=10).json()] == [
            "autotask"
        ]
        called.close()
        process.send_signal(sign)
        assert process.wait(15) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert not Path(line["ca_file"]).parent.exists()


def test_port_latency_limits_and_faults_from_the_command_line(tmp_path: Path) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text(json.dumps({"system": "autotask", "kind": "status", "status": 503, "after": 1}), encoding="utf-8")
    with alone("--faults", str(faults), "--latency", "150", "--limits", "off") as (line, process):
        port = urlsplit(line["control"]["url"]).port
        called = session(line)
        answers = [called.get(line["autotask"]["zone_url"], timeout=10).status_code for _ in range(2)]
        assert answers == [500, 503]
        assert called.get(line["control"]["url"] + "/requests", timeout=10).json()[0]["duration_ms"] >= 150
        code, text = refused("--world", "small", "--port", str(port))
        assert (code, "in use" in text) == (2, True)
        assert process.poll() is None


def refused(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "app.sandbox", *arguments]
    done = subprocess.run(command, cwd=COPY, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def test_what_cannot_start_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "faults.json"
    broken.write_text("[{", encoding="utf-8")
    for arguments, words in [
        (("--world", "nowhere"), "no world 'nowhere'"),
        (("--world", "small", "--faults", str(broken)), "Expecting"),
        (("--world", "small", "--faults", str(tmp_path / "missing")), "No such file"),
    ]:
        code, text = refused(*arguments)
        assert (code, text.startswith("The sandbox could not start: "), words in text) == (2, True, True), text


def test_the_same_seed_gives_the_same_books() -> None:
    first, second = (practice_sandbox(world="small", seed=5, today=date(2026, 4, 10)) for _ in range(2))
    other = practice_sandbox(world="small", seed=6, today=date(2026, 4, 10))
    assert first.books("autotask") == second.books("autotask")
    assert first.books("autotask") != other.books("autotask")

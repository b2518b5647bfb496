"""Many connections at once, calls in progress, and TLS with a certificate of its own."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from app.sandbox.server import Sandbox
from tests.sandbox.server.notebook import Notebook, client, notes_url


def post_at_once(sandbox: Sandbox, number: int) -> list[int]:
    def post(note: int) -> int:
        with client(sandbox) as session:
            return session.post(notes_url(sandbox), data=str(note), timeout=20).status_code

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(post, range(number)))


def test_fifty_connections_are_served_side_by_side(sandbox: Sandbox, notebook: Notebook) -> None:
    sandbox.set_latency(200)
    assert post_at_once(sandbox, 50) == [201] * 50
    times = [row["time"] for row in sandbox.requests()]
    assert len(times) == 50
    assert sorted(notebook.notes, key=int) == [str(number) for number in range(50)]


def test_waiting_counts_as_in_progress() -> None:
    with Sandbox([Notebook(places=3)], latency_ms=1200) as sandbox:
        answers = post_at_once(sandbox, 8)
        assert sorted(answers) == [201, 201, 201, 429, 429, 429, 429, 429]
        assert client(sandbox).post(notes_url(sandbox), data="later", timeout=10).status_code == 201


def test_without_limits_nobody_is_turned_away() -> None:
    with Sandbox([Notebook(places=1)], latency_ms=100, limits=False) as sandbox:
        assert post_at_once(sandbox, 6) == [201] * 6


def test_tls_needs_the_sandboxs_own_authority(notebook: Notebook) -> None:
    with Sandbox([notebook], tls=True) as sandbox:
        assert sandbox.ca_file is not None
        assert notes_url(sandbox).startswith("https://127.0.0.1:")
        assert client(sandbox).get(notes_url(sandbox).replace("127.0.0.1", "localhost"), timeout=10).status_code == 200
        stranger = requests.Session()
        stranger.trust_env = False
        with pytest.raises(requests.exceptions.SSLError):
            stranger.get(notes_url(sandbox), timeout=10)


def test_ca_file_is_private_and_gone_afterwards(notebook: Notebook) -> None:
    sandbox = Sandbox([notebook], tls=True)
    line = sandbox.start()
    path = Path(line["ca_file"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    sandbox.stop()
    assert not path.parent.exists()


@pytest.mark.parametrize("kind", ["reset_after", "close_after", "truncate"])
def test_faults_break_tls_connections_too(notebook: Notebook, kind: str) -> None:
    with Sandbox([notebook], tls=True) as sandbox:
        sandbox.add_faults([{"kind": kind, "times": 1}])
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            client(sandbox).post(notes_url(sandbox), data="x", timeout=10)
        assert notebook.notes == ["x"]


def test_a_sandbox_starts_once(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="already been started"):
        sandbox.start()

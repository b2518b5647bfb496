"""HTTP/1.1 as clients rely on it: keep-alive, chunks, pipelines, headers, refusals."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from app.sandbox.server import Sandbox
from app.sandbox.server.messages import HEAD_MAX
from tests.sandbox.server.notebook import Notebook, client, connect, notes_url, read_all, send_post
from tests.support.silence import LogWatch


def test_one_connection_carries_many_requests(sandbox: Sandbox) -> None:
    with connect(sandbox) as connection:
        for number in range(3):
            send_post(connection, f"note {number}")
            assert connection.recv(4096).startswith(b"HTTP/1.1 201 Created\r\n")
    assert sandbox.books("notebook") == {"notes": ["note 0", "note 1", "note 2"]}


def test_pipelined_requests_are_answered_in_order(sandbox: Sandbox) -> None:
    with connect(sandbox) as connection:
        send_post(connection, "first")
        send_post(connection, "second", "Connection: close\r\n")
        answers = read_all(connection)
    assert answers.count(b"HTTP/1.1 201") == 2
    assert answers.index(b'"id": 1') < answers.index(b'"id": 2')


def test_chunked_body_is_put_together(sandbox: Sandbox) -> None:
    answer = client(sandbox).post(notes_url(sandbox), data=iter([b"one ", b"two ", b"three"]), timeout=10)
    assert answer.status_code == 201
    assert sandbox.books("notebook")["notes"] == ["one two three"]


def test_continue_is_sent_before_the_body(sandbox: Sandbox) -> None:
    with connect(sandbox) as connection:
        connection.sendall(
            b"POST /notebook/api/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"note")
        assert connection.recv(4096).startswith(b"HTTP/1.1 201")


def test_head_has_the_length_but_no_body(sandbox: Sandbox) -> None:
    with connect(sandbox) as connection:
        connection.sendall(b"HEAD /notebook/api/notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
    assert b"Content-Length: 25" in head
    assert body == b""


def test_date_is_the_sandbox_clocks(sandbox: Sandbox) -> None:
    sandbox.clock.set(datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC))
    shown = parsedate_to_datetime(client(sandbox).get(notes_url(sandbox), timeout=10).headers["Date"])
    assert 0 <= (shown - datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)).total_seconds() < 5


def test_longest_mount_wins_and_prefixes_ignore_case(sandbox: Sandbox) -> None:
    root = sandbox.control_url.removesuffix("/control")
    told = client(sandbox).get(f"{root}/Notebook/API/deep/echo?a=1&b=%20", timeout=10).json()
    assert told["mount"] == "deep"
    assert told["base"] == f"{root}/notebook/api/deep"
    assert told["query"] == "a=1&b=%20"


def test_header_bytes_beyond_ascii_arrive_as_text(sandbox: Sandbox) -> None:
    address = notes_url(sandbox).replace("/notes", "/echo")
    told = client(sandbox).get(address, headers={"Secret": "pä€ss".encode()}, timeout=10).json()
    assert told["secret"] == "pä€ss"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"POST /notebook/api/notes HTTP/1.1\r\nContent-Length: many\r\n\r\n", b"400"),
        (b"POST /notebook/api/notes HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", b"400"),
        (b"POST /notebook/api/notes HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * (HEAD_MAX + 10), b"431"),
        (b"GET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n", b"404"),
    ],
)
def test_what_is_no_request_is_refused(sandbox: Sandbox, request_bytes: bytes, status: bytes) -> None:
    with connect(sandbox) as connection:
        connection.sendall(request_bytes)
        assert connection.recv(4096).split(b" ")[1] == status


def test_a_defect_of_the_simulator_shows_in_the_log(sandbox: Sandbox, expected_logs: LogWatch) -> None:
    expected_logs.expect("app.sandbox", "simulated notebook failed on GET /crash")
    answer = client(sandbox).get(notes_url(sandbox).replace("/notes", "/crash"), timeout=10)
    assert answer.status_code == 500


def test_port_taken_is_an_os_error(sandbox: Sandbox) -> None:
    port = int(sandbox.control_url.split(":")[2].split("/")[0])
    with pytest.raises(OSError, match="in use"):
        Sandbox([Notebook()], port=port).start()


def test_stop_ends_open_connections(notebook: Notebook) -> None:
    sandbox = Sandbox([notebook])
    sandbox.start()
    with connect(sandbox) as connection:
        send_post(connection, "note")
        connection.recv(4096)
        sandbox.stop()
        assert connection.recv(10) == b""

"""Every way a request can go wrong, over real sockets: what is known of it, and whether a byte may have left."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.connectors.http.addresses import HostList
from app.connectors.http.constants import Timings
from app.connectors.http.transport import Transport
from app.connectors.http.wire import Answer, Expect, Request
from app.domain.answer import Stage
from tests.connectors.http.tlsserver import (
    Authority,
    Heard,
    Respond,
    always,
    cut,
    hang_up,
    make_authority,
    reply,
    serving,
)

QUICK = Timings(connect=2, idle=1, deadline=1.5)


def put(
    url: str, ca_file: str, timings: Timings = QUICK, body_max: int = 1_000_000, expect: Expect = Expect.JSON
) -> Answer:
    """One PUT to this address."""
    transport = Transport(HostList(url), ca_file=ca_file, timings=timings, body_max=body_max)
    try:
        return transport.exchange(
            Request("PUT", url + "/things", body=b'{"a":1}', expect=expect), lambda: datetime.now(UTC)
        )
    finally:
        transport.close()


def put_to(respond: Respond, authority: Authority, timings: Timings = QUICK, expect: Expect = Expect.JSON) -> Answer:
    """One PUT to a server that responds so."""
    with serving(authority, respond) as server:
        answer = put(server.url, authority.file, timings, expect=expect)
        assert len(server.requests) <= 1, "a write was repeated"
        return answer


def test_a_good_reply_is_whole_and_has_decimals(authority: Authority) -> None:
    answer = put_to(always(reply(b'{"Total": 12.10, "n": 3}')), authority)
    assert answer.good
    assert answer.intact
    assert answer.status == 200
    assert isinstance(answer.value, dict)
    assert str(answer.value["Total"]) == "12.10"


def test_refused_connection_is_not_sent(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = put(f"https://127.0.0.1:{port}", authority.file)
    assert (answer.stage, answer.code) == (Stage.NOT_SENT, "refused_connection")


def test_unknown_name_is_not_sent(authority: Authority) -> None:
    answer = put("https://no-such-host.localhost:9", authority.file)
    assert answer.stage is Stage.NOT_SENT
    assert answer.code in {"no_name", "refused_connection"}  # some systems answer for every name under localhost


def test_a_certificate_of_another_authority_is_not_sent(authority: Authority, tmp_path: Path) -> None:
    other = make_authority(tmp_path)
    with serving(authority, always(reply(b"{}"))) as server:
        answer = put(server.url, other.file)
        assert not server.requests
    assert (answer.stage, answer.code) == (Stage.NOT_SENT, "certificate")


def test_a_certificate_of_a_public_authority_is_asked_for_by_default(authority: Authority) -> None:
    with serving(authority, always(reply(b"{}"))) as server:
        answer = put(server.url, "")
        assert not server.requests
    assert (answer.stage, answer.code) == (Stage.NOT_SENT, "certificate")


def test_the_environment_cannot_add_trust(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", authority.file)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with serving(authority, always(reply(b"{}"))) as server:
        answer = put(server.url, make_authority(tmp_path).file)
    assert (answer.stage, answer.code) == (Stage.NOT_SENT, "certificate")


def test_silence_before_the_handshake_is_not_sent(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = put(f"https://127.0.0.1:{silent.getsockname()[1]}", authority.file, Timings(0.3, 0.3, 5))
    assert answer.stage is Stage.NOT_SENT
    assert answer.code in {"connect_timeout", "read_timeout"}


def _cut(heard: Heard, connection: socket.socket) -> None:
    cut(connection)


def _half_a_head(heard: Heard, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
    hang_up(connection)


def _half_a_body(heard: Heard, connection: socket.socket) -> None:
    connection.sendall(reply(b'{"a": 1}')[:-3])
    hang_up(connection)


def _half_of_chunks(heard: Heard, connection: socket.socket) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
    )
    hang_up(connection)


def _half_of_gzip(heard: Heard, connection: socket.socket) -> None:
    connection.sendall(reply(gzip.compress(b'{"a": 1, "b": "xxxxxxxxxxxx"}')[:-12], Content_Encoding="gzip"))


def _silent(heard: Heard, connection: socket.socket) -> None:
    time.sleep(1.3)


def _garbage(heard: Heard, connection: socket.socket) -> None:
    connection.sendall(b"\x00\x01 what is this\r\n\r\n")
    hang_up(connection)


@pytest.mark.parametrize(
    ("respond", "codes"),
    [
        (_cut, {"reset"}),
        (_half_a_head, {"reset", "html", "not_json"}),
        (_half_a_body, {"truncated"}),
        (_half_of_chunks, {"truncated"}),
        (_half_of_gzip, {"truncated"}),
        (_silent, {"read_timeout"}),
        (_garbage, {"reset"}),
        (always(reply(b"<html>Sign in</html>", kind="text/html")), {"html"}),
        (always(reply(b"hello", kind="text/plain")), {"not_json"}),
        (always(reply(b'{"a": NaN}')), {"not_json"}),
        (always(reply(b'{"a": 1, "a": 2}')), {"not_json"}),
        (always(reply(b'{"a": ')), {"not_json"}),
        (always(reply(b"")), {"not_json"}),
        (always(reply(b"[" * 70 + b"]" * 70)), {"not_json"}),
        (always(reply(b"[" * 100_000)), {"not_json"}),
        (always(reply(b'{"n": ' + b"9" * 5000 + b"}")), {"not_json"}),
        (always(reply(b"{}", status=302, Location="https://elsewhere.example/")), {"redirect"}),
        (always(reply(b"{}", Content_Encoding="br")), {"encoding"}),
        (always(reply(b"not gzip", Content_Encoding="gzip")), {"encoding"}),
        (always(reply(b"{}", status=503)), {"unavailable"}),
        (always(reply(b"{}", status=418)), {"refused_status"}),
        (always(reply(b"{}", status=799)), {"odd_status"}),
        (always(reply(b'"' + b"x" * 1_000_001 + b'"')), {"too_large"}),
    ],
)
def test_after_the_first_byte_anything_is_possible(respond: Respond, codes: set[str], authority: Authority) -> None:
    answer = put_to(respond, authority)
    assert answer.stage is Stage.SENT
    assert answer.code in codes
    assert not answer.good


def test_a_bomb_is_cut_off_before_it_goes_up(authority: Authority) -> None:
    bomb = gzip.compress(b'"' + b"0" * 200_000_000 + b'"', compresslevel=9)
    answer = put_to(always(reply(bomb, Content_Encoding="gzip")), authority, Timings(2, 5, 30))
    assert (answer.stage, answer.code) == (Stage.SENT, "too_large")
    assert answer.body == b""


def _drip(part: bytes) -> Callable[[Heard, socket.socket], None]:
    def respond(heard: Heard, connection: socket.socket) -> None:
        connection.sendall(part)
        for _ in range(100):
            connection.sendall(b"a")
            time.sleep(0.05)

    return respond


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n",
    ],
)
def test_a_slow_drip_ends_at_the_deadline(part: bytes, authority: Authority) -> None:
    started = time.monotonic()
    answer = put_to(_drip(part), authority, Timings(2, 1, 0.6))
    assert (answer.stage, answer.code) == (Stage.SENT, "deadline")
    assert time.monotonic() - started < 2.5


def test_a_file_may_be_of_any_type_but_a_web_page(authority: Authority) -> None:
    file = put_to(always(reply(b"%PDF-1.7", kind="application/pdf")), authority, expect=Expect.BYTES)
    page = put_to(always(reply(b"<html>", kind="text/html")), authority, expect=Expect.BYTES)
    assert (file.good, file.body) == (True, b"%PDF-1.7")
    assert page.code == "html"


def test_nothing_is_expected_of_a_204(authority: Authority) -> None:
    answer = put_to(always(reply(b"", status=204)), authority, expect=Expect.NOTHING)
    assert answer.good
    assert answer.intact


def test_a_connection_is_used_again_and_cookies_are_not_kept(authority: Authority) -> None:
    with serving(authority, always(reply(b"{}", Set_Cookie="a=b; Path=/"))) as server:
        transport = Transport(HostList(server.url), ca_file=authority.file, timings=QUICK)
        for _ in range(3):
            assert transport.exchange(Request("GET", server.url + "/"), lambda: datetime.now(UTC)).good
        transport.close()
        assert all("cookie" not in heard.headers for heard in server.requests)
        assert len(server._threads) == 2  # the acceptor and a single connection

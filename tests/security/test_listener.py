"""The listener that the browser comes back to, spoken to by whoever is on this machine or in the network."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.connectors.oauth.loopback import HEAD_MAX, AllPortsTakenError, Callback, Loopback
from app.domain.run import Stop
from tests.connectors.http.stillness import StillClock
from tests.connectors.oauth.identity import free_port
from tests.security.expecting import Expect

PATH = "/xero/callback"


@dataclass
class Listening:
    """A listener that waits on a thread of its own."""

    port: int
    clock: StillClock
    found: list[Callback | None] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def say(self, words: bytes, *, pieces: int = 1, pause: float = 0.0) -> str:
        """Say this over a connection; the status it is answered with, '' for none."""
        try:
            connection = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        except ConnectionRefusedError:
            return ""  # it has closed already
        with connection:
            size = -(-len(words) // pieces)
            with contextlib.suppress(ConnectionError):
                for start in range(0, len(words), size):
                    connection.sendall(words[start : start + size])
                    time.sleep(pause)
            with contextlib.suppress(OSError):
                return connection.recv(4096).decode("latin-1").partition("\r\n")[0].partition(" ")[2][:3]
        return ""

    def good(self) -> bytes:
        """What a browser says."""
        return f"GET {PATH}?code=c&state=s HTTP/1.1\r\nHost: localhost:{self.port}\r\n\r\n".encode()


@pytest.fixture
def listening() -> Iterator[Listening]:
    """A listener that has not heard anything yet."""
    clock = StillClock()
    stop = Stop()
    with Loopback(PATH, (free_port(),), clock) as loopback:
        made = Listening(loopback.port, clock)

        def wait() -> None:
            with contextlib.suppress(Exception):
                made.found.append(loopback.wait(lambda callback: True, clock.monotonic() + 300, stop))
            loopback.close()
            made.ended.set()

        thread = threading.Thread(target=wait)
        thread.start()
        yield made
        stop.cancel()
        thread.join(10)


def test_it_listens_on_this_machine_alone(listening: Listening, expect: Expect) -> None:
    found = set()
    for table, loopback in (("tcp", {"0100007F"}), ("tcp6", {"0" * 24 + "01000000"})):
        for row in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
            address, port = row.split()[1].split(":")
            if int(port, 16) == listening.port and row.split()[3] == "0A":
                found.add("loopback" if address in loopback else address)
    expect("listener: addresses it is bound to", "loopback", " ".join(sorted(found)))


def test_its_port_is_its_own(listening: Listening, expect: Expect) -> None:
    seen = []
    for again in (True, False):
        with socket.socket() as other:
            if again:
                other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            try:
                other.bind(("127.0.0.1", listening.port))
                other.listen()
                seen.append("shared")
            except OSError:
                seen.append("refused")
    try:
        Loopback(PATH, (listening.port,), listening.clock).close()
        seen.append("shared")
    except AllPortsTakenError:
        seen.append("refused")
    expect("listener: a second one on its port", "refused refused refused", " ".join(seen))


def head(target: str, host: str = "", method: str = "GET", more: str = "") -> str:
    """A request head with the port still to be filled in."""
    return f"{method} {target} HTTP/1.1\r\nHost: {host or 'localhost:{port}'}\r\n{more}\r\n"


OTHERS = {
    "other path": head("/other?code=c&state=s"),
    "path with a slash more": head(PATH + "/?code=c&state=s"),
    "path in capitals": head(PATH.upper() + "?code=c&state=s"),
    "path through a folder": head("/x/.." + PATH + "?code=c&state=s"),
    "path encoded": head("/xero%2Fcallback?code=c&state=s"),
    "whole address": head("http://localhost:{port}" + PATH + "?code=c"),
    "address of another": head("http://evil.example" + PATH + "?code=c"),
    "two slashes": head("//evil.example" + PATH + "?code=c"),
    "foreign Host": head(PATH + "?code=c", "evil.example"),
    "Host by number": head(PATH + "?code=c", "127.0.0.1:{port}"),
    "Host without a port": head(PATH + "?code=c", "localhost"),
    "Host that begins like ours": head(PATH + "?code=c", "localhost:{port}.evil.example"),
    "two Hosts": head(PATH + "?code=c", more="Host: evil.example\r\n"),
    "no Host": f"GET {PATH}?code=c HTTP/1.1\r\n\r\n",
    "POST": head(PATH + "?code=c", method="POST"),
    "OPTIONS": head(PATH + "?code=c", method="OPTIONS"),
    "get in small letters": head(PATH + "?code=c", method="get"),
    "no version": f"GET {PATH}?code=c\r\nHost: localhost:{{port}}\r\n\r\n",
    "too many parameters": head(PATH + "?" + "&".join(["x=1"] * 40)),
    "binary": "\x00\x01\x02\r\n\r\n",
    "TLS": "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_whoever_is_not_the_browser_finds_nothing(listening: Listening, expect: Expect, name: str) -> None:
    status = listening.say(OTHERS[name].replace("{port}", str(listening.port)).encode("latin-1"))
    still = listening.say(listening.good())
    expect(f"listener: {name}", "404, then 200", f"{status}, then {still}")


@pytest.mark.parametrize("size", [HEAD_MAX, 4 * HEAD_MAX, 1_000_000])
def test_an_endless_request_line_is_cut_off(listening: Listening, expect: Expect, size: int) -> None:
    status = listening.say(b"GET " + PATH.encode() + b"?code=" + b"x" * size)
    still = listening.say(listening.good())
    assert status in {"404", ""}  # the answer is lost where the rest of the line is still on its way
    expect(f"listener: request line of {size:,} bytes", "nothing taken, then 200", f"nothing taken, then {still}")


def test_a_slow_one_keeps_nobody_waiting(listening: Listening, expect: Expect) -> None:
    slow = threading.Thread(target=listening.say, args=(listening.good()[:-2],), kwargs={"pieces": 20, "pause": 0.05})
    slow.start()
    started = time.monotonic()
    status = listening.say(listening.good())
    seconds = time.monotonic() - started
    slow.join(10)
    expect("listener: a slow one before the browser", "200 within 2 s", f"{status} within {max(2, round(seconds))} s")


def test_a_browser_may_take_its_time(listening: Listening, expect: Expect) -> None:
    expect("listener: the right one, in 30 pieces", "200", listening.say(listening.good(), pieces=30, pause=0.01))


def test_fifty_silent_ones_keep_nobody_waiting(listening: Listening, expect: Expect) -> None:
    with contextlib.ExitStack() as open_ones:
        for _ in range(50):
            open_ones.enter_context(socket.create_connection(("127.0.0.1", listening.port), timeout=5))
        expect("listener: 50 that say nothing", "200", listening.say(listening.good()))


def test_it_closes_after_one(listening: Listening, expect: Expect) -> None:
    first = listening.say(listening.good())
    assert listening.ended.wait(5)
    try:
        second = listening.say(listening.good()) or "closed"
    except OSError:
        second = "closed"
    expect("listener: a second callback", "200, then closed", f"{first}, then {second}")
    assert [callback.parameters for callback in listening.found if callback] == [{"code": "c", "state": "s"}]

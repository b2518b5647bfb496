"""A tiny TLS server for tests: each connection is handled by a function of the test, byte by byte if it likes."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import trustme


@dataclass
class Heard:
    """A request as it arrived."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def method(self) -> str:
        """GET, PUT ..."""
        return self.line.split(" ")[0]

    @property
    def target(self) -> str:
        """Path and query."""
        return self.line.split(" ")[1]


Respond = Callable[["Heard", socket.socket], None]


@dataclass
class Authority:
    """A certificate authority of this test run and its file."""

    ca: trustme.CA
    file: str


def make_authority(folder: Path) -> Authority:
    """A new authority; its certificate is written to the folder."""
    authority = trustme.CA()
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    return Authority(authority, str(file))


@dataclass
class TlsServer:
    """Serves on 127.0.0.1; `requests` holds what arrived, in order."""

    authority: Authority
    respond: Respond
    requests: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.ca.issue_cert("localhost", "127.0.0.1").configure_cert(self._context)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    @property
    def url(self) -> str:
        """Its base address."""
        return f"https://localhost:{self.port}"

    def close(self) -> None:
        """Stop, and wait until nothing of it is left."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for connection in self._open:
            connection.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(plain)
            self._start(lambda plain=plain: self._serve(plain))  # type: ignore[misc]

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            connection = self._context.wrap_socket(plain, server_side=True)
            self._open.append(connection)
            with connection.makefile("rb") as stream:
                while heard := _read(stream):
                    self.requests.append(heard)
                    self.respond(heard, connection)
            connection.close()


def _read(stream: object) -> Heard | None:
    readline, read = stream.readline, stream.read  # type: ignore[attr-defined]
    line = readline().decode("latin-1").strip()
    if not line:
        return None
    headers: dict[str, str] = {}
    while text := readline().decode("latin-1").strip():
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    return Heard(line, headers, read(int(headers.get("content-length", "0"))))


def reply(
    body: bytes,
    status: int = 200,
    kind: str = "application/json; charset=utf-8",
    date: datetime | None = None,
    **headers: str,
) -> bytes:
    """The bytes of a whole reply; keyword names become header names with '-' for '_'."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines.append(f"Date: {format_datetime(date or datetime.now(UTC), usegmt=True)}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(data: bytes) -> Respond:
    """Answer every request with these bytes."""
    return lambda heard, connection: connection.sendall(data)


def in_turn(*replies: bytes) -> Respond:
    """Answer with one after the other; the last one stays."""
    left = list(replies)

    def respond(heard: Heard, connection: socket.socket) -> None:
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return respond


def hang_up(connection: socket.socket) -> None:
    """End the connection in good order but without a word."""
    socket.socket.shutdown(connection, socket.SHUT_RDWR)


def cut(connection: socket.socket) -> None:
    """Reset the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())


@contextlib.contextmanager
def serving(authority: Authority, respond: Respond) -> Iterator[TlsServer]:
    """A server for the length of a block."""
    server = TlsServer(authority, respond)
    try:
        yield server
    finally:
        server.close()

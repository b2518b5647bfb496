"""Reading and writing HTTP/1.1 on a socket, so that faults can break an answer at any byte.

The standard library's handler hides the socket behind buffered files; a simulator that has to cut, dribble and reset
answers needs the bytes themselves, and needs them fast.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import unquote

HEAD_MAX = 64 * 1024
BODY_MAX = 64 * 1024 * 1024
_BLOCK = 256 * 1024
_JOIN_BELOW = 64 * 1024


class BadMessage(Exception):  # noqa: N818 - the caller answers it, nothing has failed
    """What came in is not HTTP; `status` is the answer before the connection closes."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class Head:
    """Request line and headers; `path` is percent-decoded, `query` raw, header names lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    version: str

    @property
    def keeps_alive(self) -> bool:
        """Whether the client expects to send another request on this connection."""
        wish = self.headers.get("connection", "").lower()
        return "close" not in wish if self.version == "HTTP/1.1" else "keep-alive" in wish


class MessageReader:
    """Takes requests off one connection; bytes that belong to the next request stay in the buffer."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = bytearray()

    def read_head(self) -> Head | None:
        """The next request's head, or None when the peer has closed the connection."""
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > HEAD_MAX:
                raise BadMessage(431, "Request head too large.")
            if not self._fill():
                return None
        raw = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        return _parse_head(raw)

    def read_body(self, head: Head) -> bytes:
        """The request's whole body, de-chunked; raises BadMessage when it is broken or above BODY_MAX bytes."""
        if head.headers.get("expect", "").lower() == "100-continue":
            self._connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "chunked" in head.headers.get("transfer-encoding", "").lower():
            return self._read_chunks()
        length = head.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise BadMessage(400, "Content-Length is not a number.")
        if int(length) > BODY_MAX:
            raise BadMessage(413, "Request body too large.")
        return self._take(int(length))

    def _fill(self) -> bool:
        block = self._connection.recv(_BLOCK)
        self._buffer += block
        return bool(block)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            if not self._fill():
                raise ConnectionResetError("The peer closed in the middle of a body.")
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _take_line(self) -> bytes:
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > HEAD_MAX:
                raise BadMessage(400, "Chunk line too long.")
            if not self._fill():
                raise ConnectionResetError("The peer closed in the middle of a chunk.")
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def _read_chunks(self) -> bytes:
        parts: list[bytes] = []
        total = 0
        while True:
            try:
                size = int(self._take_line().split(b";")[0], 16)
            except ValueError as problem:
                raise BadMessage(400, "Chunk size is not a number.") from problem
            total += size
            if size < 0 or total > BODY_MAX:
                raise BadMessage(413, "Request body too large.")
            if size == 0:
                break
            parts.append(self._take(size))
            self._take_line()
        while self._take_line():
            pass  # trailers say nothing the simulators use
        return b"".join(parts)


def _parse_head(raw: bytes) -> Head:
    lines = raw.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadMessage(400, "Not an HTTP/1.1 request line.")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadMessage(400, "Header line without a colon.")
        key = name.strip().lower()
        value = _text(value.strip())
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    target, _, query = parts[1].partition("?")
    return Head(parts[0], unquote(target), query, headers, parts[2])


def _text(value: str) -> str:
    """Header bytes as UTF-8 where they are: the vendors' secrets may hold any printable character."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return value


def format_head(status: int, headers: Mapping[str, str], now: datetime) -> bytes:
    """Status line and headers with the sandbox's Date, the blank line included."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Status"
    lines = [f"HTTP/1.1 {status} {phrase}", f"Date: {format_datetime(now, usegmt=True)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


def send_message(connection: socket.socket, head: bytes, body: bytes) -> None:
    """Head and body, in one segment while that is cheap."""
    if len(body) < _JOIN_BELOW:
        connection.sendall(head + body)
        return
    connection.sendall(head)
    connection.sendall(body)

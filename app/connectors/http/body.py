"""Reads the body of a reply within its limits: size after inflating, whole length, no dripping past the deadline."""

from __future__ import annotations

import zlib

from urllib3.response import BaseHTTPResponse, HTTPResponse

from app.connectors.http.constants import BODY_MAX, CHUNK


class BodyProblemError(Exception):
    """The body cannot be used; `code` is one of `replies.ROWS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Plain:
    """A body that is not packed."""

    whole = True

    def feed(self, chunk: bytes, room: int) -> bytes:
        return chunk[: room + 1]


class _Gzip:
    """Unpacks gzip piece by piece and never makes more than one byte too many: a bomb stays small."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    @property
    def whole(self) -> bool:
        return self._inflater.eof

    def feed(self, chunk: bytes, room: int) -> bytes:
        try:
            return self._inflater.decompress(self._inflater.unconsumed_tail + chunk, room + 1)
        except zlib.error as reason:
            raise BodyProblemError("encoding") from reason


def read_body(raw: BaseHTTPResponse, limit: int = BODY_MAX) -> bytes:
    """The body, unpacked. Raises `BodyProblemError` ('too_large', 'truncated', 'encoding') and what the connection raises."""
    encoding = raw.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"", "identity", "gzip"} or not isinstance(raw, HTTPResponse):
        raise BodyProblemError("encoding")
    unpacker = _Gzip() if encoding == "gzip" else _Plain()
    pieces: list[bytes] = []
    size = received = 0
    while chunk := raw.read1(CHUNK, decode_content=False):
        received += len(chunk)
        piece = unpacker.feed(chunk, limit - size)
        size += len(piece)
        if size > limit or received > limit:
            raise BodyProblemError("too_large")
        pieces.append(piece)
    announced = raw.headers.get("Content-Length", "")
    if (announced.isdecimal() and int(announced) != received) or (received and not unpacker.whole):
        raise BodyProblemError("truncated")
    return b"".join(pieces)

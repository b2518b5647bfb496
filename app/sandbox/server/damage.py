"""What each fault makes of an answer before it goes out."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from app.sandbox.server.faults import FaultKind, FaultRule
from app.sandbox.wire import Reply

MEGABYTE = 1024 * 1024
_JSON = "application/json; charset=utf-8"
_HTML = (
    b"<!DOCTYPE html><html><head><title>Service notice</title></head>"
    b"<body><h1>We will be back shortly</h1></body></html>"
)


class Ending(Enum):
    """What becomes of the connection."""

    KEEP = "keep"
    CLOSE = "close"  # FIN
    RESET = "reset"  # RST


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer ready for the wire. `status` 0: not a byte is sent.

    `padding` megabytes of blanks follow the body and count in its length; `piece` bytes go out at a time with `pause`
    seconds between them; `cut` bytes of the body are sent although all of it was promised; `raw` bodies carry their own
    transfer coding.
    """

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    padding: int = 0
    piece: int = 0
    pause: float = 0.0
    cut: int | None = None
    raw: bool = False
    ending: Ending = Ending.KEEP


def whole(reply: Reply) -> Delivery:
    """An answer as it should be."""
    return Delivery(reply.status, reply.body, dict(reply.headers))


def damaged(reply: Reply, rule: FaultRule) -> Delivery:
    """The answer as the rule leaves it; kinds that only choose another reply leave it whole."""
    if rule.kind in _SILENT:
        return Delivery(0, ending=_SILENT[rule.kind])
    if rule.kind in _BODIES:
        return Delivery(reply.status, _BODIES[rule.kind](reply.body), dict(reply.headers))
    if rule.kind in _TRANSPORT:
        return _TRANSPORT[rule.kind](reply, rule)
    return whole(reply)


def planned_reply(rule: FaultRule) -> Reply:
    """The answer of the kinds `status`, `applied_then_status`, `apply_later`, `redirect`: status, headers and body as the rule says."""
    headers = {str(name): str(value) for name, value in rule.headers.items()}
    if rule.kind is FaultKind.REDIRECT:
        headers.setdefault("Location", rule.location)
    if isinstance(rule.body, str):
        return Reply(rule.status, rule.body.encode(), {"Content-Type": "text/plain; charset=utf-8", **headers})
    body = b"" if rule.body is None else json.dumps(rule.body).encode()
    return Reply(rule.status, body, {"Content-Type": _JSON, **headers} if body else headers)


def _malformed(body: bytes) -> bytes:
    return body[: max(1, len(body) * 2 // 3)] if len(body) > 1 else b'{"broken": '


def _duplicate_keys(body: bytes) -> bytes:
    first = re.match(rb'\s*\{\s*("(?:[^"\\]|\\.)*")\s*:', body)
    if first is None:
        return b'{"id": 1, "id": 2}'
    return b"{" + first.group(1) + b": null, " + body.lstrip()[1:]


def _not_a_number(body: bytes) -> bytes:
    changed, count = re.subn(rb'("\s*:\s*)-?\d+(?:\.\d+)?', rb"\1NaN", body, count=1)
    return changed if count else b'{"value": NaN}'


def _html(reply: Reply, rule: FaultRule) -> Delivery:
    del reply, rule
    return Delivery(200, _HTML, {"Content-Type": "text/html; charset=utf-8"})


def _wrong_type(reply: Reply, rule: FaultRule) -> Delivery:
    return Delivery(reply.status, reply.body, {**_without_type(reply), "Content-Type": rule.content_type})


def _without_type(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name.lower() != "content-type"}


def _other_shape(reply: Reply, rule: FaultRule) -> Delivery:
    body = json.dumps([] if rule.body is None else rule.body).encode()
    return Delivery(reply.status, body, {**_without_type(reply), "Content-Type": _JSON})


def _oversized(reply: Reply, rule: FaultRule) -> Delivery:
    return Delivery(reply.status, reply.body, dict(reply.headers), padding=rule.megabytes)


def _gzip_bomb(reply: Reply, rule: FaultRule) -> Delivery:
    packer = zlib.compressobj(wbits=31)
    blanks = b" " * MEGABYTE
    parts = [packer.compress(reply.body), *(packer.compress(blanks) for _ in range(rule.megabytes)), packer.flush()]
    return Delivery(reply.status, b"".join(parts), {**reply.headers, "Content-Encoding": "gzip"})


def _drip(reply: Reply, rule: FaultRule) -> Delivery:
    return Delivery(reply.status, reply.body, dict(reply.headers), piece=max(1, rule.bytes), pause=rule.seconds)


def _truncate(reply: Reply, rule: FaultRule) -> Delivery:
    cut = min(rule.bytes or len(reply.body) // 2, len(reply.body))
    return Delivery(reply.status, reply.body, dict(reply.headers), cut=cut, ending=Ending.CLOSE)


def _broken_chunk(reply: Reply, rule: FaultRule) -> Delivery:
    del rule
    half = reply.body[: max(1, len(reply.body) // 2)] or b"{"
    body = b"%x\r\n%s\r\nzz\r\n" % (len(half), half)
    headers = {**reply.headers, "Transfer-Encoding": "chunked"}
    return Delivery(reply.status, body, headers, raw=True, ending=Ending.CLOSE)


_SILENT = {
    FaultKind.REFUSE: Ending.RESET,
    FaultKind.RESET_BEFORE: Ending.RESET,
    FaultKind.RESET_AFTER: Ending.RESET,
    FaultKind.CLOSE_BEFORE: Ending.CLOSE,
    FaultKind.CLOSE_AFTER: Ending.CLOSE,
}
_BODIES: dict[FaultKind, Callable[[bytes], bytes]] = {
    FaultKind.MALFORMED_JSON: _malformed,
    FaultKind.DUPLICATE_KEYS: _duplicate_keys,
    FaultKind.NAN: _not_a_number,
}
_TRANSPORT: dict[FaultKind, Callable[[Reply, FaultRule], Delivery]] = {
    FaultKind.HTML_200: _html,
    FaultKind.WRONG_TYPE: _wrong_type,
    FaultKind.OTHER_SHAPE: _other_shape,
    FaultKind.OVERSIZED: _oversized,
    FaultKind.GZIP_BOMB: _gzip_bomb,
    FaultKind.DRIP: _drip,
    FaultKind.TRUNCATE: _truncate,
    FaultKind.BROKEN_CHUNK: _broken_chunk,
}

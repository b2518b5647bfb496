"""Which hosts a credential may be sent to: exactly its own, compared as parsed values.

A token sent to a foreign host is lost, so every address is judged here: the configured ones, and links found in replies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from app.connectors.http.replies import problem_for

_LABELS = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z")
_LITERAL_V6 = re.compile(r"[0-9a-f:.]+\Z")
_SUSPECT = re.compile(r"[\x00-\x20\x7f-\uffff\U00010000-\U0010ffff\\]")


@dataclass(frozen=True, slots=True)
class Origin:
    """A host and port that speak https."""

    host: str
    port: int


def origin_of(address: str) -> Origin:
    """The origin of an absolute https address.

    Raises `RemoteProblem` (code 'foreign_host') for another scheme, user information, backslashes, blanks, control or
    non-ASCII characters (also when they hide in the host), and for anything that does not parse to one host and port.
    """
    if _SUSPECT.search(address):
        raise problem_for("foreign_host", details="the address holds characters that have no place there")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as reason:
        raise problem_for("foreign_host", details="the address cannot be read") from reason
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or "@" in parts.netloc or not (_LABELS.match(host) or _is_v6(parts.netloc, host)):
        raise problem_for("foreign_host", details="the address is not a plain https address")
    if port == 0:
        raise problem_for("foreign_host", details="the address names no usable port")
    return Origin(host, 443 if port is None else port)


def _is_v6(netloc: str, host: str) -> bool:
    return netloc.startswith("[") and ":" in host and bool(_LITERAL_V6.match(host))


class HostList:
    """The origins one credential may be sent to, taken from its configured base addresses."""

    def __init__(self, *bases: str) -> None:
        self._origins = frozenset(origin_of(base) for base in bases if base)

    def judge(self, address: str) -> str:
        """The same address if it may be called. Raises `RemoteProblem` (code 'foreign_host') otherwise."""
        origin = origin_of(address)
        if origin not in self._origins:
            raise problem_for("foreign_host", details=f"a link led to {origin.host}, port {origin.port}")
        return address

    def join(self, base: str, link: str) -> str:
        """A link found in a reply to `base`, made absolute and judged."""
        if _SUSPECT.search(link):
            raise problem_for("foreign_host", details="a link holds characters that have no place there")
        return self.judge(urljoin(base, link))

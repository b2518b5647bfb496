"""A request, and all that is known of what came back, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import quote, urlencode

from app.domain.answer import Stage


class Expect(StrEnum):
    """What a good reply holds."""

    JSON = "json"
    BYTES = "bytes"
    NOTHING = "nothing"  # any 2xx; the body is not looked at


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `url` is absolute, without a query; `query` is encoded here and never logged. `headers` hold the credential."""

    method: str
    url: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json"
    accept: str = "application/json"
    expect: Expect = Expect.JSON

    @property
    def address(self) -> str:
        """The address with its query, percent-encoded."""
        if not self.query:
            return self.url
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(self.query, quote_via=quote)}"

    def all_headers(self) -> dict[str, str]:
        """The headers as sent. Only gzip is accepted: it can be unpacked within a limit."""
        headers = {"Accept": self.accept, "Accept-Encoding": "gzip", **self.headers}
        if self.body is not None:
            headers["Content-Type"] = self.content_type
        return headers


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `code` is '' for a good reply, otherwise a code of `replies.ROWS`; `status` None when no head was read.

    `intact` only when the whole body was read, has the right type and parses. `value` is the parsed JSON of any status.
    Header names are lower case. `details` are technical words without secrets.
    """

    stage: Stage
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    value: object = field(default=None, repr=False)
    intact: bool = False
    code: str = ""
    details: str = ""
    retry_after: float | None = None

    @property
    def good(self) -> bool:
        """A 2xx, whole and of the form asked for."""
        return not self.code

    def header(self, name: str) -> str:
        """A header's value, '' when absent. Names match without case."""
        return self.headers.get(name.lower(), "")

    @property
    def remote_time(self) -> datetime | None:
        """The remote clock as its `Date` header says; None when absent or unreadable."""
        try:
            found = parsedate_to_datetime(self.header("date"))
        except (TypeError, ValueError):
            return None
        return found if found.tzinfo else None

"""Stands in for a person with a browser at the practice sign-in: opens the page, picks an organisation, allows, follows back.

For the demonstration and for the command line over practice books, where there may be no browser. It goes to this machine only.
"""

from __future__ import annotations

import http.client
import logging
import ssl
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Thread
from urllib.parse import urlencode, urljoin, urlsplit

from app.bootstrap.borders import is_loopback

LOG = logging.getLogger(__name__)
_SECONDS = 20.0
_BODY_MOST = 1_000_000


@dataclass(slots=True)
class _Form(HTMLParser):
    """The consent form: where it goes, its hidden fields, and the books offered, with the name of that field."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    tenants: list[str] = field(default_factory=list)
    choice: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in one tag."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = said.get("action", "")
        elif tag == "input" and said.get("type") == "hidden":
            self.fields[said.get("name", "")] = said.get("value", "")
        elif tag == "input" and said.get("type") == "radio":
            self.choice = said.get("name", "")
            self.tenants.append(said.get("value", ""))


class StandInBrowser:
    """An `OpenBrowser` that does it by itself. `tenant` '' takes the organisation that the page offers first."""

    def __init__(self, ca_file: str, tenant: str = "") -> None:
        self._trust = ssl.create_default_context(cafile=ca_file)
        self._tenant = tenant

    def __call__(self, address: str) -> bool:
        """Begin; the answer comes to the listener by the redirect, as with a browser."""
        Thread(target=self._visit, args=(address,), daemon=True).start()
        return True

    def _visit(self, address: str) -> None:
        try:
            status, _, page = self._ask("GET", address, b"")
            form = _Form()
            form.feed(page.decode("utf-8", "replace"))
            if status != 200 or not form.tenants:
                LOG.info("the practice sign-in page offers nothing status=%d", status)
                return
            chosen = self._tenant or form.tenants[0]
            fields = {**form.fields, form.choice: chosen, "decision": "allow"}
            _, back, _ = self._ask("POST", urljoin(address, form.action), urlencode(fields).encode("ascii"))
            self._ask("GET", back, b"")
        except (OSError, ValueError, http.client.HTTPException) as problem:
            LOG.info("the practice sign-in page could not be used: %s", type(problem).__name__)

    def _ask(self, method: str, address: str, body: bytes) -> tuple[int, str, bytes]:
        """One request on this machine: status, Location, body."""
        parts = urlsplit(address)
        if not is_loopback(parts.hostname):
            raise ValueError("only practice books on this machine are visited")
        host, port = parts.hostname or "", parts.port
        connection = (
            http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=self._trust)
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=_SECONDS)
        )
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, f"{parts.path}?{parts.query}", body or None, kind)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read(_BODY_MOST)
        finally:
            connection.close()

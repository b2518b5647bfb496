"""Links that a remote system hands us: a credential and a packet go to its own address and nowhere else, over real sockets."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from app.connectors.autotask.zone import judged_url
from app.connectors.http.addresses import HostList
from app.connectors.http.constants import Timings
from app.connectors.http.transport import Transport
from app.connectors.http.wire import Request
from app.domain.errors import RemoteProblem
from app.domain.run import Stop
from tests.connectors.autotask.bench import NOON, TinyAutotask
from tests.connectors.http.tlsserver import Authority, Heard, TlsServer, always, reply, serving
from tests.security.expecting import Expect

CANARY = "canary-credential-77f2"

FORMS = {
    "another port": "https://localhost:{evil}/x",
    "another name for this machine": "https://127.0.0.1:{evil}/x",
    "user information": "https://localhost:{own}@localhost:{evil}/x",
    "user and word": "https://user:word@localhost:{own}/x",
    "backslash for slash": "https:\\\\localhost:{evil}\\x",
    "backslash before the host": "https://localhost:{own}\\@localhost:{evil}/x",
    "plain http": "http://localhost:{own}/x",
    "look-alike letter": "https://lоcalhost:{own}/x",
    "full-width letters": "https://ｌocalhost:{own}/x",
    "punycode": "https://xn--lcalhost-4yf:{own}/x",
    "trailing dot": "https://localhost.:{own}/x",
    "IPv6": "https://[::1]:{evil}/x",
    "IPv4 in IPv6": "https://[::ffff:127.0.0.1]:{evil}/x",
    "upper case elsewhere": "HTTPS://LOCALHOST:{evil}/X",
    "without a scheme": "//localhost:{evil}/x",
    "three slashes": "///x",
    "data": "data:application/json,{{}}",
    "javascript": "javascript:fetch('https://localhost:{evil}')",
    "file": "file:///etc/hostname",
    "encoded slashes": "https://localhost:{own}%2F@localhost:{evil}/x",
    "percent-encoded host": "https://%6c%6f%63alhost:{evil}/x",
    "new line": "https://localhost:{own}/x\r\nHost: evil.example",
    "tab in the scheme": "ht\ttps://localhost:{evil}/x",
    "very long": "https://" + "a." * 4000 + "example:{evil}/x",
    "subdomain that ends like ours": "https://localhost.evil.example:{own}/x",
    "our name in the path": "https://evil.example/localhost:{own}/x",
    "port as a word": "https://localhost:https/x",
    "port zero": "https://localhost:0/x",
    "number for an address": "https://2130706433:{evil}/x",
    "empty host": "https:///x",
}
STATUSES = (301, 302, 303, 307, 308)
WITHOUT_HOST = {"three slashes", "empty host"}
"""A link that names no host is one within our own (RFC 3986 5.2.2)."""


@dataclass
class Two:
    """Our server, and one that must hear nothing."""

    own: TlsServer
    evil: TlsServer
    location: str = ""
    status: int = 302
    heard: list[Heard] = field(default_factory=list)

    def filled(self, form: str) -> str:
        """A form with the two ports."""
        return form.format(own=self.own.port, evil=self.evil.port)

    def respond(self, heard: Heard, connection: socket.socket) -> None:
        """Lead elsewhere."""
        place = self.location.encode("utf-8", "replace").decode("latin-1").replace("\r", "").replace("\n", "")
        connection.sendall(
            reply(b"{}", self.status).replace(b"Date:", f"Location: {place}\r\nDate:".encode("latin-1"), 1)
        )


@pytest.fixture(scope="module")
def servers(authority: Authority) -> Iterator[Two]:
    """Both servers, certified for the same names."""
    with serving(authority, always(reply(b"{}"))) as own, serving(authority, always(reply(b"{}"))) as evil:
        made = Two(own, evil)
        own.respond = made.respond
        yield made


@pytest.fixture
def two(servers: Two) -> Two:
    """Both servers, with nothing heard yet."""
    servers.own.requests.clear()
    servers.evil.requests.clear()
    return servers


def call(two: Two, authority: Authority, url: str) -> str:
    """One request with a credential; the answer's code."""
    transport = Transport(HostList(two.own.url), ca_file=authority.file, timings=Timings(2, 2, 3))
    try:
        request = Request("GET", url, headers={"Authorization": f"Bearer {CANARY}"})
        return transport.exchange(request, lambda: datetime.now(UTC)).code
    finally:
        transport.close()


@pytest.mark.parametrize("name", FORMS)
def test_a_redirect_is_not_followed(two: Two, authority: Authority, expect: Expect, name: str) -> None:
    two.status = STATUSES[sorted(FORMS).index(name) % len(STATUSES)]
    two.location = two.filled(FORMS[name])
    code = call(two, authority, two.own.url + "/first")
    assert [heard.target for heard in two.own.requests] == ["/first"]
    packets = f"{len(two.evil.requests)} packets elsewhere"
    expect(f"redirect {two.status}: {name}", "redirect, 0 packets elsewhere", f"{code}, {packets}")


@pytest.mark.parametrize("name", FORMS)
def test_a_link_is_judged_before_a_packet_leaves(two: Two, authority: Authority, expect: Expect, name: str) -> None:
    link = two.filled(FORMS[name])
    codes = {call(two, authority, link)}
    try:
        joined = HostList(two.own.url).join(two.own.url + "/list?page=1", link)
        codes = {"our own host" if joined == two.own.url + "/x" else joined}
    except RemoteProblem as problem:
        codes.add(problem.code)
    assert not two.own.requests
    expected = "our own host" if name in WITHOUT_HOST else "foreign_host"
    packets = f"{len(two.evil.requests)} packets elsewhere"
    expect(f"link: {name}", f"{expected}, 0 packets elsewhere", f"{' '.join(codes)}, {packets}")


def test_a_chain_of_redirects_ends_at_its_first_link(two: Two, authority: Authority, expect: Expect) -> None:
    two.location = two.own.url + "/first"
    code = call(two, authority, two.own.url + "/first")
    expect(
        "redirect: in a circle on our own host",
        "redirect after 1 request",
        f"{code} after {len(two.own.requests)} request",
    )


@pytest.mark.parametrize("name", FORMS)
def test_paging_follows_no_link(two: Two, authority: Authority, expect: Expect, name: str) -> None:
    link = two.filled(FORMS[name])

    def answers(path: str, body: dict[str, object], heard: Heard) -> bytes:
        asked = json.dumps(body)
        details = {
            "count": 1,
            "requestCount": 500,
            "prevPageUrl": None,
            "nextPageUrl": link if "gt" not in asked else None,
        }
        rows = [] if '"gt"' in asked else [{"id": 1, "name": "One"}]
        return reply(json.dumps({"items": rows, "pageDetails": details}).encode(), date=NOON)

    tiny = TinyAutotask(answers)
    with serving(authority, tiny.respond) as server:
        tiny.server = server
        source, _ = tiny.source(CANARY)
        try:
            source.divisions(Stop())
        except RemoteProblem as problem:
            assert CANARY not in f"{problem.sentence}{problem.details}"  # noqa: PT017 - either ending is right
        finally:
            source.close()
        lost = [heard for heard in server.requests if "/ATServicesRest/" not in heard.target]
    expect(f"paging link: {name}", "0 packets elsewhere", f"{len(two.evil.requests) + len(lost)} packets elsewhere")


ZONES = {
    "own zone": ("https://webservices29.autotask.net/ATServicesRest/", "taken"),
    "other port of a zone": ("https://webservices29.autotask.net:8443/ATServicesRest/", "foreign_host"),
    "ends like a zone": ("https://evilautotask.net/ATServicesRest/", "foreign_host"),
    "zone in the path": ("https://evil.example/webservices29.autotask.net/", "foreign_host"),
    "zone as user": ("https://webservices29.autotask.net@evil.example/", "foreign_host"),
    "plain http": ("http://webservices29.autotask.net/ATServicesRest/", "foreign_host"),
    "trailing dot": ("https://webservices29.autotask.net./ATServicesRest/", "foreign_host"),
    "look-alike": ("https://webservices29.аutotask.net/", "foreign_host"),
    "below another name": ("https://webservices29.autotask.net.evil.example/", "foreign_host"),
    "backslash": ("https://evil.example\\.autotask.net/", "foreign_host"),
    "new line": ("https://webservices29.autotask.net/\nx", "foreign_host"),
}


@pytest.mark.parametrize("name", ZONES)
def test_a_zone_is_an_address_of_autotask(expect: Expect, name: str) -> None:
    url, expected = ZONES[name]
    try:
        judged_url(url, "https://webservices.autotask.net/ATServicesRest")
        seen = "taken"
    except RemoteProblem as problem:
        seen = problem.code
    expect(f"zone: {name}", expected, seen)

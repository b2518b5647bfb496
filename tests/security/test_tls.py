"""Servers that are not who they say, or speak a form of TLS that is broken: no byte of a request reaches them."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from app.connectors.http.addresses import HostList
from app.connectors.http.constants import Timings
from app.connectors.http.transport import Transport
from app.connectors.http.wire import Request
from tests.connectors.http.tlsserver import Authority, always, reply, serving
from tests.security.expecting import Expect

OK = reply(b"{}")


@dataclass
class Impostor:
    """A server with a context of its own; `heard` is what came through in the clear."""

    context: ssl.SSLContext | None
    heard: bytes = b""

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://localhost:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            plain, _ = self._socket.accept()
            plain.settimeout(5)
            with plain, contextlib.suppress(OSError):
                spoken = self.context.wrap_socket(plain, server_side=True) if self.context else plain
                while self.context and not self.heard.endswith(
                    b"{}"
                ):  # closing before all is read would reset the answer
                    chunk = spoken.recv(4096)
                    if not chunk:
                        return
                    self.heard += chunk
                spoken.sendall(OK)
                spoken.close()

    def close(self) -> None:
        """Stop."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)


def context_for(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """A server's context with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def speaking(certificate: trustme.LeafCert, version: ssl.TLSVersion) -> ssl.SSLContext:
    """A context that speaks this version of TLS and no other, however old."""
    context = context_for(certificate)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is broken is the point
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def expired(authority: trustme.CA) -> ssl.SSLContext:
    """A certificate that ended yesterday."""
    return context_for(authority.issue_cert("localhost", not_after=datetime.now(UTC) - timedelta(days=1)))


SERVERS: dict[str, tuple[Callable[[trustme.CA], ssl.SSLContext | None], str]] = {
    "as it should be": (lambda ca: context_for(ca.issue_cert("localhost")), "good"),
    "TLS 1.2": (lambda ca: speaking(ca.issue_cert("localhost"), ssl.TLSVersion.TLSv1_2), "good"),
    "TLS 1.3": (lambda ca: speaking(ca.issue_cert("localhost"), ssl.TLSVersion.TLSv1_3), "good"),
    "another authority": (lambda ca: context_for(trustme.CA().issue_cert("localhost")), "certificate"),
    "expired": (expired, "certificate"),
    "another host": (lambda ca: context_for(ca.issue_cert("login.xero.com")), "certificate"),
    "a wild card elsewhere": (lambda ca: context_for(ca.issue_cert("*.localhost")), "certificate"),
    "the common name alone": (
        lambda ca: context_for(ca.issue_cert("x.example", common_name="localhost")),
        "certificate",
    ),
    "no certificate, plain http": (lambda ca: None, "refused"),
    "TLS 1.0": (lambda ca: speaking(ca.issue_cert("localhost"), ssl.TLSVersion.TLSv1), "refused"),
    "TLS 1.1": (lambda ca: speaking(ca.issue_cert("localhost"), ssl.TLSVersion.TLSv1_1), "refused"),
}


@pytest.fixture
def impostor(authority: Authority) -> Iterator[Callable[[str], Impostor]]:
    """Makes such a server and ends it."""
    made: list[Impostor] = []

    def make(name: str) -> Impostor:
        made.append(Impostor(SERVERS[name][0](authority.ca)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def called(url: str, ca_file: str) -> str:
    """One request with a credential: 'good', 'certificate', or 'refused', and whether a byte of it may have left."""
    transport = Transport(HostList(url), ca_file=ca_file, timings=Timings(2, 2, 4))
    try:
        request = Request("PUT", url + "/x", body=b"{}", headers={"Authorization": "Bearer canary-tls"})
        answer = transport.exchange(request, lambda: datetime.now(UTC))
    finally:
        transport.close()
    word = answer.code if answer.code in {"", "certificate"} else "refused"
    return f"{word or 'good'}, {answer.stage.value}"


@pytest.mark.parametrize("name", SERVERS)
def test_servers(impostor: Callable[[str], Impostor], authority: Authority, expect: Expect, name: str) -> None:
    server = impostor(name)
    seen = called(server.url, authority.file)
    assert (b"canary-tls" in server.heard) == (SERVERS[name][1] == "good")
    word = SERVERS[name][1]
    expect(f"server: {name}", f"{word}, {'sent' if word == 'good' else 'not_sent'}", seen)


def test_a_file_that_is_no_authority(authority: Authority, tmp_path: Path, expect: Expect) -> None:
    for number, text in enumerate(("", "no certificate")):
        file = tmp_path / f"{number}.pem"
        file.write_text(text, "ascii")
        with serving(authority, always(OK)) as server:
            seen = called(server.url, str(file))
            assert not server.requests
        expect(
            f"authority file: {text or 'empty'}", "nothing sent", "nothing sent" if seen.endswith("not_sent") else seen
        )
    with serving(authority, always(OK)) as server:
        seen = called(server.url, str(tmp_path / "missing.pem"))
        assert not server.requests
    expect("authority file: missing", "nothing sent", "nothing sent" if seen.endswith("not_sent") else seen)

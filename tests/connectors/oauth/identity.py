"""A small identity server: codes with PKCE, rotating refresh tokens with reuse refused, and everything it was sent."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

from app.connectors.http.addresses import HostList
from app.connectors.http.client import HttpClient
from app.connectors.http.constants import Timings
from app.connectors.http.pacing import AtOnce
from app.connectors.http.transport import Transport
from app.connectors.oauth.authorization import Authorization
from app.connectors.oauth.provider import Provider
from app.connectors.oauth.tokens import OneProcess, TokenKeeper
from tests.connectors.http.stillness import KnownChance, StillClock
from tests.connectors.http.tlsserver import Heard, TlsServer, cut, reply

SCOPES = ("openid", "offline_access", "accounting.invoices", "accounting.contacts")


class Secrets:
    """A secret store in memory that can be told to fail."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fails: Exception | None = None
        self.history: list[str] = []

    def get(self, connection_id: str, name: str) -> str | None:
        """The secret."""
        return self.kept.get((connection_id, name))

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it, or fail as told."""
        if self.fails:
            raise self.fails
        self.kept[connection_id, name] = value
        self.history.append(value)

    def remove(self, connection_id: str, name: str) -> None:
        """Forget it."""
        self.kept.pop((connection_id, name), None)

    def describe(self) -> str:
        """Where it is."""
        return "memory"


class Identity:
    """The server's side."""

    server: TlsServer
    ca_file: str

    def __init__(self) -> None:
        self.clock = StillClock()
        self.secrets = Secrets()
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh: set[str] = set()
        self.access: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.revoked: list[str] = []
        self.scopes = " ".join(SCOPES)
        self.cut_next = 0
        self._count = 0
        self._lock = threading.Lock()

    # --- the server

    def respond(self, heard: Heard, connection: socket.socket) -> None:
        """Answer the token and the revocation address."""
        with self._lock:
            form = {name: values[0] for name, values in parse_qs(heard.body.decode()).items()}
            self.forms.append(form)
            if self.cut_next:
                self.cut_next -= 1
                cut(connection)
                return
            if heard.target == "/revocation":
                self.revoked.append(form["token"])
                connection.sendall(reply(b"", date=self.clock.now()))
                return
            status, value = self._token(form)
        connection.sendall(reply(json.dumps(value).encode(), status, date=self.clock.now()))

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        if form.get("client_id") != "client":
            return 400, {"error": "invalid_client"}
        if form["grant_type"] == "authorization_code":
            asked = self.codes.pop(form["code"], None)
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if not asked or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
                return 400, {"error": "invalid_grant"}
            return 200, self.grant()
        if form["refresh_token"] not in self.refresh:
            return 400, {"error": "invalid_grant"}
        self.refresh.remove(form["refresh_token"])
        return 200, self.grant()

    def grant(self) -> dict[str, object]:
        """A new pair of tokens."""
        self._count += 1
        access, refresh = f"canary-access-{self._count}", f"canary-refresh-{self._count}"
        self.refresh.add(refresh)
        self.access.append(access)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": 1800,
            "token_type": "Bearer",
            "scope": self.scopes,
        }

    # --- the client in front of it

    def provider(self, ports: tuple[int, ...] = (), client_id: str = "client") -> Provider:
        """The addresses of this server."""
        return Provider(
            vendor="Xero",
            client_id=client_id,
            authorize_url=self.server.url + "/authorize",
            token_url=self.server.url + "/token",
            revocation_url=self.server.url + "/revocation",
            scopes=SCOPES,
            callback_path="/xero/callback",
            ports=ports or (free_port(),),
        )

    def transport(self) -> Transport:
        """A transport that may call this server."""
        return Transport(HostList(self.server.url), ca_file=self.ca_file, timings=Timings(2, 2, 5))

    def keeper(self, secrets: Secrets | None = None) -> TokenKeeper:
        """A keeper for connection 'books'."""
        client = HttpClient("Xero", self.transport(), AtOnce(8), self.clock, KnownChance())
        return TokenKeeper(
            "books", self.provider(), secrets or self.secrets, client=client, clock=self.clock, lock=OneProcess()
        )

    def authorization(self, provider: Provider | None = None) -> Authorization:
        """Sign-ins at this server."""
        return Authorization(provider or self.provider(), self.transport(), self.clock, KnownChance(), "books")

    def approve(self, address: str, **changes: str) -> str:
        """What the person's click does: a code for this address; the callback's address comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"canary-code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], **changes})}"


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def browse(address: str, host: str = "") -> tuple[int, str]:
    """GET as a browser does; the status and the page."""
    request = urllib.request.Request(address, headers={"Host": host} if host else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()

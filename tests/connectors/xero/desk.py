"""A Xero that answers as a test says, call by call, with a ledger in front of it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from app.connectors.http.constants import Timings
from app.connectors.oauth.tokens import OneProcess
from app.connectors.xero.connect import XeroParts, open_xero
from app.domain.documents import DocumentKind
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready
from app.domain.payload import DocumentPayload, Payload, write_payload
from app.domain.route import Connection, System
from tests.connectors.http.stillness import KnownChance, StillClock
from tests.connectors.http.tlsserver import Heard, TlsServer, cut, reply
from tests.connectors.oauth.identity import Secrets

TENANT = "11111111-0000-4000-8000-000000000001"
EXPIRED = {"Title": "Unauthorized", "Status": 401, "Detail": "TokenExpired: token expired at 22/11/2026 05:16:59"}
NO_RIGHT = {"Title": "Unauthorized", "Status": 401, "Detail": "AuthorizationUnsuccessful"}
NOT_CONNECTED = {"Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}


Answer = tuple[bytes, int, dict[str, str]]


class Desk:
    """Answers by path; what is asked stands in `asked`."""

    parts: XeroParts

    def __init__(self) -> None:
        self.clock = StillClock()
        self.secrets = Secrets()
        self.answers: dict[str, list[Answer | None]] = {}
        self.asked: list[Heard] = []
        self.tokens = 0
        self._lock = threading.Lock()

    def open(self, server: TlsServer, ca_file: str) -> None:
        """Put a ledger in front of the server."""
        base = server.url
        settings = {
            "api_url": base + "/api.xro/2.0",
            "connections_url": base + "/connections",
            "token_url": base + "/token",
            "revocation_url": base + "/revocation",
            "authorize_url": base + "/authorize",
            "client_id": "client",
            "ca_file": ca_file,
        }
        self.secrets.put("books", "refresh_token", "refresh-0")
        self.parts = open_xero(
            Connection("books", System.XERO, "Xero", TENANT, "Harbour & Pine", settings),
            secrets=self.secrets,
            clock=self.clock,
            chance=KnownChance(),
            lock=OneProcess(),
            timings=Timings(2, 2, 5),
        )

    def answer(self, path: str, value: object, status: int = 200, **headers: str) -> None:
        """What the next call of this path gets; the last one stays."""
        self.answers.setdefault(path, []).append((json.dumps(value).encode(), status, headers))

    def hang_up(self, path: str) -> None:
        """The next call of this path is cut off."""
        self.answers.setdefault(path, []).append(None)

    def respond(self, heard: Heard, connection: socket.socket) -> None:
        """The server's side."""
        path = urlsplit(heard.target).path.removeprefix("/api.xro/2.0/")
        with self._lock:
            if path == "/token":
                self.tokens += 1
                data: bytes | None = self._token()
            else:
                self.asked.append(heard)
                left = self.answers.get(path) or [(b'{"Message": "nothing here"}', 404, {})]
                said = left.pop(0) if len(left) > 1 else left[0]
                data = None if said is None else reply(said[0], said[1], date=self.clock.now(), **said[2])
        if data is None:
            cut(connection)
        else:
            connection.sendall(data)

    def _token(self) -> bytes:
        value = {"access_token": f"access-{self.tokens}", "refresh_token": f"refresh-{self.tokens}", "expires_in": 1800}
        return reply(json.dumps(value).encode(), date=self.clock.now())

    def queries(self, path: str) -> list[dict[str, str]]:
        """The queries of all calls of a path."""
        targets = [urlsplit(heard.target) for heard in self.asked]
        found = [target.query for target in targets if target.path.removeprefix("/api.xro/2.0/") == path]
        return [{name: values[0] for name, values in parse_qs(query).items()} for query in found]


def operation(kind: OperationKind, payload: Payload, op_id: str = "0a1b2c3d-4e5f-4000-8000-000000000000") -> Operation:
    """An operation with this intent."""
    return Operation(op_id, kind, "books", TENANT, "autotask:invoice:1", "HP-1", write_payload(payload), "run")


def posting(payload: DocumentPayload, op_id: str = "0a1b2c3d-4e5f-4000-8000-000000000000") -> Operation:
    """The operation that posts a document."""
    credit = payload.kind is DocumentKind.CREDIT_NOTE
    return operation(OperationKind.POST_CREDIT_NOTE if credit else OperationKind.POST_INVOICE, payload, op_id)


def unknown(made: Operation) -> OperationRecord:
    """An operation whose outcome is not known."""
    return OperationRecord(made, OperationState.UNKNOWN)


def ready(made: Operation, resolved: Mapping[str, str] | None = None) -> Ready:
    """A member of a request."""
    return Ready(made, 0, dict(resolved or {}))

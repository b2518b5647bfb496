"""What the tests of the Autotask connector share: a source in front of a sandbox or of a tiny server, and operations to hand it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.connectors.autotask.source import AutotaskSource
from app.connectors.http.constants import Timings
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready
from app.domain.payload import MarkPayload, UnmarkPayload, write_payload
from app.domain.route import Connection, System
from app.sandbox.practice import practice_sandbox
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock as SandboxClock
from tests.connectors.http.stillness import KnownChance, StillClock
from tests.connectors.http.tlsserver import Heard, TlsServer, reply

TODAY = date(2026, 4, 15)
NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
AT = datetime(2026, 4, 15, 11, 59, 30, 123456, tzinfo=UTC)
CANARY = "canary-5b81e7"
SHORT = Timings(5, 5, 8)


@dataclass
class MemorySecrets:
    """Secrets in memory; `reads` counts how often the store was asked."""

    values: dict[str, str] = field(default_factory=dict)
    reads: int = 0

    def get(self, connection_id: str, name: str) -> str | None:
        self.reads += 1
        return self.values.get(name)

    def put(self, connection_id: str, name: str, value: str) -> None:
        self.values[name] = value

    def remove(self, connection_id: str, name: str) -> None:
        self.values.pop(name, None)

    def describe(self) -> str:
        return "memory"


def make_source(
    settings: Mapping[str, str], secrets: MemorySecrets, clock: StillClock | None = None
) -> tuple[AutotaskSource, StillClock]:
    """A source with a clock that stands still and short time limits."""
    still = clock or StillClock(NOON)
    connection = Connection("autotask-1", System.AUTOTASK, "Practice", settings=settings)
    return AutotaskSource(connection, secrets, still, KnownChance(), timings=SHORT), still


class SandboxBench:
    """A source in front of a sandbox over https."""

    def __init__(self, world: str, **more: Any) -> None:
        self.sandbox: Sandbox = practice_sandbox(world=world, tls=True, today=TODAY, clock=SandboxClock(NOON), **more)
        self.line: Any = self.sandbox.start()
        own = self.line["autotask"]
        self.secrets = MemorySecrets({"secret": own["secret"], "integration_code": own["integration_code"]})
        self.settings = {"username": own["username"], "base_url": own["base_url"], "ca_file": str(self.line["ca_file"])}
        self.source, self.clock = make_source(self.settings, self.secrets)

    def close(self) -> None:
        self.source.close()
        self.sandbox.stop()

    def fault(self, kind: str, path: str, **more: Any) -> None:
        """Make requests whose path holds this fail."""
        self.sandbox.add_faults([{"system": "autotask", "kind": kind, "path": path, "times": 1, **more}])

    def put(self, entity: str, record: int, **values: Any) -> None:
        """Change a record as one of the tenant's own users."""
        self.sandbox.act("autotask", "put", {"entity": entity, "id": record, "values": values})

    def calls(self, entity: str = "", method: str = "") -> list[Any]:
        """Requests seen, of an entity and method."""
        return [
            row
            for row in self.sandbox.requests("autotask")
            if entity in row["path"] and (not method or row["method"] == method)
        ]

    def row(self, entity: str, record: int) -> dict[str, Any]:
        """A record as the sandbox keeps it."""
        return next(row for row in self.sandbox.books("autotask")[entity] if row["id"] == record)


Answers = Callable[[str, dict[str, Any], Heard], bytes]


def page(*rows: object, more: bool = False) -> bytes:
    """A page of a list."""
    details = {
        "count": len(rows),
        "requestCount": 500,
        "prevPageUrl": None,
        "nextPageUrl": "https://x/next" if more else None,
    }
    return reply(json.dumps({"items": rows, "pageDetails": details}).encode(), date=NOON)


def said(value: object, status: int = 200, **headers: str) -> bytes:
    """A JSON answer."""
    return reply(json.dumps(value).encode(), status, date=NOON, **headers)


def refused(*texts: str, status: int = 500) -> bytes:
    """A refusal as Autotask words it."""
    return said({"errors": list(texts)}, status)


class TinyAutotask:
    """Responds as one small tenant: zone and threshold by itself, all else by `answers(path below the version, body, heard)`.

    An answer of b'' cuts the connection.
    """

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.server: TlsServer | None = None
        self.zone_url = ""
        self.zone_answer = b""
        self.zones_asked = 0
        self.threshold: object = {
            "externalRequestThreshold": 10000,
            "requestThresholdTimeframe": 60,
            "currentTimeframeRequestCount": 10,
        }

    def respond(self, heard: Heard, connection: socket.socket) -> None:
        """Answer one request."""
        data = self._answer(heard)
        if data:
            connection.sendall(data)
        else:
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def _answer(self, heard: Heard) -> bytes:
        assert self.server is not None
        if "zoneInformation" in heard.target:
            self.zones_asked += 1
            if self.zone_answer:
                return self.zone_answer
            url = self.zone_url or f"{self.server.url}/tenant/ATServicesRest/"
            return said({"zoneName": "Tiny", "url": url, "webUrl": f"{self.server.url}/web/", "ci": 77})
        path = heard.target.partition("/V1.0/")[2]
        if path == "ThresholdInformation":
            return said(self.threshold)
        return self.answers(path, json.loads(heard.body) if heard.body else {}, heard)

    def source(self, secret: str = "secret") -> tuple[AutotaskSource, StillClock]:  # noqa: S107 - no real one
        """A source in front of it."""
        assert self.server is not None
        settings = {
            "username": "api@tiny.example",
            "base_url": f"{self.server.url}/ATServicesRest",
            "ca_file": self.server.authority.file,
        }
        return make_source(settings, MemorySecrets({"secret": secret, "integration_code": "CODE"}))


def operation(kind: OperationKind, invoice: int, payload: str = "{}", **more: Any) -> Operation:
    """An operation on an invoice."""
    return Operation(
        id=more.pop("id", f"{invoice:08d}-0000-4000-8000-000000000000"),
        kind=kind,
        connection_id="autotask-1",
        tenant="481516",
        subject=f"autotask:{more.pop('thing', 'invoice')}:{invoice}",
        reference=f"HP-{invoice}",
        payload=payload,
        run_id="run",
        source_id=str(invoice),
        **more,
    )


def mark(invoice: int, at: datetime = AT, **more: Any) -> Operation:
    """The operation that marks an invoice."""
    return operation(
        OperationKind.MARK_PROCESSED, invoice, write_payload(MarkPayload(str(invoice), at, "p")), thing="mark", **more
    )


def unmark(invoice: int, was: datetime = AT, **more: Any) -> Operation:
    """The operation that takes the mark back."""
    return operation(
        OperationKind.UNMARK_PROCESSED, invoice, write_payload(UnmarkPayload(str(invoice), was)), thing="unmark", **more
    )


def ready(one: Operation) -> Ready:
    """As a batch holds it."""
    return Ready(one, 0)


def record(one: Operation) -> OperationRecord:
    """As the journal holds it."""
    return OperationRecord(one, OperationState.UNKNOWN)

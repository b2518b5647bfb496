"""A Rotessa that answers as a test says, call by call, with a collector in front of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any

from app.connectors.http.addresses import HostList
from app.connectors.http.constants import Timings
from app.connectors.http.retry import retry_after
from app.connectors.http.transport import judged
from app.connectors.http.wire import Answer, Request
from app.connectors.rotessa.collector import RotessaCollector
from app.connectors.rotessa.connect import open_rotessa
from app.domain.answer import Attempt, Stage
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready
from app.domain.payload import Payload, write_payload
from app.domain.route import Connection, System
from app.domain.run import Stop
from tests.connectors.http.stillness import KnownChance, StillClock
from tests.contract.books import MemorySecrets

URL = "https://api.rotessa.com/v1/"
KEY = "013870a63ce4eff72b997b2c9823fe6db742a4db"
Row = dict[str, Any]


class Desk:
    """Answers by method and path; what is asked stands in `asked`. Nothing leaves the process."""

    def __init__(self, *, key: str = KEY, page: int = 1000, **settings: str) -> None:
        self.clock = StillClock()
        self.secrets = MemorySecrets()
        if key:
            self.secrets.put("collector", "api_key", key)
        self.answers: dict[str, list[tuple[bytes, int, dict[str, str]]]] = {}
        self.report: Callable[[date, date, int], list[Row]] | None = None
        """Answers the report by its first and last day and its page, where a test has set it."""
        self.asked: list[Request] = []
        self.hosts: list[HostList] = []
        self.stop = Stop()
        self.collector: RotessaCollector = open_rotessa(
            Connection("collector", System.ROTESSA, "Rotessa", settings=settings),
            secrets=self.secrets, clock=self.clock, chance=KnownChance(), make_transport=self._transport, page=page,
        )  # fmt: skip

    def _transport(
        self, hosts: HostList, *, ca_file: str = "", concurrency: int = 5, timings: Timings | None = None
    ) -> Desk:
        assert concurrency == 1, "one call at a time"
        del ca_file, timings
        self.hosts.append(hosts)
        return self

    def exchange(self, request: Request, now: Callable[[], datetime]) -> Answer:
        """The remote side."""
        self.hosts[0].judge(request.address)
        self.asked.append(request)
        name = f"{request.method} {request.url.split('/v1/', 1)[-1]}"
        left = self.answers.get(name) or [(b'{"errors":[]}', 404, {})]
        body, status, headers = left.pop(0) if len(left) > 1 else left[0]
        if self.report is not None and name == "GET transaction_report":
            said = dict(request.query)
            start, end = (date.fromisoformat(said[one]) for one in ("start_date", "end_date"))
            body, status = json.dumps(self.report(start, end, int(said["page"]))).encode(), 200
        usual = {
            "date": format_datetime(self.clock.now().astimezone(UTC), usegmt=True),
            "content-type": "application/json",
        }
        whole = {**usual, **headers}
        wait = retry_after(whole.get("retry-after", ""), now())
        return judged(Answer(Stage.SENT, status, whole, retry_after=wait), body, request.expect)

    def close(self) -> None:
        """Nothing is open."""

    # --- what it answers

    def answer(self, name: str, value: object, status: int = 200, **headers: str) -> None:
        """What the next call of this name ('GET customers') gets; the last one stays."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        said = {key.replace("_", "-").lower(): text for key, text in headers.items()}
        self.answers.setdefault(name, []).append((body, status, said))

    def calls(self, name: str) -> list[Request]:
        """The calls of this name."""
        return [one for one in self.asked if f"{one.method} {one.url.split('/v1/', 1)[-1]}" == name]

    # --- operations

    def operation(self, kind: OperationKind, payload: Payload) -> Operation:
        """An operation with this intent."""
        return Operation(
            "0a1b2c3d-4e5f-4000-8000-000000000000",
            kind,
            "collector",
            "collector",
            "x",
            "x",
            write_payload(payload),
            "run",
        )

    def send(self, operation: Operation) -> Attempt:
        """Send it."""
        handler, members = self.collector.handlers()[operation.kind], [Ready(operation, 0)]
        return handler.send(handler.prepare(members), members, "key", self.stop)

    def record(self, operation: Operation, remote_id: str = "") -> OperationRecord:
        """What the journal would know of it."""
        return OperationRecord(operation, OperationState.UNKNOWN, remote_id=remote_id)


def customer(number: int, **more: Any) -> Row:
    """A customer in its short form."""
    name = f"Customer {number}"
    return {
        "id": number,
        "name": name,
        "custom_identifier": name,
        "email": f"c{number}@payer.example",
        "active": True,
        **more,
    }


def full(number: int, *schedules: Row, **more: Any) -> Row:
    """A customer read alone, complete Canadian bank details."""
    bank = {
        "institution_number": "879",
        "transit_number": "00011",
        "account_number": "100200300",
        "authorization_type": "Online",
    }
    return {**customer(number), **bank, "transaction_schedules": list(schedules), "financial_transactions": [], **more}


def schedule(number: int, comment: str = "", **more: Any) -> Row:
    """A schedule that happens once."""
    return {"id": number, "amount": "84.00", "comment": comment, "frequency": "Once", "installments": 1,
            "process_date": "2026-12-01", "next_process_date": "2026-12-01", **more}  # fmt: skip


def transaction(number: int, day: str = "2026-12-01", **more: Any) -> Row:
    """A row of the report."""
    return {"id": number, "transaction_schedule_id": 733105, "customer_id": 48213, "custom_identifier": None, "amount": "84.00",
            "comment": None, "process_date": day, "settlement_date": "2026-12-08", "status": "Future", "status_reason": None,
            "account_number": 100200300, **more}  # fmt: skip

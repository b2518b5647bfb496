"""One call for a company's books after it was let in: what it asks, and the answer it gets (apis/quickbooks.md 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from app.sandbox.quickbooks.change import Change
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.faults import JSON, XML, FaultError, fault_record
from app.sandbox.quickbooks.rendering import rendered
from app.sandbox.quickbooks.values import Record, json_text, xml_text
from app.sandbox.wire import Reply, Request

_PLAIN: Final = {"Content-Type": "text/plain;charset=UTF-8"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call: whose books, when, the path's segments behind the company, and the parameters."""

    company: Company
    request: Request
    now: datetime
    segments: tuple[str, ...]
    parameters: Mapping[str, str]
    change: Change
    largest_file: int
    effects: list[str] = field(default_factory=list)

    @property
    def as_json(self) -> bool:
        """Whether the caller asked for JSON; XML is what everybody else gets."""
        return wants_json(self.request)

    def answer(self, values: Record) -> Reply:
        """200 with an object; the time of the answer is added."""
        return written({**values, "time": self.time()}, 200, self.as_json, "; ".join(self.change.effects))

    def row(self, entity: str, row: Record, **more: Any) -> Reply:
        """200 with one row."""
        return self.answer({entity: {**rendered(self.company, entity, row), **more}})

    def time(self) -> str:
        """The instant of the answer, to the millisecond, in the company's zone."""
        return self.now.astimezone(self.company.zone).isoformat(timespec="milliseconds")


def wants_json(request: Request) -> bool:
    """Whether the Accept header names JSON."""
    return "json" in request.headers.get("accept", "").lower()


def written(body: Record, status: int, as_json: bool, effect: str = "") -> Reply:
    """An answer in the form the caller asked for."""
    if as_json:
        return Reply(status, json_text(body).encode(), JSON, effect)
    return Reply(status, xml_text(body, str(body.get("time", ""))).encode(), XML, effect)


def faulted(problem: FaultError, time: str, as_json: bool) -> Reply:
    """400 with a business fault; what cannot be carried out at all is a 500."""
    status = 500 if problem.faults[0].code == 500 else 400
    return written({"Fault": fault_record(problem.faults), "time": time}, status, as_json)


def text_answer(text: str) -> Reply:
    """200 with plain text."""
    return Reply(200, text.encode(), _PLAIN)


def with_trace(reply: Reply, now: datetime) -> Reply:
    """The headers every answer carries."""
    headers = {
        **reply.headers,
        "intuit_tid": f"1-{int(now.timestamp()):08x}-{uuid4().hex[:24]}",
        "Qbo-Version": "1999.101",
        "Service-Time": "total=12, db=4",
    }
    return Reply(reply.status, reply.body, headers, reply.effect)

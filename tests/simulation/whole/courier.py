"""The transport of a simulation: hands a connector's request to the simulated system itself, on simulated time, or to a mishap."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import unquote

from app.connectors.http.addresses import HostList
from app.connectors.http.constants import BODY_MAX, Timings
from app.connectors.http.retry import retry_after
from app.connectors.http.transport import judged
from app.connectors.http.wire import Answer, Request
from app.domain.answer import Stage
from app.domain.errors import ExpectedProblem
from app.sandbox.server.damage import Delivery
from app.sandbox.server.routing import Route, Routes
from app.sandbox.wire import Clock as SandboxClock
from app.sandbox.wire import Refusing, Reply, System
from app.sandbox.wire import Request as Arrived
from tests.simulation.kill import Killer
from tests.simulation.time import START, SimulatedClock
from tests.simulation.whole.mishaps import NONE, Mishap

ROOT = "https://sim.example"


class RemoteClock(SandboxClock):
    """The remote systems' clock: simulated time itself, whatever our own wall clock was set to."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(START)
        self._simulated = clock

    def now(self) -> datetime:
        """The true instant."""
        return self._simulated.true_now()


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it reaches a simulated system. `changes`: whether it may change anything there."""

    system: str
    mount: str
    arrived: Arrived
    changes: bool

    @property
    def name(self) -> str:
        """What a person would call it: 'xero PUT Invoices'."""
        return f"{self.system} {self.arrived.method} {self.arrived.path}"


class Watcher(Protocol):
    """Hears of every request at its first byte, when it is carried out, and when its answer was delivered whole."""

    def first_byte(self, call: Call) -> None:
        """A request leaves this machine."""
        ...

    @contextmanager
    def carrying_out(self, call: Call) -> Iterator[None]:
        """Around the remote side's own work, once for each time it is done."""
        yield

    def delivered(self, call: Call, began: float, status: int, body: bytes) -> None:
        """A whole answer to a request that began at this moment (steady clock) has arrived."""
        ...


Choose = Callable[[Call], Mishap]


@dataclass(slots=True)
class Network:
    """All simulated systems behind one address. `choose` says what befalls a call; `seconds` how long a usual one takes.

    `lateness` is how long after its sending something lands that is applied later.
    """

    systems: tuple[System, ...]
    clock: SimulatedClock
    watcher: Watcher
    choose: Choose
    seconds: Callable[[], float]
    lateness: Callable[[Call], float]
    routes: Routes

    def carry(self, request: Request, killer: Killer, now: datetime) -> Answer:
        """One request and what comes back of it."""
        began = self.clock.monotonic()
        call, route = self._arriving(request)
        mishap = self.choose(call)
        if not mishap.leaves:
            self.clock.pass_time(mishap.seconds)
            return Answer(Stage.NOT_SENT, code=mishap.code, details=mishap.name)
        killer.step("first byte")
        self.watcher.first_byte(call)
        self.clock.pass_time(self.seconds())
        if mishap.late:
            self.clock.at(self.lateness(call), lambda: self._land(call, route))
        reply = self._carry_out(call, route) if mishap.applied else Reply(0)
        if mishap.twice:
            self._carry_out(call, route)
        killer.step("last byte")
        self.clock.pass_time(mishap.seconds)
        answer, body = self._answered(mishap, reply, route, request, now)
        if answer.good or (answer.status is not None and answer.intact):
            self.watcher.delivered(call, began, answer.status or 0, body)
        killer.step("answer")
        return answer

    def _arriving(self, request: Request) -> tuple[Call, Route]:
        address = request.address.removeprefix(ROOT)
        path, _, query = address.partition("?")
        route = self.routes.find(unquote(path))
        if route is None or route.system is None:
            raise AssertionError(f"nobody lives at {path}")
        headers = {name.lower(): value for name, value in request.all_headers().items()}
        arrived = Arrived(request.method, route.rest, query, headers, request.body or b"", route.base_url)
        return Call(route.system.name, route.mount, arrived, _may_change(arrived, route.mount)), route

    def _land(self, call: Call, route: Route) -> None:
        """What nobody waits for any more is carried out all the same."""
        self._carry_out(call, route)

    def _carry_out(self, call: Call, route: Route) -> Reply:
        assert route.system is not None
        with self.watcher.carrying_out(call):
            return route.system.handle(route.mount, call.arrived)

    def _answered(
        self, mishap: Mishap, reply: Reply, route: Route, request: Request, now: datetime
    ) -> tuple[Answer, bytes]:
        if mishap.code and not mishap.head:
            return Answer(Stage.SENT, code=mishap.code, details=mishap.name), b""
        system: object = route.system
        if mishap.refusal and isinstance(system, Refusing):
            reply = system.refusal(mishap.refusal)
        delivery = mishap.answer(reply)
        headers = {name.lower(): value for name, value in delivery.headers.items()}
        headers.setdefault("date", format_datetime(self.clock.true_now().astimezone(UTC), usegmt=True))
        wait = retry_after(headers.get("retry-after", ""), now)
        head = Answer(Stage.SENT, status=delivery.status, headers=headers, retry_after=wait)
        code = mishap.code or _too_large(delivery)
        if code:
            return Answer(head.stage, head.status, headers, code=code, details=mishap.name, retry_after=wait), b""
        return judged(head, delivery.body, request.expect), delivery.body


_QUESTIONS = ("/query", "/query/count")
_ONLY_ASKS = re.compile(rb'\{"BatchItemRequest":\s*\[\s*\{"bId":\s*"\d+",\s*"Query"')


def _may_change(arrived: Arrived, mount: str) -> bool:
    """Whether a request may change something in the books: a question may be a POST, alone or in a batch of its like."""
    if arrived.method != "POST":
        return arrived.method in {"PUT", "PATCH", "DELETE"}
    return mount == "api" and not arrived.path.endswith(_QUESTIONS) and not _ONLY_ASKS.match(arrived.body)


def _too_large(delivery: Delivery) -> str:
    return "too_large" if len(delivery.body) > BODY_MAX or delivery.padding else ""


class Courier:
    """Implements `Exchanging` for one credential of one program."""

    def __init__(self, network: Network, killer: Killer, hosts: HostList) -> None:
        self._network = network
        self._killer = killer
        self._hosts = hosts

    def exchange(self, request: Request, now: Callable[[], datetime]) -> Answer:
        """Carry it, if it may go there at all."""
        try:
            self._hosts.judge(request.address)
        except ExpectedProblem as reason:
            return Answer(Stage.NOT_SENT, code=reason.code, details=reason.details)
        return self._network.carry(request, self._killer, now())

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Post:
    """Makes couriers for one program: implements `MakeTransport`."""

    network: Network
    killer: Killer

    def __call__(
        self, hosts: HostList, *, ca_file: str = "", concurrency: int = 5, timings: Timings | None = None
    ) -> Courier:
        """A courier that may go to these hosts."""
        del ca_file, concurrency, timings
        return Courier(self.network, self.killer, hosts)


def unharmed(call: Call) -> Mishap:
    """Nothing goes wrong."""
    del call
    return NONE

"""One request and its answer: route, plan of faults, the system's own work, wire log, delivery."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Event

from app.sandbox.server.damage import MEGABYTE, Delivery, Ending, damaged, planned_reply, whole
from app.sandbox.server.deferred import DeferredWork
from app.sandbox.server.faults import Call, FaultKind, FaultPlan, FaultRule
from app.sandbox.server.messages import Head, MessageReader, format_head, send_message
from app.sandbox.server.routing import Route, Routes
from app.sandbox.server.wire_log import WireLog
from app.sandbox.wire import Clock, Gated, Refusing, Reply, Request, System

_LOG = logging.getLogger("app.sandbox")
_ANSWERED_BY_PLAN = frozenset(
    {FaultKind.STATUS, FaultKind.APPLIED_THEN_STATUS, FaultKind.REDIRECT, FaultKind.APPLY_LATER}
)


@dataclass(slots=True)
class Surroundings:
    """What every exchange shares. `latency` in seconds; `control` answers the control address."""

    routes: Routes
    plan: FaultPlan
    log: WireLog
    clock: Clock
    deferred: DeferredWork
    stopping: Event
    control: Callable[[Request], Reply]
    latency: float = 0.0


class Exchange:
    """Answers the requests of one connection, one after another."""

    def __init__(self, connection: socket.socket, shared: Surroundings) -> None:
        self._connection = connection
        self._shared = shared
        self._reader = MessageReader(connection)

    def run(self) -> Ending:
        """Serve until the peer leaves, a fault ends the connection, or the server stops."""
        while not self._shared.stopping.is_set():
            head = self._reader.read_head()
            if head is None:
                return Ending.CLOSE
            ending = self._answer(head)
            if ending is not Ending.KEEP:
                return ending
            if not head.keeps_alive:
                return Ending.CLOSE
        return Ending.CLOSE

    def _answer(self, head: Head) -> Ending:
        route = self._shared.routes.find(head.path)
        if route is None or route.system is None:
            body = self._reader.read_body(head)
            request = Request(head.method, route.rest if route else head.path, head.query, head.headers, body, "")
            reply = self._shared.control(request) if route else Reply(404, b"No system at this address.")
            return self._deliver(head, whole(reply))
        return self._answer_system(head, route, route.system)

    def _answer_system(self, head: Head, route: Route, system: System) -> Ending:
        shared = self._shared
        call = Call(system.name, route.mount, head.method, route.rest)
        breakage = shared.plan.refusal(call)
        if breakage is not None:
            strikes, body = [breakage], b""
        else:
            body = self._reader.read_body(head)
            strikes = shared.plan.strikes(replace(call, body=body))
            breakage = next((rule for rule in strikes if rule.kind is not FaultKind.SLOW), None)
        request = Request(head.method, route.rest, head.query, head.headers, body, route.base_url)
        started = time.perf_counter()
        pause = shared.latency + sum(rule.seconds for rule in strikes if rule.kind is FaultKind.SLOW)
        refused = breakage is not None and breakage.kind is FaultKind.REFUSE
        reply = Reply(0) if refused else self._within_gate(system, route.mount, request, breakage, pause)
        delivery = whole(reply) if breakage is None else damaged(reply, breakage)
        shared.log.add(
            system.name,
            route.mount,
            request,
            status=delivery.status,
            at=shared.clock.now(),
            duration=time.perf_counter() - started,
            effect=reply.effect,
            fault=", ".join(rule.kind.value for rule in strikes),
        )
        return self._deliver(head, delivery)

    def _within_gate(
        self, system: System, mount: str, request: Request, breakage: FaultRule | None, pause: float
    ) -> Reply:
        """Work and waiting count as 'in progress' for systems that limit how many calls are."""
        gate = system if isinstance(system, Gated) else None
        refusal = gate.enter(mount, request) if gate else None
        if refusal is not None:
            return refusal
        try:
            if pause:
                self._shared.stopping.wait(pause)
            return self._process(system, mount, request, breakage)
        finally:
            if gate:
                gate.leave(mount, request)

    def _process(self, system: System, mount: str, request: Request, breakage: FaultRule | None) -> Reply:
        if breakage is None:
            return _handle(system, mount, request)
        if breakage.kind is FaultKind.APPLY_LATER:
            self._apply_later(system, mount, request, breakage.seconds)
        reply = _handle(system, mount, request) if breakage.applied else Reply(0)
        if breakage.kind is FaultKind.DUPLICATE_DELIVERY:
            second = _handle(system, mount, request)
            reply = replace(reply, effect="; ".join(filter(None, (reply.effect, second.effect))))
        if breakage.kind is FaultKind.EXPIRED_TOKEN:
            return _refusal(system, breakage.kind)
        if breakage.kind in _ANSWERED_BY_PLAN:
            return replace(planned_reply(breakage), effect=reply.effect)
        return reply

    def _apply_later(self, system: System, mount: str, request: Request, seconds: float) -> None:
        shared = self._shared

        def work() -> None:
            reply = _handle(system, mount, request)
            shared.log.add(
                system.name, mount, request, status=0, at=shared.clock.now(), duration=0.0,
                effect=reply.effect, fault="applied late",
            )  # fmt: skip

        shared.deferred.add(seconds, work)

    def _deliver(self, head: Head, delivery: Delivery) -> Ending:
        if delivery.status == 0:
            return delivery.ending
        bodyless = delivery.status in (204, 304)
        body = b"" if bodyless else delivery.body
        headers = dict(delivery.headers)
        if not delivery.raw and not bodyless:
            headers["Content-Length"] = str(len(body) + delivery.padding * MEGABYTE)
        if delivery.ending is Ending.KEEP and not head.keeps_alive:
            headers["Connection"] = "close"
        start = format_head(delivery.status, headers, self._shared.clock.now())
        if head.method == "HEAD":
            body = b""
        if delivery.piece:
            self._dribble(start, body, delivery)
        else:
            send_message(self._connection, start, body if delivery.cut is None else body[: delivery.cut])
            if head.method != "HEAD":
                self._send_padding(delivery.padding)
        return delivery.ending

    def _dribble(self, start: bytes, body: bytes, delivery: Delivery) -> None:
        self._connection.sendall(start)
        for piece in _pieces(body, delivery.piece):
            self._connection.sendall(piece)
            if self._shared.stopping.wait(delivery.pause):
                return

    def _send_padding(self, megabytes: int) -> None:
        blanks = b" " * MEGABYTE if megabytes else b""
        for _ in range(megabytes):
            self._connection.sendall(blanks)


def _pieces(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def _handle(system: System, mount: str, request: Request) -> Reply:
    try:
        return system.handle(mount, request)
    except Exception:  # the simulator's own defect must show in the log, and must not end the server
        _LOG.exception("The simulated %s failed on %s %s", system.name, request.method, request.path)
        return Reply(500, b"The simulator itself failed; see its log.", {"Content-Type": "text/plain"})


def _refusal(system: System, kind: FaultKind) -> Reply:
    if isinstance(system, Refusing):
        return system.refusal(kind.value)
    return Reply(401, b'{"title": "Unauthorized", "status": 401}', {"Content-Type": "application/json"})

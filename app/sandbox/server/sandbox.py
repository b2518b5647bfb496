"""The sandbox as one object: systems, faults, log, clock and the server around them."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from threading import Event
from types import TracebackType
from typing import Any, Self

from app.sandbox.server.control import ControlAddress
from app.sandbox.server.damage import Ending
from app.sandbox.server.deferred import DeferredWork
from app.sandbox.server.exchange import Exchange, Surroundings
from app.sandbox.server.faults import FaultPlan
from app.sandbox.server.listener import Listener
from app.sandbox.server.routing import Routes
from app.sandbox.server.tls import LoopbackCertificate
from app.sandbox.server.wire_log import WireLog
from app.sandbox.wire import Clock, Controllable, Limited, System

StartLine = dict[str, Any]


class Sandbox:
    """Serves simulated systems on 127.0.0.1. Usable in-process, as a context manager, or alone by `python -m app.sandbox`.

    `limits` None leaves each system as it was built; `latency_ms` is waited before each answer; `port` 0 takes a free
    one. Raises OSError from `start` when the port is taken.
    """

    def __init__(
        self,
        systems: Sequence[System],
        *,
        tls: bool = False,
        limits: bool | None = None,
        latency_ms: float = 0,
        clock: Clock | None = None,
        port: int = 0,
    ) -> None:
        self.clock = clock or Clock()
        self.plan = FaultPlan()
        self.log = WireLog()
        self._systems = {system.name: system for system in systems}
        self._tls = tls
        self._port = port
        self._latency = latency_ms / 1000
        self._stopping = Event()
        self._deferred = DeferredWork(self.clock, self._stopping)
        self._shared: Surroundings | None = None
        self._listener: Listener | None = None
        self._certificate: LoopbackCertificate | None = None
        self._line: StartLine = {}
        if limits is not None:
            self.set_limits(limits)

    def start(self) -> StartLine:
        """Serve from now on; the start line that design.md describes. A sandbox is started once."""
        if self._listener is not None:
            raise RuntimeError("This sandbox has already been started.")
        if self._tls:
            self._certificate = LoopbackCertificate()
        try:
            self._listener = Listener(
                self._port,
                context=self._certificate.context if self._certificate else None,
                clock=self.clock,
                stopping=self._stopping,
                drop=self.plan.strikes_connection,
                serve=self._serve,
            )
        except OSError:
            self.stop()
            raise
        root = f"{'https' if self._tls else 'http'}://127.0.0.1:{self._listener.port}"
        routes = Routes(list(self._systems.values()), root)
        control = ControlAddress(self)
        self._shared = Surroundings(
            routes, self.plan, self.log, self.clock, self._deferred, self._stopping, control.handle, self._latency
        )
        self._line = {
            "control": {"url": routes.control_url},
            "ca_file": self.ca_file,
            **{name: system.start_line(routes.addresses(system)) for name, system in self._systems.items()},
        }
        self._listener.start()
        return self._line

    def stop(self) -> None:
        """End every connection, wait for the workers and remove the CA file; harmless when already stopped."""
        self._stopping.set()
        if self._listener is not None:
            self._listener.stop()
        self._deferred.join()
        if self._certificate is not None:
            self._certificate.remove()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def line(self) -> StartLine:
        """The start line; empty before `start`."""
        return self._line

    @property
    def ca_file(self) -> str | None:
        """Where the CA certificate lies that clients have to trust; None without TLS."""
        return str(self._certificate.ca_file) if self._certificate else None

    @property
    def control_url(self) -> str:
        """Address of the control interface."""
        return str(self._line["control"]["url"])

    def system(self, name: str) -> System:
        """A simulated system by its name; KeyError when it is not part of this sandbox."""
        return self._systems[name]

    def books(self, system: str) -> dict[str, Any]:
        """Everything ever created in a system, void and deleted included."""
        return self._systems[system].books()

    def act(self, system: str, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Have a system do something from outside, e.g. void an invoice; ValueError when it cannot do what is wished."""
        target = self._systems[system]
        if not isinstance(target, Controllable):
            raise ValueError(f"The simulated {system} takes no actions.")  # noqa: TRY004 - a wish, not a type
        return target.control(action, body)

    def requests(self, system: str | None = None, since: int = 0) -> list[dict[str, Any]]:
        """The wire log, of one system or of all, after a sequence number."""
        return self.log.rows(system, since)

    def add_faults(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Put fault rules into force (fields: `FaultRule`); ValueError when one is not understood."""
        self.plan.add(rules)

    def clear_faults(self) -> None:
        """No faults from now on."""
        self.plan.clear()

    def set_latency(self, milliseconds: float) -> None:
        """Wait so long before each answer."""
        self._latency = max(0.0, milliseconds) / 1000
        if self._shared is not None:
            self._shared.latency = self._latency

    def set_limits(self, on: bool) -> None:
        """Let every system that can enforce its vendor's limits, or not."""
        for system in self._systems.values():
            if isinstance(system, Limited):
                system.limits = on

    def reset(self) -> None:
        """Every system back to its seeded state; log, faults and late work forgotten. The clock stays."""
        self.plan.clear()
        self._deferred.clear()
        for system in self._systems.values():
            system.reset()
        self.log.clear()

    def _serve(self, connection: socket.socket) -> Ending:
        assert self._shared is not None  # noqa: S101 - the listener accepts only after start has built it
        return Exchange(connection, self._shared).run()

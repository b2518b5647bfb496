"""The contract between the sandbox's HTTP server and the simulated systems behind it.

The server turns bytes into a `Request`, hands it to the `System` that owns the address, and turns the `Reply` into bytes;
faults, latency, the wire log and the control address live in the server, so that every system gets them alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any, Protocol, runtime_checkable
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `path` is percent-decoded and begins with '/', `query` is the raw query string, header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    base_url: str  # scheme://host:port + mount path of the system, no trailing slash

    def parameters(self) -> dict[str, str]:
        """Query parameters, the last of each name, percent-decoded; blank ones kept."""
        return {name: values[-1] for name, values in parse_qs(self.query, keep_blank_values=True).items()}


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer. `effect` says in a few words what it changed in the books (empty for reads and refusals)."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    effect: str = ""


class System(Protocol):
    """One simulated remote system. The server calls `handle` from many threads; the system guards its own state."""

    name: str  # 'autotask', 'xero' ... the key in the start line and in /books/<name>

    def mounts(self) -> Mapping[str, str]:
        """Path prefixes on the server that belong to this system: name -> prefix, e.g. {'api': '/xero/api.xro/2.0'}."""
        ...

    def handle(self, mount: str, request: Request) -> Reply:
        """Answer one request; `mount` is the name of the prefix it came in by, `request.path` is what follows the prefix."""
        ...

    def start_line(self, base_urls: Mapping[str, str]) -> dict[str, Any]:
        """What `python -m app.sandbox` prints for this system; `base_urls` maps the names of `mounts` to absolute addresses."""
        ...

    def books(self) -> dict[str, Any]:
        """Everything ever created in this system, void and deleted included, as plain JSON values."""
        ...

    def reset(self) -> None:
        """Back to the seeded state."""
        ...


@runtime_checkable
class Gated(Protocol):
    """Optional part of a system that limits how many calls are in progress at once.

    Waiting (latency, slow faults) happens between `enter` and `leave`, so overlapping calls really overlap.
    """

    def enter(self, mount: str, request: Request) -> Reply | None:
        """Before a call begins; a Reply refuses it, and then there is no `leave` for it."""
        ...

    def leave(self, mount: str, request: Request) -> None:
        """When the work is done, before the answer goes out."""
        ...


@runtime_checkable
class Refusing(Protocol):
    """Optional part of a system that knows how its vendor words a refusal planned by a fault rule."""

    def refusal(self, kind: str) -> Reply:
        """The vendor's answer to e.g. kind 'expired_token'."""
        ...


@runtime_checkable
class Limited(Protocol):
    """Optional part of a system whose vendor's limits can be switched off and on while it runs."""

    limits: bool


@runtime_checkable
class Controllable(Protocol):
    """Optional part of a system whose behaviour or rows a test changes from outside, as the vendor's own users would."""

    def control(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out an action by its name and say what it did; ValueError when it is not understood."""
        ...


class Clock:
    """The sandbox's clock: real time plus an offset that tests move. Instants are UTC."""

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = RLock()
        self._offset = timedelta(0) if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        """The sandbox's present instant, aware, UTC."""
        with self._lock:
            return datetime.now(UTC) + self._offset

    def advance(self, by: timedelta) -> None:
        """Move the clock on (or back, when negative)."""
        with self._lock:
            self._offset += by

    def set(self, instant: datetime) -> None:
        """Make `instant` (aware) the present."""
        with self._lock:
            self._offset = instant - datetime.now(UTC)

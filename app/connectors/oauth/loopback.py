"""The listener that the browser comes back to: loopback only, one path, one answer, then closed.

Nothing of the request line is logged or shown: it holds the grant.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from app.connectors.oauth import pages
from app.domain.run import Stop
from app.ports.clock import Clock

HEAD_MAX = 16 * 1024
LOOK_AGAIN = 0.1
FAMILIES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


@dataclass(frozen=True, slots=True)
class Callback:
    """What the browser brought: each parameter that came exactly once."""

    parameters: dict[str, str]


def callback_of(address: str) -> Callback | None:
    """The callback in an address that a person copied out of the browser; None when it holds none."""
    try:
        found = parse_qs(urlsplit(address.strip()).query, keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return None
    parameters = {name: values[0] for name, values in found.items() if len(values) == 1}
    return Callback(parameters) if parameters.get("state") else None


class AllPortsTakenError(Exception):
    """None of the ports is free."""


def _bind(family: int, host: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if os.name == "posix":  # there it only passes over connections that have ended; two listeners stay impossible
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        elif hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        listener.bind((host, port))
        listener.listen(8)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _has_v6() -> bool:
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _bind_all(port: int) -> list[socket.socket]:
    """Both families, or an OSError: a port that is free on one and taken on the other would catch only half the browsers."""
    listeners = [_bind(socket.AF_INET, "127.0.0.1", port)]
    if _has_v6():
        try:
            listeners.append(_bind(socket.AF_INET6, "::1", port))
        except OSError:
            listeners[0].close()
            raise
    return listeners


class Loopback:
    """Listens on the first free port. A context manager; `port` is what the redirect address must name."""

    def __init__(self, path: str, ports: Sequence[int], clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._listeners: list[socket.socket] = []
        self._heads: dict[socket.socket, bytes] = {}
        self._selector = selectors.DefaultSelector()
        self.port = self._take_port(ports)

    def _take_port(self, ports: Sequence[int]) -> int:
        for port in ports:
            try:
                self._listeners = _bind_all(port)
            except OSError:
                continue
            for listener in self._listeners:
                self._selector.register(listener, selectors.EVENT_READ)
            return port
        self._selector.close()
        raise AllPortsTakenError

    def __enter__(self) -> Loopback:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the listener and every connection."""
        for each in (*self._listeners, *self._heads):
            each.close()
        self._listeners, self._heads = [], {}
        self._selector.close()

    def wait(
        self,
        judge: Callable[[Callback], bool],
        until: float,
        stop: Stop,
        otherwise: Callable[[], Callback | None] = lambda: None,
    ) -> Callback | None:
        """The first callback on our path; None once the monotonic clock shows `until`. `judge` says which page the person sees.

        Several connections are read side by side, because browsers open some that never say a word. `otherwise` is asked now and then for a
        callback that came another way. Raises `Cancelled`.
        """
        while self._clock.monotonic() < until:
            stop.check()
            if (other := otherwise()) is not None:
                self._refuse_the_rest()
                return other
            for key, _ in self._selector.select(LOOK_AGAIN):
                ready = key.fileobj
                if not isinstance(ready, socket.socket):
                    continue
                if ready in self._listeners:
                    self._accept(ready)
                elif (found := self._receive(ready, judge)) is not None:
                    self._refuse_the_rest()
                    return found
        return None

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            connection.setblocking(False)
            self._heads[connection] = b""
            self._selector.register(connection, selectors.EVENT_READ)

    def _receive(self, connection: socket.socket, judge: Callable[[Callback], bool]) -> Callback | None:
        try:
            chunk = connection.recv(HEAD_MAX)
        except OSError:
            chunk = b""
        head = self._heads[connection] = self._heads[connection] + chunk
        if b"\r\n\r\n" not in head and chunk and len(head) < HEAD_MAX:
            return None
        callback = self._callback(head)
        if callback is None:
            self._answer(connection, 404, pages.ELSEWHERE)
        elif judge(callback):
            self._answer(connection, 200, pages.CONNECTED)
        else:
            self._answer(connection, 400, pages.REFUSED)
        return callback

    def _callback(self, head: bytes) -> Callback | None:
        """The callback in a request head; None for another method, path or Host."""
        lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        hosts = [line.partition(":")[2].strip().lower() for line in lines[1:] if line.lower().startswith("host:")]
        if len(words) != 3 or words[0] != "GET" or hosts != [f"localhost:{self.port}"]:
            return None
        try:
            target = urlsplit(words[1])
            found = parse_qs(target.query, keep_blank_values=True, max_num_fields=20)
        except ValueError:
            return None
        if target.scheme or target.netloc or target.path != self._path:
            return None
        return Callback({name: values[0] for name, values in found.items() if len(values) == 1})

    def _refuse_the_rest(self) -> None:
        for connection in list(self._heads):
            self._answer(connection, 410, pages.ELSEWHERE)

    def _answer(self, connection: socket.socket, status: int, page: bytes) -> None:
        with contextlib.suppress(OSError):
            connection.settimeout(1.0)
            connection.sendall(pages.response(status, page))
            connection.shutdown(socket.SHUT_WR)
        self._selector.unregister(connection)
        self._heads.pop(connection, None)
        connection.close()

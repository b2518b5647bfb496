"""Listening socket and workers: one thread for each open connection, so many and no more."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import sys
from collections.abc import Callable
from threading import BoundedSemaphore, Event, Lock, Thread

from app.sandbox.server.damage import Ending
from app.sandbox.server.messages import BadMessage, format_head
from app.sandbox.wire import Clock

WORKERS = 128
_IDLE_SECONDS = 120.0
_ACCEPT_TICK = 0.2
_BACKLOG = 256


class Listener:
    """Accepts loopback connections and runs `serve` on each in a worker."""

    def __init__(
        self,
        port: int,
        *,
        context: ssl.SSLContext | None,
        clock: Clock,
        stopping: Event,
        drop: Callable[[], bool],
        serve: Callable[[socket.socket], Ending],
    ) -> None:
        self._context = context
        self._clock = clock
        self._stopping = stopping
        self._drop = drop
        self._serve = serve
        self._slots = BoundedSemaphore(WORKERS)
        self._lock = Lock()
        self._open: dict[socket.socket, Thread] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(("127.0.0.1", port))
        except OSError:
            self._socket.close()
            raise
        self._socket.listen(_BACKLOG)
        self._socket.settimeout(_ACCEPT_TICK)
        self.port: int = self._socket.getsockname()[1]
        self._thread = Thread(target=self._accept, name="sandbox-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting, end open connections and wait for the workers."""
        self._stopping.set()
        if self._thread.is_alive():
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), _ACCEPT_TICK).close()  # wakes the accept at once
            self._thread.join(2)
        self._socket.close()
        with self._lock:
            still_open = dict(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for worker in still_open.values():
            worker.join(2)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            if self._stopping.is_set():
                connection.close()
                return
            self._slots.acquire()
            worker = Thread(target=self._work, args=(connection,), name="sandbox-worker", daemon=True)
            with self._lock:
                self._open[connection] = worker
            worker.start()

    def _work(self, plain: socket.socket) -> None:
        connection = plain
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.settimeout(_IDLE_SECONDS)
            if self._drop():
                _reset(plain)
                return
            if self._context is not None:
                connection = self._context.wrap_socket(plain, server_side=True)
                with self._lock:
                    self._open[connection] = self._open.pop(plain)
            self._run(connection)
        except OSError:
            pass  # the peer went away: its business
        finally:
            with self._lock:
                self._open.pop(plain, None)
                self._open.pop(connection, None)
            connection.close()
            plain.close()
            self._slots.release()

    def _run(self, connection: socket.socket) -> None:
        try:
            ending = self._serve(connection)
        except BadMessage as problem:
            text = str(problem).encode()
            headers = {"Connection": "close", "Content-Length": str(len(text)), "Content-Type": "text/plain"}
            connection.sendall(format_head(problem.status, headers, self._clock.now()) + text)
            ending = Ending.CLOSE
        if ending is Ending.RESET:
            _reset(connection)
        else:
            connection.shutdown(socket.SHUT_WR)


def _reset(connection: socket.socket) -> None:
    """Close with RST: linger for no time at all."""
    pair = "hh" if sys.platform == "win32" else "ii"
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(pair, 1, 0))
    connection.close()

"""Sees when the first byte of a request leaves, and ends a request at its deadline wherever it hangs.

The library's own time-outs are for each read: a server that drips one byte at a time is never late for them. And its
exceptions alone do not tell whether a byte had left; the connection itself does.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from app.connectors.http.deadlines import WATCHER, Deadline

# its warnings hold whole addresses with their queries, and its debug lines more; what matters is told by our own client
logging.getLogger("urllib3").setLevel(logging.ERROR)

_UNDER_WAY = threading.local()


class RequestWatch:
    """One request under way on this thread; a context manager around it."""

    def __init__(self, deadline: float) -> None:
        self.first_byte = False
        self.expired = False
        self._connection: HTTPSConnection | None = None
        self._socket: socket.socket | None = (
            None  # the connection gives its socket away when it is not to be kept alive
        )
        self._lock = threading.Lock()
        self._seconds = deadline
        self._deadline: Deadline | None = None

    def __enter__(self) -> RequestWatch:
        _UNDER_WAY.watch = self
        self._deadline = WATCHER.after(self._seconds, self._expire)
        return self

    def __exit__(self, *exception: object) -> None:
        _UNDER_WAY.watch = None
        if self._deadline is not None:
            WATCHER.take_back(self._deadline)
        with self._lock:
            self._connection = self._socket = None

    def hold(self, connection: HTTPSConnection) -> None:
        """Remember the connection, so that it can be cut at the deadline."""
        with self._lock:
            self._connection = connection
            self._socket = connection.sock

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            found = self._connection.sock if self._connection is not None else None
            if (found := found or self._socket) is not None:
                with contextlib.suppress(OSError):
                    # the plain socket's method: the TLS layer must stay as it is for the thread that reads from it
                    socket.socket.shutdown(found, socket.SHUT_RDWR)


class WatchedConnection(HTTPSConnection):
    """A connection that tells the watch of its thread what it does."""

    def connect(self) -> None:
        """Open it; nothing of the request has left yet."""
        watch = getattr(_UNDER_WAY, "watch", None)
        if watch is not None:
            watch.hold(self)
        super().connect()

    def send(self, data: Any) -> None:
        """Send part of a request: from here on anything is possible."""
        watch = getattr(_UNDER_WAY, "watch", None)
        if watch is not None:
            watch.hold(self)
            if watch.expired:
                raise TimeoutError("the deadline passed before the request")
            watch.first_byte = True
        super().send(data)


class WatchedPool(HTTPSConnectionPool):
    """A pool of watched connections."""

    ConnectionCls = WatchedConnection


class WatchedAdapter(HTTPAdapter):
    """https through watched connections, kept alive, never repeated by the library."""

    def __init__(self, concurrency: int) -> None:
        super().__init__(pool_connections=4, pool_maxsize=concurrency, max_retries=0, pool_block=False)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make the pool manager of the library and leave it nothing but our pools."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": WatchedPool}

"""One window for each set of records: the first holds a lock, a second start asks it to come forward and ends.

Beside the lock stands a local socket of this person alone; it knows one word and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.bootstrap.locks import FileLock

_WORD = b"come forward"
_WAIT = 2000  # milliseconds


def _name(folder: Path) -> str:
    return "ledgerferry-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]


class Instance(QObject):
    """This process as the one window over a folder. Lives on the window's thread."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._lock = FileLock(folder / "window.lock")
        self._server: QLocalServer | None = None
        self._asked: Callable[[], object] = lambda: None

    def take(self) -> bool:
        """Be the one; False when another process is it already."""
        if not self._lock.try_take():
            return False
        QLocalServer.removeServer(_name(self._folder))  # what a killed predecessor left; the lock says that it is gone
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._answer)
        server.listen(_name(self._folder))
        self._server = server
        return True

    def on_second_start(self, asked: Callable[[], object]) -> None:
        """What to do when another start asks this window to come forward."""
        self._asked = asked

    def raise_first(self) -> bool:
        """Ask the window that is open to come forward; False when it does not answer."""
        socket = QLocalSocket(self)
        socket.connectToServer(_name(self._folder))
        if not socket.waitForConnected(_WAIT):
            return False
        socket.write(_WORD)
        sent = socket.waitForBytesWritten(_WAIT)
        socket.disconnectFromServer()
        return sent

    def _answer(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            there = socket.bytesAvailable() or socket.waitForReadyRead(200)
            if there and bytes(socket.readAll().data())[: len(_WORD)] == _WORD:
                self._asked()
            socket.deleteLater()

    def release(self) -> None:
        """Be it no longer."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.release()

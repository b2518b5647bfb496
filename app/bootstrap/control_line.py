"""A line to the control address of running practice books: their books, their clock, and what their own users would do."""

from __future__ import annotations

import http.client
import json
import ssl
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from app.domain.errors import StoreProblem

_SECONDS = 60.0


class ControlLine:
    """Asks one address on this machine, one request after another; its connection is kept, and opened anew when it was closed."""

    def __init__(self, url: str, ca_file: str) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._base = parts.hostname or "", parts.port, parts.path
        self._trust = ssl.create_default_context(cafile=ca_file)
        self._kept: http.client.HTTPSConnection | None = None
        self._lock = Lock()

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer's JSON. Raises `StoreProblem` when the books do not answer, or refuse with the reason as details."""
        sent = None if body is None else json.dumps(body).encode()
        with self._lock:
            status, text = self._exchange(method, path, sent)
        if status != 200:
            details = f"{method} {path}: status {status} {text[:300].decode('utf-8', 'replace')}"
            raise StoreProblem("The practice books did not do this.", details=details, code="practice_refused")
        return json.loads(text)

    def _exchange(self, method: str, path: str, sent: bytes | None) -> tuple[int, bytes]:
        """One request on the kept connection, or on a new one where that had been closed meanwhile."""
        kept = self._kept
        if kept is not None:
            try:
                return self._once(kept, method, path, sent)
            except (OSError, http.client.HTTPException):
                kept.close()
        self._kept = http.client.HTTPSConnection(self._host, self._port, timeout=_SECONDS, context=self._trust)
        try:
            return self._once(self._kept, method, path, sent)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            raise StoreProblem("The practice books do not answer.", code="practice_gone") from problem

    def _once(
        self, connection: http.client.HTTPSConnection, method: str, path: str, sent: bytes | None
    ) -> tuple[int, bytes]:
        connection.request(method, self._base + path, sent, {"Content-Type": "application/json"} if sent else {})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        """Close the kept connection."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

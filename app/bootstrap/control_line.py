"""A line to the control address of running practice books: their books, their clock, and what their own users would do."""

from __future__ import annotations

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from app.domain.errors import StoreProblem

_SECONDS = 60.0


class ControlLine:
    """Asks one address on this machine. Each request opens a connection of its own."""

    def __init__(self, url: str, ca_file: str) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._base = parts.hostname or "", parts.port, parts.path
        self._trust = ssl.create_default_context(cafile=ca_file)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer's JSON. Raises `StoreProblem` when the books do not answer, or refuse with the reason as details."""
        connection = http.client.HTTPSConnection(self._host, self._port, timeout=_SECONDS, context=self._trust)
        try:
            sent = None if body is None else json.dumps(body).encode()
            connection.request(method, self._base + path, sent, {"Content-Type": "application/json"} if sent else {})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            raise StoreProblem("The practice books do not answer.", code="practice_gone") from problem
        finally:
            connection.close()
        if answer.status != 200:
            details = f"{method} {path}: status {answer.status} {text[:300].decode('utf-8', 'replace')}"
            raise StoreProblem("The practice books did not do this.", details=details, code="practice_refused")
        return json.loads(text)

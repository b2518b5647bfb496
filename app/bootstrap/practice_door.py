"""A door for the browser: the practice sign-in page without a certificate that no browser knows.

The simulated ledgers speak https with an authority made at its start, which the application trusts and a browser does not. For the sign-in
pages alone, this hands the browser's requests on from plain http on this machine. It serves those pages and nothing else.
"""

from __future__ import annotations

import http.client
import ssl
import webbrowser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

_SECONDS = 20.0
_FORM_MOST = 64_000
_LEDGERS = ("xero", "quickbooks")
_PASSED_ON = ("Content-Type", "Location", "Cache-Control", "Content-Security-Policy", "X-Frame-Options")


class PracticeDoor:
    """An `OpenBrowser` for practice books."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._own = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._inside = ""
        self._paths: frozenset[str] = frozenset()
        self._trust: ssl.SSLContext | None = None
        Thread(target=self._server.serve_forever, daemon=True).start()

    def lead_to(self, line: dict[str, Any]) -> None:
        """Lead to the books with this start line."""
        pages = [urlsplit(str(line[ledger]["authorize_url"])) for ledger in _LEDGERS]
        self._inside = f"{pages[0].scheme}://{pages[0].netloc}"
        self._paths = frozenset(page.path for page in pages if f"{page.scheme}://{page.netloc}" == self._inside)
        self._trust = ssl.create_default_context(cafile=str(line["ca_file"]))

    def __call__(self, address: str) -> bool:
        """Show the sign-in page in the system's browser."""
        rest = address.removeprefix(self._inside)
        if not self._inside or rest == address or urlsplit(rest).path not in self._paths:
            return False
        return webbrowser.open(self.outside(address))

    def outside(self, address: str) -> str:
        """The address as the browser is given it."""
        return self._own + address.removeprefix(self._inside)

    def close(self) -> None:
        """Shut it."""
        self._server.shutdown()
        self._server.server_close()

    def _ask(self, method: str, target: str, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        parts = urlsplit(self._inside)
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=_SECONDS, context=self._trust
        )
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, target, body or None, kind)
            answer = connection.getresponse()
            page = answer.read().replace(self._inside.encode(), self._own.encode())
            return answer.status, [(n, v) for n in _PASSED_ON if (v := answer.headers.get(n))], page
        finally:
            connection.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            """Hands one request on."""

            def do_GET(self) -> None:
                self._hand_on(b"")

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length", "0")
                size = int(length) if length.isdecimal() else 0
                if size > _FORM_MOST:
                    self.send_error(413)
                    return
                self._hand_on(self.rfile.read(size))

            def _hand_on(self, body: bytes) -> None:
                if urlsplit(self.path).path not in door._paths or not self._is_ours():
                    self.send_error(404)
                    return
                try:
                    status, headers, page = door._ask(self.command, self.path, body)
                except (OSError, http.client.HTTPException):
                    self.send_error(502)
                    return
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def _is_ours(self) -> bool:
                return f"http://{self.headers.get('Host', '')}" == door._own

            def log_message(self, format: str, *args: object) -> None:
                """Nothing of the request line is logged: it holds the grant."""
                del format, args

        return Handler

"""A system as small as can be, to show what the server does with any of them."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests

from app.sandbox.server import Sandbox
from app.sandbox.wire import Reply, Request

JSON = {"Content-Type": "application/json"}


class Notebook:
    """Keeps what is POSTed to /notes; GET /notes lists it; at most `places` calls at once while `limits` are on."""

    name = "notebook"

    def __init__(self, places: int = 1000) -> None:
        self.limits = True
        self.notes: list[str] = []
        self._places = places
        self._inside = 0
        self._lock = Lock()

    def mounts(self) -> Mapping[str, str]:
        return {"api": "/notebook/api", "deep": "/notebook/api/deep"}

    def handle(self, mount: str, request: Request) -> Reply:
        if request.path == "/crash":
            raise ZeroDivisionError("the simulator's own defect")
        if request.path == "/echo":
            told = {
                "mount": mount,
                "base": request.base_url,
                "query": request.query,
                "secret": request.headers.get("secret", ""),
            }
            return Reply(200, json.dumps(told).encode(), JSON)
        if request.method == "POST":
            with self._lock:
                self.notes.append(request.body.decode())
            return Reply(201, json.dumps({"id": len(self.notes), "total": 12.5}).encode(), JSON, "note kept")
        return Reply(200, json.dumps({"notes": self.notes, "count": len(self.notes)}).encode(), JSON)

    def start_line(self, base_urls: Mapping[str, str]) -> dict[str, Any]:
        return {"api_url": base_urls["api"]}

    def books(self) -> dict[str, Any]:
        return {"notes": list(self.notes)}

    def reset(self) -> None:
        self.notes.clear()

    def refusal(self, kind: str) -> Reply:
        return Reply(401, json.dumps({"refused": kind}).encode(), JSON)

    def control(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if action != "colour":
            raise ValueError(f"no action {action}")
        return {"coloured": dict(body)}

    def enter(self, mount: str, request: Request) -> Reply | None:
        with self._lock:
            if self.limits and self._inside >= self._places:
                return Reply(429, b"{}", JSON)
            self._inside += 1
        return None

    def leave(self, mount: str, request: Request) -> None:
        with self._lock:
            self._inside -= 1


def client(sandbox: Sandbox) -> requests.Session:
    """A session that trusts the sandbox's certificate and asks no environment."""
    session = requests.Session()
    session.trust_env = False
    session.verify = sandbox.ca_file or True
    return session


def notes_url(sandbox: Sandbox) -> str:
    """Where notes are written and read."""
    return str(sandbox.line["notebook"]["api_url"]) + "/notes"


def connect(sandbox: Sandbox) -> socket.socket:
    """A bare connection, to see bytes and endings themselves."""
    port = urlsplit(sandbox.control_url).port or 0
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def send_post(connection: socket.socket, text: str, extra: str = "") -> None:
    """One POST of a note on a bare connection."""
    head = f"POST /notebook/api/notes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(text)}\r\n{extra}\r\n"
    connection.sendall(head.encode() + text.encode())


def read_all(connection: socket.socket) -> bytes:
    """Everything until the server's FIN; ConnectionResetError when it sends RST."""
    parts = []
    while block := connection.recv(65536):
        parts.append(block)
    return b"".join(parts)


def wait_until(sandbox: Sandbox, wanted: int, seconds: float = 5.0) -> int:
    """How many notes there are, once there are `wanted` or the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(sandbox.books("notebook")["notes"]) < wanted:
        time.sleep(0.01)
    return len(sandbox.books("notebook")["notes"])

"""Keeps practice books and real books apart: by the addresses of a connection, before anything is made that could call them."""

from __future__ import annotations

import ipaddress
import json
from pathlib import Path
from urllib.parse import urlsplit

from app.domain.errors import StoreProblem
from app.domain.route import Connection, System

_ADDRESSES = {
    System.AUTOTASK: ("base_url",),
    System.XERO: ("api_url", "authorize_url", "token_url", "revocation_url", "connections_url"),
    System.QUICKBOOKS: ("api_url", "authorize_url", "token_url", "revocation_url"),
    System.ROTESSA: ("api_url",),
    System.ROTESSA: ("api_url",),
}


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine by its very words; names are not looked up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def practice_port(note: Path) -> int:
    """The port of practice books that run now; 0 when none do."""
    return _noted(note, "port")


def practice_pid(note: Path) -> int:
    """The process whose practice books have left the note; 0 without one."""
    return _noted(note, "pid")


def _noted(note: Path, name: str) -> int:
    try:
        return int(json.loads(note.read_text("utf-8"))[name])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def check_border(connection: Connection, *, practice: bool, port_of_practice: int = 0) -> None:
    """Raise `StoreProblem` (code 'border') for a connection that would mix practice and real books (rule I12).

    A practice connection names each of its addresses, all on this machine: one left out would mean the vendor's own. A real one is
    never among practice books, nor leads to the port where practice books run.
    """
    if connection.practice != practice:
        kind = "practice" if connection.practice else "real"
        raise _refused(connection, f"{connection.name} belongs to {kind} books.")
    for name in _ADDRESSES[connection.system]:
        address = connection.settings.get(name, "")
        parts = urlsplit(address)
        here = is_loopback(parts.hostname)
        if practice and not here:
            raise _refused(connection, f"{connection.name} does not lead to practice books ({name}).")
        if not practice and here and parts.port and parts.port == port_of_practice:
            raise _refused(connection, f"{connection.name} leads to practice books.")


def _refused(connection: Connection, sentence: str) -> StoreProblem:
    return StoreProblem(
        sentence,
        advice="Practice books and real books are kept apart. Set the connection up anew.",
        code="border",
        subject=connection.id,
    )

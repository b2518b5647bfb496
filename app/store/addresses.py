"""Addresses of shared databases. Apart from the database itself, whose driver takes as long to load as half the program."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.domain.errors import BadInput

_SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a shared database is. The password is never part of it."""

    host: str
    port: int
    name: str
    user: str

    def __str__(self) -> str:
        """As it is typed and shown."""
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.name}"


def read_address(text: str) -> ServerAddress:
    """An address as typed: postgresql://user@host:port/name. Raises `BadInput`, also for one with a password in it."""
    example = "Write postgresql://user@host:5432/name."
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port or 5432
    except ValueError as problem:
        raise BadInput("This is not the address of a database.", field="database", advice=example) from problem
    if parts.scheme not in _SCHEMES or not host or not parts.username or len(parts.path) < 2 or parts.query:
        raise BadInput("This is not the address of a database.", field="database", advice=example)
    if parts.password is not None:
        raise BadInput(
            "The address holds a password.",
            field="database",
            advice="Leave it out; it is asked for and kept in the keyring.",
            code="password_in_address",
        )
    return ServerAddress(host, port, unquote(parts.path[1:]), unquote(parts.username))

"""Where the records are: the file in the folder, or a server whose address stands in a small file beside it.

The address cannot stand in the records themselves, since it leads to them. Its password is in the keyring.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import BadInput, StoreProblem
from app.ports.secrets import SecretStore
from app.store.addresses import ServerAddress, read_address

if TYPE_CHECKING:
    from app.store.postgres import ServerDatabase

_OWNER, _SECRET = "database", "password"


def fingerprint(address: ServerAddress) -> str:
    """A short name of a shared database, for files that belong to it."""
    return hashlib.sha256(str(address).encode()).hexdigest()[:12]


class SharedRecords:
    """The choice of one folder."""

    def __init__(self, folder: Path, secrets: SecretStore) -> None:
        self._path = folder / "database.address"
        self._secrets = secrets

    def text(self) -> str:
        """The address as it is kept; '' for the file."""
        try:
            return self._path.read_text("utf-8").strip()
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as problem:
            raise self._unreadable() from problem

    def address(self) -> ServerAddress | None:
        """The server, None for the file. Raises `StoreProblem` when the choice cannot be read: the file is never taken instead."""
        text = self.text()
        if not text:
            return None
        try:
            return read_address(text)
        except BadInput as problem:
            raise self._unreadable() from problem

    def _unreadable(self) -> StoreProblem:
        return StoreProblem(
            "Where the records are cannot be read.",
            advice=f"Mend or remove {self._path}, then start again.",
            code="database_address",
        )

    def database(self, address: ServerAddress) -> ServerDatabase:
        """The database on the server, not opened yet."""
        from app.store.postgres import ServerDatabase  # only here: most records are a file

        return ServerDatabase(address, self._secrets.get(_OWNER, _SECRET) or "")

    def use(self, text: str, password: str) -> None:
        """Keep another choice, after the server has let us in. Raises `BadInput`, `StoreProblem`."""
        if not text:
            self._path.unlink(missing_ok=True)
            self._secrets.remove(_OWNER, _SECRET)
            return
        from app.store.postgres import ServerDatabase

        address = read_address(text)
        tried = ServerDatabase(address, password)
        tried.open()
        tried.close()
        if password:
            self._secrets.put(_OWNER, _SECRET, password)
        else:
            self._secrets.remove(_OWNER, _SECRET)
        part = self._path.with_suffix(".part")
        handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{address}\n")
        part.replace(self._path)

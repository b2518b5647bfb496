"""Where secrets are kept: the system's keyring, memory for practice books, never a file or the database."""

from __future__ import annotations

from typing import Protocol


class SecretStore(Protocol):
    """Small secrets by connection and name. Values have at most 1,280 characters (the limit of Windows' keyring)."""

    def get(self, connection_id: str, name: str) -> str | None:
        """The secret, or None when there is none. Raises `StoreProblem` when the keyring is missing or locked."""
        ...

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it; on return it has been written and read back. Raises `StoreProblem`."""
        ...

    def remove(self, connection_id: str, name: str) -> None:
        """Forget it; nothing happens when there is none."""
        ...

    def describe(self) -> str:
        """Where secrets are kept, in words: 'Windows Credential Manager', 'memory until Ledgerferry closes'."""
        ...

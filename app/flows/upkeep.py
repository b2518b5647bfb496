"""Upkeep of the records on this computer, as the window and the command line need it; the composition root fulfils it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RecordsFinding:
    """Whether the journal is whole. Nothing is sent unless `may_send`; `may_confirm` when a person may accept it as it is.

    `is_damaged`: what it says cannot be believed, so that a rebuild begins with an empty one.
    """

    may_send: bool
    sentence: str = ""
    advice: str = ""
    facts: int = 0
    counted: int = 0
    may_confirm: bool = False
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup. `reason` is 'daily', 'upgrade', 'restore', 'undo', 'rebuild' or 'asked'."""

    path: Path
    at: datetime
    reason: str
    size: int


class Upkeep(Protocol):
    """Backups and the gate before sending."""

    def finding(self) -> RecordsFinding:
        """What the gate found at start, or after the last confirmation."""
        ...

    def confirm(self) -> RecordsFinding:
        """A person has looked at the ledger and accepts the journal as it is. Raises `StoreProblem` when it is damaged."""
        ...

    def quiet_since(self) -> datetime | None:
        """When the journal of this computer was last written to: nothing left later. None when that is not known."""
        ...

    def look_again(self) -> RecordsFinding:
        """Ask the gate anew, after the journal was emptied or rebuilt."""
        ...

    def database_address(self) -> str:
        """Where the records will be at the next start: postgresql://user@host:port/name, or '' for the file on this computer."""
        ...

    def use_database(self, address: str, password: str) -> None:
        """Choose where they will be from the next start on; a server is tried out first.

        Raises `BadInput` for an address that cannot be meant, `StoreProblem` when the server does not let one in.
        """
        ...

    def back_up(self, reason: str) -> BackupFile:
        """Make and check a backup now. Raises `StoreProblem`."""
        ...

    def backups(self) -> Sequence[BackupFile]:
        """Oldest first."""
        ...

    def restore(self, backup: Path) -> None:
        """Put a backup in place of the records, which have to be opened again then. Raises `StoreProblem`."""
        ...

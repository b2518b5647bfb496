"""Backups of records that could not be opened: listed and put back without any of the desks that need open records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.flows.upkeep import BackupFile
from app.worker.handle import TaskHandle
from app.worker.runner import TaskRunner
from app.worker.tasks import Lane


class Shelf(Protocol):
    """The backups of closed records; the composition root fulfils it."""

    def backups(self) -> Sequence[BackupFile]:
        """Oldest first."""
        ...

    def restore(self, backup: Path) -> None:
        """Put a backup in place of the records. Raises `StoreProblem`."""
        ...


class ShelfOffice:
    """The two verbs of Settings and Recovery that need no open records. `data`: the folder the records lie in."""

    def __init__(self, runner: TaskRunner, shelf: Shelf, data: Path) -> None:
        self._runner, self._shelf = runner, shelf
        self.data = data

    def backups(self) -> TaskHandle:
        """Sequence of `BackupFile`, oldest first."""
        return self._runner.submit(lambda _: self._shelf.backups(), name="Read backups", lane=Lane.READ)

    def restore(self, backup: Path) -> TaskHandle:
        """None; the records can be opened again then."""
        return self._runner.submit(lambda _: self._shelf.restore(backup), name="Restore a backup")

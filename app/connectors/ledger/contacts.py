"""All contacts of the books, inactive ones included: read whole once, afterwards only what changed."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime

from app.domain.parties import LedgerContact
from app.domain.run import Stop
from app.ports.clock import Clock

FRESH = 15.0
"""Seconds during which a list that was just read is not asked for again."""


class ContactBook(ABC):
    """Contacts kept up to date. Safe to use from several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, LedgerContact] = {}
        self._read_at: datetime | None = None
        self._read_monotonic = 0.0

    @abstractmethod
    def changed(self, since: datetime | None, stop: Stop) -> Iterable[LedgerContact]:
        """What changed at or after a moment of our clock, all for None. Raises `IncompleteRead` rather than leave one out."""

    def all(self, stop: Stop) -> tuple[LedgerContact, ...]:
        """Every contact. Raises `IncompleteRead` rather than leave one out."""
        with self._lock:
            fresh = self._clock.monotonic() - self._read_monotonic < FRESH
            if self._read_at is None or not fresh:
                started, monotonic = self._clock.now(), self._clock.monotonic()
                for contact in self.changed(self._read_at, stop):
                    self._known[contact.id] = contact
                self._read_at, self._read_monotonic = started, monotonic
            return tuple(self._known.values())

    def outdated(self) -> None:
        """Something was changed by us: the next reading asks again."""
        self._read_monotonic = -FRESH

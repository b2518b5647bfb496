"""Between a task and the window: the newest progress, every event, every batch, kept until the window looks.

The window looks ten times a second, so a task that reports ten thousand times costs it nothing more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from threading import Lock

from app.domain.run import DocumentEvent, Progress

EVENTS_MOST = 1_000
"""Most events handed over in one look: what is read back of a large run comes ten thousand at once."""
BATCH_MOST = 250
"""Most things handed to the window in one look, so that building their rows takes it a few milliseconds only."""


class Mailbox:
    """Filled on a lane, emptied on the window's thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._progress: Progress | None = None
        self._events: list[DocumentEvent] = []
        self._things: deque[object] = deque()

    def report(self, progress: Progress) -> None:
        """Keep the newest snapshot; the events of those it replaces are kept too."""
        with self._lock:
            self._progress = progress
            self._events.extend(progress.events)

    def arrived(self, things: Sequence[object]) -> None:
        """Keep a batch."""
        with self._lock:
            self._things.extend(things)

    def take_progress(self, most: int | None = EVENTS_MOST) -> Progress | None:
        """The newest snapshot with the oldest events not taken yet, at most `most` (None: all); None when there is nothing new."""
        with self._lock:
            progress = self._progress
            count = len(self._events) if most is None else most
            events, self._events = tuple(self._events[:count]), self._events[count:]
            if not self._events:
                self._progress = None
        return replace(progress, events=events) if progress is not None else None

    def take_arrived(self, most: int | None = BATCH_MOST) -> tuple[object, ...]:
        """The oldest things not taken yet, at most `most` (None: all)."""
        with self._lock:
            count = len(self._things) if most is None else min(most, len(self._things))
            taken = tuple(islice(self._things, count))
            for _ in range(count):
                self._things.popleft()
        return taken

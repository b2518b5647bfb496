"""What has happened to each document of a run, the newest first; one row a document, however often it was heard of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from app.domain.plan import DocumentState
from app.domain.run import DocumentEvent

_ON_THE_WAY = frozenset({DocumentState.WAITING, DocumentState.SENDING, DocumentState.READY})


class LiveFilter(StrEnum):
    """The filters of the live list."""

    ALL = "all"
    NEEDS_YOU = "needs_you"
    BEING_CHECKED = "being_checked"
    DONE = "done"


_FILTER_OF = {
    DocumentState.REFUSED: LiveFilter.NEEDS_YOU,
    DocumentState.BLOCKED: LiveFilter.NEEDS_YOU,
    DocumentState.BEING_CHECKED: LiveFilter.BEING_CHECKED,
    DocumentState.SENT: LiveFilter.DONE,
    DocumentState.MARKED: LiveFilter.DONE,
    DocumentState.UNDONE: LiveFilter.DONE,
}


class LiveList:
    """Takes events in the order in which they come."""

    def __init__(self) -> None:
        self._events: dict[str, DocumentEvent] = {}
        self._counts: Counter[LiveFilter | None] = Counter()
        self.filter = LiveFilter.ALL

    def take(self, events: Iterable[DocumentEvent]) -> bool:
        """Remember these; False when nothing is to be shown of them."""
        changed = False
        for event in events:
            if event.state in _ON_THE_WAY:
                continue
            before = self._events.pop(event.document_id, None)  # comes to the end anew, so that the newest is last
            if before is not None:
                self._counts[_FILTER_OF.get(before.state)] -= 1
            self._events[event.document_id] = event
            self._counts[_FILTER_OF.get(event.state)] += 1
            changed = True
        return changed

    def shown(self) -> list[DocumentEvent]:
        """What the filter leaves, the newest first."""
        newest = reversed(self._events.values())
        if self.filter is LiveFilter.ALL:
            return list(newest)
        return [event for event in newest if _FILTER_OF.get(event.state) is self.filter]

    def counts(self) -> dict[str, int]:
        """How many documents each filter leaves; kept as they come, since it is asked ten times a second."""
        counts = {str(key): self._counts[key] for key in LiveFilter}
        return counts | {str(LiveFilter.ALL): len(self._events)}

"""Where requests queue: a lane for each connection and kind, and a gate for each connection that remote limits and failures close."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.constants import FAILURES_IN_A_ROW, HOST_PAUSE, HOST_PAUSE_MOST
from app.engine.context import Destination, Guard
from app.engine.room import Room
from app.ports.journal import Batch
from app.ports.operations import OperationHandler


@dataclass(slots=True)
class Gate:
    """One connection. `open_at` is monotonic; before it nothing is sent or looked up there."""

    connection_id: str
    open_at: float = 0.0
    failures: int = 0

    def close(self, until: float) -> None:
        """Nothing before `until`."""
        self.open_at = max(self.open_at, until)

    def failed(self, now: float) -> float:
        """Count a failure; returns the seconds for which the connection is now paused, 0 for none."""
        self.failures += 1
        if self.failures < FAILURES_IN_A_ROW:
            return 0.0
        doublings = self.failures - FAILURES_IN_A_ROW
        seconds: float = min(HOST_PAUSE.total_seconds() * 2.0**doublings, HOST_PAUSE_MOST.total_seconds())
        self.close(now + seconds)
        return seconds

    def worked(self) -> None:
        """Any clear answer ends the count."""
        self.failures = 0


@dataclass(frozen=True, slots=True)
class Again:
    """A batch to be sent once more as it is, from `due` (monotonic) on."""

    batch: Batch
    due: float


@dataclass(slots=True)
class Lane:
    """Operations of one kind on one connection that wait to be sent, in planned order."""

    destination: Destination
    handler: OperationHandler
    guard: Guard | None
    gate: Gate
    queue: deque[str] = field(default_factory=deque)
    queued: set[str] = field(default_factory=set)
    again: list[Again] = field(default_factory=list)
    in_flight: int = 0
    sent: int = 0
    started_at: float | None = None
    room: Room = field(init=False)

    def __post_init__(self) -> None:
        self.room = Room(self.handler.concurrency)

    @property
    def has_room(self) -> bool:
        """Whether one more request may be under way."""
        return self.in_flight < self.room.places

    def room_after(self, landed: int) -> int:
        """How many may follow so many that have come back and still count as under way."""
        return max(0, min(landed, self.room.places - (self.in_flight - landed)))

    def push(self, one: str) -> None:
        """Queue it once, at the end."""
        if one not in self.queued:
            self.queued.add(one)
            self.queue.append(one)

    def push_front(self, ids: Sequence[str]) -> None:
        """Queue these once, in their order, before all others."""
        for one in reversed(ids):
            if one not in self.queued:
                self.queued.add(one)
                self.queue.appendleft(one)

    def pop(self) -> str:
        """The next one."""
        one = self.queue.popleft()
        self.queued.discard(one)
        return one

    def repeats(self, now: float) -> bool:
        """Whether a batch waits to be sent once more, and its pause is over."""
        return any(again.due <= now for again in self.again)

    def take_again(self, now: float) -> Again | None:
        """The first batch whose pause is over."""
        for again in self.again:
            if again.due <= now:
                self.again.remove(again)
                return again
        return None

    def per_second(self, now: float) -> float:
        """Operations a second so far, 0 before the first was answered."""
        if not self.sent or self.started_at is None or now <= self.started_at:
            return 0.0
        return self.sent / (now - self.started_at)

    def next_due(self) -> float | None:
        """When something of this lane may be sent, monotonic; None when nothing waits or all its requests are under way."""
        if not self.has_room:
            return None
        dues = [again.due for again in self.again]
        if self.queue:
            dues.append(0.0)
        return max(min(dues), self.gate.open_at) if dues else None

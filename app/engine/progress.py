"""Turns an execution's many events into few snapshots: lanes with amounts, what just happened, and an honest time left.

Wrap it around the engine's listener; it reports at most ten times a second, and the last word always.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime

from app.domain.money import Money, totals_by_currency
from app.domain.operation import Operation, OperationRecord, OperationState
from app.domain.run import DocumentEvent, Lane, LaneCount, Progress, Report
from app.engine.events import BatchAnswered, BatchStarted, Event, OperationsChanged, RunPaused, WaitingUntil
from app.ports.clock import Clock

EVERY = 0.1  # seconds between snapshots
_KNOWN_AFTER = 2  # batches that must be answered before a time left is told
_LATEST = 8  # batches whose pace counts

_LANES = {
    OperationState.PLANNED: LaneCount.WAITING,
    OperationState.SENDING: LaneCount.WAITING,
    OperationState.ABSENT: LaneCount.WAITING,
    OperationState.REPLAY: LaneCount.BEING_CHECKED,
    OperationState.UNKNOWN: LaneCount.BEING_CHECKED,
    OperationState.CONFIRMED: LaneCount.DONE,
    OperationState.DONE: LaneCount.DONE,
    OperationState.REVIEW: LaneCount.NEEDS_YOU,
    OperationState.CANCELLED: LaneCount.NEEDS_YOU,
}
"""CONFIRMED is shown as done: it was answered with its id; what the read-back finds otherwise moves it to NEEDS_YOU."""

Describe = Callable[[OperationRecord], DocumentEvent | None]
"""How a changed operation appears in the live list; None for one that is not shown."""


def lane_of(state: OperationState) -> LaneCount:
    """The lane of the Sending screen that an operation in this state is in."""
    return _LANES[state]


def lanes_of(records: Iterable[tuple[OperationState, Money | None]]) -> dict[LaneCount, Lane]:
    """All four lanes with their counts and their amounts by currency; every operation is in exactly one."""
    counts = dict.fromkeys(LaneCount, 0)
    amounts: dict[LaneCount, list[Money]] = {lane: [] for lane in LaneCount}
    for state, amount in records:
        counts[lane_of(state)] += 1
        if amount is not None:
            amounts[lane_of(state)].append(amount)
    return {lane: Lane(counts[lane], tuple(totals_by_currency(amounts[lane]).values())) for lane in LaneCount}


class _Tally:
    """The four lanes, kept up to date change by change: a large run is not counted anew for each snapshot."""

    def __init__(self, records: Iterable[tuple[OperationState, Money | None]]) -> None:
        self._lanes = lanes_of(records)

    @property
    def lanes(self) -> dict[LaneCount, Lane]:
        """As they stand."""
        return dict(self._lanes)

    def move(self, old: tuple[OperationState, Money | None], new: tuple[OperationState, Money | None]) -> None:
        """One operation has changed."""
        if lane_of(old[0]) is not lane_of(new[0]) or (old[1] is not new[1] and old[1] != new[1]):
            self._add(lane_of(old[0]), -1, None if old[1] is None else -old[1])
            self._add(lane_of(new[0]), 1, new[1])

    def _add(self, lane: LaneCount, count: int, amount: Money | None) -> None:
        held = self._lanes[lane]
        totals = {one.currency: one for one in held.totals}
        if amount is not None:
            known = totals.get(amount.currency)
            totals[amount.currency] = amount if known is None else known + amount
        left = held.count + count
        self._lanes[lane] = Lane(left, tuple(totals.values()) if left else ())


def _identity(operation: Operation) -> tuple[str, str, str]:
    """What names an effect also when the journal knows it under an earlier id."""
    return (operation.kind, operation.tenant, operation.subject)


class ProgressListener:
    """A `Listener` for the operations of one step ('Sending to Cedar Pty Ltd'); others pass unseen."""

    def __init__(
        self, step: str, operations: Iterable[Operation], clock: Clock, report: Report, describe: Describe
    ) -> None:
        self._step = step
        self._clock = clock
        self._report = report
        self._describe = describe
        self._states = {_identity(one): (OperationState.PLANNED, one.signed) for one in operations}
        self._tally = _Tally(self._states.values())
        self._events: list[DocumentEvent] = []
        self._answered: list[tuple[float, int]] = []  # when, how many
        self._started: float | None = None
        self._open_again: datetime | None = None
        self._pace = ""
        self._last = -math.inf

    def __call__(self, event: Event) -> None:
        """Take one event in; report if the last snapshot is old enough."""
        if isinstance(event, OperationsChanged):
            for record in event.records:
                self._changed(record)
        elif isinstance(event, BatchStarted):
            self._started = self._clock.monotonic() if self._started is None else self._started
        elif isinstance(event, BatchAnswered):
            self._answered.append((self._clock.monotonic(), len(event.members)))
        elif isinstance(event, WaitingUntil):
            self._open_again, self._pace = event.until, event.sentence
        if isinstance(event, RunPaused):
            self._pace = event.problem.sentence
            self.flush()
        elif self._clock.monotonic() - self._last >= EVERY:
            self.flush()

    def _changed(self, record: OperationRecord) -> None:
        one = _identity(record.operation)
        if one not in self._states:
            return
        new = (record.state, record.operation.signed)
        self._tally.move(self._states[one], new)
        self._states[one] = new
        described = self._describe(record)
        if described is not None:
            self._events.append(described)

    def flush(self) -> None:
        """Report now; called for the last snapshot of a step."""
        self._last = self._clock.monotonic()
        self._report(self.snapshot())
        self._events = []

    def snapshot(self) -> Progress:
        """How things stand."""
        lanes = self._tally.lanes
        waiting = lanes[LaneCount.WAITING].count
        return Progress(
            step=self._step,
            done=len(self._states) - waiting,
            total=len(self._states),
            lanes=lanes,
            seconds_left=self._seconds_left(waiting),
            pace=self._pace_words(),
            events=tuple(self._events),
        )

    def _seconds_left(self, waiting: int) -> float | None:
        """From the pace of the latest batches and the pause that is on; None before two were answered."""
        if not waiting:
            return 0.0
        latest = self._answered[-_LATEST:]
        if len(self._answered) < _KNOWN_AFTER or self._started is None:
            return None
        since = self._started if len(self._answered) <= _LATEST else self._answered[-_LATEST - 1][0]
        members = sum(count for _, count in latest)
        took = latest[-1][0] - since
        if members == 0 or took <= 0:
            return None
        return waiting * took / members + self._pause_left()

    def _pause_left(self) -> float:
        if self._open_again is None:
            return 0.0
        return max(0.0, (self._open_again - self._clock.now()).total_seconds())

    def _pace_words(self) -> str:
        """The reason of the pause with its count-down, nothing once it is over."""
        left = self._pause_left()
        if self._open_again is not None and left <= 0:
            self._open_again, self._pace = None, ""
        if left <= 0:
            return self._pace
        return f"{self._pace}. Goes on in {round(left)} s" if self._pace else f"Goes on in {round(left)} s"

"""Lanes, amounts, throttling, pace and time left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import LimitReached
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.plan import DocumentState
from app.domain.run import DocumentEvent, LaneCount, Progress, Stop
from app.engine.events import BatchAnswered, BatchStarted, OperationsChanged, RunPaused, WaitingUntil
from app.engine.progress import ProgressListener, lane_of, lanes_of
from tests.simulation.time import SimulatedClock
from tests.simulation.world import money
from tests.unit.engine.bench import Bench

S, K = OperationState, OperationKind


def _described(record: OperationRecord) -> DocumentEvent | None:
    if record.state is S.SENDING:
        return None
    one = record.operation
    at = record.updated_at
    assert at is not None
    return DocumentEvent(at, one.source_id, one.reference, "Acme", DocumentState.SENT, record.state.value)


class Watch:
    """A listener over ten invoices, with what it reported."""

    def __init__(self) -> None:
        self.bench = Bench()
        self.clock: SimulatedClock = self.bench.clock
        self.invoices = [self.bench.invoice(number) for number in range(10)]
        self.reports: list[Progress] = []
        self.listener = ProgressListener("Sending", self.invoices, self.clock, self.reports.append, _described)

    def change(self, number: int, state: OperationState) -> None:
        record = OperationRecord(self.invoices[number], state, updated_at=self.clock.now())
        self.listener(OperationsChanged([record]))

    def answer(self, count: int) -> None:
        self.listener(BatchAnswered("ledger", K.POST_INVOICE, tuple("x" * count), 1.0))


def test_every_state_has_one_lane() -> None:
    assert {lane_of(state) for state in S} == set(LaneCount)
    lanes = lanes_of([(S.DONE, money("1.10")), (S.CONFIRMED, money("2.20")), (S.REVIEW, None)])
    assert lanes[LaneCount.DONE].count == 2
    assert lanes[LaneCount.DONE].totals == (money("3.30"),)
    assert lanes[LaneCount.NEEDS_YOU].count == 1
    assert lanes[LaneCount.WAITING].count == 0


def test_at_most_ten_reports_a_second_and_no_event_is_lost() -> None:
    watch = Watch()
    for number in range(10):
        watch.change(number, S.DONE)
        watch.clock.pass_time(0.01)
    assert len(watch.reports) == 1
    watch.listener.flush()
    assert [event.number for report in watch.reports for event in report.events] == [str(n) for n in range(10)]
    assert watch.reports[-1].done == 10
    assert watch.reports[-1].seconds_left == 0.0


def test_time_left_is_told_from_the_second_batch_on() -> None:
    watch = Watch()
    watch.listener(BatchStarted("ledger", K.POST_INVOICE, ("a",), replay=False))
    watch.clock.pass_time(4)
    watch.answer(2)
    assert watch.listener.snapshot().seconds_left is None
    watch.clock.pass_time(4)
    watch.answer(2)
    for number in range(4):
        watch.change(number, S.DONE)
    assert watch.listener.snapshot().seconds_left == pytest.approx(12.0)
    until = watch.clock.now() + timedelta(seconds=30)
    watch.listener(WaitingUntil("ledger", until, "Xero asks for a pause"))
    assert watch.listener.snapshot().seconds_left == pytest.approx(42.0)
    assert watch.listener.snapshot().pace == "Xero asks for a pause. Goes on in 30 s"
    watch.clock.pass_time(31)
    assert watch.listener.snapshot().pace == ""


def test_a_pause_is_reported_at_once() -> None:
    watch = Watch()
    watch.listener(RunPaused(LimitReached("Today's calls are used up", until=None)))
    assert watch.reports[-1].pace == "Today's calls are used up"


def test_a_whole_execution_ends_with_everything_in_its_lane() -> None:
    watch = Watch()
    watch.bench.engine.execute("run", watch.invoices, Stop(), watch.listener)
    again = [replace(one, id=watch.bench.chance.uuid(), run_id="run-2") for one in watch.invoices]
    listener = ProgressListener("Sending", again, watch.clock, watch.reports.append, _described)
    watch.bench.engine.execute("run-2", again, Stop(), listener)
    listener.flush()
    assert watch.reports[-1].lanes[LaneCount.DONE].count == 10
    assert watch.reports[-1].lanes[LaneCount.DONE].totals == (money("1000.00"),)

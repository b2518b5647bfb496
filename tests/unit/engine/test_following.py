"""The intention of the next request is written together with the answers before it, and never at their cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from app.domain.answer import Attempt
from app.domain.constants import LEASE
from app.domain.errors import StoreProblem
from app.domain.operation import Operation, OperationRecord, OperationState
from app.ports.journal import Change, Intent, Together
from tests.simulation.kill import Killed
from tests.simulation.world import Fault
from tests.support.memory_journal import MemoryJournal
from tests.unit.engine.bench import Bench

S = OperationState
TOGETHER, ALONE = "together", "alone"


class Told(MemoryJournal):
    """Tells how answers are written; `meanwhile` happens once, right before the first writing together."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.clock, bench.killer.commit)
        self.written: list[str] = []
        self.meanwhile: list[Callable[[], object]] = []

    def record(
        self, changes: Sequence[Change], at: datetime, attempt: Attempt | None = None
    ) -> Sequence[OperationRecord]:
        written = super().record(changes, at, attempt)
        if any(change.was is not None and change.was[0] is S.SENDING for change in changes):
            self.written.append(ALONE)
        return written

    def record_and_begin(self, answers: Sequence[Change], at: datetime, intents: Sequence[Intent]) -> Together:
        if self.meanwhile:
            self.meanwhile.pop()()
        begun = super().record_and_begin(answers, at, intents)
        self.written.append(TOGETHER)
        return begun


def bench_with(*faults: Fault) -> tuple[Bench, Told, list[Operation]]:
    """Six invoices, two in a request, and the journal that tells."""
    bench = Bench(*faults, batch_limit=2)
    bench.journal = journal = Told(bench)
    bench.invoices.journal = journal
    bench.engine = bench.engine_of("copy-1")
    return bench, journal, [bench.invoice(number) for number in range(6)]


def test_an_answer_and_the_next_intention_take_one_writing() -> None:
    bench, journal, operations = bench_with()
    outcomes = bench.execute(*operations)
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert journal.written == [TOGETHER, ALONE]  # nothing is left to follow the other two, which come in together
    assert len(bench.world.books.made) == 6
    assert bench.world.books.broken == []


def test_the_answer_stands_before_the_intention() -> None:
    bench, journal, operations = bench_with()
    bench.execute(*operations)
    facts = [(fact.operation_id, fact.kind) for fact in journal.facts()]
    assert facts.index((operations[1].id, "answer")) + 1 == facts.index((operations[2].id, "sending"))


@pytest.mark.parametrize("fault", [Fault.LIMIT, Fault.LOST_AFTER, Fault.SERVER_AFTER, Fault.SIGN_IN, Fault.NOT_SENT])
def test_what_an_answer_asks_for_comes_before_the_next_request(fault: Fault) -> None:
    bench, journal, operations = bench_with(fault)
    bench.execute(*operations)
    assert journal.written[0] == ALONE
    assert bench.world.books.broken == []


def test_what_has_to_be_asked_of_the_source_is_not_waited_for_with_an_answer_at_hand() -> None:
    bench, journal, operations = bench_with(Fault.SLOW)
    outcomes = bench.execute(*operations)
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert journal.written == [ALONE, TOGETHER, ALONE]
    assert bench.world.calls["guard"] == 2


def test_a_disk_that_is_full_at_first_keeps_the_answer_and_the_next_request_waits() -> None:
    bench, journal, operations = bench_with()

    def full() -> None:
        raise StoreProblem("The disk is full")

    journal.meanwhile = [full]
    outcomes = bench.execute(*operations)
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert journal.written[0] == ALONE
    assert len(bench.world.books.made) == 6
    assert bench.released == 1


def test_an_intention_that_has_become_stale_does_not_cost_the_answer() -> None:
    bench, journal, operations = bench_with()
    elsewhere = operations[2].id
    journal.meanwhile = [lambda: journal.record([Change(elsewhere, S.REVIEW, "decision")], bench.clock.now())]
    bench.execute(*operations)
    assert [bench.record(one).state for one in operations] == [S.DONE, S.DONE, S.REVIEW, S.DONE, S.DONE, S.DONE]
    assert len(bench.world.books.made) == 5


def test_what_somebody_else_has_claimed_is_not_begun_and_the_answer_is_written() -> None:
    bench, journal, operations = bench_with()

    def passes_on() -> None:
        bench.clock.pass_time(LEASE.total_seconds() + 1)
        journal.claim([operations[2].id, operations[3].id], "copy-2", LEASE.total_seconds())

    journal.meanwhile = [passes_on]
    bench.execute(*operations)
    assert journal.written[0] == TOGETHER
    assert [bench.record(one).state for one in operations] == [S.DONE, S.DONE, S.PLANNED, S.PLANNED, S.DONE, S.DONE]
    assert len(bench.world.books.made) == 4


@pytest.mark.parametrize("step", range(1, 27))
def test_a_kill_at_any_step_of_requests_that_follow_each_other_loses_and_doubles_nothing(step: int) -> None:
    bench, journal, operations = bench_with()
    bench.killer.die_at = step
    killed = False
    try:
        bench.execute(*operations)
    except Killed:
        killed = True
        bench.killer.revive()
        bench.clock.pass_time(3)
        bench.engine = bench.engine_of("copy-1")
        bench.resume(None)
    bench.killer.revive()
    bench.execute(*operations)
    bench.tend_until(lambda: not bench.engine.pending())
    assert TOGETHER in journal.written or killed
    assert {record.state for record in journal.records()} == {S.DONE}
    assert len(bench.world.books.made) == 6
    assert bench.world.books.broken == []

"""What belongs together is written together, answers as well as a stop; what keeps one from being written never loses another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

from app.domain.errors import StoreProblem
from app.domain.operation import Operation, OperationState
from app.domain.run import Stop
from app.engine.engine import Engine
from app.engine.outcomes import Outcomes
from app.ports.journal import Change
from tests.unit.engine.bench import Bench

S = OperationState
AT_ONCE = 3


class Together(Executor):
    """Three requests come back at the same moment; reads come back at once. `meanwhile` happens while the three are under way."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self._meanwhile = meanwhile
        self._under_way: list[tuple[Future[Any], Callable[[], object]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Start it; the third request lets all three land."""
        future: Future[Any] = Future()
        if args or kwargs:
            future.set_result(fn(*args, **kwargs))
            return future
        self._under_way.append((future, fn))
        if len(self._under_way) == AT_ONCE:
            self._land()
        return future

    def _land(self) -> None:
        results = [(future, fn()) for future, fn in self._under_way]
        self._meanwhile()
        self._under_way = []
        for future, result in results:
            future.set_result(result)


def nothing() -> None:
    """Nobody else is at work."""


def execute(bench: Bench, operations: list[Operation], meanwhile: Callable[[], object] = nothing) -> Outcomes:
    engine = Engine(replace(bench.context("copy"), pool=lambda workers: Together(meanwhile)))
    return engine.execute("run", operations, Stop(), bench.events.append)


def test_three_answers_take_one_writing() -> None:
    bench = Bench(batch_limit=2)
    writings: list[str] = []
    bench.journal.on_commit = lambda method, when: writings.append(method) if when == "after" else None
    outcomes = execute(bench, [bench.invoice(number) for number in range(6)])
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert (writings.count("begin"), writings.count("record")) == (3, 2)  # the answers, and what was read back
    assert len(bench.world.books.made) == 6


def test_where_another_copy_was_at_work_on_one_each_is_written_by_itself() -> None:
    bench = Bench(batch_limit=2)
    operations = [bench.invoice(number) for number in range(6)]

    def taken_for_dead() -> None:
        lost = Change(operations[2].id, S.UNKNOWN, "interrupted", was_ambiguous=True)
        bench.journal.record([lost], bench.clock.now())

    outcomes = execute(bench, operations, taken_for_dead)
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert len(bench.world.books.made) == 6
    assert bench.world.books.broken == []
    kinds = [fact.kind for fact in bench.journal.facts(operations[2].id)]
    assert kinds.count("late_answer") == 1


def test_a_full_disk_keeps_all_three_answers() -> None:
    bench = Bench(batch_limit=2)
    tries: list[int] = []

    def full_at_first(method: str, when: str) -> None:
        if (method, when) == ("record", "before"):
            tries.append(len(tries))
            if len(tries) <= 2:
                raise StoreProblem("The disk is full")

    bench.journal.on_commit = full_at_first
    outcomes = execute(bench, [bench.invoice(number) for number in range(6)])
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert len(bench.world.books.made) == 6
    assert bench.released == 1


def test_a_disk_that_stays_full_stops_all_and_keeps_all_for_later() -> None:
    bench = Bench(batch_limit=2)
    full = [True]

    def stays_full(method: str, when: str) -> None:
        if (method, when) == ("record", "before") and full[0]:
            raise StoreProblem("The disk is full")

    bench.journal.on_commit = stays_full
    operations = [bench.invoice(number) for number in range(6)]
    engine = Engine(replace(bench.context("copy"), pool=lambda workers: Together(nothing)))
    outcomes = engine.execute("run", operations, Stop(), bench.events.append)
    assert outcomes.paused is not None
    assert isinstance(outcomes.paused.problem, StoreProblem)
    assert {bench.record(one).state for one in operations} == {S.SENDING}
    full[0] = False
    bench.clock.pass_time(1)
    engine.resume(None, Stop(), bench.events.append)
    assert {bench.record(one).state for one in operations} == {S.DONE}
    assert len(bench.world.books.made) == 6


def stopped_after_three(bench: Bench, meanwhile: Callable[[], object] = nothing) -> tuple[list[Operation], Outcomes]:
    stop = Stop()
    operations = [bench.invoice(number) for number in range(60)]

    def press() -> None:
        stop.cancel()
        meanwhile()

    engine = Engine(replace(bench.context("copy"), pool=lambda workers: Together(press)))
    return operations, engine.execute("run", operations, stop, bench.events.append)


def test_what_a_stopped_run_has_not_sent_is_cancelled_in_one_writing() -> None:
    bench = Bench(batch_limit=2)
    writings: list[str] = []
    bench.journal.on_commit = lambda method, when: writings.append(method) if when == "after" else None
    operations, outcomes = stopped_after_three(bench)
    assert outcomes.cancelled
    states = [record.state for record in outcomes.records]
    assert (states.count(S.CONFIRMED), states.count(S.CANCELLED)) == (6, 54)
    assert writings.count("record") == 2  # the answers, and what is cancelled
    assert {bench.record(one).reason for one in operations[6:]} == {"stopped"}
    assert len(bench.world.books.made) == 6


def test_one_that_another_copy_has_at_hand_does_not_keep_the_rest_from_being_cancelled() -> None:
    bench = Bench(batch_limit=2)
    others: list[str] = []

    def left_by_others() -> None:
        held = [record.operation.id for record in bench.journal.records(states=[S.PLANNED])]
        others.extend(held[-1:])
        bench.journal.record([Change(others[0], S.REVIEW, "decision", reason="left")], bench.clock.now())

    _, outcomes = stopped_after_three(bench, left_by_others)
    states = {record.operation.id: record.state for record in outcomes.records}
    assert states[others[0]] is S.REVIEW
    assert list(states.values()).count(S.CANCELLED) == 53

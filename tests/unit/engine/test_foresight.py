"""The last look at what follows is asked while requests are under way, and says no less than one that is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

from app.domain.answer import Attempt, GuardOutcome, GuardResult
from app.domain.errors import RemoteProblem
from app.domain.operation import Operation, OperationKind, OperationState, Ready
from app.domain.run import Stop
from app.engine.board import Board
from app.engine.checks import Checks
from app.engine.context import threads
from app.engine.engine import Engine
from app.engine.events import unheard
from app.engine.foresight import Foresight
from app.engine.freshness import Freshness
from app.engine.lanes import Gate, Lane
from app.engine.recording import Recorder
from app.ports.operations import Prepared
from tests.unit.engine.bench import Bench

S = OperationState
CLEAR = GuardResult(GuardOutcome.CLEAR)


class Later(Executor):
    """Keeps what it is given to do; the test says when it is done and with what."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        del fn, args, kwargs
        self.futures.append(Future())
        return self.futures[-1]


def asked_of(bench: Bench) -> list[list[str]]:
    """The references that each call of the source was about, as they come."""
    asked: list[list[str]] = []
    guard = bench.guard.__call__

    def noted(operations: Sequence[Operation], stop: Stop) -> Mapping[str, GuardResult]:
        asked.append([operation.reference for operation in operations])
        return guard(operations, stop)

    bench.guard = noted  # type: ignore[assignment]
    bench.engine = bench.engine_of("copy-1")
    return asked


def test_requests_go_on_while_the_source_is_asked_about_what_follows() -> None:
    bench = Bench(batch_limit=2)
    guard, send, lock = bench.guard.__call__, bench.invoices.send, threading.Lock()
    asked, sent_meanwhile, waited = [0], threading.Event(), []

    def slow(operations: Sequence[Operation], stop: Stop) -> Mapping[str, GuardResult]:
        asked[0] += 1
        if asked[0] == 2:
            waited.append(sent_meanwhile.wait(20))
        return guard(operations, stop)

    def noted(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        if asked[0] == 2:
            sent_meanwhile.set()
        with lock:
            return send(prepared, members, key, stop)

    bench.guard = slow  # type: ignore[assignment]
    bench.invoices.send = noted  # type: ignore[method-assign]
    engine = Engine(replace(bench.context("copy"), pool=threads))
    outcomes = engine.execute("run", [bench.invoice(number) for number in range(12)], Stop())
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert (waited, asked) == ([True], [2])


def test_nothing_is_asked_about_twice() -> None:
    bench = Bench(batch_limit=2)
    asked = asked_of(bench)
    bench.execute(*[bench.invoice(number) for number in range(30)])
    everything = [reference for call in asked for reference in call]
    assert sorted(everything, key=int) == [str(number) for number in range(30)]
    assert len(asked) == 5  # six at a time, three requests of two, until the pace is known


def test_what_was_voided_is_not_sent_though_it_was_asked_about_ahead() -> None:
    bench = Bench(batch_limit=2)
    bench.guard.outcomes["10"] = GuardOutcome.VOIDED
    outcomes = bench.execute(*[bench.invoice(number) for number in range(12)])
    states = {record.operation.reference: record.state for record in outcomes.records}
    assert states.pop("10") is S.CANCELLED
    assert set(states.values()) == {S.DONE}
    assert len(bench.world.books.made) == 11


def test_a_look_ahead_that_fails_is_asked_again_when_its_answer_is_needed() -> None:
    bench = Bench(batch_limit=2)
    asked, guard = asked_of(bench), bench.guard

    def failing_once(operations: Sequence[Operation], stop: Stop) -> Mapping[str, GuardResult]:
        answers = guard(operations, stop)
        if len(asked) == 2:
            raise RemoteProblem("The source did not answer.", code="unavailable")
        return answers

    bench.guard = failing_once  # type: ignore[assignment]
    bench.engine = bench.engine_of("copy-1")
    outcomes = bench.execute(*[bench.invoice(number) for number in range(12)])
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert asked[1] == asked[2] == [str(number) for number in range(6, 12)]


def test_an_earlier_look_never_hides_what_a_later_one_found() -> None:
    bench, pool = Bench(batch_limit=2), Later()
    context = bench.context("copy")
    board = Board(context, Recorder(bench.journal, bench.clock, None), unheard)
    records = bench.journal.plan([bench.invoice(number) for number in range(6)], bench.clock.now())
    board.add(records)
    (first, *rest) = [record.operation.id for record in records]
    lane = Lane(("ledger", OperationKind.POST_INVOICE), bench.invoices, bench.guard, Gate("ledger"))
    for one in rest:
        lane.push(one)
    checks = Checks(context, board, Freshness(context, board, {}), Foresight(pool), Stop())

    checks.look_ahead(lane)
    bench.clock.pass_time(1.0)
    bench.guard.outcomes["2"] = GuardOutcome.VOIDED
    assert checks.clear(lane, [first]).clear == (first,)  # asks about those that follow as well
    pool.futures[0].set_result(dict.fromkeys(rest, CLEAR))
    assert checks.clear(lane, rest).clear == tuple(one for one in rest if one != rest[1])
    assert board[rest[1]].state is S.CANCELLED

"""Requests overlap in real threads, up to what the handler allows, and the journal is touched by the caller's thread alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from app.domain.answer import Attempt
from app.domain.operation import OperationState, Ready
from app.domain.run import Stop
from app.engine.context import threads
from app.engine.engine import Engine
from app.ports.operations import Prepared
from tests.unit.engine.bench import Bench


def test_three_requests_are_under_way_at_once() -> None:
    bench = Bench(batch_limit=2)
    meet, numbers = threading.Barrier(3, timeout=20), count()
    send, lock = bench.invoices.send, threading.Lock()
    journal_threads: set[int] = set()

    def together(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        if next(numbers) < meet.parties:  # how many are kept under way later depends on how fast answers come
            meet.wait()
        with lock:
            return send(prepared, members, key, stop)

    def note(method: str, when: str) -> None:
        journal_threads.add(threading.get_ident())

    bench.invoices.send = together  # type: ignore[method-assign]
    bench.journal.on_commit = note
    engine = Engine(replace(bench.context("copy"), pool=threads))
    outcomes = engine.execute("run", [bench.invoice(number) for number in range(12)], Stop())
    assert {record.state for record in outcomes.records} == {OperationState.DONE}
    assert len(bench.world.books.made) == 12
    assert journal_threads == {threading.get_ident()}


def test_tending_leaves_a_running_execution_alone() -> None:
    bench = Bench()
    send = bench.invoices.send
    tended: list[int] = []

    def while_sending(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        tended.append(len(bench.engine.tend(Stop()).records))
        return send(prepared, members, key, stop)

    bench.invoices.send = while_sending  # type: ignore[method-assign]
    bench.execute(bench.invoice(1))
    assert tended == [0]


def test_waiting_for_a_slow_answer_costs_nothing() -> None:
    """One answer is in and would be read back; the other takes its time: nobody turns round in circles meanwhile."""
    bench = Bench(batch_limit=1)
    send, lock, reads = bench.invoices.send, threading.Lock(), [0]
    steady = bench.clock.monotonic

    def counted() -> float:
        reads[0] += 1
        return steady()

    def unequally(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        if members[0].operation.reference == "1":
            threading.Event().wait(0.4)
        with lock:
            return send(prepared, members, key, stop)

    bench.clock.monotonic = counted  # type: ignore[method-assign]
    bench.invoices.send = unequally  # type: ignore[method-assign]
    engine = Engine(replace(bench.context("copy"), pool=threads))
    outcomes = engine.execute("run", [bench.invoice(number) for number in range(3)], Stop())
    assert {record.state for record in outcomes.records} == {OperationState.DONE}
    assert bench.world.calls["read_back"] == 1
    assert reads[0] < 400


def test_a_paused_run_goes_on_where_it_was() -> None:
    bench = Bench(batch_limit=1)
    bench.invoices.concurrency = 1
    run_stop, send = Stop(), bench.invoices.send

    def pausing(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        if members[0].operation.reference == "0":
            run_stop.pause()
            threading.Timer(0.2, run_stop.go_on).start()
        else:
            assert not run_stop.is_paused
        return send(prepared, members, key, stop)

    bench.invoices.send = pausing  # type: ignore[method-assign]
    outcomes = bench.execute(bench.invoice(0), bench.invoice(1), stop=run_stop)
    assert {record.state for record in outcomes.records} == {OperationState.DONE}

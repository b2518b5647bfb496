"""Requests overlap in real threads, up to what the handler allows, and the journal is touched by the caller's thread alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from app.domain.answer import Attempt
from app.domain.operation import OperationState, Ready
from app.domain.run import Stop
from app.engine.context import threads
from app.engine.engine import Engine
from app.ports.operations import Prepared
from tests.unit.engine.bench import Bench


def test_three_requests_are_under_way_at_once() -> None:
    bench = Bench(batch_limit=2)
    meet = threading.Barrier(3, timeout=20)
    send, lock = bench.invoices.send, threading.Lock()
    journal_threads: set[int] = set()

    def together(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
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

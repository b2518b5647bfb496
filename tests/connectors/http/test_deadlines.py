"""Deadlines of many requests, watched by one thread."""

from __future__ import annotations

import threading
from time import monotonic

from app.connectors.http.deadlines import Watcher
from tests.support.silence import LogWatch

PATIENCE = 10.0


def test_each_is_called_at_its_time_whatever_came_before_it() -> None:
    watcher, over, all_over = Watcher(), [], threading.Event()

    def called(name: str) -> None:
        over.append((name, monotonic()))
        if len(over) == 3:
            all_over.set()

    begun = monotonic()
    watcher.after(0.3, lambda: called("late"))
    watcher.after(0.1, lambda: called("early"))
    watcher.after(0.2, lambda: called("between"))
    assert all_over.wait(PATIENCE)
    assert [name for name, _ in over] == ["early", "between", "late"]
    assert all(at - begun >= least for (_, at), least in zip(over, (0.1, 0.2, 0.3), strict=True))


def test_one_that_was_taken_back_is_never_called() -> None:
    watcher, over, later = Watcher(), [], threading.Event()
    taken = watcher.after(0.05, lambda: over.append("taken back"))
    watcher.take_back(taken)
    watcher.after(0.15, later.set)
    assert later.wait(PATIENCE)
    assert over == []
    watcher.take_back(taken)  # again, as of one that has come meanwhile


def test_an_earlier_one_wakes_a_watcher_that_waits_for_a_later_one() -> None:
    watcher, over = Watcher(), threading.Event()
    late = watcher.after(3600.0, over.set)
    watcher.after(0.05, over.set)
    assert over.wait(PATIENCE)
    watcher.take_back(late)


def test_one_thread_watches_over_all() -> None:
    watcher, over = Watcher(), threading.Event()
    before = threading.active_count()
    many = [watcher.after(3600.0, over.set) for _ in range(500)]
    assert threading.active_count() == before + 1
    for each in many:
        watcher.take_back(each)
    watcher.after(0.01, over.set)
    assert over.wait(PATIENCE)


def test_no_thread_is_left_when_nothing_is_waited_for() -> None:
    watcher, over = Watcher(), threading.Event()
    before = set(threading.enumerate())
    for _ in range(3):
        one, other = watcher.after(3600.0, over.set), watcher.after(3600.0, over.set)
        (thread,) = set(threading.enumerate()) - before
        watcher.take_back(one)
        assert thread.is_alive()
        watcher.take_back(other)
        thread.join(PATIENCE)
        assert not thread.is_alive()
    watcher.after(0.01, over.set)
    assert over.wait(PATIENCE)


def test_one_that_fails_does_not_keep_the_others_from_being_called(expected_logs: LogWatch) -> None:
    expected_logs.expect("app.connectors.http.deadlines", "failed")
    watcher, over = Watcher(), threading.Event()

    def failing() -> None:
        raise ValueError("this one fails")

    watcher.after(0.01, failing)
    watcher.after(0.05, over.set)
    assert over.wait(PATIENCE)

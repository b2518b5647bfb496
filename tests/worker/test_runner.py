"""Tasks: order, lanes, endings, cancel, pause, calm progress, and an end that says what is left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import ExpectedProblem
from app.domain.plan import DocumentState
from app.domain.run import DocumentEvent, Progress
from app.worker.handle import TaskHandle
from app.worker.runner import TaskRunner
from app.worker.tasks import CrashReport, Lane, TaskContext
from tests.support.silence import LogWatch


class Ear:
    """Notes what a handle says, in order."""

    def __init__(self, handle: TaskHandle) -> None:
        self.heard: list[tuple[str, object]] = []
        self.threads: set[int] = set()
        handle.progress.connect(lambda value: self._note("progress", value))
        handle.arrived.connect(lambda value: self._note("arrived", value))
        handle.succeeded.connect(lambda value: self._note("succeeded", value))
        handle.failed.connect(lambda value: self._note("failed", value))
        handle.crashed.connect(lambda value: self._note("crashed", value))
        handle.cancelled.connect(lambda: self._note("cancelled", None))
        handle.finished.connect(lambda: self._note("finished", None))

    def _note(self, what: str, value: object) -> None:
        self.heard.append((what, value))
        self.threads.add(threading.get_ident())

    @property
    def words(self) -> list[str]:
        return [what for what, _ in self.heard]

    def values(self, what: str) -> list[object]:
        return [value for said, value in self.heard if said == what]


def wait_end(qtbot: QtBot, *handles: TaskHandle) -> None:
    qtbot.waitUntil(lambda: all(handle.is_finished for handle in handles), timeout=20_000)


def test_writing_tasks_run_one_at_a_time_in_order(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[str] = []

    def noting(name: str) -> Callable[[TaskContext], str]:
        def work(context: TaskContext) -> str:
            seen.append(f"{name} begins")
            context.stop.wait(0.01)
            seen.append(f"{name} ends")
            return name

        return work

    handles = [runner.submit(noting(str(number)), name=str(number)) for number in range(5)]
    assert runner.busy
    wait_end(qtbot, *handles)
    assert seen == [f"{number} {what}" for number in range(5) for what in ("begins", "ends")]
    qtbot.waitUntil(lambda: not runner.busy)


def test_reading_goes_on_while_a_task_writes(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = threading.Event()
    writing = runner.submit(lambda context: gate.wait(20), name="send")
    reading = runner.submit(lambda context: "found", name="look for a contact", lane=Lane.READ)
    ear = Ear(reading)
    wait_end(qtbot, reading)
    assert ear.values("succeeded") == ["found"]
    assert not writing.is_finished
    gate.set()
    wait_end(qtbot, writing)


def test_everything_is_said_on_the_windows_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    def work(context: TaskContext) -> int:
        context.report(Progress("Reading", 1, 2))
        context.arrived((1, 2))
        return threading.get_ident()

    ear = Ear(handle := runner.submit(work, name="read"))
    wait_end(qtbot, handle)
    assert ear.threads == {threading.get_ident()}
    assert ear.values("succeeded") != [threading.get_ident()]
    assert ear.words == ["arrived", "progress", "succeeded", "finished"]


def test_a_foreseen_problem_is_told_without_the_tasks_data(qtbot: QtBot, runner: TaskRunner) -> None:
    def work(context: TaskContext) -> None:
        try:
            raise OSError("connection lost")
        except OSError as reason:
            raise ExpectedProblem("Xero does not answer.") from reason

    ear = Ear(handle := runner.submit(work, name="search"))
    wait_end(qtbot, handle)
    (problem,) = ear.values("failed")
    assert isinstance(problem, ExpectedProblem)
    assert problem.sentence == "Xero does not answer."
    assert problem.__traceback__ is None
    assert problem.__cause__ is not None
    assert problem.__cause__.__traceback__ is None


def test_a_defect_becomes_a_report_without_secrets_or_locals(
    qtbot: QtBot, runner: TaskRunner, expected_logs: LogWatch
) -> None:
    expected_logs.expect("app.worker", "ended by a defect: KeyError")

    def work(context: TaskContext) -> None:
        hidden = "value of a local"
        raise KeyError(f"s3cret {len(hidden)}")

    ear = Ear(handle := runner.submit(work, name="send"))
    after = runner.submit(lambda context: "still works", name="next")
    wait_end(qtbot, handle, after)
    (report,) = ear.values("crashed")
    assert isinstance(report, CrashReport)
    assert report.kind == "KeyError"
    assert "in work" in report.text
    assert "s3cret" not in report.text
    assert "value of a local" not in report.message
    assert ear.words == ["crashed", "finished"]


def test_cancel_wakes_a_waiting_task_and_is_silent(qtbot: QtBot, runner: TaskRunner) -> None:
    def work(context: TaskContext) -> None:
        context.stop.wait(30)
        context.stop.check()

    ear = Ear(handle := runner.submit(work, name="search"))
    with qtbot.waitSignal(handle.started):
        pass
    started = time.monotonic()
    handle.cancel()
    assert handle.is_cancelling
    wait_end(qtbot, handle)
    assert time.monotonic() - started < 5
    assert ear.words == ["cancelled", "finished"]


def test_what_is_to_be_done_has_a_name_from_the_first_moment(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = threading.Event()
    handles = [runner.submit(lambda context: gate.wait(20), name=name) for name in ("first", "second")]
    assert runner.names == ("first", "second")
    qtbot.waitUntil(lambda: runner.current is handles[0])
    assert runner.names == ("first", "second")
    gate.set()
    wait_end(qtbot, *handles)
    assert not runner.names


def test_a_task_that_waits_for_its_turn_is_cancelled_at_once(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = threading.Event()
    first = runner.submit(lambda context: gate.wait(20), name="first")
    ran: list[bool] = []
    second = runner.submit(lambda context: ran.append(True), name="second")
    qtbot.waitUntil(lambda: runner.current is first)
    assert list(runner.waiting) == ["second"]
    second.cancel()
    wait_end(qtbot, second)
    assert not first.is_finished
    assert list(runner.waiting) == []
    gate.set()
    wait_end(qtbot, first)
    assert ran == []


def test_pause_starts_nothing_new_until_go_on(qtbot: QtBot, runner: TaskRunner) -> None:
    steps: list[int] = []

    def work(context: TaskContext) -> None:
        for number in range(100):
            context.stop.check()
            steps.append(number)
            context.stop.wait(0.01)

    handle = runner.submit(work, name="send")
    qtbot.waitUntil(lambda: len(steps) > 2)
    handle.pause()
    assert handle.is_paused
    qtbot.wait(50)
    reached = len(steps)
    qtbot.wait(100)
    assert len(steps) <= reached + 1
    handle.go_on()
    wait_end(qtbot, handle)
    assert len(steps) == 100


def event(number: int) -> DocumentEvent:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return DocumentEvent(at, str(number), f"INV-{number}", "Harbour Cafe", DocumentState.SENT, "Sent")


def test_progress_is_calm_and_no_event_is_lost(qtbot: QtBot, runner: TaskRunner) -> None:
    def work(context: TaskContext) -> None:
        for number in range(6000):
            context.report(Progress("Sending", number + 1, 6000, events=(event(number),)))
            if number % 1000 == 0:
                context.stop.wait(0.06)

    started = time.monotonic()
    ear = Ear(handle := runner.submit(work, name="send"))
    wait_end(qtbot, handle)
    lasted = time.monotonic() - started
    said = [value for value in ear.values("progress") if isinstance(value, Progress)]
    assert 1 <= len(said) <= lasted * 10 + 2
    assert said[-1].done == 6000
    assert [e.document_id for progress in said for e in progress.events] == [str(number) for number in range(6000)]


def test_six_thousand_signals_do_not_wear_the_interpreter_out(qtbot: QtBot, runner: TaskRunner) -> None:
    """PySide6 6.12.0 took a reference too many at each emit and ended the process before the thousandth."""
    handle = runner.submit(lambda context: None, name="count")
    heard: list[object] = []
    handle.progress.connect(heard.append)
    wait_end(qtbot, handle)
    for value in (True, None, False):
        for _ in range(2000):
            handle.progress.emit(value)
    assert len(heard) == 6000


def test_batches_come_whole_and_in_small_portions(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = threading.Event()

    def work(context: TaskContext) -> None:
        context.arrived(tuple(range(1000)))
        gate.wait(20)
        context.arrived((1000, 1001))

    ear = Ear(handle := runner.submit(work, name="search"))
    qtbot.waitUntil(lambda: len(ear.values("arrived")) >= 3)
    gate.set()
    wait_end(qtbot, handle)
    batches = [batch for batch in ear.values("arrived") if isinstance(batch, tuple)]
    assert [thing for batch in batches for thing in batch] == list(range(1002))
    assert max(len(batch) for batch in batches) <= 400


def test_a_released_handle_says_nothing_more(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = threading.Event()

    def work(context: TaskContext) -> str:
        context.report(Progress("Reading"))
        gate.wait(20)
        return "late"

    ear = Ear(handle := runner.submit(work, name="search"))
    with qtbot.waitSignal(handle.started):
        pass
    handle.release()
    ear.heard.clear()
    gate.set()
    wait_end(qtbot, handle)
    qtbot.wait(150)
    assert ear.heard == []


def test_the_window_keeps_its_time_while_a_task_computes(qtbot: QtBot, runner: TaskRunner) -> None:
    def work(context: TaskContext) -> int:
        total = 0
        while not context.stop.is_cancelled:
            total += sum(range(200))
        return total

    handle = runner.submit(work, name="plan")
    gaps: list[float] = []
    last = time.monotonic()
    for _ in range(50):
        qtbot.wait(1)
        now = time.monotonic()
        gaps.append(now - last)
        last = now
    handle.cancel()
    wait_end(qtbot, handle)
    assert sorted(gaps)[len(gaps) // 2] < 0.05


def test_close_cancels_waits_and_says_what_is_left(qtbot: QtBot) -> None:
    runner = TaskRunner()
    gate = threading.Event()
    stubborn = runner.submit(lambda context: gate.wait(20), name="send 3 invoices")
    patient = runner.submit(lambda context: None, name="search")
    with qtbot.waitSignal(stubborn.started):
        pass
    assert runner.close(50) == ("send 3 invoices",)
    gate.set()
    assert runner.close(5000) == ()
    wait_end(qtbot, stubborn, patient)
    ear = Ear(late := runner.submit(lambda context: pytest.fail("ran after the end"), name="late"))
    wait_end(qtbot, late)
    assert ear.words == ["cancelled", "finished"]

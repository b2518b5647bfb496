"""The longest stall of the window's thread while the real window sends ten thousand invoices, and what that takes in memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.documents import SearchCriteria
from app.ui.screens.route import RouteScreen
from app.ui.style import apply_theme, theme
from app.ui.window import MainWindow
from app.worker.interpreter import settle_interpreter
from app.worker.office import Office
from app.worker.runner import TaskRunner
from tests.benchmarks.measure import Figure, memory, practice

INVOICES = 10_000
EVERY = 5
IDLE = 3.0  # seconds of the window at rest, to tell how much the machine itself stalls
PATIENCE = 240.0


class Queue:
    """How long this thread has been ready to run and had no processor; nothing where the system does not tell.

    The file stays open: each call that opens or closes one lets go of the interpreter, and would add to the waits that are measured.
    """

    def __init__(self) -> None:
        place = Path("/proc/thread-self/schedstat")
        self._file = os.open(place, os.O_RDONLY) if place.exists() else -1

    def seconds(self) -> float:
        """So far."""
        return int(os.pread(self._file, 128, 0).split()[1]) / 1e9 if self._file >= 0 else 0.0


class Pulse(QObject):
    """Beats every five milliseconds on the window's thread and keeps the longest pause between two beats, by phase.

    `own` is the processor time that this thread itself used in that pause, `queued` how long it was ready to go on and waited for a
    processor, whoever used them; the rest of the pause it waited for the interpreter, or slept.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest: dict[str, float] = {}
        self.own: dict[str, float] = {}
        self.queued: dict[str, float] = {}
        self.phase = ""
        self._queue = Queue()
        self._last, self._used, self._waited = perf_counter(), thread_time(), self._queue.seconds()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def begin(self, phase: str) -> None:
        """From now on pauses belong to this phase."""
        self.phase = phase
        self.longest.setdefault(phase, 0.0)
        self._last, self._used, self._waited = perf_counter(), thread_time(), self._queue.seconds()

    def _beat(self) -> None:
        now, used, waited = perf_counter(), thread_time(), self._queue.seconds()
        stall = (now - self._last) * 1000 - EVERY
        if self.phase and stall > self.longest[self.phase]:
            self.longest[self.phase] = stall
            self.own[self.phase], self.queued[self.phase] = (used - self._used) * 1000, (waited - self._waited) * 1000
        self._last, self._used, self._waited = now, used, waited

    def causes(self, phase: str) -> str:
        """Of the longest pause."""
        return f"{self.own[phase]:.0f} ms the window's own work, {self.queued[phase]:.0f} ms waiting for a processor"


def wait_until(true: Callable[[], bool]) -> None:
    """Let the window live until something is so, in an event loop as the program's own; AssertionError when it does not come."""
    if true():
        return
    until, loop, watch = perf_counter() + PATIENCE, QEventLoop(), QTimer()
    watch.timeout.connect(lambda: loop.quit() if true() or perf_counter() > until else None)
    watch.start(EVERY)
    loop.exec()
    watch.stop()
    assert perf_counter() < until, "the window did not come so far"


def rest(seconds: float) -> None:
    """Let the window live for so long."""
    begun = perf_counter()
    wait_until(lambda: perf_counter() - begun > seconds)


def figures() -> list[Figure]:
    """Search, review and send in the real window with its real worker."""
    with practice(INVOICES) as desk:
        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        apply_theme(application, theme())
        office = Office(TaskRunner(), desk.ferry.desks)
        window = MainWindow(office, desk.ferry.desks.clock.now)
        window.show()
        settle_interpreter()
        try:
            pulse, loaded = _ride(window)
        finally:
            wait_until(lambda: not office.close(5_000))
            window.deleteLater()
            application.processEvents()
        assert len(desk.control.booked()) == INVOICES
    own = {phase: pulse.causes(phase) for phase in pulse.own}
    idle = f"{pulse.longest['idle']:.0f} ms in the idle window"
    return [
        Figure("Longest stall while sending", pulse.longest["send"], "ms", 50, note=f"{own['send']}; {idle}"),
        Figure("Longest stall while searching", pulse.longest["search"], "ms", note=own["search"]),
        Figure("Longest stall while the plan is shown", pulse.longest["review"], "ms", note=own["review"]),
        Figure("Longest stall as the run ends", pulse.longest["end"], "ms", note=own["end"]),
        Figure("Memory with 10,000 invoices loaded", loaded, "MB"),
    ]


def _ride(window: MainWindow) -> tuple[Pulse, float]:
    wait_until(lambda: isinstance(window.stack.currentWidget(), RouteScreen))
    page = window.stack.currentWidget()
    assert isinstance(page, RouteScreen)
    pulse = Pulse()
    rest(1.0)  # until the first page is painted
    pulse.begin("idle")
    rest(IDLE)
    pulse.begin("search")
    searched: list[bool] = []
    page.flow.searched.connect(lambda: searched.append(True))
    page.start_search(SearchCriteria())
    wait_until(lambda: bool(searched))
    pulse.begin("review")
    wait_until(lambda: len(page.review.table.tally.chosen) == INVOICES and not page.flow.is_busy)
    loaded = memory()
    pulse.begin("send")
    page.start_sync(page.review.table.tally.chosen)
    wait_until(lambda: page.sending.is_running)
    wait_until(lambda: len(page.sending._live._events) == INVOICES)
    pulse.begin("end")
    wait_until(lambda: not page.sending.is_running)
    rest(1.0)
    pulse.begin("")
    return pulse, loaded


if __name__ == "__main__":
    for figure in figures():
        print(figure.row())

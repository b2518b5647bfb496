"""Tending in the background: open operations are looked up every minute while nothing else is under way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from app.worker.handle import TaskHandle
from app.worker.interpreter import collect_when_idle
from app.worker.runner import TaskRunner
from app.worker.tasks import Lane, TaskContext

EVERY = 60_000
IDLE = 5 * 60_000


class Tending(QObject):
    """A calm timer. It never waits in the queue behind a person's task, and never makes one wait for long: a cancel ends it."""

    def __init__(
        self,
        runner: TaskRunner,
        work: Callable[[TaskContext], object],
        tell: Callable[[object], None],
        every: int = EVERY,
    ) -> None:
        super().__init__()
        self._runner = runner
        self._work = work
        self._tell = tell
        self._handle: TaskHandle | None = None
        self._quiet = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(every)
        self._timer.timeout.connect(self._due)
        runner.queue_changed.connect(self._make_way)

    def start(self) -> None:
        """Look from now on."""
        self._quiet.start()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        if self._handle is not None:
            self._handle.cancel()

    def _due(self) -> None:
        if self._runner.busy or self._runner.is_busy(Lane.READ):
            return
        if self._quiet.hasExpired(IDLE):
            self._quiet.restart()
            collect_when_idle()
        handle = self._runner.submit(self._work, name="Look up what is open")
        handle.succeeded.connect(self._told)
        handle.finished.connect(self._over)
        self._handle = handle

    def _make_way(self) -> None:
        """A person's task waits: what is looked up now is looked up later."""
        if self._handle is not None and self._runner.waiting:
            self._handle.cancel()
        if self._runner.current is not None and self._runner.current is not self._handle:
            self._quiet.restart()

    def _told(self, news: object) -> None:
        if news is not None:
            self._tell(news)

    def _over(self) -> None:
        self._handle = None

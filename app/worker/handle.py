"""What a screen holds of a task that it has submitted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.domain.run import Stop
from app.worker.mailbox import Mailbox
from app.worker.tasks import Crashed, Ending, Failed, Lane, Succeeded, TaskContext

LOOK_EVERY = 100
"""Milliseconds between two looks into the mailbox: progress is calm, and cheap however often a task reports."""


def _under_way_already(handle: TaskHandle) -> bool:
    del handle
    return False


class TaskHandle(QObject):
    """One task as its screen sees it. Lives on the window's thread and signals there; made by `TaskRunner.submit` only.

    Exactly one of succeeded, failed, crashed and cancelled comes, then finished; progress and arrived come before. After `release`
    nothing comes any more. Connect bound methods of objects that live on the window's thread.
    """

    started = Signal()
    progress = Signal(object)
    """`Progress`, at most ten times a second; the last one always comes."""
    arrived = Signal(object)
    """A tuple of what has come in since the last one."""
    succeeded = Signal(object)
    failed = Signal(object)
    """`ExpectedProblem`"""
    crashed = Signal(object)
    """`CrashReport`"""
    cancelled = Signal()
    finished = Signal()

    _began = Signal()
    _settled = Signal(object)

    def __init__(self, name: str, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.lane = lane
        self.only_looks = lane is Lane.READ
        """Nothing is lost by its end: whoever closes the window is not asked about it."""
        self._stop = Stop()
        self._mailbox = Mailbox()
        self._released = False
        self._ending: Ending | None = None
        self._withdraw: Callable[[TaskHandle], bool] = _under_way_already
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        self._began.connect(self._on_began, Qt.ConnectionType.QueuedConnection)
        self._settled.connect(self._on_settled, Qt.ConnectionType.QueuedConnection)

    @property
    def context(self) -> TaskContext:
        """What the task works with."""
        return TaskContext(self._stop, self._mailbox.report, self._mailbox.arrived)

    @property
    def ending(self) -> Ending | None:
        """How it ended; None while it has not."""
        return self._ending

    @property
    def is_finished(self) -> bool:
        """Whether it has ended."""
        return self._ending is not None

    @property
    def is_paused(self) -> bool:
        """Whether it has been asked to wait."""
        return self._stop.is_paused

    @property
    def is_cancelling(self) -> bool:
        """Whether it has been asked to stop and has not ended yet."""
        return self._stop.is_cancelled and not self.is_finished

    def cancel(self) -> None:
        """Ask it to stop; what is under way is finished first. One that still waits for its turn ends at once."""
        self._stop.cancel()
        self._withdraw(self)

    def leave(self) -> None:
        """The program ends: as `cancel`, but what has not been sent waits for the next start."""
        self._stop.leave()
        self._withdraw(self)

    def pause(self) -> None:
        """Ask it to start nothing new."""
        self._stop.pause()

    def go_on(self) -> None:
        """End a pause."""
        self._stop.go_on()

    def release(self) -> None:
        """The screen no longer wants to hear of it; the task itself goes on."""
        self._released = True
        self._timer.stop()

    # --- for the runner

    def withdrawn_by(self, withdraw: Callable[[TaskHandle], bool]) -> None:
        """How to take it out of the queue while it still waits."""
        self._withdraw = withdraw

    def begin(self) -> None:
        """Called on the lane when its turn has come."""
        self._began.emit()

    def settle(self, ending: Ending) -> None:
        """Called on the lane, or by the runner, once."""
        self._settled.emit(ending)

    # --- on the window's thread

    def _on_began(self) -> None:
        if not self._released:
            self._timer.start()
            self.started.emit()

    def _look(self) -> None:
        things = self._mailbox.take_arrived()
        if things:
            self.arrived.emit(things)
        progress = self._mailbox.take_progress()
        if progress is not None and not self._released:
            self.progress.emit(progress)

    def _on_settled(self, ending: Ending) -> None:
        self._timer.stop()
        self._ending = ending
        self._withdraw = _under_way_already
        if not self._released:
            self._say_last()
        if not self._released:
            self._say(ending)
        if not self._released:
            self.finished.emit()

    def _say_last(self) -> None:
        things = self._mailbox.take_arrived(None)
        if things:
            self.arrived.emit(things)
        progress = self._mailbox.take_progress(None)
        if progress is not None:
            self.progress.emit(progress)

    def _say(self, ending: Ending) -> None:
        if isinstance(ending, Succeeded):
            self.succeeded.emit(ending.value)
        elif isinstance(ending, Failed):
            self.failed.emit(ending.problem)
        elif isinstance(ending, Crashed):
            self.crashed.emit(ending.report)
        else:
            self.cancelled.emit()

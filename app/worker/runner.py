"""The one way to run work in the background. Screens never make threads."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QObject, Signal

from app.worker.crash import Redact
from app.worker.handle import TaskHandle
from app.worker.lane import LaneThread
from app.worker.tasks import Lane, T, TaskContext, WasCancelled


def untouched(text: str) -> str:
    """A `Redact` where there are no secrets."""
    return text


class TaskRunner(QObject):
    """Two lanes: tasks that may change something run strictly one at a time, and tasks that only read run beside them.

    Made and used on the window's thread.
    """

    queue_changed = Signal()

    def __init__(self, redact: Redact = untouched, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {lane: LaneThread(redact) for lane in Lane}
        self._handles: dict[Lane, list[TaskHandle]] = {lane: [] for lane in Lane}
        self._closed = False
        self._lanes[Lane.WRITE].moved_on.connect(self._let_go_of_writing)
        self._lanes[Lane.READ].moved_on.connect(self._let_go_of_reading)
        for lane, thread in self._lanes.items():
            thread.setObjectName(f"lane-{lane.value}")
            thread.changed.connect(self.queue_changed)

    def submit(
        self, work: Callable[[TaskContext], T], *, name: str, lane: Lane = Lane.WRITE, only_looks: bool = False
    ) -> TaskHandle:
        """Queue a task. Its handle signals on the window's thread; nothing comes before control returns to the event loop.

        `only_looks`: it keeps its place in the order of the writing lane, and changes nothing anywhere that could be cut off.
        After `close` the task is not carried out; its handle says cancelled.
        """
        handle = TaskHandle(name, lane)
        handle.only_looks = handle.only_looks or only_looks
        if self._closed:
            handle.settle(WasCancelled())
            return handle
        thread = self._lanes[lane]
        handle.withdrawn_by(thread.withdraw)
        self._handles[lane].append(handle)
        thread.submit(work, handle)
        self.queue_changed.emit()
        return handle

    def _let_go_of_writing(self) -> None:
        self._let_go(Lane.WRITE)

    def _let_go_of_reading(self) -> None:
        self._let_go(Lane.READ)

    def _let_go(self, lane: Lane) -> None:
        self._handles[lane] = [handle for handle in self._handles[lane] if not handle.is_finished]

    @property
    def busy(self) -> bool:
        """Whether a task that may change something is under way or waits."""
        return self.is_busy(Lane.WRITE)

    @property
    def is_changing(self) -> bool:
        """Whether something is under way or waits whose end matters: an invoice on its way, a decision being kept."""
        return any(not handle.is_finished and not handle.only_looks for handle in self._handles[Lane.WRITE])

    def is_busy(self, lane: Lane) -> bool:
        """Whether a lane has a task under way or waiting."""
        thread = self._lanes[lane]
        return thread.current is not None or bool(thread.waiting)

    @property
    def current(self) -> TaskHandle | None:
        """The task on the writing lane."""
        return self._lanes[Lane.WRITE].current

    @property
    def waiting(self) -> tuple[str, ...]:
        """Names of the tasks that wait for the writing lane, in order."""
        return tuple(handle.name for handle in self._lanes[Lane.WRITE].waiting)

    @property
    def names(self) -> tuple[str, ...]:
        """The task on the writing lane, also while it is only about to begin, and those behind it."""
        return self._lanes[Lane.WRITE].names

    def close(self, milliseconds: int) -> tuple[str, ...]:
        """End everything without giving it up (`Stop.leave`) and wait for what is under way.

        Returns the names of tasks that have not ended in that time. Those still run: their thread must not be destroyed. Call it again to
        wait longer, or leave the process without clean-up; the journal is made for that.
        """
        self._closed = True
        for thread in self._lanes.values():
            thread.close()
        deadline = QDeadlineTimer(milliseconds)
        return tuple(self._left(thread) for thread in self._lanes.values() if not thread.wait(deadline))

    @staticmethod
    def _left(thread: LaneThread) -> str:
        return thread.current.name if thread.current else thread.objectName()

"""One thread that carries tasks, one after the other, in the order in which they came."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from threading import Condition

from PySide6.QtCore import QObject, QThread, Signal

from app.domain.errors import Cancelled, ExpectedProblem
from app.worker.crash import Redact, crash_report
from app.worker.handle import TaskHandle
from app.worker.tasks import Crashed, Ending, Failed, Succeeded, WasCancelled, Work

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[object]
    handle: TaskHandle


class LaneThread(QThread):
    """A lane. `submit`, `withdraw` and `close` are called on the window's thread; tasks run on this one."""

    changed = Signal()
    """A task has begun, or has left the lane, which then holds nothing of it any more."""
    moved_on = Signal()

    def __init__(self, redact: Redact, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._redact = redact
        self._jobs: deque[_Job] = deque()
        self._current: _Job | None = None
        self._wake = Condition()
        self._closing = False

    @property
    def current(self) -> TaskHandle | None:
        """The task under way."""
        job = self._current
        return job.handle if job else None

    @property
    def waiting(self) -> tuple[TaskHandle, ...]:
        """Those that wait for their turn, in order."""
        with self._wake:
            return tuple(job.handle for job in self._jobs)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the task under way and those that wait, at one moment."""
        with self._wake:
            first = () if self._current is None else (self._current.handle.name,)
            return (*first, *(job.handle.name for job in self._jobs))

    def submit(self, work: Work[object], handle: TaskHandle) -> None:
        """Queue a task."""
        with self._wake:
            self._jobs.append(_Job(work, handle))
            self._wake.notify()
        if not self.isRunning():
            self.start()

    def withdraw(self, handle: TaskHandle) -> bool:
        """Take a task out of the queue; False when its turn has come already."""
        with self._wake:
            found = next((job for job in self._jobs if job.handle is handle), None)
            if found is None:
                return False
            self._jobs.remove(found)
        handle.settle(WasCancelled())
        self._say_moved_on()
        return True

    def close(self) -> None:
        """End everything without giving it up; the thread ends when the task under way has ended."""
        for handle in self.waiting:
            handle.leave()
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self.current is not None:
            self.current.leave()

    def run(self) -> None:
        """Carry tasks until closed."""
        while (job := self._next()) is not None:
            job.handle.begin()
            self.changed.emit()
            ending = self._carry(job)
            self._current = None
            job.handle.settle(ending)
            del job, ending  # before the runner lets go of the handle, whose end belongs to the window's thread
            self._say_moved_on()

    def _say_moved_on(self) -> None:
        self.moved_on.emit()
        self.changed.emit()

    def _next(self) -> _Job | None:
        with self._wake:
            while not self._jobs and not self._closing:
                self._wake.wait()
            self._current = self._jobs.popleft() if self._jobs else None
            return self._current

    def _carry(self, job: _Job) -> Ending:
        context = job.handle.context
        try:
            context.stop.check()
            return Succeeded(job.work(context))
        except Cancelled:
            return WasCancelled()
        except ExpectedProblem as problem:
            return Failed(_without_frames(problem))
        except Exception as raised:  # a defect: told, never let through to end the lane
            report = crash_report(job.handle.name, raised, self._redact)
            LOG.error("task %s ended by a defect: %s\n%s", report.task, report.kind, report.stack)
            return Crashed(report)


def _without_frames(problem: ExpectedProblem) -> ExpectedProblem:
    """The problem without the frames it passed, which would keep the task's data and its handle alive."""
    each: BaseException | None = problem
    while each is not None:
        each.__traceback__ = None
        each = each.__cause__ or each.__context__
    return problem

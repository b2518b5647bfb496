"""Reads of different entities side by side: Autotask limits calls at once for each entity, not in all (apis/autotask.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, TypeVar

from app.domain.run import Stop

T = TypeVar("T")


class Crew:
    """A few threads for the length of one task; a context manager. Jobs never start jobs.

    With `at_once` 1 every job is done in the caller's thread as it is started, so that their order is always the same.
    """

    def __init__(self, stop: Stop, at_once: int) -> None:
        self._stop = stop
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="autotask") if at_once > 1 else None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def start(self, job: Callable[[], T]) -> Future[T]:
        """Begin one job; its result is asked of the future."""
        self._stop.check()
        return _done(job) if self._pool is None else self._pool.submit(job)

    def together(self, *jobs: Callable[[], Any]) -> list[Any]:
        """The results of all, in order. The first problem ends the waiting; what has not begun is left."""
        begun = [self.start(job) for job in jobs]
        _, open_ones = wait(begun, return_when=FIRST_EXCEPTION)
        for one in open_ones:
            one.cancel()
        failed = next((one for one in begun if one.done() and not one.cancelled() and one.exception()), None)
        if failed is not None:
            failed.result()
        return [one.result() for one in begun]


def _done(job: Callable[[], T]) -> Future[T]:
    """A job done here and now."""
    future: Future[T] = Future()
    try:
        future.set_result(job())
    except Exception as problem:  # whoever asks for the result gets it, as from a thread
        future.set_exception(problem)
    return future

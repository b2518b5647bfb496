"""The last look at what follows, asked in another thread while requests are under way: the lane need not stand still for its answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from app.domain.answer import GuardResult
from app.domain.errors import Cancelled, ExpectedProblem
from app.domain.operation import Operation
from app.domain.run import Stop
from app.engine.ages import Moment
from app.engine.context import Destination, Guard
from app.engine.lanes import Lane


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What was answered of these operations, asked at that moment."""

    ids: tuple[str, ...]
    answers: Mapping[str, GuardResult]
    asked_at: Moment


@dataclass(frozen=True, slots=True)
class _Asking:
    future: Future[Mapping[str, GuardResult]]
    ids: tuple[str, ...]
    asked_at: Moment


class Foresight:
    """One question for each lane at a time. One that fails is forgotten: whoever needs the answer asks again and hears why."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._asking: dict[Destination, _Asking] = {}

    def is_asking(self, lane: Lane) -> bool:
        """Whether an answer is still to come for this lane, or to be taken in."""
        return lane.destination in self._asking

    def ask(self, lane: Lane, guard: Guard, operations: Sequence[Operation], stop: Stop, now: Moment) -> None:
        """Ask about these in another thread."""
        ids = tuple(operation.id for operation in operations)
        self._asking[lane.destination] = _Asking(self._pool.submit(guard, operations, stop), ids, now)

    def heard(self, lane: Lane, needed: Collection[str] = ()) -> Foreseen | None:
        """What has been answered since; waits for it only when it is about one of `needed`."""
        asking = self._asking.get(lane.destination)
        if asking is None or not (asking.future.done() or any(one in needed for one in asking.ids)):
            return None
        del self._asking[lane.destination]
        try:
            return Foreseen(asking.ids, asking.future.result(), asking.asked_at)
        except (ExpectedProblem, Cancelled):
            return None

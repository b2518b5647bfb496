"""Rounds at :15 and :45: a calm timer that submits a round for every collection route that owes one, while nothing else is under way.

It looks twice a minute whether a mark has passed. So a machine that slept, or a clock that was set, owes one round, and one round catches
everything up; whether it is owed is remembered with the route, for the window and the command line alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from app.domain.collection.schedule import next_round
from app.domain.errors import AccessProblem, ExpectedProblem
from app.flows.collection.desk import CollectionDesk
from app.flows.collection.views import RoundResult
from app.worker.handle import TaskHandle
from app.worker.runner import TaskRunner
from app.worker.tasks import TaskContext

LOG = logging.getLogger(__name__)
LOOK_EVERY = 30_000


@dataclass(frozen=True, slots=True)
class RefusedRound:
    """A round that could not run because a sign-in has ended: a person has to do something about it."""

    route_id: str
    problem: AccessProblem


def nobody(_refused: RefusedRound) -> None:
    """Where nobody is told of refused rounds."""


class CollectionRounds(QObject):
    """Lives on the window's thread; only the rounds themselves run on the worker's."""

    def __init__(
        self,
        runner: TaskRunner,
        desk: CollectionDesk,
        tell: Callable[[RoundResult], None],
        now: Callable[[], datetime],
        *,
        every: int = LOOK_EVERY,
        refused: Callable[[RefusedRound], None] = nobody,
    ) -> None:
        super().__init__()
        self._refused = refused
        self._runner = runner
        self._desk = desk
        self._tell = tell
        self._now = now
        self._next: datetime | None = None
        self._handle: TaskHandle | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(every)
        self._timer.timeout.connect(self._due)

    def start(self) -> None:
        """Look from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more; a round that is under way ends early, with everything intact."""
        self._timer.stop()
        if self._handle is not None:
            self._handle.cancel()

    def _due(self) -> None:
        now = self._now()
        if self._handle is not None or self._runner.busy or (self._next is not None and now < self._next):
            return
        self._next = next_round(now)
        handle = self._runner.submit(self._play, name="Collection round")
        handle.succeeded.connect(self._told)
        handle.finished.connect(self._over)
        self._handle = handle

    def _play(self, context: TaskContext) -> tuple[RoundResult | RefusedRound, ...]:
        """A round of every route that owes one; a route that cannot be reached does not keep the others waiting."""
        told: list[RoundResult | RefusedRound] = []
        for route in self._desk.routes():
            if not self._desk.is_due(route.id):
                continue
            context.stop.check()
            try:
                told.append(self._desk.play_round(route.id, context.stop, context.report))
            except ExpectedProblem as problem:
                LOG.info("collection round of %s did not run: %s", route.id, problem.code)
                if isinstance(problem, AccessProblem):
                    told.append(RefusedRound(route.id, problem))
        return tuple(told)

    def _told(self, results: object) -> None:
        for result in results if isinstance(results, tuple) else ():
            if isinstance(result, RefusedRound):
                self._refused(result)
            elif result.did_anything:
                self._tell(result)

    def _over(self) -> None:
        self._handle = None

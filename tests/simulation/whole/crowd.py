"""Schedules in which two copies of the program get in each other's way as often as can be."""

from __future__ import annotations

from tests.simulation.whole.people import plan_doings
from tests.simulation.whole.program import Program
from tests.simulation.whole.story import Story


class Crowd(Story):
    """Two copies, more sleep and more people; while one copy stands still, the other also marks, takes back and settles what waits."""

    most_visits = 8

    def _draw_disturbances(self) -> None:
        super()._draw_disturbances()
        for program in self.programs:
            for _ in range(self.random.randint(0, 3)):
                self._plan_sleep(program)
        for at, words, doing in plan_doings(self.random, self.remote, self.wish.sales):
            self.clock.at(at, lambda words=words, doing=doing: self._somebody(words, doing))  # type: ignore[misc]

    def _work_a_while(self, program: Program) -> None:
        super()._work_a_while(program)
        if self.random.random() < 0.25:
            self._mark("run-1")
        if self.random.random() < 0.15:
            self._undo("run-1")
        if self.random.random() < 0.1:
            self._decide()

"""One run of all ten kinds of operations, killed at a step and again at a step of its recovery; the books say what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from app.domain.mapping import ArrivalStatus
from app.domain.operation import OperationKind, OperationState
from app.domain.run import Stop
from app.flows.export.operations import mark_operations, undo_operations
from app.store.database import Database
from tests.simulation.kill import Killed
from tests.simulation.whole.forms import Form
from tests.simulation.whole.mishaps import NONE
from tests.simulation.whole.oracle import violations
from tests.simulation.whole.papers import Wish, confirmed, way
from tests.simulation.whole.sales import SALES
from tests.simulation.whole.story import Story

K, S = OperationKind, OperationState
_POSTS = (K.POST_INVOICE, K.POST_CREDIT_NOTE)
_SALES = (
    SALES[1],
    SALES[4],
    SALES[5],
)  # a new contact, one to be linked, one to be brought back; an invoice among them


@dataclass(slots=True)
class Walk:
    """How a walk ended: the steps of the life after the last kill, where it was killed, what was done, and the rules it broke."""

    steps: int = 0
    places: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


class SteadyStory(Story):
    """A story in which nothing happens but the kills that are asked for."""

    def __init__(self, form: Form, database: Database, kills: list[int]) -> None:
        super().__init__(7, form, database)
        self.wish = Wish(
            _SALES, attach=True, link=True, arrival=ArrivalStatus.APPROVED, item=True, receipts=form.receipts
        )
        self.budget, self.record.lag, self.palette = 0, 0.0, [NONE]
        self._left = list(kills)
        self.programs = self.programs[:1]
        self.walk = Walk()

    def _run(self) -> None:
        """Send, mark, take back; started again after each kill, as a person would, from where the journal stands."""
        program = self.programs[0]
        self._arm()
        while True:
            try:
                self._whole_run()
                break
            except Killed:
                self.kills += 1
                self.walk.places.append(program.fate.last_step)
                program.fate.revive()
                self.clock.pass_time(30.0)
                program.start()
                self._arm()
        self.walk.steps = program.fate.steps

    def _arm(self) -> None:
        fate = self.programs[0].fate
        fate.steps = 0
        fate.die_at = self._left.pop(0) if self._left else None

    def _whole_run(self) -> None:
        """In a process that is killed, everything from its start on is done anew: recovery, then what the person asks for."""
        program, side = self.programs[0], self.remote.side
        self.record.owner = program.engine_owner
        program.engine.resume(None, Stop())
        program.engine.execute("run-1", confirmed(self.wish, "run-1", self.chance.uuid, side), Stop())
        self._settle()
        posts = [r for r in program.journal.records(run_id="run-1") if r.operation.kind in _POSTS]
        between = way("mark-1", self.chance.uuid, side)
        at = next((r.confirmed_at for r in posts if r.confirmed_at), self.clock.now()).replace(microsecond=0)
        if not program.journal.records(run_id="undo-1"):
            program.engine.execute("mark-1", mark_operations(posts, at, between), Stop())
            self._settle()
        marks = program.journal.records(run_id="mark-1")
        program.engine.execute("undo-1", undo_operations(marks, posts, way("undo-1", self.chance.uuid, side)), Stop())
        self._settle()
        self.undone.update(sale.number for sale in self.wish.sales)

    def _settle(self) -> None:
        """Look-ups until nothing is open."""
        program = self.programs[0]
        for _ in range(12):
            if not self._open():
                return
            self.clock.pass_time(600.0)
            program.engine.tend(Stop())
            for run_id in sorted({record.operation.run_id for record in self._open()}):
                program.engine.resume(run_id, Stop())


def walk(form: Form, database: Database, kills: list[int]) -> Walk:
    """One whole run with these kills, one in a life: at the n-th step of each."""
    story = SteadyStory(form, database, kills)
    story.run()
    found = story.walk
    found.done = Counter(f"{record.operation.kind} {record.state}" for record in story.records)
    found.broken = violations(story)
    return found

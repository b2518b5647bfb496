"""One seed of the whole program: what is sold, what people do, what goes wrong, and that it all comes to an end."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence

from app.domain.errors import AccessProblem, ExpectedProblem, StoreProblem
from app.domain.machine import Decision
from app.domain.mapping import ArrivalStatus
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.run import Stop
from app.engine.ages import Moment
from app.engine.outcomes import Outcomes
from app.flows.export.operations import mark_operations, may_be_marked_late, undo_operations
from app.store.database import Database
from tests.contract.books import MemorySecrets
from tests.simulation.kill import Killed
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Call, Network
from tests.simulation.whole.forms import MUCH_PATIENCE, Form
from tests.simulation.whole.mishaps import MISHAPS, NONE, Mishap
from tests.simulation.whole.papers import Wish, confirmed, way
from tests.simulation.whole.people import plan_doings, plan_item_doings
from tests.simulation.whole.program import LEDGER, Choices, KilledSecrets, Program
from tests.simulation.whole.record import Intents, WireRecord
from tests.simulation.whole.remote import Remote
from tests.simulation.whole.sales import SALES
from tests.support.time_and_chance import TestChance

K, S = OperationKind, OperationState
_POSTS = (K.POST_INVOICE, K.POST_CREDIT_NOTE)
_DOUBTFUL = (
    "reset before processing", "reset after processing", "read time-out, applied", "read time-out, applied later",
    "500, applied", "500, not applied", "504, applied later", "truncated body", "another shape", "duplicate delivery",
)  # fmt: skip
_UNENDED = tuple(state for state in S if not state.is_final)
LATEST = 900.0
"""Seconds after its sending until which something may land and show in lists: SETTLE, beyond which absence is believed."""


class Story:
    """Everything of one seed. `trace` is what happened, for comparing two runs of one seed."""

    most_visits = 3  # how often one copy works while the other stands still

    def __init__(self, seed: int, form: Form, database: Database, choices: Choices | None = None) -> None:
        """Draw what the seed fixes. `database` holds an empty journal and is not open yet."""
        self.seed = seed
        self.form = form
        self.random = random.Random(seed)
        self.clock = SimulatedClock()
        self.remote = Remote(self.clock, lambda clock: form.side(clock, seed))
        self.intents = Intents()
        self.record = WireRecord(self.remote, self.intents)
        self.record.lag = self.random.choice((0.0, 0.0, 0.0, 5.0, 120.0, 600.0))
        self.trace = self.record.lines
        self.seen: set[str] = set()  # what befell this schedule, by the names of `coverage`
        self.chance = TestChance(seed)
        self.database = database
        self.database.open()
        self.network = Network(
            tuple(self.remote.systems), self.clock, self.record, self._mishap,
            lambda: self.random.uniform(0.05, 0.8), self._lateness, self.remote.routes,
        )  # fmt: skip
        self.secrets = KilledSecrets()
        for name, value in self.remote.side.secrets().items():
            MemorySecrets.put(self.secrets, LEDGER, name, value)
        self.agreed: Counter[str] = Counter()  # how often a person decided to send again, by subject
        self.undone: set[str] = set()
        self.wish = self._draw_wish()
        self._draw_faults()
        usual = choices or Choices()
        self.choices = Choices(self.random.choice((1, 2, 50)), usual.safeguards, usual.bend, usual.nap_after)
        count = 2 if self.random.random() < 0.35 or usual.nap_after or form.crowded else 1
        self.programs = [self._program(f"copy-{number + 1}") for number in range(count)]
        self.records: list[OperationRecord] = []  # as they stand in the end
        self.kills = 0
        self.visits = 0

    def _program(self, name: str) -> Program:
        return Program(
            name, self.clock, self.remote, self.network, self.database, self.choices,
            chance=self.chance, secrets=self.secrets, intents=self.intents,
        )  # fmt: skip

    def _draw_wish(self) -> Wish:
        sales = tuple(self.random.sample(SALES, self.random.choice(self.form.how_many)))
        arrival = self.random.choice((ArrivalStatus.APPROVED, ArrivalStatus.APPROVED, ArrivalStatus.DRAFT))
        attach, link = self.random.random() < 0.2, self.random.random() < 0.6
        item = self.form.items > 0 and self.random.random() < self.form.items
        return Wish(sales, attach, link, arrival, item=item, receipts=self.form.receipts)

    # --- what goes wrong on the wire

    def _draw_faults(self) -> None:
        draw = self.random
        palette = draw.sample(sorted(MISHAPS), draw.randint(1, 6)) + draw.sample(_DOUBTFUL, draw.randint(1, 4))
        self.palette = [MISHAPS[name] for name in palette]
        self.weights = [draw.random() + 0.1 for _ in self.palette]
        self.budget = draw.choice((0, 2, 4, 8, 12))
        self.calm = False  # everything works from now on
        self.often = draw.choice((0.05, 0.2, 0.5))
        self.only_changes = draw.random() < 0.5

    def _mishap(self, call: Call) -> Mishap:
        if self.budget <= 0 or (self.only_changes and not call.changes) or self.random.random() >= self.often:
            return NONE
        self.budget -= 1
        mishap = self.random.choices(self.palette, self.weights)[0]
        if mishap.twice and not self.remote.side.can_tell_twice:
            return NONE
        self.seen.add(mishap.name)
        self.trace.append(f"{self.clock.monotonic():.3f} {mishap.name} befalls {call.name}")
        return mishap

    def _lateness(self, call: Call) -> float:
        del call
        return self.random.uniform(1, LATEST - self.record.lag)

    # --- the programs

    def act(self, program: Program, do: Callable[[Stop], Outcomes | None]) -> Outcomes | None:
        """One call of an engine, in a process that may be killed in it."""
        before, self.record.owner = self.record.owner, program.engine_owner
        at_work, program.busy = program.busy, True
        keyring, self.secrets.fate = self.secrets.fate, program.fate if self.form.kills_at_keyring else None
        stop = Stop()
        if self.random.random() < 0.03:
            self.seen.add("cancelled by the person")
            self.clock.at(self.random.uniform(0, 20), stop.cancel)
        try:
            outcomes = do(stop)
        except Killed:
            self.trace.append(f"{program.name} killed at {program.fate.last_step}")
            self.seen.add(f"killed at {program.fate.last_step}")
            self._revive(program)
            return None
        except StoreProblem as problem:
            self.trace.append(f"{program.name}: {problem.sentence}")
            return None
        finally:
            self.record.owner, program.busy, self.secrets.fate = before, at_work, keyring
        if outcomes is not None:
            self._told(program, outcomes)
        return outcomes

    def _told(self, program: Program, outcomes: Outcomes) -> None:
        states = " ".join(f"{r.operation.kind}:{r.operation.source_id}={r.state}" for r in outcomes.records)
        self.trace.append(f"{self.clock.monotonic():.3f} {program.name}: {states}")
        if outcomes.paused is not None and isinstance(outcomes.paused.problem, AccessProblem):
            self.trace.append(f"{program.name} signs in again: {outcomes.paused.problem.sentence}")
            self.seen.add("signed in again")
            program.sign_in_again()

    def _revive(self, program: Program) -> None:
        """The process is started again, sometimes after the machine."""
        self.kills += 1
        program.fate.revive()
        if self.kills < 4 and self.random.random() < 0.5:
            program.fate.die_at = program.fate.steps + self.random.randint(1, 60)
        self.clock.pass_time(self.random.choice((1, 30, 200, 320, 400, 700, 1200)))
        if self.random.random() < 0.3:
            self.seen.add("machine started again")
            program.clock.restart()
        if self.random.random() < 0.5:
            program.generation += 1
        program.start()
        self.act(program, lambda stop: program.engine.resume(None, stop))

    def _draw_disturbances(self) -> None:
        """Kills, sleep, the other copy coming in between, a full disk, a clock that is set, tokens that end, other people."""
        draw = self.random
        for program in self.programs:
            if draw.random() < 0.45:
                program.fate.die_at = draw.randint(1, 140)
            if draw.random() < 0.3:
                self._plan_sleep(program)
            if draw.random() < 0.15:
                self._plan_full_disk(program)
        if self.choices.nap_after:
            self.programs[0].fate.naps[self.choices.nap_after] = self._sleep_of(self.programs[0])
        if draw.random() < 0.15:
            self._later("clock is set", lambda: self._set_clock(draw.choice((-7200, -240, 240, 840, 7200))))
        if draw.random() < 0.3:
            self._later("access ends", self.remote.side.end_access)
        if draw.random() < 0.05:
            self._later("sign-in ends", self.remote.side.end_refresh)
        doings = plan_doings(draw, self.remote, self.wish.sales)
        doings += plan_item_doings(draw, self.remote) if self.wish.item else []
        for at, words, doing in doings:
            self.clock.at(at, lambda words=words, doing=doing: self._somebody(words, doing))  # type: ignore[misc]

    def _set_clock(self, shift: float) -> None:
        """Somebody sets the clock; once everything works, nobody does: with a clock that is far off nothing is sent, for ever."""
        if not self.calm:
            self.clock.set_wall(shift)

    def _later(self, name: str, happen: Callable[[], None]) -> None:
        def now() -> None:
            self.seen.add(name)
            happen()

        self.clock.at(self.random.uniform(0, 900), now)

    def _somebody(self, words: str, doing: Callable[[], None]) -> None:
        self.trace.append(f"{self.clock.monotonic():.3f} {words}")
        self.seen.add(words.rpartition(" ")[0])
        doing()

    def _plan_sleep(self, program: Program) -> None:
        program.fate.happenings.append((self.random.randint(1, 120), self._sleep_of(program)))

    def _sleep_of(self, program: Program) -> Callable[[], None]:
        seconds = self.random.choice((0.0, 8.0, 60.0, 400.0, 1300.0))

        def sleep() -> None:
            self.trace.append(f"{program.name} sleeps {seconds:.0f} s before {program.fate.last_step}")
            self.seen.add("put to sleep")
            program.clock.suspend(seconds, lambda: self._others_act(program))

        return sleep

    def _plan_full_disk(self, program: Program) -> None:
        start = self.random.randint(1, 80)

        def fill() -> None:
            program.journal.full = True
            self.seen.add("disk is full")

        program.fate.happenings.append((start, fill))
        program.fate.happenings.append(
            (start + self.random.randint(1, 9), lambda: setattr(program.journal, "full", False))
        )

    def _others_act(self, sleeping: Program) -> None:
        """What the other copies do while this one stands still; in each of several visits."""
        for program in self.programs:
            if program is not sleeping and not program.busy and self.visits < self.most_visits:
                self.visits += 1
                self.seen.add("another copy works meanwhile")
                self._work_a_while(program)

    def _work_a_while(self, program: Program) -> None:
        run_id = self.random.choice(("run-1", f"run-1-{program.name}"))
        if self.random.random() < 0.5:
            operations = confirmed(self.wish, run_id, self.chance.uuid, self.remote.side)
            self.act(program, lambda stop: program.engine.execute(run_id, operations, stop))
        for _ in range(self.random.randint(1, 4)):
            self.act(program, program.engine.tend)
            self.clock.pass_time(self.random.choice((1.0, 40.0, 400.0)))

    def _free(self) -> list[Program]:
        """The programs that do not stand still in the middle of something; all of them between two acts."""
        return [program for program in self.programs if not program.busy]

    # --- the story

    def run(self) -> None:
        """From the first Sync to the end of everything."""
        try:
            self._run()
            self.records = list(self.programs[0].journal.records())
            self._note_what_was_done()
        finally:
            self.database.close()

    def _note_what_was_done(self) -> None:
        self.seen.update(f"{r.operation.kind} done" for r in self.records if r.state is S.DONE)
        states = {r.state for r in self.records}
        facts = {
            "two programs": len(self.programs) > 1,
            "lists lag": self.record.lag > 0,
            "several documents in one request": any(len(b.members) > 1 for b in self.intents.batches.values()),
            "sign-in renewed": sum("token" in line for line in self.trace) > len(self.programs),
            "left for a person": S.REVIEW in states,
            "made after it was proven absent": any(r.generation > 0 for r in self.records),
            "posted as a receipt": self.wish.receipts
            and any(r.operation.kind in _POSTS and r.remote_id for r in self.records),
            "request ids are ignored": not self.remote.side.can_tell_twice,
        }
        self.seen.update(name for name, happened in facts.items() if happened)

    def _run(self) -> None:
        self._draw_disturbances()
        first = self.programs[0]
        operations = confirmed(self.wish, "run-1", self.chance.uuid, self.remote.side)
        self.act(first, lambda stop: first.engine.execute("run-1", operations, stop))
        if self.random.random() < 0.5:
            self._until_nothing_is_open("run-1", patience=self.form.patience)
        self._mark("run-1")
        if self.random.random() < 0.35:
            self._undo("run-1")
        self._decide()
        if self.random.random() < 0.3:
            again = confirmed(self.wish, "run-2", self.chance.uuid, self.remote.side)
            last = self.programs[-1]
            self.act(last, lambda stop: last.engine.execute("run-2", again, stop))
        self._faults_stop()
        self._until_nothing_is_open("run-1", "mark-1", "undo-1", "run-2", "run-1-copy-1", "run-1-copy-2")
        self.clock.pass_time(2 * LATEST)

    def _mark(self, run_id: str) -> None:
        """Yes to the question whether to mark what the ledger has confirmed."""
        first = self._free()[0]
        posted = [r for r in first.journal.records(run_id=run_id) if r.operation.kind in _POSTS]
        marks = mark_operations(
            posted, self.clock.now().replace(microsecond=0), way("mark-1", self.chance.uuid, self.remote.side)
        )
        if marks and self.random.random() < 0.85:
            self.act(first, lambda stop: first.engine.execute("mark-1", marks, stop))

    def _undo(self, run_id: str) -> None:
        """The run is taken back: first the marks, then the documents."""
        if self.random.random() < 0.6:
            self._until_nothing_is_open("mark-1", patience=self.form.patience)
        first = self._free()[-1]
        records = [*first.journal.records(run_id=run_id), *first.journal.records(run_id="mark-1")]
        marks = [r for r in records if r.operation.kind is K.MARK_PROCESSED]
        posts = [r for r in records if r.operation.kind in _POSTS]
        late = {r.operation.source_id for r in marks if may_be_marked_late(r, Moment.now(first.clock))}
        marks, posts = ([r for r in held if r.operation.source_id not in late] for held in (marks, posts))
        operations = undo_operations(marks, posts, way("undo-1", self.chance.uuid, self.remote.side))
        self.undone.update(r.operation.reference for r in posts if r.state is S.DONE)
        if operations:
            self.act(first, lambda stop: first.engine.execute("undo-1", operations, stop))

    def _decide(self) -> None:
        """People settle what waits for them, one way or another."""
        program = self._free()[0]
        for record in program.journal.records(states=[S.REVIEW]):
            decision = self.random.choice((Decision.SEND_AGAIN, Decision.LEAVE, Decision.ADOPT))
            if decision is Decision.ADOPT and not record.remote_id:
                continue
            if decision is Decision.SEND_AGAIN:
                self.agreed[record.operation.reference] += 1
            taken = (record.operation.reference, record.remote_id)
            if decision is Decision.ADOPT:
                self.record.adopted.add(taken)
            try:
                program.engine.decide(record.operation.id, decision, "Ana")
            except Killed:
                self._revive(program)
            except ExpectedProblem as problem:
                self.record.adopted.discard(taken)
                self.trace.append(problem.sentence)

    def _faults_stop(self) -> None:
        """Everything works from now on, a day's limit is over, and somebody has set the clock right."""
        self.budget, self.calm = 0, True
        if MISHAPS["429 for a day"] in self.palette:
            self.clock.pass_time(70_000.0)
        self.clock.set_wall(-self.clock.wall_shift)
        for program in self.programs:
            program.fate.revive()
            program.fate.happenings.clear()
            program.journal.full = False

    def _until_nothing_is_open(self, *run_ids: str, patience: int = MUCH_PATIENCE) -> None:
        """Tend and go on with these runs, as a person with patience would."""
        program = self._free()[0]
        for _ in range(patience):
            opened = {record.operation.run_id for record in self._open()}
            waits = [self._go_on(program, run_id) for run_id in run_ids if run_id in opened]
            if not self._open():
                return
            wait = min(waits, default=math.inf)
            self.clock.pass_time(600.0 if math.isinf(wait) else min(wait, 80_000.0))
            self.act(program, program.engine.tend)

    def _go_on(self, program: Program, run_id: str) -> float:
        """Press 'Go on' of a run; seconds until something more is to be expected of it."""
        if not any(not record.state.is_final for record in program.journal.records(run_id=run_id)):
            return math.inf
        outcomes = self.act(program, lambda stop: program.engine.resume(run_id, stop))
        until = None if outcomes is None else outcomes.next_check
        if outcomes is not None and outcomes.paused is not None and outcomes.paused.until is not None:
            until = outcomes.paused.until
        return 600.0 if until is None else max(1.0, (until - self.clock.now()).total_seconds())

    def _open(self) -> Sequence[OperationRecord]:
        return self.programs[0].journal.records(states=_UNENDED)

"""Runs of many invoices by programs that are killed at random steps and started again: one alone, or two at once on one set of records."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from app.domain.operation import Operation, OperationKind, OperationState
from app.domain.run import Stop
from app.engine.engine import Engine
from app.flows.export.operations import document_operations
from app.store.addresses import ServerAddress
from app.store.database import Database
from app.store.gate import Counter, inspect
from app.store.postgres import ServerDatabase
from app.store.sqlite_file import FileDatabase
from tests.endurance.lives import fork
from tests.endurance.stage import RUN, SETTLED, Hurried, Stage
from tests.endurance.steps import MortalJournal, Steps
from tests.endurance.wire import Wire
from tests.support.practice import LaterClock

OpenDatabase = Callable[[], Database]
A_ROUND = 200
"""Invoices of one round of the loop."""
KILLS_A_ROUND = 100
LIFE_AT_MOST = 600.0
_PAUSE = 0.2
_TURNS = 5
"""So often what is still open is looked at again before a program waits until absence is believed."""
_KEPT_BACK = 10
"""Invoices that are sent only once the last kill has happened."""


@dataclass(slots=True)
class RunResult:
    """What a run of many came to, by the books."""

    name: str
    invoices: int
    kills: int = 0
    lives: int = 0
    seconds: float = 0.0
    requests: int = 0
    violations: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Program:
    """One of the programs that work on the records."""

    owner: str
    open_database: OpenDatabase
    counter: Path


def on_file(path: Path, owner: str) -> Program:
    """A program on records in a file."""
    return Program(owner, lambda: FileDatabase(path), path.with_name("facts.count"))


def on_server(address: ServerAddress, folder: Path, owner: str) -> Program:
    """A program on records that several share, with a count of its own."""
    return Program(owner, lambda: ServerDatabase(address, ""), folder / f"{owner}.count")


@dataclass(frozen=True, slots=True)
class Kills:
    """How many there are to be, and the folder where each leaves a note: a run must not be over before the last of them."""

    folder: Path
    wanted: int

    def note(self) -> None:
        """One more."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()

    @property
    def are_done(self) -> bool:
        """Whether all have happened."""
        return self.wanted == 0 or (self.folder.is_dir() and len(list(self.folder.iterdir())) >= self.wanted)


def operations(stage: Stage, *, whole: bool = True) -> list[Operation]:
    """Every invoice of the stage, or all but the last few, with new ids, as each program plans it for itself."""
    documents = stage.documents if whole else stage.documents[:-_KEPT_BACK]
    return document_operations(documents, [], stage.way(), attach=False)


def hurried_work(
    stage: Stage, program: Program, die_at: int, kills: Kills, ahead: float, say: Callable[[object], None]
) -> None:
    """A life that waits for nothing, `ahead` seconds after the stage's clock: for a program alone, so that no two clocks disagree."""
    clock = Hurried(stage.clock, ahead, lambda reached: say({"ahead": reached}))
    work(stage, program, die_at, kills, clock, say)


def work(
    stage: Stage, program: Program, die_at: int, kills: Kills, clock: LaterClock, say: Callable[[object], None]
) -> None:
    """One life: gate, recovery, the run, and look-ups until nothing is open. Nobody is done before the last kill has happened."""
    steps = Steps(die_at, lambda name: say({"killed_at": name}))
    database, counter = program.open_database(), Counter(program.counter)
    database.open()
    finding = inspect(database, counter)
    if not finding.may_send and "missing" not in finding.sentence:
        raise AssertionError(finding.sentence)
    counter.raise_to(finding.facts)
    journal = MortalJournal(database, clock, stage.chance, counter.raise_to, steps)
    context = replace(stage.context(journal, program.owner, steps), clock=clock)
    engine = Engine(context)
    engine.resume(None, Stop())
    ends, turns = time.monotonic() + LIFE_AT_MOST, 0
    while True:
        whole = kills.are_done
        outcomes = engine.execute(RUN, operations(stage, whole=whole), Stop())
        if outcomes.paused is not None:
            raise AssertionError(outcomes.paused.problem.sentence)
        if whole and all(record.state.is_final for record in outcomes.records):
            break
        if time.monotonic() > ends:
            raise AssertionError("a life that does not end")
        turns += whole
        if turns > _TURNS:
            stage.wait(SETTLED)
            say({"waited": SETTLED})
            turns = 0
        time.sleep(_PAUSE)
        engine = Engine(context)  # as if started again: what another held is looked at anew
    database.close()
    say({"steps": steps.count})


def run_killed(stage: Stage, program: Program, kills: int, chance: Random, furthest: int = 30) -> RunResult:
    """One program, killed so often at random steps, then left alone."""
    result = RunResult(f"one program, {stage.ledger}", len(stage.documents))
    began, wire = time.monotonic(), Wire(stage)
    finished, noted, ahead = False, Kills(stage.folder / "kills", kills), 0.0
    while not finished:
        die_at = chance.randint(1, furthest) if result.kills < kills else 0
        said, ended_by = fork(partial(hurried_work, stage, program, die_at, noted, ahead))
        if ended_by == signal.SIGKILL:
            noted.note()
        ahead = max([ahead, *(line["ahead"] for line in said if "ahead" in line)])
        stage.clock.ahead += sum(line.get("waited", 0.0) for line in said)
        result.lives += 1
        result.violations += [line["complaint"] for line in said if "complaint" in line]
        result.kills += ended_by == signal.SIGKILL
        finished = ended_by != signal.SIGKILL
    result.seconds = time.monotonic() - began
    judge(stage, program, result, wire)
    return result


def kill_at_random(folder: Path, ledger: str, kills: int, seed: int) -> RunResult:
    """One round of the loop: a stage of its own, its invoices sent one a request by a program that is killed so often."""
    with Stage(folder, A_ROUND, ledger) as stage:
        stage.at_once(OperationKind.POST_INVOICE, 1)
        stage.be_still()
        return run_killed(stage, on_file(folder / "one.db", "here/0"), kills, Random(seed))


def run_together(stage: Stage, name: str, programs: Sequence[Program], kills: int, chance: Random) -> RunResult:
    """Several programs at the same time on the same invoices, each killed so often and started again at once."""
    result = RunResult(name, len(stage.documents))
    began, wire = time.monotonic(), Wire(stage)
    noted = Kills(stage.folder / "kills", kills * len(programs))
    keepers = []
    for program in programs:
        seed = chance.randrange(1 << 30)
        keepers.append(_keep(stage, program, kills, seed, noted))
    for out, child in keepers:
        said = b""
        while part := os.read(out, 65536):
            said += part
        os.close(out)
        os.waitpid(child, 0)
        lines = said.decode().splitlines()
        result.kills += lines.count("killed")
        result.lives += len(lines)
        result.violations += [line for line in lines if line not in ("killed", "ended")]
    result.seconds = time.monotonic() - began
    judge(stage, programs[0], result, wire)
    return result


def _keep(stage: Stage, program: Program, kills: int, seed: int, noted: Kills) -> tuple[int, int]:
    """A process that starts a program again each time it is killed; one word a life."""
    out, into = os.pipe()
    child = os.fork()
    if child:
        os.close(into)
        return out, child
    os.close(out)
    chance, killed = Random(seed), 0
    while True:
        die_at = chance.randint(1, 60) if killed < kills else 0
        said, ended_by = fork(partial(work, stage, program, die_at, noted, stage.clock))
        complaints = [line["complaint"].replace("\n", " | ") for line in said if "complaint" in line]
        if ended_by == signal.SIGKILL:
            killed += 1
            noted.note()
            os.write(into, b"killed\n")
            continue
        os.write(into, ("\n".join([*complaints, "ended"]) + "\n").encode())
        os._exit(0)


def judge(stage: Stage, program: Program, result: RunResult, wire: Wire) -> None:
    """Ask the books, then the journal: I1, I2, I7, I8, I9 and the sum."""
    expected = {d.document.number: d.document.total.amount for d in stage.documents if d.document is not None}
    rows = [(number, total) for number, total in stage.control.sales() if number in expected]
    booked = Tally(number for number, _ in rows)
    result.violations += [f"{number} is booked {booked[number]} times" for number in expected if booked[number] != 1]
    total = sum((total for _, total in rows), Decimal(0))
    if total != sum(expected.values(), Decimal(0)):
        result.violations.append(f"the books show {total}")
    database = program.open_database()
    database.open()
    finding = inspect(database, Counter(program.counter))
    if not finding.may_send:
        result.violations.append(finding.sentence)
    _judge_journal(stage, database, expected, result, wire)
    database.close()


def _judge_journal(stage: Stage, database: Database, expected: dict[str, Any], result: RunResult, wire: Wire) -> None:
    journal = MortalJournal(database, stage.clock, stage.chance, lambda facts: None, Steps(0, lambda name: None))
    records = [r for r in journal.records(run_id=RUN) if r.operation.kind is OperationKind.POST_INVOICE]
    wrong = [r for r in records if r.state is not OperationState.DONE]
    result.violations += [f"{r.operation.reference} is {r.state}: {r.sentence}" for r in wrong]
    if len(records) != len(expected):
        result.violations.append(f"the journal holds {len(records)} of {len(expected)}")
    wire.take(database)
    result.requests = wire.judge(result.violations)

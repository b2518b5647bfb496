"""Lives: each the whole program once over a case's journal, in a fork of the stage, ended by SIGKILL at a step or by having finished."""

from __future__ import annotations

import json
import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.domain.machine import Decision, Reason
from app.domain.operation import OperationState
from app.domain.run import Stop
from app.engine.engine import Engine
from app.store.gate import Counter, inspect
from app.store.sqlite_file import FileDatabase
from tests.endurance.stage import RUN, Case, Impatient, Stage
from tests.endurance.steps import MortalJournal, Steps

OWNER = "this computer/0"
"""A program that is started again takes its predecessor's place (`app.bootstrap.locks.OwnerPlace`)."""

Say = Callable[[object], None]
"""Tells the parent process one JSON value."""


@dataclass(slots=True)
class Ended:
    """How a life ended: where it was killed, or what it had done; `head` is (facts, checksum) when it began.

    `records`: (kind, state, remote id, reason, sentence) of what the case asked for.
    """

    killed_at: str = ""
    steps: int = 0
    head: tuple[int, str] = (0, "")
    records: list[list[str]] = field(default_factory=list)
    complaint: str = ""

    @property
    def finished(self) -> bool:
        """Whether it came to its end."""
        return not self.killed_at and not self.complaint

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done by a further life."""
        return bool(self.records) and all(OperationState(row[1]).is_final for row in self.records)

    def heard(self, told: dict[str, Any]) -> None:
        """Take in what the life said."""
        for name, value in told.items():
            setattr(self, name, tuple(value) if name == "head" else value)


@dataclass(frozen=True, slots=True)
class Life:
    """A life to be lived: over which journal, killed at which step (0: none), and the last head seen, which must still be there."""

    case: Case
    path: Path
    die_at: int = 0
    known: tuple[int, str] = (0, "")


def fork(work: Callable[[Say], None]) -> tuple[list[Any], int]:
    """Do `work` in a process of its own; what it said, one JSON value a line, and the signal that ended it (0: none)."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)

        def say(value: object) -> None:
            os.write(into, json.dumps(value).encode() + b"\n")

        code = 0
        try:
            work(say)
        except BaseException:
            say({"complaint": traceback.format_exc()})
            code = 1
        os._exit(code)
    os.close(into)
    said = b""
    while part := os.read(out, 65536):
        said += part
    os.close(out)
    _, status = os.waitpid(child, 0)
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return [json.loads(line) for line in said.splitlines()], ended_by


def live_through(stage: Stage, life: Life, steps: Steps, say: Say) -> None:
    """The program from its start on: gate, recovery, then what the person asks for."""
    database, counter = FileDatabase(life.path), Counter(life.path.with_name("facts.count"))
    database.open()
    finding = inspect(database, counter)
    assert finding.may_send, finding.sentence
    say({"head": _head(database, life.known)})
    clock = Impatient(stage.still)
    journal = MortalJournal(database, clock, stage.chance, counter.raise_to, steps)
    engine = Engine(replace(stage.context(journal, OWNER, steps), clock=clock))
    engine.resume(None, Stop())
    engine.execute(RUN, life.case.make(), Stop())
    for _ in range(3):
        if any(not r.state.is_final for r in engine.pending()):
            engine.tend(Stop())
    for asked in journal.records(states=(OperationState.REVIEW,)):
        if asked.reason == Reason.ABSENT_ASK:  # proven absent: a person has it sent again
            engine.decide(asked.operation.id, Decision.SEND_AGAIN, "ana")
            engine.tend(Stop())
    mine = {(operation.kind, operation.subject) for operation in life.case.make()}
    every = journal.records(states=tuple(OperationState))
    records = [r for r in every if (r.operation.kind, r.operation.subject) in mine]
    database.close()
    found = [[r.operation.kind, r.state, r.remote_id, r.reason, r.sentence] for r in records]
    say({"steps": steps.count, "records": found})


def live(stage: Stage, life: Life) -> Ended:
    """One life in a process of its own."""

    def work(say: Say) -> None:
        live_through(stage, life, Steps(life.die_at, lambda name: say({"killed_at": name})), say)

    said, ended_by = fork(work)
    ended = Ended()
    for told in said:
        ended.heard(told)
    if ended_by and not (ended_by == signal.SIGKILL and ended.killed_at):
        ended.complaint = ended.complaint or f"ended by signal {ended_by}"
    return ended


def _head(database: FileDatabase, known: tuple[int, str]) -> tuple[int, str]:
    """The head of the chain; what was known before must be part of it, unchanged."""
    with database.reading():
        ((facts, checksum),) = database.select("SELECT facts, checksum FROM head")
        if known[0]:
            held = database.select("SELECT checksum FROM fact WHERE sequence = ?", (known[0],))
            assert held == [(known[1],)], "facts were lost or changed"
    return int(facts), str(checksum)

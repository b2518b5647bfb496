"""Lives: forks of the stage, each the whole program once over a case's journal, ended by SIGKILL at a step or by having finished."""

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


@dataclass(slots=True)
class Ended:
    """How a life ended: where it was killed, or what it had done; `head` is (facts, checksum) when it began."""

    killed_at: str = ""
    steps: int = 0
    head: tuple[int, str] = (0, "")
    records: list[list[str]] = field(default_factory=list)
    complaint: str = ""

    @property
    def finished(self) -> bool:
        """Whether it came to its end."""
        return not self.killed_at and not self.complaint


def fork(work: Callable[[Callable[[object], None]], None]) -> tuple[list[Any], int]:
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


def live(stage: Stage, case: Case, path: Path, die_at: int, known: tuple[int, str]) -> Ended:
    """One life of the program: gate, recovery, then what the person asks for. `known` is the last head seen: it must still be there."""

    def work(say: Callable[[object], None]) -> None:
        steps = Steps(die_at, lambda name: say({"killed_at": name}))
        database, counter = FileDatabase(path), Counter(path.with_name("facts.count"))
        database.open()
        finding = inspect(database, counter)
        assert finding.may_send, finding.sentence
        say({"head": _head(database, known)})
        clock = Impatient(stage.clock.ahead)
        journal = MortalJournal(database, clock, stage.chance, counter.raise_to, steps)
        engine = Engine(replace(stage.context(journal, OWNER, steps), clock=clock))
        engine.resume(None, Stop())
        engine.execute(RUN, case.make(), Stop())
        for _ in range(3):
            if any(not r.state.is_final for r in engine.pending()):
                engine.tend(Stop())
        for asked in journal.records(states=(OperationState.REVIEW,)):
            if asked.reason == Reason.ABSENT_ASK:  # proven absent: a person has it sent again
                engine.decide(asked.operation.id, Decision.SEND_AGAIN, "ana")
                engine.tend(Stop())
        mine = {(operation.kind, operation.subject) for operation in case.make()}
        every = journal.records(states=tuple(OperationState))
        records = [r for r in every if (r.operation.kind, r.operation.subject) in mine]
        say({"steps": steps.count, "records": [[r.operation.kind, r.state, r.remote_id, r.reason] for r in records]})

    said, ended_by = fork(work)
    ended = Ended()
    for line in said:
        for name, value in line.items():
            setattr(ended, name, tuple(value) if name == "head" else value)
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

"""What a piece of background work is given, and how it may end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.domain.errors import ExpectedProblem
from app.domain.run import Report, Stop

T = TypeVar("T")


class Lane(StrEnum):
    """Which thread carries a task. WRITE: one at a time, in order, everything that may change something. READ: only reads."""

    WRITE = "write"
    READ = "read"


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What a task works with. `report` and `arrived` may be called as often as it likes; the window hears ten times a second."""

    stop: Stop
    report: Report
    arrived: Callable[[Sequence[object]], None]


Work = Callable[[TaskContext], T]
"""A task: runs on a lane, returns frozen data, raises `ExpectedProblem` kinds and `Cancelled`."""


@dataclass(frozen=True, slots=True)
class CrashReport:
    """A defect of the program, fit to be shown and kept: no local values, secrets blackened."""

    task: str
    kind: str
    message: str
    stack: str

    @property
    def text(self) -> str:
        """All of it as one plain text."""
        return f"While: {self.task}\n{self.stack}{self.kind}: {self.message}\n"


@dataclass(frozen=True, slots=True)
class Succeeded:
    """It came to its end; `value` is what it returned."""

    value: object


@dataclass(frozen=True, slots=True)
class Failed:
    """Something foreseen kept it from its end."""

    problem: ExpectedProblem


@dataclass(frozen=True, slots=True)
class Crashed:
    """Something nobody foresaw."""

    report: CrashReport


@dataclass(frozen=True, slots=True)
class WasCancelled:
    """The person stopped it; nothing is said."""


Ending = Succeeded | Failed | Crashed | WasCancelled

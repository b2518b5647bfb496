"""Runs: how a task is watched, stopped and told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Condition, Event

from app.domain.errors import Cancelled
from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.plan import DocumentState, Problem


class Stop:
    """Cancel and pause of one task. Set from any thread; a cancel also wakes waits. Checked before each request, never after one."""

    def __init__(self) -> None:
        self._cancelled = Event()
        self._going = Condition()
        self._paused = False
        self._leaving = False

    def leave(self) -> None:
        """The program ends: as a cancel, but nobody has given the rest up; what was not sent waits for the next start."""
        self._leaving = True
        self.cancel()

    def cancel(self) -> None:
        """Ask the task to end; what is under way is finished first."""
        with self._going:
            self._cancelled.set()
            self._going.notify_all()

    def pause(self) -> None:
        """Start nothing new until `go_on`."""
        with self._going:
            self._paused = True

    def go_on(self) -> None:
        """End a pause."""
        with self._going:
            self._paused = False
            self._going.notify_all()

    @property
    def is_cancelled(self) -> bool:
        """Whether the person has asked to stop."""
        return self._cancelled.is_set()

    @property
    def is_given_up(self) -> bool:
        """Whether a person has cancelled the task itself, not only ended the program."""
        return self._cancelled.is_set() and not self._leaving

    @property
    def is_paused(self) -> bool:
        """Whether the person has asked to wait."""
        return self._paused

    def check(self) -> None:
        """Raise `Cancelled` if asked to stop; block while paused."""
        with self._going:
            while self._paused and not self._cancelled.is_set():
                self._going.wait()
        if self._cancelled.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds`, woken by cancel; True when cancelled."""
        return self._cancelled.wait(seconds)


class LaneCount(StrEnum):
    """The four lanes of the Sending screen; every document is in exactly one."""

    DONE = "done"
    WAITING = "waiting"
    NEEDS_YOU = "needs_you"
    BEING_CHECKED = "being_checked"


@dataclass(frozen=True, slots=True)
class Lane:
    """Documents in one lane, with their amounts by currency."""

    count: int = 0
    totals: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """Something that happened to one document, for the live list."""

    at: datetime
    document_id: str
    number: str
    customer: str
    state: DocumentState
    sentence: str
    total: Money | None = None
    problem: Problem | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A snapshot of a task, at most ten times a second. `seconds_left` None when it cannot be told honestly."""

    step: str
    done: int = 0
    total: int = 0
    lanes: dict[LaneCount, Lane] = field(default_factory=dict)
    seconds_left: float | None = None
    pace: str = ""  # 'Xero takes 60 calls a minute. Next batch of 25 in 12 s.'
    events: tuple[DocumentEvent, ...] = ()  # new since the last snapshot
    calls_left: str = ""


Report = Callable[[Progress], None]


def unheard(progress: Progress) -> None:
    """A `Report` for callers that do not watch."""
    del progress


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Both sides of a run in one currency; it balances when the difference is nothing."""

    currency: str
    count: int
    source: Money
    ledger: Money

    @property
    def difference(self) -> Money:
        """Source less ledger."""
        return self.source - self.ledger

    @property
    def balances(self) -> bool:
        """To the cent."""
        return self.difference.amount == 0


NOT_TAKEN_BACK = "Not taken back"
"""How the sentence of a document begins that stayed when its run was undone; the reason follows."""


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """How one document ended in a run."""

    document_id: str
    number: str
    customer: str
    total: Money
    state: DocumentState
    sentence: str = ""
    problem: Problem | None = None
    url: str = ""
    remote_id: str = ""
    operation_id: str = ""
    marked: bool = False
    is_credit: bool = False


@dataclass(frozen=True, slots=True)
class SideEffect:
    """What a run did in the ledger besides its documents: a contact or item created, a contact linked or brought back."""

    kind: OperationKind
    name: str
    url: str = ""  # '' where the vendor names no page for it
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did: every document, both totals, side effects, and whether it agrees."""

    run_id: str
    route_id: str
    organisation: str
    vendor: str
    started: datetime
    ended: datetime | None
    outcomes: tuple[DocumentOutcome, ...]
    reconciliation: tuple[Reconciliation, ...]
    contacts_created: tuple[str, ...] = ()
    contacts_linked: tuple[str, ...] = ()
    dry_run: bool = False
    practice: bool = False
    user: str = ""
    undone: bool = False
    still_open: int = 0  # operations whose outcome is being looked up

    def in_state(self, *states: DocumentState) -> tuple[DocumentOutcome, ...]:
        """The outcomes in any of these states."""
        return tuple(o for o in self.outcomes if o.state in states)

    @property
    def balances(self) -> bool:
        """True when every currency agrees to the cent."""
        return all(r.balances for r in self.reconciliation)

"""What the command line is handed: a way to open records, and a way to open practice books. The composition root fulfils it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from app.flows.desks import Desks  # loading them takes longer than showing the window's first sheet


COLLECTION_WORLD = "collection"
"""The practice books in which rents are collected by debit."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which records: `data` '' is the usual folder. With `practice` the books are made afresh and end with the command."""

    data: str = ""
    practice: bool = False
    world: str = "practice"
    seed: int = 1
    invoices: int | None = None
    limits: bool = True
    ledger: str = "xero"
    hidden: bool = False  # the window begins in the tray


class PracticeHall(Protocol):
    """Running practice books."""

    @property
    def desks(self) -> Desks:
        """What works on them."""
        ...

    def books(self, system: str) -> dict[str, Any]:
        """Everything ever created in a simulated system, asked of its control address."""
        ...


class QuarterHall(PracticeHall, Protocol):
    """Practice books whose clock is moved by hand."""

    def act(self, system: str, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a vendor's own users would do in a simulated system. Raises `StoreProblem` when it refuses."""
        ...

    def move_to(self, instant: datetime) -> None:
        """Let time pass until then, here and in the books."""
        ...

    def requests(self) -> list[dict[str, Any]]:
        """Every request the books were asked: system, method, path, status, at, effect."""
        ...


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ran in a process of its own: its place among those asked for, its exit code, what it wrote."""

    place: int
    code: int
    out: str
    err: str


class House(Protocol):
    """Opens what a command needs; everything is closed when the context ends."""

    def desks(self, where: Where) -> AbstractContextManager[Desks]:
        """Desks over real records, or over practice books that somebody is signed in to already. Raises `StoreProblem`."""
        ...

    def practice(self, where: Where, keep: Path | None) -> AbstractContextManager[PracticeHall]:
        """Practice books with nobody signed in; their records are kept in `keep` if that is given."""
        ...

    def quarter(self, where: Where, today: str) -> AbstractContextManager[QuarterHall]:
        """Practice books that begin on `today` (ISO date) with somebody signed in; time passes only when it is moved on."""
        ...

    def side_by_side(self, lines: Sequence[Sequence[str]]) -> Iterator[Ended]:
        """Run this very program's command line once for each of `lines`, all at once; each as it ends."""
        ...

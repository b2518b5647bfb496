"""Fulfils what the command line is promised: desks over real records, and practice books that pass."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.bootstrap.beside import side_by_side
from app.bootstrap.control_line import ControlLine
from app.bootstrap.folders import Folders, usual_folders
from app.bootstrap.moved_clock import MovedClock
from app.bootstrap.practice import PracticeBooks, wish_of
from app.bootstrap.workplace import Opening, Workplace
from app.cli.house import Ended, PracticeHall, QuarterHall, Where
from app.domain.run import Stop
from app.flows.desks import Desks


def _asked(practice: PracticeBooks, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    with closing(ControlLine(practice.control_url, practice.ca_file)) as line:
        return line.ask(method, path, body)


@dataclass(frozen=True, slots=True)
class Hall:
    """Implements `PracticeHall`."""

    desks: Desks
    practice: PracticeBooks

    def books(self, system: str) -> dict[str, Any]:
        """The books of a simulated system, from its control address."""
        return dict(_asked(self.practice, "GET", f"/books/{system}"))


@dataclass(frozen=True, slots=True)
class Hours(Hall):
    """Implements `QuarterHall`."""

    clock: MovedClock

    def act(self, system: str, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """What the vendor's own users would do, done at the books' control address."""
        return dict(_asked(self.practice, "POST", f"/act/{system}/{action}", body))

    def move_to(self, instant: datetime) -> None:
        """Let time pass until then, here and in the books."""
        self.clock.move_to(instant)

    def requests(self) -> list[dict[str, Any]]:
        """Every request the books were asked, oldest first."""
        return list(_asked(self.practice, "GET", "/requests"))


class LocalHouse:
    """Implements `House` on this computer."""

    @contextmanager
    def desks(self, where: Where) -> Iterator[Desks]:
        """Desks over real records, or over practice books in which somebody is signed in already."""
        if where.practice:
            with self.practice(where, None) as hall:
                _sign_in(hall.desks)
                yield hall.desks
            return
        with Workplace(Opening(usual_folders(where.data))) as workplace:
            yield workplace.open()

    @contextmanager
    def quarter(self, where: Where, today: str) -> Iterator[QuarterHall]:
        """Practice books whose clock begins on `today` and is moved by hand, in a folder that passes."""
        folder = Path(tempfile.mkdtemp(prefix="ledgerferry-quarter-"))
        moved: list[MovedClock] = []

        def make_clock(line: dict[str, Any]) -> MovedClock:
            moved.append(MovedClock(ControlLine(str(line["control"]["url"]), str(line["ca_file"]))))
            return moved[0]

        wish = replace(wish_of(where), today=today, limits=False)
        books = PracticeBooks(Folders(folder, folder / "logs"), usual_folders(where.data), wish, make_clock)
        try:
            desks = books.open()
            _sign_in(desks)
            yield Hours(desks, books, moved[0])
        finally:
            for clock in moved:
                clock.close()
            books.close()
            shutil.rmtree(folder, ignore_errors=True)

    def side_by_side(self, lines: Sequence[Sequence[str]]) -> Iterator[Ended]:
        """This very program once for each line, all at once; each as it ends."""
        return side_by_side(lines)

    @contextmanager
    def practice(self, where: Where, keep: Path | None) -> Iterator[PracticeHall]:
        """Practice books in a folder of their own: a passing one, or the one to be kept."""
        folder = keep.resolve() if keep is not None else Path(tempfile.mkdtemp(prefix="ledgerferry-practice-"))
        folders = Folders(folder, folder / "logs")
        books = PracticeBooks(folders, usual_folders(where.data), wish_of(where))
        try:
            yield Hall(books.open(), books)
        finally:
            books.close()
            if keep is None:
                shutil.rmtree(folder, ignore_errors=True)


def _sign_in(desks: Desks) -> None:
    """Nobody keeps a practice sign-in from one command to the next, so each command begins with one."""
    ledger_id = desks.setup.routes()[0].ledger_id
    found = desks.setup.sign_in(ledger_id, desks.open_browser, Stop())
    if not found.chosen:
        desks.setup.choose(ledger_id, found.tenants[0])

"""Practice books of the collection world, whose clock the test moves on both sides at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

from app.bootstrap.practice import PracticeWish, set_up, start_afresh
from app.bootstrap.practice_quickbooks import COMPANIES, company_of
from app.bootstrap.sandbox_child import SandboxChild
from app.bootstrap.workplace import Opening, Workplace
from app.cli.quarter_colleagues import Colleague, HeldPayment, QuickBooksColleague, XeroColleague
from app.domain.errors import Cancelled
from app.domain.run import Stop
from app.worker.office import Office
from app.worker.runner import TaskRunner
from app.worker.tasks import Lane
from tests.gui.main_job.places import Browser, Practice
from tests.support.practice import Control, LaterClock

_PATIENCE = 20_000  # milliseconds


class QuickClock(LaterClock):
    """Nobody waits for Rotessa's pace of two calls a second: time that would be slept has passed at once."""

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Be later."""
        if stop is not None and stop.is_cancelled:
            raise Cancelled
        self.ahead += max(0.0, seconds)


class CollectionBooks(Practice):
    """Maple & Main's rents: sixty customers in the ledger, forty payers at Rotessa, nobody connected. A context manager."""

    def __init__(self, folder: Path, ledger: str = "xero") -> None:
        super().__init__(folder, PracticeWish(world="collection", limits=False, ledger=ledger))
        self.clock = QuickClock()
        self.colleague: Colleague

    def _open(self) -> None:
        child = SandboxChild(self._wish.arguments())
        self._closing.callback(child.release)
        line = child.wait_for_line()
        self._tenant = company_of(line, self._wish.ledger)[0] if self._wish.ledger in COMPANIES else ""
        self.control, self.browser = Control(line), Browser(str(line["ca_file"]), self._tenant)
        self._folders.make()
        start_afresh(self._folders)
        opening = Opening(self._folders, practice=True, practice_note=self._real, open_browser=self.browser)
        workplace = Workplace(opening, self.clock)
        self.desks = workplace.open()
        self._closing.callback(workplace.close)
        set_up(self.desks, line, self._wish.ledger)
        self.colleague = (QuickBooksColleague if self._tenant else XeroColleague)(self)
        self.office = Office(TaskRunner(workplace.redactor.redact), self.desks)
        self._closing.callback(self._end)

    def days_pass(self, days: float) -> None:
        """So many days later, here and in both simulated systems, nobody being in the middle of a request."""
        self._be_quiet()
        seconds = timedelta(days=days).total_seconds()
        self.control.ask("POST", "/clock", {"advance_seconds": seconds})
        self.clock.ahead += seconds

    def _be_quiet(self) -> None:
        """Wait for what the window asks by itself: an answer under way would come from another day than its question."""
        patience = QDeadlineTimer(_PATIENCE)
        while any(self.office.runner.is_busy(lane) for lane in Lane):
            assert not patience.hasExpired(), "the program never came to rest"
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def days_pass_to(self, day: str) -> None:
        """Until the evening of this day (ISO)."""
        self.move_to(datetime.combine(date.fromisoformat(day), time(23), UTC))

    @property
    def clearing_id(self) -> str:
        """The ledger's id of the clearing account that is chosen; '' while none is."""
        (route,) = self.desks.collection.routes()
        chosen = self.desks.collection.settings(route.id).clearing
        return chosen.id if chosen is not None else ""

    @property
    def organisation(self) -> str:
        """Id of the books that payments go to."""
        return str(self.control.line["xero"]["tenants"][0]["id"])

    # --- the systems' own books

    def rotessa(self) -> dict[str, Any]:
        """Rotessa's."""
        found: dict[str, Any] = self.control.ask("GET", "/books/rotessa")
        return found

    def debits_of(self, number: str) -> list[dict[str, Any]]:
        """The debits whose comment names this invoice, as Rotessa has them now."""
        return [
            one for one in self.rotessa()["schedules"] if number in str(one["comment"]) and not one.get("deleted_at")
        ]

    def payments_of(self, number: str) -> list[HeldPayment]:
        """The payments in the ledger for the transactions of this invoice's debits, of every state."""
        debits = {one["id"] for one in self.debits_of(number)}
        rows = [one for one in self.rotessa()["transactions"] if one["transaction_schedule_id"] in debits]
        wanted = {f"Rotessa {row['id']}" for row in rows}
        return [one for one in self.colleague.payments() if one.reference in wanted]

    def books(self, system: str) -> dict[str, Any]:
        """Everything a simulated system holds."""
        return dict(self.control.ask("GET", f"/books/{system}"))

    def move_to(self, instant: datetime) -> None:
        """Until then."""
        self.days_pass((instant - self.clock.now()) / timedelta(days=1))

    def requests(self) -> list[dict[str, Any]]:
        """What has arrived at the simulated systems, in order."""
        return self.control.requests()

    def act(self, system: str, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """What the vendor's own users would do."""
        return dict(self.control.ask("POST", f"/act/{system}/{action}", body))

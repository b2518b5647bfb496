"""The world of rents in this process, with records over it and time that is moved: what tests of collection work on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.bootstrap.control_line import ControlLine
from app.bootstrap.folders import Folders
from app.bootstrap.moved_clock import MovedClock
from app.bootstrap.practice import set_up
from app.bootstrap.practice_quickbooks import company_of
from app.bootstrap.stand_in_browser import StandInBrowser
from app.bootstrap.workplace import Opening, Workplace
from app.cli.quarter_colleagues import Colleague, HeldInvoice, HeldPayment, QuickBooksColleague, XeroColleague
from app.domain.collection.matching import MatchState
from app.domain.collection.settings import ConnectedCustomer
from app.domain.operation import OperationRecord, OperationState
from app.domain.run import Stop
from app.flows.collection.context import Books, open_books
from app.flows.collection.desk import CollectionDesk
from app.flows.collection.views import ImportResult, RoundResult
from app.flows.desks import Desks
from app.ports.journal import JournalStore
from app.sandbox.practice import practice_sandbox
from app.sandbox.wire import Clock
from app.sandbox.worlds import build_world

MONDAY = date(2027, 2, 1)
CLEARING = "Debit clearing"
Row = dict[str, Any]


class Rents:
    """A collection route over simulated systems. A context manager; also a `QuarterHall` for the colleagues."""

    def __init__(self, folder: Path, ledger: str = "xero", *, invoices: int = 60, start: date = MONDAY) -> None:
        self._folder = folder
        self._ledger = ledger
        self._built = (invoices, start)
        clock = Clock(datetime.combine(start, time(14), UTC))
        self.sandbox = practice_sandbox(
            world="collection", invoices=invoices, today=start, tls=True, limits=False, clock=clock
        )
        self.stop = Stop()

    def __enter__(self) -> Self:
        line = self.sandbox.start()
        ca_file = str(line["ca_file"])
        self.line = ControlLine(str(line["control"]["url"]), ca_file)
        self.clock = MovedClock(self.line)
        real = Folders(self._folder / "real", self._folder / "real" / "logs")
        folders = Folders(self._folder / "practice", self._folder / "practice" / "logs")
        company = company_of(line, self._ledger)[0] if self._ledger != "xero" else ""
        opening = Opening(folders, practice=True, practice_note=real, open_browser=StandInBrowser(ca_file, company))
        self.workplace = Workplace(opening, self.clock)
        self.desks: Desks = self.workplace.open()
        self.route_id = set_up(self.desks, line, self._ledger).id
        ledger_id = self.desks.setup.route(self.route_id).ledger_id
        found = self.desks.setup.sign_in(ledger_id, self.desks.open_browser, self.stop)
        if not found.chosen:
            self.desks.setup.choose(ledger_id, found.tenants[0])
        self.colleague: Colleague = XeroColleague(self) if self._ledger == "xero" else QuickBooksColleague(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.workplace.close()
        self.line.close()
        self.sandbox.stop()

    # --- a hall for the colleagues

    def books(self, system: str) -> Row:
        """Everything a simulated system ever held."""
        return dict(self.line.ask("GET", f"/books/{system}"))

    def act(self, system: str, action: str, body: Row) -> Row:
        """What the vendor's own users would do."""
        return dict(self.line.ask("POST", f"/act/{system}/{action}", body))

    def move_to(self, instant: datetime) -> None:
        """Let time pass until then."""
        self.clock.move_to(instant)

    def requests(self) -> list[Row]:
        """Every request, oldest first."""
        return list(self.line.ask("GET", "/requests"))

    # --- what lies below the desk

    @property
    def journal(self) -> JournalStore:
        """The journal of these records."""
        return self.desk.tools.journal

    def opened_books(self) -> Books:
        """Both sides of the route."""
        return open_books(self.desk.tools, self.route_id)

    def records(self, *states: OperationState) -> tuple[OperationRecord, ...]:
        """Every operation in these states."""
        return tuple(self.journal.records(states=states))

    # --- what tests say

    @property
    def is_xero(self) -> bool:
        """Whether the ledger is Xero."""
        return self._ledger == "xero"

    @property
    def desk(self) -> CollectionDesk:
        """The desk under test."""
        return self.desks.collection

    def days(self, count: float) -> None:
        """Let so many days pass."""
        self.clock.move_to(self.clock.now() + timedelta(days=count))

    def sandbox_truth(self) -> Row:
        """What a matching of payers and contacts has to find."""
        invoices, start = self._built
        return dict(build_world("collection", 1, invoices, today=start).planned["payers"])

    def choose_clearing(self) -> None:
        """Settlements go into the clearing account from now on."""
        accounts = self.desk.clearing(self.route_id, self.stop).accounts
        chosen = next(one.id for one in accounts if one.name == CLEARING)
        self.desk.choose_clearing(self.route_id, chosen, self.stop)

    def connect(
        self, *names: str, auto_import: bool = True, auto_update: bool = False, clearing: bool = True
    ) -> Sequence[ConnectedCustomer]:
        """Choose the clearing account, connect these customers (all that are found when none is named), switch them on."""
        if clearing:
            self.choose_clearing()
        rows = self.desk.customers(self.route_id, self.stop).rows
        wanted = [r for r in rows if r.state is MatchState.FOUND and (not names or r.contact.name in names)]
        pairs = {row.contact.id: row.payer.id for row in wanted if row.payer is not None}
        self.desk.connect(self.route_id, pairs, self.stop)
        return self.desk.switch(self.route_id, pairs, auto_import=auto_import, auto_update=auto_update)

    def round(self) -> RoundResult:
        """One round."""
        return self.desk.play_round(self.route_id, self.stop)

    def import_by_hand(self, number: str, day: date | None = None) -> ImportResult:
        """One invoice by hand."""
        invoice = self.invoice(number)
        days = {invoice.id: day} if day else {}
        plan = self.desk.plan_import(self.route_id, self.stop, days=days)
        return self.desk.send_import(plan, [invoice.id], self.stop)

    def invoice(self, number: str) -> HeldInvoice:
        """An invoice as the ledger holds it now."""
        return next(one for one in self.colleague.invoices() if one.number == number)

    def coming(self, customer: str) -> HeldInvoice:
        """The customer's open invoice that is due last."""
        found = [i for i in self.colleague.invoices() if i.customer == customer and i.due > 0 and not i.is_gone]
        return max(found, key=lambda one: one.due_date)

    def debits(self, number: str) -> list[Row]:
        """Debits that Rotessa has had for an invoice, made by this program, oldest first; deleted ones included."""
        rows = self.books("rotessa")["schedules"]
        return [row for row in rows if (row["comment"] or "").startswith(f"{number} LF")]

    def live_debits(self, number: str) -> list[Row]:
        """Those that are not deleted."""
        return [row for row in self.debits(number) if row["deleted_at"] is None]

    def payments(self, *, live: bool = True) -> list[HeldPayment]:
        """Payments in the ledger that name a transaction of Rotessa."""
        found = [one for one in self.colleague.payments() if one.reference.startswith("Rotessa ")]
        return [one for one in found if one.is_live or not live]

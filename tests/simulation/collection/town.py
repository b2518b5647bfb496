"""The other side: a Rotessa account and a ledger in process, the people who work in them, and what happened when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.sandbox.rotessa import RotessaSystem
from app.sandbox.server.routing import Routes
from tests.simulation.collection.ledger import PEOPLE, LedgerBooks
from tests.simulation.collection.quickbooks_books import QuickBooksBooks
from tests.simulation.collection.xero_books import XeroBooks
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import ROOT, RemoteClock

COLLECTOR = "collector"
API_KEY = "live-key"
LEDGERS: Mapping[str, Callable[[SimulatedClock], LedgerBooks]] = {"xero": XeroBooks, "quickbooks": QuickBooksBooks}
"""The ledgers that a schedule may be drawn with."""
_BANK = {
    "institution_number": "879",
    "transit_number": "00011",
    "account_number": "100200300",
    "authorization_type": "Online",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice at an instant: what is still due of it, and whether it is no claim any more."""

    at: float
    due: Decimal
    gone: bool


class Town:
    """Both systems. People's doings raise nothing: what cannot be done is not done."""

    def __init__(self, clock: SimulatedClock, ledger: str) -> None:
        self.clock = clock
        payers = [{"name": name, "custom_identifier": name, "email": "a@payer.example", **_BANK} for name in PEOPLE]
        account = {"api_key": API_KEY, "sandbox_api_key": "practice-key"}
        seed = {"account": account, "customers": payers, "sandbox": {"customers": []}}
        self.rotessa = RotessaSystem(seed, RemoteClock(clock))
        self.books = LEDGERS[ledger](clock)
        self.systems = (self.rotessa, self.books.system)
        self.routes = Routes(self.systems, ROOT)
        self.rotessa_line = self.rotessa.start_line(self.routes.addresses(self.rotessa))
        self.books.line = self.books.system.start_line(self.routes.addresses(self.books.system))
        self.history: dict[str, list[Owed]] = {}

    # --- the books

    def schedules(self) -> list[dict[str, Any]]:
        """Every debit ever made, deleted ones included."""
        return list(self.rotessa.books()["schedules"])

    def transactions(self) -> list[dict[str, Any]]:
        """Every debiting."""
        return list(self.rotessa.books()["transactions"])

    def payers(self, name: str) -> list[dict[str, Any]]:
        """Customers of the collector with this identifier."""
        return [row for row in self.rotessa.books()["customers"] if row["custom_identifier"] == name]

    def note(self) -> None:
        """Remember how the invoices stand, where that has changed."""
        for one in self.books.invoices():
            now = Owed(self.clock.monotonic(), one.due, one.gone)
            known = self.history.setdefault(one.number, [])
            if not known or (known[-1].due, known[-1].gone) != (now.due, now.gone):
                known.append(now)

    def since(self, number: str, seconds: float) -> list[Owed]:
        """How an invoice has stood in the last so many seconds, at their beginning included."""
        begin = self.clock.monotonic() - seconds
        known = self.history.get(number, [])
        before = [one for one in known if one.at <= begin]
        return [*before[-1:], *(one for one in known if one.at > begin)]

    # --- what other people do at the collector

    def outcome(self, schedule: int, **wish: Any) -> None:
        """How a debit will end, told to the bank beforehand."""
        self._act("outcome", schedule=schedule, **wish)

    def charge_back(self, number: str) -> None:
        """A payer has the money for an invoice returned after it was settled."""
        for row in ours(self.schedules(), number):
            self._act("chargeback", schedule=row["id"], reason="Agreement Revoked")

    def debit_by_hand(self, who: str, comment: str) -> None:
        """Somebody makes a debit in the collector's own pages."""
        day = (self.clock.true_now() + timedelta(days=9)).date().isoformat()
        self._act("make_debit_by_hand", customer=who, amount="11.00", process_date=day, comment=comment)

    def create_debits(self, how: str) -> None:
        """From now on the collector makes debits like this: as they are asked for, or otherwise."""
        self._act("switches", creates=how)

    def give_bank_details(self, who: str) -> None:
        """A payer has given what only they can give."""
        self._act("add_bank_details", customer=who, **_BANK)

    def _act(self, action: str, **wish: Any) -> None:
        with suppress(ValueError):  # it cannot be done as things are
            self.rotessa.control(action, {"environment": "production", **wish})


def ours(rows: list[dict[str, Any]], number: str) -> Iterator[dict[str, Any]]:
    """The debits that a program made for an invoice."""
    return (row for row in rows if not row["by_hand"] and (row["comment"] or "").split(" ")[0] == number)

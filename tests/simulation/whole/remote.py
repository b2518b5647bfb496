"""The other side of a simulation: a ledger, a small Autotask database, and the people who work in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server.routing import Routes
from app.sandbox.wire import System
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import ROOT, RemoteClock
from tests.simulation.whole.ledger_side import Document, LedgerSide
from tests.simulation.whole.sales import COMPANIES, SALES, Sale
from tests.simulation.whole.xero_side import XeroSide

ACCOUNT = {"username": "books@tenant.example", "secret": "wattle-secret", "integration_code": "WATTLE1234567890"}
MakeSide = Callable[[SimulatedClock], LedgerSide]


def _source_rows() -> dict[str, list[dict[str, Any]]]:
    day = "2026-02-20T00:00:00Z"
    invoices = [
        {"id": sale.id, "companyID": sale.company, "invoiceDateTime": day, "createDateTime": day, "isVoided": False,
         "invoiceNumber": sale.number, "invoiceTotal": sale.net, "totalTaxValue": sale.net / 10, "batchID": 12}
        for sale in SALES
    ]  # fmt: skip
    companies = [
        {"id": one, "companyName": name, "companyType": 1, "phone": "1", "ownerResourceID": 1, "isActive": True}
        for one, name in COMPANIES.items()
    ]
    return {"Invoices": invoices, "Companies": companies}


class Remote:
    """Both systems in process. The methods named after people's doings raise nothing: what cannot be done is not done."""

    def __init__(self, clock: SimulatedClock, make_side: MakeSide = XeroSide) -> None:
        self.clock = clock
        self.side = make_side(clock)
        self.autotask = AutotaskSystem(_source_rows(), {}, ACCOUNT, clock=RemoteClock(clock), limits=False)
        self.routes = Routes(self.systems, ROOT)
        self.side.begin(self.routes)
        self.autotask_line = self.autotask.start_line(self.routes.addresses(self.autotask))
        self.made_at: dict[str, float] = {}  # when our own requests made a document, by id
        self.contacts_made_at: dict[str, float] = {}
        self.items_made_at: dict[str, float] = {}
        self.touched_at: dict[str, float] = {}  # when other people changed, made or paid a document, by id
        self.spoilt: set[int] = set()  # sources that other people changed, voided or marked

    @property
    def systems(self) -> Sequence[System]:
        """Both."""
        return (self.side.system, self.autotask)

    def of(self, sale: Sale, *, live: bool = False) -> list[Document]:
        """The ledger's documents with the number of a sale."""
        return self.side.of(sale, live=live)

    def mark(self, sale: Sale) -> Any:
        """The mark that the source's document carries, None for none."""
        row = self.autotask._tenant.tables["Invoices"].get(sale.id)
        return row["webServiceDate"] if row else None

    @contextmanager
    def lagging(self, seconds: float) -> Iterator[None]:
        """Within this, what our requests made less than so long ago does not show in lists yet."""
        since = self.clock.monotonic() - seconds
        documents, contacts, items = (
            {one for one, at in held.items() if at > since}
            for held in (self.made_at, self.contacts_made_at, self.items_made_at)
        )
        with self.side.hiding(documents, contacts, items):
            yield

    # --- what other people do

    def hand_type(self, sale: Sale) -> None:
        """Somebody types a document with our number."""
        self._note(self.side.hand_type(sale))

    def change_document(self, sale: Sale, change: Callable[[Document], str]) -> None:
        """Somebody edits, renumbers, voids, deletes or pays what stands in the ledger under our number."""
        for document in self.of(sale, live=True)[:1]:
            self._note(change(document))

    def _note(self, document_id: str) -> None:
        if document_id:
            self.touched_at[document_id] = self.clock.monotonic()

    def void_source(self, sale: Sale) -> None:
        """Somebody voids the document at its source."""
        self.autotask.void(sale.id)
        self.spoilt.add(sale.id)

    def change_source(self, sale: Sale, **values: Any) -> None:
        """Somebody changes, renumbers or marks the document at its source."""
        self.autotask.put("Invoices", sale.id, **values)
        self.spoilt.add(sale.id)

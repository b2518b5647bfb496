"""The stage of collection: a Rotessa account beside a ledger, every customer with open invoices connected to a payer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import cycle
from typing import Any

from app.connectors.http.pacing import AtOnce
from app.domain.collection.invoices import ClearingAccount, SalesInvoice
from app.domain.collection.payers import Payer
from app.domain.collection.settings import ConnectedCustomer
from app.domain.operation import Operation
from app.domain.run import Stop
from app.flows.collection.context import Books as OpenedBooks
from app.flows.collection.context import CollectionTools, Orders, open_books
from tests.endurance.held import Books
from tests.endurance.stage import RUN, Stage

DAY = date(2027, 2, 1)
"""A Monday far enough ahead that no amount of waiting in a test reaches it."""
_CLEARING = "Debit clearing"
_LEAST = 20
_CURRENCY = "CAD"


class CollectionStage(Stage):
    """As `Stage`; its supply is the ledger's open invoices that can be debited: in the payers' currency, and not debited yet."""

    world = "collection"
    open_invoices: list[SalesInvoice]
    clearing: ClearingAccount
    made: Orders

    def _find_supply(self) -> None:
        self._payers: dict[str, Payer] = {}
        self.systems.collector(self.route.source_id)._session.client._pace = AtOnce(1)  # type: ignore[attr-defined]
        books = self._opened()
        self.made = Orders(books, RUN, "ana", self.chance.uuid)
        self.clearing = next(
            one for one in books.receivables.clearing_accounts(Stop()) if one.usable and one.name == _CLEARING
        )
        every = books.receivables.invoices("", Stop()).invoices
        named = {row["comment"].split()[0] for row in self.account()["schedules"] if row["comment"]}
        fit = (one for one in every if one.currency == _CURRENCY and one.due > 5 and one.number not in named)
        self.open_invoices = list(fit)[: self._invoices]
        self._connect(books)

    def _opened(self) -> OpenedBooks:
        records = self.desk.workplace.records
        tools = CollectionTools(
            self.desk.workplace.engine, self.journal, records.collection, records.routes, records.runs, self.systems,
            self.clock, self.chance, "ana", practice=True,
        )  # fmt: skip
        return open_books(tools, self.route.id)

    def _connect(self, books: OpenedBooks) -> None:
        found = [books.collector.payer(one.id, Stop()).payer for one in books.collector.payers(Stop())]
        payers = cycle([one for one in found if one.can_be_debited and one.currency == _CURRENCY])
        contacts = {one.contact_id: one.contact_name for one in self.open_invoices}
        self._payers = {contact: next(payers) for contact in contacts}
        connected = [
            ConnectedCustomer(contact, name, payer.id, payer.name, _CURRENCY, True, True)
            for (contact, name), payer in zip(contacts.items(), self._payers.values(), strict=True)
        ]
        self.desk.workplace.records.collection.save_customers(self.route.id, connected)

    def payer_of(self, invoice: SalesInvoice) -> Payer:
        """Whose account the invoice is taken from."""
        return self._payers[invoice.contact_id]

    @property
    def supply(self) -> Sequence[Any]:
        return self.open_invoices

    @property
    def world_size(self) -> int:
        return max(_LEAST, self._invoices + self._invoices // 20 + _LEAST)

    def _close_source(self) -> None:
        self.systems.collector(self.route.source_id).close()  # type: ignore[attr-defined]

    def account(self) -> dict[str, Any]:
        """The collector's books, whole."""
        return dict(self.control.ask("GET", "/books/rotessa"))

    def books(self) -> Books:
        return Books(self.held(), collector=self.account())

    def lay_each(self, operations: Sequence[Operation]) -> dict[str, str]:
        """Groundwork: carry these out; the id of what each made, by its reference."""
        return {record.operation.reference: record.remote_id for record in self.lay(operations)}

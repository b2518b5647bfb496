"""The stage of collection: a Rotessa account beside a Xero organisation, every customer with open invoices connected to one payer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from app.bootstrap.practice import PracticeWish
from app.connectors.http.pacing import AtOnce
from app.domain.collection.invoices import ClearingAccount, SalesInvoice
from app.domain.collection.payers import Payer
from app.domain.collection.settings import ConnectedCustomer
from app.domain.operation import Operation
from app.domain.run import Stop
from app.flows.collection.context import Books, CollectionTools, Orders, open_books
from app.store.journal import Journal
from app.store.sqlite_file import FileDatabase
from tests.endurance.stage import RUN, Stage
from tests.support.practice import PracticeDesk

DAY = date(2027, 2, 1)
"""A Monday far enough ahead that no amount of waiting in a test reaches it."""
_LEAST = 20


class CollectionStage(Stage):
    """As `Stage`; of the open invoices of the ledger those count that can be debited: in the currency of the payer, and not debited yet."""

    open_invoices: list[SalesInvoice]
    payer: Payer
    clearing: ClearingAccount
    made: Orders

    def __enter__(self) -> Self:
        wish = PracticeWish(world="collection", invoices=max(_LEAST, 3 * self._invoices), limits=False)
        self.desk = self._closing.enter_context(PracticeDesk(self.folder, wish))
        self.control, self.clock = self.desk.control, self.desk.clock
        self.documents = []  # none goes from a source to a ledger here
        self.route = self.desk.ferry.desks.setup.routes()[0]
        self.systems = self.desk.workplace.systems
        self.routes = self.desk.workplace.records.routes
        self._database = FileDatabase(self.base)
        self._database.open()
        self.journal = Journal(self._database, self.clock, self.chance, lambda count: None)
        self.systems.collector(self.route.source_id)._session.client._pace = AtOnce(1)  # type: ignore[attr-defined]
        books = self._books()
        self.made = Orders(books, RUN, "ana", self.chance.uuid)
        self._connect(books)
        return self

    def _books(self) -> Books:
        records = self.desk.workplace.records
        tools = CollectionTools(
            self.desk.workplace.engine, self.journal, records.collection, records.routes, records.runs, self.systems,
            self.clock, self.chance, "ana", practice=True,
        )  # fmt: skip
        return open_books(tools, self.route.id)

    def _connect(self, books: Books) -> None:
        found = [books.collector.payer(one.id, Stop()).payer for one in books.collector.payers(Stop())]
        self.payer = next(one for one in found if one.can_be_debited and one.currency == "CAD")
        self.clearing = next(
            one for one in books.receivables.clearing_accounts(Stop()) if one.usable and one.code == "1210"
        )
        every = books.receivables.invoices("", Stop()).invoices
        named = {row["comment"].split()[0] for row in self.account()["schedules"] if row["comment"]}
        self.open_invoices = [one for one in every if one.currency == "CAD" and one.due > 5 and one.number not in named]
        contacts = {one.contact_id: one.contact_name for one in self.open_invoices}
        connected = [
            ConnectedCustomer(contact, name, self.payer.id, self.payer.name, "CAD", True, True)
            for contact, name in contacts.items()
        ]
        self.desk.workplace.records.collection.save_customers(self.route.id, connected)

    def be_still(self) -> None:
        self.systems.collector(self.route.source_id).close()  # type: ignore[attr-defined]
        self.systems.ledger(self.route.ledger_id).close()  # type: ignore[attr-defined]
        self._database.close()
        self.desk.workplace.records.database.close()

    def account(self) -> dict[str, Any]:
        """The collector's books, whole."""
        return dict(self.control.ask("GET", "/books/rotessa"))

    def books(self) -> dict[str, Any]:
        (tenant,) = self.control.ask("GET", "/books/xero")["tenants"]
        return {"rotessa": self.account(), **tenant}

    def source_rows(self) -> dict[str, dict[str, Any]]:
        return {}

    def lay_each(self, operations: Sequence[Operation]) -> dict[str, str]:
        """Groundwork: carry these out; the id of what each made, by its reference."""
        return {record.operation.reference: record.remote_id for record in self.lay(operations)}

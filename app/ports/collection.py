"""What is remembered of collection between starts: settings, connected customers, which debits were made, what was last read.

What became of a debit or a payment is never here: the journal alone knows it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from app.domain.collection.debits import Transaction
from app.domain.collection.invoices import SalesInvoice
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer, DebitEntry
from app.domain.parties import LedgerContact


class CollectionStore(Protocol):
    """By route. Every method is one transaction; what a person decided is kept in the history too. Raises `StoreProblem`."""

    def settings(self, route_id: str) -> CollectionSettings:
        """As they are; the defaults for a new route."""
        ...

    def save_settings(self, route_id: str, settings: CollectionSettings, user: str) -> None:
        """Replace them."""
        ...

    def customers(self, route_id: str) -> Sequence[ConnectedCustomer]:
        """All connected customers, in the order in which they were connected."""
        ...

    def save_customers(self, route_id: str, customers: Sequence[ConnectedCustomer]) -> None:
        """Add or replace, by contact id."""
        ...

    def remove_customer(self, route_id: str, contact_id: str, user: str) -> None:
        """Disconnect one."""
        ...

    def entries(
        self, route_id: str, *, closed: bool = False, invoice_ids: Collection[str] = ()
    ) -> Sequence[DebitEntry]:
        """Debits that were made or meant; those that are closed only when asked for. `invoice_ids` empty: of all invoices."""
        ...

    def save_entries(self, route_id: str, entries: Sequence[DebitEntry]) -> None:
        """Add or replace, by invoice and version."""
        ...

    def transactions(self, route_id: str, since: date | None = None) -> Sequence[Transaction]:
        """What the report last said, by process date and id; `since` is the earliest process date asked for."""
        ...

    def save_transactions(self, route_id: str, transactions: Sequence[Transaction]) -> None:
        """Add or replace, by id."""
        ...

    def invoices(self, route_id: str) -> Sequence[SalesInvoice]:
        """Invoices as last read from the ledger: all unpaid ones, and those that had a debit."""
        ...

    def save_invoices(
        self, route_id: str, invoices: Sequence[SalesInvoice], *, whole: bool, gone: Collection[str] = ()
    ) -> None:
        """Add or replace, by id; `whole` forgets all others first, `gone` are forgotten."""
        ...

    def contacts(self, route_id: str) -> Sequence[LedgerContact]:
        """Customers as last read from the ledger."""
        ...

    def save_contacts(self, route_id: str, contacts: Sequence[LedgerContact], *, whole: bool) -> None:
        """Add or replace, by id; `whole` forgets all others first."""
        ...

    def note(self, route_id: str, name: str, default: str = "") -> str:
        """A small thing remembered: cursors, when it last ran."""
        ...

    def save_note(self, route_id: str, name: str, value: str) -> None:
        """Create or replace."""
        ...

"""What is remembered of collection, on disk: one row for each thing, its body as canonical JSON, by route, kind and key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from app.domain.collection.debits import Transaction
from app.domain.collection.invoices import SalesInvoice
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer, DebitEntry
from app.domain.parties import LedgerContact
from app.ports.clock import Clock
from app.store import codec
from app.store.database import Database, readable
from app.store.journal_rows import instant
from app.store.tables import CollectionTable, MappingHistoryTable

_SETTINGS, _CUSTOMER, _DEBIT, _CLOSED = "settings", "customer", "debit", "closed_debit"
_TRANSACTION, _INVOICE, _CONTACT, _NOTE = "transaction", "invoice", "contact", "note"
_CHUNK = 400

T = TypeVar("T")


@lru_cache(maxsize=32_768)
def _decoded(kind: Any, body: str) -> Any:
    """What a body stands for. Rounds read the same rows every half hour, and what they stand for never changes."""
    return codec.read(kind, body)


class Collections:
    """Implements `CollectionStore`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    # --- settings and customers

    def settings(self, route_id: str) -> CollectionSettings:
        """As they are; the defaults for a new route."""
        found = self._read(CollectionSettings, route_id, _SETTINGS)
        return found[0] if found else CollectionSettings()

    def save_settings(self, route_id: str, settings: CollectionSettings, user: str) -> None:
        """Replace them."""
        body = codec.write(settings)
        with self._db.writing():
            self._put(route_id, _SETTINGS, "", body, "")
            self._remember(route_id, "collection", "", body, user)

    def customers(self, route_id: str) -> Sequence[ConnectedCustomer]:
        """All connected customers, in the order in which they were connected."""
        return self._read(ConnectedCustomer, route_id, _CUSTOMER)

    def save_customers(self, route_id: str, customers: Sequence[ConnectedCustomer]) -> None:
        """Add or replace, by contact id."""
        with self._db.writing():
            for customer in customers:
                body = codec.write(customer)
                self._put(route_id, _CUSTOMER, customer.contact_id, body, "")
                self._remember(route_id, "payer", customer.contact_id, body, customer.user)

    def remove_customer(self, route_id: str, contact_id: str, user: str) -> None:
        """Disconnect one."""
        with self._db.writing():
            self._drop(route_id, _CUSTOMER, [contact_id])
            self._remember(route_id, "payer", contact_id, "", user)

    # --- debits and transactions

    def entries(
        self, route_id: str, *, closed: bool = False, invoice_ids: Collection[str] = ()
    ) -> Sequence[DebitEntry]:
        """Debits that were made or meant."""
        found = list(self._read(DebitEntry, route_id, _DEBIT))
        if closed:
            found += self._read(DebitEntry, route_id, _CLOSED)
        wanted = frozenset(invoice_ids)
        return sorted((e for e in found if not wanted or e.invoice_id in wanted), key=lambda e: (e.number, e.version))

    def save_entries(self, route_id: str, entries: Sequence[DebitEntry]) -> None:
        """Add or replace, by invoice and version."""
        if not entries:
            return
        with self._db.writing():
            for entry in entries:
                kind, other = (_CLOSED, _DEBIT) if entry.closed else (_DEBIT, _CLOSED)
                self._drop(route_id, other, [entry.key])
                self._put(route_id, kind, entry.key, codec.write(entry), "")

    def transactions(self, route_id: str, since: date | None = None) -> Sequence[Transaction]:
        """What the report last said."""
        found = self._read(Transaction, route_id, _TRANSACTION, since.isoformat() if since else "")
        return sorted(found, key=lambda row: (row.process_date, row.id))

    def save_transactions(self, route_id: str, transactions: Sequence[Transaction]) -> None:
        """Add or replace, by id."""
        with self._db.writing():
            for row in transactions:
                self._put(route_id, _TRANSACTION, row.id, codec.write(row), row.process_date.isoformat())

    # --- what was last read

    def invoices(self, route_id: str) -> Sequence[SalesInvoice]:
        """Invoices as last read from the ledger."""
        return self._read(SalesInvoice, route_id, _INVOICE)

    def save_invoices(
        self, route_id: str, invoices: Sequence[SalesInvoice], *, whole: bool, gone: Collection[str] = ()
    ) -> None:
        """Add or replace, by id."""
        if not (whole or gone or invoices):
            return
        with self._db.writing():
            if whole:
                self._drop(route_id, _INVOICE)
            self._drop(route_id, _INVOICE, gone)
            for invoice in invoices:
                self._put(route_id, _INVOICE, invoice.id, codec.write(invoice), "")

    def contacts(self, route_id: str) -> Sequence[LedgerContact]:
        """Customers as last read from the ledger."""
        return self._read(LedgerContact, route_id, _CONTACT)

    def save_contacts(self, route_id: str, contacts: Sequence[LedgerContact], *, whole: bool) -> None:
        """Add or replace, by id."""
        if not (whole or contacts):
            return
        with self._db.writing():
            if whole:
                self._drop(route_id, _CONTACT)
            for contact in contacts:
                self._put(route_id, _CONTACT, contact.id, codec.write(contact), "")

    def note(self, route_id: str, name: str, default: str = "") -> str:
        """A small thing remembered."""
        table = CollectionTable
        with self._db.reading():
            query = table.select(table.body).where(self._place(route_id, _NOTE) & (table.key == name))
            rows = self._db.rows(query)
        return rows[0]["body"] if rows else default

    def save_note(self, route_id: str, name: str, value: str) -> None:
        """Create or replace; nothing is written for what is remembered already."""
        if self.note(route_id, name) != value:
            with self._db.writing():
                self._put(route_id, _NOTE, name, value, "")

    # --- rows

    @staticmethod
    def _place(route_id: str, kind: str) -> Any:
        return (CollectionTable.route_id == route_id) & (CollectionTable.kind == kind)

    def _read(self, kind: type[T], route_id: str, name: str, since: str = "") -> list[T]:
        table = CollectionTable
        with self._db.reading():
            query = table.select(table.body).where(self._place(route_id, name) & (table.day >= since))
            rows = self._db.rows(query.order_by(table.id))
        with readable():
            wanted: Any = kind
            return [_decoded(wanted, row["body"]) for row in rows]

    def _put(self, route_id: str, kind: str, key: str, body: str, day: str) -> None:
        table = CollectionTable
        insert = table.insert(route_id=route_id, kind=kind, key=key, body=body, day=day)
        target = [table.route_id, table.kind, table.key]
        self._db.run(insert.on_conflict(conflict_target=target, update={"body": body, "day": day}))

    def _drop(self, route_id: str, kind: str, keys: Collection[str] | None = None) -> None:
        table = CollectionTable
        if keys is None:
            self._db.run(table.delete().where(self._place(route_id, kind)))
            return
        named = list(keys)
        for start in range(0, len(named), _CHUNK):
            chosen = table.key.in_(named[start : start + _CHUNK])
            self._db.run(table.delete().where(self._place(route_id, kind) & chosen))

    def _remember(self, route_id: str, kind: str, key: str, body: str, user: str) -> None:
        row = {"at": instant(self._clock.now()), "route_id": route_id, "kind": kind, "key": key}
        self._db.run(MappingHistoryTable.insert({**row, "body": body, "user": user}))

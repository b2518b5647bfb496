"""Customers: read whole once, afterwards only what changed (apis/quickbooks.md 6, 7.2)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.connectors.http.records import Record, flag, part, text
from app.connectors.quickbooks.fields import clean_name, reference
from app.connectors.quickbooks.lists import read_all, read_some
from app.connectors.quickbooks.notes import external_id
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.statements import ANY_STATE, changed_since
from app.domain.parties import Address, ContactState, LedgerContact
from app.domain.run import Stop
from app.ports.clock import Clock

OVERLAP = timedelta(minutes=5)
"""How far back a later reading reaches beyond the moment, by Intuit's clock, at which the last one began (apis/quickbooks.md 12)."""
FRESH = 15.0
"""Seconds during which a list that was just read is not asked for again."""


def read_contact(record: Record) -> LedgerContact:
    """A customer as the domain knows it. A sub-customer is one of its own: its display name is unique as any other's."""
    active = record.get("Active") is not False
    name = text(record, "DisplayName")
    return LedgerContact(
        id=text(record, "Id"),
        name=name if active else clean_name(name),
        external_id=external_id(text(record, "Notes")),
        email=text(part(record, "PrimaryEmailAddr"), "Address"),
        phone=text(part(record, "PrimaryPhone"), "FreeFormNumber"),
        tax_number=text(record, "ResaleNum"),
        web=text(part(record, "WebAddr"), "URI"),
        currency=reference(record, "CurrencyRef"),
        address=_address(part(record, "BillAddr")),
        state=ContactState.ACTIVE if active else ContactState.ARCHIVED,
        version=text(record, "SyncToken"),
        is_customer=not flag(record, "IsProject"),
    )


def _address(record: Record) -> Address:
    return Address(
        tuple(line for n in range(1, 6) if (line := text(record, f"Line{n}").strip())),
        text(record, "City"),
        text(record, "CountrySubDivisionCode"),
        text(record, "PostalCode"),
        text(record, "Country"),
    )


class CustomerBook:
    """All customers of the company, inactive ones included, kept up to date."""

    def __init__(self, session: QuickBooksSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, LedgerContact] = {}
        self._read_at: datetime | None = None
        self._read_monotonic = 0.0

    def all(self, stop: Stop) -> tuple[LedgerContact, ...]:
        """Every customer. Raises `IncompleteRead` rather than leave one out."""
        with self._lock:
            fresh = self._clock.monotonic() - self._read_monotonic < FRESH
            if self._read_at is None or not fresh:
                started, monotonic = self._clock.now(), self._clock.monotonic()
                for record in read_all(self._session, "Customer", stop, ANY_STATE, *self._since()):
                    contact = read_contact(record)
                    self._known[contact.id] = contact
                self._read_at, self._read_monotonic = started, monotonic
            return tuple(self._known.values())

    def _since(self) -> tuple[str, ...]:
        if self._read_at is None:
            return ()
        return (changed_since(self._session.remote_time(self._read_at) - OVERLAP),)

    def records(self, contact_ids: Sequence[str], stop: Stop) -> dict[str, Record]:
        """These customers as Intuit has them now; unknown ids are left out."""
        found = read_some(self._session, "Customer", "Id", list(contact_ids), stop, ANY_STATE)
        return {text(record, "Id"): record for record in found}

    def some(self, contact_ids: Sequence[str], stop: Stop) -> dict[str, LedgerContact]:
        """These customers as they are now; unknown ids are left out."""
        return {one: read_contact(record) for one, record in self.records(contact_ids, stop).items()}

    def outdated(self) -> None:
        """Something was changed by us: the next reading asks again."""
        self._read_monotonic = -FRESH

"""Customers: read whole once, afterwards only what changed (apis/quickbooks.md 6, 7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.connectors.http.records import Record, flag, part, text
from app.connectors.ledger.contacts import ContactBook
from app.connectors.quickbooks.fields import clean_name, reference
from app.connectors.quickbooks.lists import read_all, read_some
from app.connectors.quickbooks.notes import external_id
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.statements import ANY_STATE, changed_since
from app.domain.constants import SETTLE
from app.domain.parties import Address, ContactState, LedgerContact
from app.domain.run import Stop
from app.ports.clock import Clock

OVERLAP = SETTLE  # a list may show late what was made so long ago: a shorter look back would never see it
"""How far back a later reading reaches beyond the moment, by Intuit's clock, at which the last one began (apis/quickbooks.md 12)."""


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
        is_taxed=record.get("Taxable") is not False,
    )


def _address(record: Record) -> Address:
    return Address(
        tuple(line for n in range(1, 6) if (line := text(record, f"Line{n}").strip())),
        text(record, "City"),
        text(record, "CountrySubDivisionCode"),
        text(record, "PostalCode"),
        text(record, "Country"),
    )


class CustomerBook(ContactBook):
    """All customers of the company, inactive ones included, kept up to date."""

    def __init__(self, session: QuickBooksSession, clock: Clock) -> None:
        super().__init__(clock)
        self._session = session

    def changed(self, since: datetime | None, stop: Stop) -> Iterable[LedgerContact]:
        """By the time of their last change."""
        conditions = (changed_since(self._session.remote_time(since) - OVERLAP),) if since else ()
        return map(read_contact, read_all(self._session, "Customer", stop, ANY_STATE, *conditions))

    def records(self, contact_ids: Sequence[str], stop: Stop) -> dict[str, Record]:
        """These customers as Intuit has them now; unknown ids are left out."""
        found = read_some(self._session, "Customer", "Id", list(contact_ids), stop, ANY_STATE)
        return {text(record, "Id"): record for record in found}

    def some(self, contact_ids: Sequence[str], stop: Stop) -> dict[str, LedgerContact]:
        """These customers as they are now; unknown ids are left out."""
        return {one: read_contact(record) for one, record in self.records(contact_ids, stop).items()}

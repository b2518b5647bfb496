"""Contacts: read whole once, afterwards only what changed (apis/xero.md 5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.connectors.ledger.contacts import ContactBook
from app.connectors.xero.fields import Record, flag, identifier, records, text, version
from app.connectors.xero.lists import in_parts, overlapped, read_all
from app.connectors.xero.session import XeroSession
from app.connectors.xero.settings import LIST
from app.domain.constants import SETTLE
from app.domain.parties import Address, ContactState, LedgerContact
from app.domain.run import Stop
from app.ports.clock import Clock

OVERLAP = SETTLE  # a list may show late what was made so long ago: a shorter look back would never see it
"""How far back a later reading reaches beyond the moment, by Xero's clock, at which the last one began."""
_STATES = {"ACTIVE": ContactState.ACTIVE, "ARCHIVED": ContactState.ARCHIVED}


def read_contact(record: Record) -> LedgerContact:
    """A contact as the domain knows it."""
    return LedgerContact(
        id=identifier(record, "ContactID"),
        name=text(record, "Name"),
        external_id=text(record, "ContactNumber"),
        account_number=text(record, "AccountNumber"),
        email=text(record, "EmailAddress"),
        phone=_phone(record),
        tax_number=text(record, "TaxNumber") or text(record, "CompanyNumber"),
        web=text(record, "Website"),
        currency=text(record, "DefaultCurrency"),
        address=_address(record),
        state=_STATES.get(text(record, "ContactStatus"), ContactState.UNKNOWN),
        merged_into=identifier(record, "MergedToContactID"),
        version=version(record),
        is_customer=flag(record, "IsCustomer"),
    )


def _phone(record: Record) -> str:
    """The first number that is filled in, the main one first; all kinds come back even when empty."""
    order = {"DEFAULT": 0, "OFFICE": 1, "DDI": 2, "MOBILE": 3}
    phones = sorted(records(record, "Phones"), key=lambda phone: order.get(text(phone, "PhoneType"), 9))
    for phone in phones:
        parts = (text(phone, name).strip() for name in ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber"))
        if text(phone, "PhoneNumber").strip():
            return " ".join(word for word in parts if word)
    return ""


def _address(record: Record) -> Address:
    """The postal address if it is filled in (it stands on invoices), else the street."""
    order = {"POBOX": 0, "STREET": 1}
    found = sorted(records(record, "Addresses"), key=lambda each: order.get(text(each, "AddressType"), 9))
    for each in found:
        lines = tuple(line for n in range(1, 5) if (line := text(each, f"AddressLine{n}").strip()))
        if lines or text(each, "City").strip():
            return Address(
                lines,
                text(each, "City"),
                text(each, "Region"),
                text(each, "PostalCode"),
                text(each, "Country"),
                text(each, "AttentionTo"),
            )
    return Address()


class XeroContacts(ContactBook):
    """All contacts of the organisation, archived ones included, kept up to date."""

    def __init__(self, session: XeroSession, clock: Clock) -> None:
        super().__init__(clock)
        self._session = session

    def changed(self, since: datetime | None, stop: Stop) -> Iterable[LedgerContact]:
        """By If-Modified-Since."""
        remote = self._session.remote_time(since) - OVERLAP if since else None
        query = (("includeArchived", "true"), ("order", "ContactID ASC"))
        return map(read_contact, read_all(self._session, "Contacts", "ContactID", stop, query, since=remote))

    def some(self, contact_ids: list[str], stop: Stop) -> dict[str, LedgerContact]:
        """These contacts as they are now; unknown ids are left out."""
        wanted = list(dict.fromkeys(each.lower() for each in contact_ids if each))

        def read(ids: list[str]) -> list[Record]:
            query = (("IDs", ",".join(ids)), ("includeArchived", "true"))
            return read_all(self._session, "Contacts", "ContactID", stop, query)

        found = [
            read_contact(record)
            for part in overlapped(read, in_parts(wanted, LIST), self._session.at_once)
            for record in part
        ]
        return {contact.id: contact for contact in found}

"""The people and companies on both sides: who is billed in the source, who is owed by in the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as far as it is known; empty strings where it is not. `country` is a name or ISO code, as given."""

    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    attention: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A contact person at a source company (Autotask: Contacts)."""

    id: str
    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    title: str = ""
    is_billing: bool = False
    is_primary: bool = False
    is_active: bool = True

    @property
    def name(self) -> str:
        """First and last name joined; empty when neither is known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class SourceParty:
    """A company as the source system knows it. `id` is the source's own id as text (Autotask company 0 exists)."""

    id: str
    name: str
    number: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    tax_number: str = ""
    currency: str = ""
    address: Address = field(default_factory=Address)
    people: tuple[Person, ...] = ()
    is_active: bool = True
    tax_exempt: bool = False
    tax_region: str = ""
    parent_id: str = ""


class ContactState(StrEnum):
    """Whether a ledger contact can be used on new documents; anything but ACTIVE cannot."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LedgerContact:
    """A customer as the ledger knows it. `external_id` is where we keep the source party's id (Xero: ContactNumber)."""

    id: str
    name: str
    external_id: str = ""
    account_number: str = ""
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    web: str = ""
    currency: str = ""
    address: Address = field(default_factory=Address)
    state: ContactState = ContactState.ACTIVE
    merged_into: str = ""
    version: str = ""  # the ledger's own mark of this state (Xero: UpdatedDateUTC)
    is_customer: bool = False
    is_taxed: bool = True  # whether sales tax is charged at all, where the ledger says so of a contact (QuickBooks)

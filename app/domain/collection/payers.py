"""Payers: the people and companies at a collector whose bank accounts may be debited (Rotessa: customers).

Bank numbers are never here: a connector drops them at its edge and only says whether they are complete (apis/rotessa.md 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.parties import Address


class Given(StrEnum):
    """Whether something that only the payer can give is there. UNKNOWN: the short form of a list does not tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PayerFields:
    """What follows the ledger when a customer is updated automatically; '' where nothing is known."""

    name: str
    email: str = ""
    phone: str = ""
    address: Address = field(default_factory=Address)


@dataclass(frozen=True, slots=True)
class Payer:
    """One payer. `identifier` is the collector's custom identifier, which equals the ledger contact's name where a link was made by name.

    From a list `address` is None and the three `Given` may be UNKNOWN; the payer read alone tells all. `currency` is that of the
    payer's bank account ('CAD', 'USD'), '' while it is not known: Canadian and US bank data decide it, debits name none.
    """

    id: str
    name: str
    identifier: str = ""
    email: str = ""
    phone: str = ""
    home_phone: str = ""
    kind: str = ""  # 'Personal', 'Business'
    is_active: bool = True
    bank_details: Given = Given.UNKNOWN
    authorisation: Given = Given.UNKNOWN
    address: Address | None = None
    currency: str = ""
    version: str = ""  # the collector's own mark of this state (Rotessa: updated_at)
    url: str = ""

    @property
    def can_be_debited(self) -> bool:
        """Whether nothing is known that keeps a debit from being made."""
        return self.is_active and self.bank_details is not Given.NO and self.authorisation is not Given.NO

"""What a Rotessa account holds: customers, schedules of debits, and the single debits with the moves planned for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.sandbox.rotessa.banking import Country


class Status(StrEnum):
    """The states a debit is known to take; a planned move may name others (apis/rotessa.md 6)."""

    FUTURE = "Future"
    PENDING = "Pending"
    APPROVED = "Approved"
    DECLINED = "Declined"
    CHARGEBACK = "Chargeback"


class Frequency(StrEnum):
    """How often a schedule debits, in Rotessa's spelling."""

    ONCE = "Once"
    WEEKLY = "Weekly"
    EVERY_OTHER_WEEK = "Every Other Week"
    MONTHLY = "Monthly"
    EVERY_OTHER_MONTH = "Every Other Month"
    QUARTERLY = "Quarterly"
    SEMI_ANNUALLY = "Semi-Annually"
    YEARLY = "Yearly"


BANK_NUMBERS: Final = ("institution_number", "transit_number", "account_number", "routing_number")
"""What never has to reach a client's disk."""
TEXTS: Final = ("name", "email", "home_phone", "phone", "bank_name", *BANK_NUMBERS)
ADDRESS: Final = ("address_1", "address_2", "city", "province_code", "postal_code", "country")
_CANADIAN: Final = ("institution_number", "transit_number", "account_number")
_AMERICAN: Final = ("bank_account_type", "authorization_type", "routing_number", "account_number")


def read_id(key: object) -> int:
    """The id that a path or a body names; -1, which nothing has, for what is no id."""
    text = str(key)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


@dataclass(slots=True)
class Customer:
    """A payer. `texts` holds the fields of `TEXTS`, `address` those of `ADDRESS` (None for each when there is none)."""

    id: int
    identifier: str
    address_id: int
    created_at: datetime
    updated_at: datetime
    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(TEXTS, ""))
    address: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(ADDRESS))
    custom_identifier: str | None = None
    customer_type: str = "Personal"
    bank_account_type: str | None = None
    authorization_type: str | None = None
    active: bool = True
    hidden: bool = False

    @property
    def country(self) -> Country:
        """Where the bank is: a routing number without Canadian numbers is American; without any, the address tells."""
        if self.texts["institution_number"] or self.texts["transit_number"]:
            return Country.CANADA
        abroad = self.texts["routing_number"] or (self.address["country"] or "").upper() in {"US", "UNITED STATES"}
        return Country.UNITED_STATES if abroad else Country.CANADA

    def missing_bank_data(self) -> list[str]:
        """Names of what is still wanted before a debit can be made (apis/rotessa.md 4)."""
        if self.country is Country.CANADA:
            return [name for name in _CANADIAN if not self.texts[name]]
        held = self.texts | {
            "bank_account_type": self.bank_account_type or "",
            "authorization_type": self.authorization_type or "",
        }
        return [name for name in _AMERICAN if not held[name]]


@dataclass(slots=True)
class Schedule:
    """An order to debit. `first` is the date asked for; `made` counts the debits generated so far; `by_hand`: in the portal."""

    id: int
    customer: Customer
    amount: Decimal
    frequency: Frequency
    installments: int | None
    first: date
    comment: str | None
    created_at: datetime
    updated_at: datetime
    next_date: date | None
    by_hand: bool = False
    made: int = 0
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state planned for a debit: the morning of the `day`-th banking day after its process date."""

    day: int
    status: str
    reason: str | None = None


@dataclass(slots=True)
class Transaction:
    """One debit. `moves` are those still to come, `next_at` when the next thing happens to it; `history` every state it had.

    `country` is where the customer's bank was when the debit was made: a later change of bank does not move it.
    """

    id: int
    schedule: Schedule
    country: Country
    amount: Decimal
    process_date: date
    settlement_date: date
    created_at: datetime
    updated_at: datetime
    next_at: datetime | None
    status: str = Status.FUTURE
    reason: str | None = None
    moves: list[Move] = field(default_factory=list)
    history: list[tuple[str, datetime]] = field(default_factory=list)
    removed_at: datetime | None = None

    @property
    def customer(self) -> Customer:
        """Who is debited."""
        return self.schedule.customer

    @property
    def is_future(self) -> bool:
        """Whether it has not been sent to the bank and can still be changed."""
        return self.status == Status.FUTURE and self.removed_at is None

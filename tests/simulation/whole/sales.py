"""What the source of a simulation sells, and to whom: the same few documents in every schedule, whichever ledger they go to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

FIRST_ID = 501
LINKED, NEW, ARCHIVED, NOT_LINKED = 1, 2, 3, 4
COMPANIES = {
    LINKED: "Harrow & Finch",  # in the ledger, linked
    NEW: "Quokka Childcare",  # not in the ledger
    ARCHIVED: "Ødegård Timber",  # in the ledger, archived, not linked
    NOT_LINKED: "Rosella Family Law",  # in the ledger, not linked
}


@dataclass(frozen=True, slots=True)
class Sale:
    """One document of the source: what it is, whose, and for how much (negative for a credit note)."""

    id: int
    company: int
    net: Decimal

    @property
    def number(self) -> str:
        """The number people know it by."""
        return f"{'CN' if self.is_credit else 'SI'}-{self.id}"

    @property
    def is_credit(self) -> bool:
        """Whether it is a credit note."""
        return self.net < 0

    @property
    def total(self) -> Decimal:
        """Its total with tax, positive."""
        return abs(self.net) * Decimal("1.1")


ITEM = "Call-out"
"""The product of the documents with an odd id in schedules where a run makes it; the ledger has none of its name or code."""
OTHER_ACCOUNT = "260"
"""Another account that takes sales, for what other people add."""

_NETS = ("120", "-80", "45.50", "300", "-15.20", "999.90")
_WHOSE = (LINKED, NEW, LINKED, NEW, NOT_LINKED, ARCHIVED)
SALES: tuple[Sale, ...] = tuple(Sale(FIRST_ID + place, _WHOSE[place], Decimal(net)) for place, net in enumerate(_NETS))
BY_NUMBER = {sale.number.casefold(): sale for sale in SALES}

"""US automated sales tax: what the ledger would reckon by itself for a document that it is told the source's tax of.

The ledger finds its rates by address and tells nobody beforehand (apis/quickbooks.md 8.3). What it charged a customer last, or others at
the same place, is known from its own documents; rounding is half up for each rate over the taxed lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.arithmetic import LEDGER_PLACES
from app.domain.money import round_half_up
from app.domain.parties import Address

Rates = tuple[Decimal, ...]
"""Fractions, one for each rate that is rounded by itself."""
Place = tuple[str, str]


def place_of(address: Address) -> Place | None:
    """What tells one tax place from another: region and postal code; None when the address lacks one of them."""
    region, code = address.region.strip().casefold(), address.postal_code.strip().casefold()
    return (region, code) if region and code else None


@dataclass(frozen=True, slots=True)
class SalesTaxBook:
    """The rates that the ledger last used, by contact id and by place. No rates at all means that nothing was taxed there."""

    by_contact: Mapping[str, Rates] = field(default_factory=dict)
    by_place: Mapping[Place, Rates] = field(default_factory=dict)

    def rates_for(self, contact_id: str, address: Address) -> Rates | None:
        """The rates for a contact; None when nothing is known of it. A contact that is still to be made goes by its address."""
        if contact_id in self.by_contact:
            return self.by_contact[contact_id]
        place = place_of(address)
        return None if place is None else self.by_place.get(place)


def reckoned_tax(taxed: Iterable[Decimal], rates: Rates) -> Decimal:
    """The tax of a document from the amounts of its taxed lines."""
    net = sum(taxed, Decimal(0))
    return sum((round_half_up(net * rate, LEDGER_PLACES) for rate in rates), Decimal("0.00"))

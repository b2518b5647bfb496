"""How a ledger computes a document, so that its total is known before it is sent.

Xero: a line is quantity x unit price rounded to 2 places; tax is rounded on each line, half up; totals are sums of the
rounded figures (apis/xero.md 7.3, developer.xero.com 'Rounding in Xero').
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.money import round_half_up

LEDGER_PLACES = 2  # Xero keeps two decimals whatever the currency
QUANTITY_PLACES = 4


@dataclass(frozen=True, slots=True)
class Priced:
    """Quantity and unit price whose rounded product is exactly `amount`; `restated` when they are not the source's own."""

    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    restated: bool = False


def line_amount(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """What the ledger makes of a line: the product to 2 places, half up."""
    return round_half_up(quantity * unit_price, LEDGER_PLACES)


def line_tax(amount: Decimal, rate: Decimal) -> Decimal:
    """Tax on an exclusive line amount to 2 places, half up; `rate` is a fraction."""
    return round_half_up(amount * rate, LEDGER_PLACES)


def contained_tax(amount: Decimal, rate: Decimal) -> Decimal:
    """Tax that an inclusive line amount contains, to 2 places, half up (apis/xero.md 7.3); `rate` is a fraction."""
    return round_half_up(amount * rate / (1 + rate), LEDGER_PLACES)


def price_line(quantity: Decimal, unit_price: Decimal, amount: Decimal, places: int) -> Priced:
    """Carry `amount` (already rounded): keep the source's figures if they give it, else restate the price, else use quantity 1.

    The ledger refuses quantities below zero, so a negative line has a negative price. `places` is how many decimals the
    ledger keeps of a unit price.
    """
    if quantity < 0:
        quantity, unit_price = -quantity, -unit_price
    fits = quantity == round_half_up(quantity, QUANTITY_PLACES) and quantity > 0
    if fits and unit_price == round_half_up(unit_price, places) and line_amount(quantity, unit_price) == amount:
        return Priced(quantity, unit_price, amount)
    if fits:
        price = round_half_up(amount / quantity, places)
        if line_amount(quantity, price) == amount:
            return Priced(quantity, price, amount, restated=True)
    return Priced(Decimal(1), amount, amount, restated=True)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the ledger will show for a document."""

    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """Net and tax."""
        return self.net + self.tax


def document_totals(lines: Iterable[tuple[Decimal, Decimal]]) -> Totals:
    """Sums over (line amount, line tax), both already rounded as the ledger rounds."""
    net = tax = Decimal("0.00")
    for amount, line_tax_amount in lines:
        net += amount
        tax += line_tax_amount
    return Totals(net, tax)

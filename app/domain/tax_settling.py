"""The tax of a document on ledgers that take the source's figure: spread over lines and rates so that the total agrees to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.arithmetic import LEDGER_PLACES
from app.domain.catalogue import TaxManner, TaxRate
from app.domain.money import round_half_up
from app.domain.plan import DocumentTax, PlannedLine

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Settled:
    """Lines and rates with their tax, and what still keeps the total from agreeing (total meant less the ledger's)."""

    lines: tuple[PlannedLine, ...]
    taxes: tuple[DocumentTax, ...]
    difference: Decimal


def settle(
    lines: Sequence[PlannedLine],
    rates: Mapping[str, TaxRate],
    manner: TaxManner,
    *,
    total: Decimal,
    limit: Decimal,
) -> Settled:
    """Give the document the tax that makes its total `total`, if that differs from the ledger's own by at most `limit`,
    whether the tax is rounded for each line or for each rate.

    Without a line that bears tax nothing can be spread: the whole difference is left. Amounts are positive, as the ledger has them.
    """
    own = _taxes(lines, rates)
    reckoned = sum((each.amount for each in own), _NOTHING)
    by_line = sum((line.tax_amount for line in lines), _NOTHING)
    if manner is TaxManner.AS_SENT:
        reckoned = by_line
    meant = total - sum((line.amount for line in lines), _NOTHING)
    bearing = [n for n, line in enumerate(lines) if _bears_tax(line, rates)]
    nearest = min(
        (meant - reckoned, meant - by_line), key=abs
    )  # a source may round each line's tax, which adds up over many
    if not bearing or abs(nearest) > limit or meant < 0:
        return Settled(_lines_with(lines, bearing, reckoned), own, meant - reckoned)
    return Settled(_lines_with(lines, bearing, meant), _shifted(own, meant - reckoned), _NOTHING)


def _bears_tax(line: PlannedLine, rates: Mapping[str, TaxRate]) -> bool:
    rate = rates.get(line.tax_code)
    return rate is not None and line.amount != 0 and (rate.is_computed or rate.rate != 0)


def _taxes(lines: Sequence[PlannedLine], rates: Mapping[str, TaxRate]) -> tuple[DocumentTax, ...]:
    """What the ledger makes of each rate: rounded once, over all lines that bear it."""
    nets: dict[str, tuple[Decimal, Decimal]] = {}
    for line in lines:
        rate = rates.get(line.tax_code)
        for part in rate.components if rate else ():
            nets[part.rate_id] = (part.rate, nets.get(part.rate_id, (part.rate, _NOTHING))[1] + line.amount)
    return tuple(
        DocumentTax(rate_id, rate, net, round_half_up(rate * net, LEDGER_PLACES))
        for rate_id, (rate, net) in nets.items()
    )


def _shifted(taxes: tuple[DocumentTax, ...], difference: Decimal) -> tuple[DocumentTax, ...]:
    """The difference goes to the largest tax."""
    if not taxes or difference == 0:
        return taxes
    largest = max(taxes, key=lambda each: abs(each.amount))
    return tuple(replace(each, amount=each.amount + difference) if each is largest else each for each in taxes)


def _lines_with(lines: Sequence[PlannedLine], bearing: Sequence[int], meant: Decimal) -> tuple[PlannedLine, ...]:
    """The lines with their tax adding up to `meant`: what is missing goes to the line with the largest tax."""
    missing = meant - sum((line.tax_amount for line in lines), _NOTHING)
    if not bearing or missing == 0:
        return tuple(lines)
    largest = max(bearing, key=lambda n: abs(lines[n].tax_amount))
    changed = replace(lines[largest], tax_amount=lines[largest].tax_amount + missing)
    return (*lines[:largest], changed, *lines[largest + 1 :])

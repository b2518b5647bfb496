"""Which tax a line was billed with: region by company, location or invoice, times category, leads to one or several taxes.

apis/autotask.md 11 'Tax', 14 'Taxes', 18.3: the unit of `taxRate` (0.2 or 20) is not documented and decided by comparing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.autotask.lists import name_of
from app.connectors.autotask.values import OddValueError, Row

HUNDRED = Decimal(100)
NO_TAX = "No tax"
EXEMPT = "exempt"
_CLOSE = Decimal("0.02")
"""How far a line's tax may be from rate times amount: rounding by line, and a rate with few decimals."""


@dataclass(frozen=True, slots=True)
class TaxOfLine:
    """How a line is taxed. `key` is 'region:category', `rate` the table's fraction; the line's own tax may differ."""

    key: str
    name: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class TaxPlace:
    """What decides the region of one invoice: `regions` in order of trust, and whether the company pays no tax at all."""

    regions: tuple[int, ...]
    exempt: bool


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    rate: Decimal
    compounded: bool


def unit_of_rates(rates: Iterable[Decimal], billed: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """What a rate is divided by to be a fraction: 1 or 100. `billed` are amounts with their taxes.

    A rate above 1 settles it. Otherwise the lines vote: some rate explains them as a fraction, or as a percentage.
    """
    known = sorted({rate for rate in rates if rate > 0})
    if not known:
        return Decimal(1)
    if known[-1] > 1:
        return HUNDRED
    votes = {Decimal(1): 0, HUNDRED: 0}
    for amount, tax in billed:
        for unit in votes:
            if tax and any(_explains(rate / unit, amount, tax) for rate in known):
                votes[unit] += 1
    return HUNDRED if votes[HUNDRED] > votes[Decimal(1)] else Decimal(1)


def _explains(rate: Decimal, amount: Decimal, tax: Decimal) -> bool:
    return abs(amount * rate - tax) <= _CLOSE


def percent(rate: Decimal) -> str:
    """'10 %', '12.5 %'."""
    shown = (rate * HUNDRED).quantize(Decimal("0.0001")).normalize()
    return f"{shown:f} %"


class TaxTable:
    """Taxes, regions and categories of the tenant as read, with their unit decided."""

    def __init__(
        self, taxes: Iterable[Row], regions: Mapping[int, Row], categories: Mapping[int, Row], unit: Decimal
    ) -> None:
        self._regions = regions
        self._categories = categories
        self._by_name = {name_of(row, "").casefold(): one for one, row in regions.items()}
        self._parts: dict[tuple[int, int], tuple[_Part, ...]] = {}
        for row in taxes:
            try:
                place = (row.whole("taxRegionID") or 0, row.whole("taxCategoryID") or 0)
                part = _Part(row.text("taxName").strip(), row.required("taxRate") / unit, row.flag("isCompounded"))
            except OddValueError:
                continue
            self._parts[place] = (*self._parts.get(place, ()), part)

    def region_named(self, name: str) -> int | None:
        """The region with this name (`Invoices.taxRegionName`), without regard to case."""
        return self._by_name.get(name.strip().casefold()) if name.strip() else None

    def of_line(self, place: TaxPlace, category: int | None, amount: Decimal, tax: Decimal) -> TaxOfLine:
        """How a line of this category was taxed: by the first region that explains its tax, else the most trusted one."""
        if place.exempt and not tax:
            return TaxOfLine(EXEMPT, NO_TAX, Decimal(0))
        found = [self._of(region, category) for region in place.regions] or [self._of(None, category)]
        explained = next((one for one in found if one.rate is not None and _explains(one.rate, amount, tax)), None)
        if explained is not None:
            return explained
        first = found[0]
        if not tax and not self._has(place.regions, category):
            return TaxOfLine(first.key, NO_TAX, Decimal(0))
        return first

    def _has(self, regions: tuple[int, ...], category: int | None) -> bool:
        return category is not None and any((region, category) in self._parts for region in regions)

    def _of(self, region: int | None, category: int | None) -> TaxOfLine:
        key = f"{'' if region is None else region}:{'' if category is None else category}"
        parts = () if region is None or category is None else self._parts.get((region, category), ())
        if not parts:
            names = [
                name_of(rows.get(one), f"{word} {one}")
                for rows, one, word in ((self._regions, region, "Region"), (self._categories, category, "Category"))
                if one is not None
            ]
            return TaxOfLine(key, ", ".join(names) or NO_TAX, None)
        rate = _together(parts)
        return TaxOfLine(key, _named(parts, rate), rate)

    def choices(self) -> tuple[tuple[str, str, Decimal | None], ...]:
        """Every region and category that has a tax, and the exempt customer: key, name, rate."""
        found = [self._of(*place) for place in sorted(self._parts)]
        return (*((one.key, self._long(one), one.rate) for one in found), (EXEMPT, NO_TAX, Decimal(0)))

    def _long(self, one: TaxOfLine) -> str:
        region, _, category = one.key.partition(":")
        where = [
            name_of(self._regions.get(int(region)), f"Region {region}"),
            name_of(self._categories.get(int(category)), f"Category {category}"),
        ]
        return f"{one.name} ({', '.join(where)})"


def _together(parts: tuple[_Part, ...]) -> Decimal:
    """Plain taxes add up; a compounded one is taken on the amount with all the others."""
    plain = sum((part.rate for part in parts if not part.compounded), Decimal(0))
    total = Decimal(1) + plain
    for part in parts:
        if part.compounded:
            total *= Decimal(1) + part.rate
    return total - 1


def _named(parts: tuple[_Part, ...], rate: Decimal) -> str:
    names = " + ".join(dict.fromkeys(part.name or "Tax" for part in parts))
    if not rate:
        return names
    digits = percent(rate).removesuffix(" %")
    return names if digits in names.replace(",", ".").split() or f"{digits}%" in names else f"{names} {percent(rate)}"

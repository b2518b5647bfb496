"""What the ids in a set of rows mean: the lists brought together, renewed when a row names a value they lack (apis/autotask.md 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.autotask.crew import Crew
from app.connectors.autotask.lists import ById, ListName, Lists, name_of
from app.connectors.autotask.queries import Queries
from app.connectors.autotask.session import AutotaskSession
from app.connectors.autotask.taxes import TaxTable, unit_of_rates
from app.connectors.autotask.values import OddValueError, Row
from app.domain.documents import Division
from app.domain.run import Stop

FOR_DOCUMENTS = (
    *(ListName.ITEM_TYPES, ListName.BILLING_CODES, ListName.TAX_CATEGORIES, ListName.TAX_REGIONS, ListName.TAXES),
    *(ListName.CURRENCIES, ListName.PAYMENT_TERMS, ListName.COUNTRIES),
    *(ListName.LEVEL_1, ListName.LEVEL_2, ListName.ASSOCIATIONS),
)

_NAMED_BY_ITEMS = {
    "billingItemType": ListName.ITEM_TYPES,
    "billingCodeID": ListName.BILLING_CODES,
    "taxCategoryID": ListName.TAX_CATEGORIES,
    "organizationalLevelAssociationID": ListName.ASSOCIATIONS,
}
_NAMED_BY_INVOICES = {"paymentTerm": ListName.PAYMENT_TERMS}
_NAMED_BY_COMPANIES = {"currencyID": ListName.CURRENCIES, "taxRegionID": ListName.TAX_REGIONS}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one set of invoices whose ids are to be understood."""

    invoices: Sequence[Row]
    items: Sequence[Row]
    companies: Sequence[Row]


def rates_of(taxes: Iterable[Row]) -> list[Decimal]:
    """All rates that can be read."""
    found: list[Decimal] = []
    for row in taxes:
        try:
            found.append(row.required("taxRate"))
        except OddValueError:
            continue
    return found


def billed_of(items: Iterable[Row]) -> list[tuple[Decimal, Decimal]]:
    """Amounts with their taxes, where both can be read."""
    found: list[tuple[Decimal, Decimal]] = []
    for item in items:
        try:
            found.append((item.required("totalAmount"), item.required("taxDollars")))
        except OddValueError:
            continue
    return found


class Reference:
    """The lists of one connection and the records asked for by id. Lives as long as the connection."""

    def __init__(self, session: AutotaskSession, queries: Queries) -> None:
        self._lists = Lists(session, queries)
        self._unit: Decimal | None = None
        named = ("id", "name", "isActive")
        self.services = ById(session, queries, "Services", named)
        self.bundles = ById(session, queries, "ServiceBundles", named)
        self.products = ById(session, queries, "Products", named)
        self.charges = {
            entity: ById(session, queries, entity, ("id", "productID"))
            for entity in ("TicketCharges", "ProjectCharges", "ContractCharges")
        }

    def rows(self, name: ListName, stop: Stop) -> Mapping[int, Row]:
        """One list by id."""
        return self._lists.get(name, stop).rows

    def is_refused(self, name: ListName, stop: Stop) -> bool:
        """Whether the API user may not read it, or the tenant does not have it."""
        return self._lists.get(name, stop).refused

    def readers(self, stop: Stop, names: Sequence[ListName] = FOR_DOCUMENTS) -> list[Callable[[], object]]:
        """Jobs that read these lists; those known cost nothing."""

        def reader(name: ListName) -> Callable[[], object]:
            return lambda: self._lists.get(name, stop)

        return [reader(name) for name in names]

    def renew_for(self, rows: Rows, crew: Crew, stop: Stop) -> None:
        """Read those lists again that lack a value these rows name."""
        lacking = {
            *self._lacking(rows.items, _NAMED_BY_ITEMS, stop),
            *self._lacking(rows.invoices, _NAMED_BY_INVOICES, stop),
            *self._lacking(rows.companies, _NAMED_BY_COMPANIES, stop),
        }
        if ListName.ASSOCIATIONS in lacking:
            lacking |= {ListName.LEVEL_1, ListName.LEVEL_2}
        if lacking & {ListName.TAX_CATEGORIES, ListName.TAX_REGIONS}:
            lacking.add(ListName.TAXES)
        dropped = [name for name in sorted(lacking) if self._lists.drop_for_unknown(name)]
        crew.together(*self.readers(stop, dropped))

    def _lacking(self, rows: Iterable[Row], fields: Mapping[str, ListName], stop: Stop) -> set[ListName]:
        found: set[ListName] = set()
        for field, name in fields.items():
            known = self._lists.get(name, stop)
            if not known.refused and not ids_in(rows, field) <= known.rows.keys():
                found.add(name)
        return found

    def taxes(self, items: Iterable[Row], stop: Stop) -> TaxTable:
        """The tax table, its unit decided by what was billed; once the lines have voted, it stays."""
        taxes = tuple(self.rows(ListName.TAXES, stop).values())
        billed = [(amount, tax) for amount, tax in billed_of(items) if tax]
        if self._unit is None or billed:
            unit = unit_of_rates(rates_of(taxes), billed)
            self._unit = unit if billed else self._unit
        else:
            unit = self._unit
        regions, categories = self.rows(ListName.TAX_REGIONS, stop), self.rows(ListName.TAX_CATEGORIES, stop)
        return TaxTable(taxes, regions, categories, unit)

    def divisions(self, stop: Stop) -> list[Division]:
        """Lines of business in the tenant's words, 'Level 1 / Level 2', inactive ones too; empty where they are not used."""
        first, second = self.rows(ListName.LEVEL_1, stop), self.rows(ListName.LEVEL_2, stop)
        found: list[Division] = []
        for one, row in self.rows(ListName.ASSOCIATIONS, stop).items():
            try:
                levels = (row.whole("organizationalLevel1ID"), row.whole("organizationalLevel2ID"))
                active = row.values.get("isActive") is None or row.flag("isActive")
            except OddValueError:
                continue
            names = [
                name_of(rows.get(level), "")
                for rows, level in zip((first, second), levels, strict=True)
                if level is not None
            ]
            found.append(
                Division(str(one), " / ".join(name for name in names if name) or f"Line of business {one}", active)
            )
        return sorted(found, key=lambda division: (division.name.casefold(), division.id))


def ids_in(rows: Iterable[Row], field: str) -> set[int]:
    """The ids that a field of these rows names; what cannot be read is left to the translation, which says so."""
    found: set[int] = set()
    for row in rows:
        try:
            value = row.whole(field)
        except OddValueError:
            continue
        if value is not None:
            found.add(value)
    return found

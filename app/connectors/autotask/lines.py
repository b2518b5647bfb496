"""Billing items as lines (apis/autotask.md 9-11): the billed amount is carried, the price shown so that it explains the amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.autotask.lists import name_of
from app.connectors.autotask.taxes import TaxPlace, TaxTable
from app.connectors.autotask.values import Row
from app.domain.documents import Facet, FacetValue, SourceLine
from app.domain.money import round_half_up

ITEM_FIELDS = (
    *("id", "billingItemType", "itemName", "description", "lineItemFullDescription", "quantity", "rate", "totalAmount"),
    *("taxDollars", "itemDate", "invoiceID", "companyID", "billingCodeID", "contractID", "contractChargeID"),
    *("projectChargeID", "ticketChargeID", "serviceID", "serviceBundleID", "purchaseOrderNumber"),
    *("organizationalLevelAssociationID", "taxCategoryID", "sortOrderID"),
)
CHARGES = {
    "ticketChargeID": "TicketCharges",
    "projectChargeID": "ProjectCharges",
    "contractChargeID": "ContractCharges",
}
"""An item has no product; its charge has (section 9)."""

_PRICE_PLACES = 6


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids on a line are called. `products` are by charge field and charge id: the product's id."""

    item_types: Mapping[int, Row]
    billing_codes: Mapping[int, Row]
    services: Mapping[int, Row]
    bundles: Mapping[int, Row]
    products: Mapping[int, Row]
    product_of_charge: Mapping[tuple[str, int], int]
    divisions: Mapping[int, str]
    companies: Mapping[int, Row]


def category_of(item: Row, billing_codes: Mapping[int, Row]) -> int | None:
    """The tax category: the item's own, in older tenants that of its billing code (section 9). Raises `OddValueError`."""
    own = item.whole("taxCategoryID")
    if own is not None:
        return own
    code = billing_codes.get(item.whole("billingCodeID") or 0)
    return code.whole("taxCategoryID") if code else None


def price_of(quantity: Decimal, rate: Decimal, amount: Decimal) -> tuple[Decimal, Decimal]:
    """Quantity and unit price that explain the amount (section 11): `amount / quantity` where the rate does not, and 1 for quantity 0."""
    if quantity == 0:
        return Decimal(1), amount
    if quantity * rate == amount:
        return quantity, rate
    return quantity, round_half_up(amount / quantity, _PRICE_PLACES)


def facets_of(item: Row, names: Names) -> tuple[FacetValue, ...]:
    """What the line can be mapped by, widest first. A value no list knows keeps its number as name. Raises `OddValueError`."""
    found: list[FacetValue] = []

    def add(facet: Facet, key: int | None, rows: Mapping[int, Row], word: str) -> None:
        if key is not None:
            found.append(FacetValue(facet, str(key), name_of(rows.get(key), f"{word} {key}")))

    add(Facet.ITEM_TYPE, item.whole("billingItemType"), names.item_types, "Type")
    add(Facet.BILLING_CODE, item.whole("billingCodeID"), names.billing_codes, "Billing code")
    add(Facet.SERVICE, item.whole("serviceID"), names.services, "Service")
    add(Facet.SERVICE_BUNDLE, item.whole("serviceBundleID"), names.bundles, "Service bundle")
    add(Facet.PRODUCT, product_of(item, names), names.products, "Product")
    return tuple(found)


def product_of(item: Row, names: Names) -> int | None:
    """The product behind the item's charge, if any. Raises `OddValueError`."""
    for field in CHARGES:
        charge = item.whole(field)
        if charge is not None and (field, charge) in names.product_of_charge:
            return names.product_of_charge[field, charge]
    return None


def line_of(item: Row, names: Names, taxes: TaxTable, place: TaxPlace, billed: int) -> SourceLine:
    """One line. `billed` is the company that pays. Raises `OddValueError` where amount, date or a reference cannot be read."""
    amount = item.required("totalAmount")
    tax = item.amount("taxDollars") or Decimal(0)
    quantity, price = price_of(
        Decimal(1) if item.amount("quantity") is None else item.required("quantity"),
        item.amount("rate") or Decimal(0),
        amount,
    )
    taxed = taxes.of_line(place, category_of(item, names.billing_codes), amount, tax)
    division = item.whole("organizationalLevelAssociationID")
    company = item.whole("companyID")
    other = names.companies.get(company) if company is not None and company != billed else None
    return SourceLine(
        id=str(item.id),
        title=item.text("itemName"),
        description=item.text("lineItemFullDescription") or item.text("description"),
        quantity=quantity,
        unit_price=price,
        amount=amount,
        tax=tax,
        facets=facets_of(item, names),
        tax_key=taxed.key,
        tax_name=taxed.name,
        tax_rate=taxed.rate,
        line_of_business="" if division is None else str(division),
        line_of_business_name="" if division is None else names.divisions.get(division, f"Line of business {division}"),
        item_date=item.day("itemDate"),
        for_party_name=other.loose("companyName") if other else "",
    )

"""Organisation, accounts, tax rates, items, tracking and currencies as the domain knows them (apis/xero.md 6)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.connectors.xero.fields import Record, amount, day, flag, identifier, part, records, text
from app.connectors.xero.lists import incomplete, overlapped, read_list
from app.connectors.xero.session import XeroSession
from app.domain.catalogue import Account, Item, Organisation, TaxRate, TrackingCategory, TrackingOption
from app.domain.run import Stop

FOR_SALES = frozenset({"REVENUE", "SALES", "OTHERINCOME"})
_CLASSES = {
    "CanApplyToAssets": "ASSET",
    "CanApplyToEquity": "EQUITY",
    "CanApplyToExpenses": "EXPENSE",
    "CanApplyToLiabilities": "LIABILITY",
    "CanApplyToRevenue": "REVENUE",
}


def read_organisation(session: XeroSession, stop: Stop) -> Organisation:
    """The organisation with its lock dates and ShortCode."""
    found = records(session.read("Organisation", stop), "Organisations")
    if len(found) != 1:
        raise incomplete("organisations", f"{len(found)} came")
    return organisation_of(found[0], session)


def organisation_of(record: Record, session: XeroSession) -> Organisation:
    """An organisation out of its record."""
    return Organisation(
        tenant=session.settings.tenant,
        name=text(record, "Name"),
        country=text(record, "CountryCode"),
        base_currency=text(record, "BaseCurrency"),
        short_code=text(record, "ShortCode"),
        period_lock=day(record, "PeriodLockDate"),
        year_lock=day(record, "EndOfYearLockDate"),
        is_demo=flag(record, "IsDemoCompany"),
        web_base=session.settings.web_url,
    )


def account_of(record: Record) -> Account:
    """An account. Sales lines go to income accounts; bank and system accounts are refused by Xero."""
    kind, system = text(record, "Type"), text(record, "SystemAccount")
    return Account(
        id=identifier(record, "AccountID"),
        code=text(record, "Code"),
        name=text(record, "Name"),
        kind=kind,
        for_sales=kind in FOR_SALES and not system and bool(text(record, "Code")),
        is_active=text(record, "Status") == "ACTIVE",
        default_tax=text(record, "TaxType"),
        account_class=text(record, "Class"),
        is_rounding=system == "ROUNDING",
    )


def tax_rate_of(record: Record) -> TaxRate:
    """A tax rate; what lines name is its code `TaxType`, its effective rate becomes a fraction."""
    rate = amount(record, "EffectiveRate")
    rate = amount(record, "DisplayTaxRate") if rate is None else rate
    return TaxRate(
        code=text(record, "TaxType"),
        name=text(record, "Name"),
        rate=(rate or Decimal(0)) / 100,
        is_active=text(record, "Status") == "ACTIVE",
        classes=frozenset(name for field, name in _CLASSES.items() if flag(record, field)),
    )


def item_of(record: Record) -> Item:
    """An item with its sales defaults."""
    sales = part(record, "SalesDetails")
    return Item(
        id=identifier(record, "ItemID"),
        code=text(record, "Code"),
        name=text(record, "Name"),
        account_code=text(sales, "AccountCode"),
        tax_code=text(sales, "TaxType"),
        is_sold=record.get("IsSold") is not False,
        is_tracked=flag(record, "IsTrackedAsInventory"),
    )


def tracking_of(record: Record) -> TrackingCategory:
    """A tracking category with its options."""
    return TrackingCategory(
        id=identifier(record, "TrackingCategoryID"),
        name=text(record, "Name"),
        options=tuple(
            TrackingOption(
                id=identifier(option, "TrackingOptionID"),
                name=text(option, "Name"),
                is_active=text(option, "Status") in ("", "ACTIVE"),
            )
            for option in records(record, "Options")
        ),
        is_active=text(record, "Status") in ("", "ACTIVE"),
    )


PARTS: tuple[tuple[str, Callable[[Record], Any]], ...] = (
    ("Accounts", account_of),
    ("TaxRates", tax_rate_of),
    ("Items", item_of),
    ("TrackingCategories", tracking_of),
    ("Currencies", lambda record: text(record, "Code")),
)


Parts = dict[str, tuple[Any, ...]]
"""The small lists by their path."""


def read_parts(session: XeroSession, stop: Stop) -> Parts:
    """All small lists, side by side; each complete, or it raises `IncompleteRead`."""

    def read(named: tuple[str, Callable[[Record], Any]]) -> tuple[str, tuple[Any, ...]]:
        path, make = named
        return path, tuple(make(record) for record in read_list(session, path, stop))

    return dict(overlapped(read, PARTS, session.at_once))

"""The QuickBooks side of a world: a company at home and one in the United States, both parallel to the Xero organisation.

The home company keeps tax codes, the American one has automated sales tax; both have the same customers, currencies and documents,
so that the same source documents can be sent to either. It is worked out from a finished world, and only when somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from app.sandbox.worlds import quickbooks_lists as lists
from app.sandbox.worlds.quickbooks_documents import Ids, documents
from app.sandbox.worlds.quickbooks_people import american_customers, customer_currencies, customer_ids, people
from app.sandbox.worlds.world import World

_NAMESPACE: Final = UUID("0a6d0bd0-52f5-5f0e-9d2e-4a4f4f1f7c11")
_REDIRECT_PORTS: Final = range(8741, 8746)
_ZONES: Final = {"AU": "Australia/Perth", "CA": "America/Toronto", "GB": "Europe/London"}
_HOME_TOWNS: Final = {
    "AU": {"Line1": "1 Harbour Quay", "City": "Perth", "CountrySubDivisionCode": "WA", "PostalCode": "6000", "Country": "AU"},
    "CA": {"Line1": "1 Harbour Street", "City": "Toronto", "CountrySubDivisionCode": "ON", "PostalCode": "M5J 0A1", "Country": "CA"},
}  # fmt: skip
_AMERICAN_TOWN: Final = {
    "Line1": "500 Market Street", "City": "San Francisco", "CountrySubDivisionCode": "CA", "PostalCode": "94105", "Country": "USA",
}  # fmt: skip


def quickbooks_realms(world: World) -> list[dict[str, Any]]:
    """{id, name, country} of the two companies: the one at home, the American one."""
    organisation = world.xero[0]["organisation"]
    name = str(organisation["Name"])
    short = name.removesuffix(" Pty Ltd").removesuffix(" Ltd").removesuffix(" Inc")
    return [
        {"id": _number(world, "home"), "name": f"{name} (QuickBooks)", "country": organisation["CountryCode"]},
        {"id": _number(world, "usa"), "name": f"{short} USA Inc", "country": "US"},
    ]


def quickbooks_app(world: World) -> dict[str, Any]:
    """The app a bookkeeper has registered: development keys for this computer, production keys with an https relay page."""
    user = world.xero_app["user"]
    return {
        "name": "Ledgerferry",
        "user": user,
        "keys": [
            {
                "kind": "development", "client_id": _secret(world, "development id")[:50],
                "client_secret": _secret(world, "development secret")[:40],
                "redirect_uris": [f"http://localhost:{port}/quickbooks/callback" for port in _REDIRECT_PORTS],
            },
            {
                "kind": "production", "client_id": _secret(world, "production id")[:50],
                "client_secret": _secret(world, "production secret")[:40],
                "redirect_uris": ["https://relay.harbourpine.example/quickbooks.html"],
            },
        ],
    }  # fmt: skip


def quickbooks_seeds(world: World) -> list[dict[str, Any]]:
    """The books of both companies, as `app.sandbox.quickbooks.seed` takes them."""
    home, american = quickbooks_realms(world)
    return [_home_company(world, home), _american_company(world, american)]


def _home_company(world: World, realm: Mapping[str, Any]) -> dict[str, Any]:
    source = world.xero[0]
    country, currency = str(realm["country"]), str(source["organisation"]["BaseCurrency"])
    seed = _common(world, realm, currency)
    seed |= lists.tax_lists(source, "GST")
    seed["time_zone"] = _ZONES.get(country, "UTC")
    seed["CompanyInfo"] = {"CompanyAddr": _HOME_TOWNS.get(country, {"Country": country})}
    codes = lists.tax_code_ids(source)
    rates = _rates_of(seed["TaxCode"], codes)
    return seed | documents(source, _ids(world, seed, codes, rates, american=False))


def _american_company(world: World, realm: Mapping[str, Any]) -> dict[str, Any]:
    seed = _common(world, realm, "USD")
    seed |= lists.american_tax_lists()
    seed["time_zone"] = "America/Los_Angeles"
    seed["sales_tax_rates"] = lists.AMERICAN_STATES
    seed["CompanyInfo"] = {"CompanyAddr": _AMERICAN_TOWN, "LegalAddr": _AMERICAN_TOWN}
    seed["Preferences"]["TaxPrefs"] = {"UsingSalesTax": True, "PartnerTaxEnabled": True}
    last = max(int(row["Id"]) for name in ("Customer", "Vendor", "Employee") for row in seed[name])
    seed["Customer"] = [*seed["Customer"], *american_customers(last + 1)]
    return seed | documents(world.xero[0], _ids(world, seed, {}, {}, american=True))


def _common(world: World, realm: Mapping[str, Any], home: str) -> dict[str, Any]:
    """What both companies have."""
    source = world.xero[0]
    chart = lists.accounts(source)
    enabled = lists.currencies(source, home)
    accounting = {"TrackDepartments": True, "ClassTrackingPerTxnLine": True}
    lock = source["organisation"].get("PeriodLockDate")
    return {
        "realm": dict(realm),
        "Preferences": {
            "CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": home}},
            "AccountingInfoPrefs": accounting | ({"BookCloseDate": lock} if lock else {}),
        },
        "CompanyCurrency": enabled,
        "ExchangeRate": lists.exchange_rates(enabled, home, world.today),
        "Account": chart,
        "Item": lists.items(source, chart),
        "Term": lists.terms(),
        "PaymentMethod": lists.payment_methods(),
        **lists.groups(source),
        **people(world),
    }


def _ids(world: World, seed: Mapping[str, Any], codes: dict[str, str], rates: dict[str, str], *, american: bool) -> Ids:
    accounts = {account["AccountID"]: str(number) for number, account in enumerate(world.xero[0]["accounts"], 1)}
    return Ids(
        customer_ids(world),
        customer_currencies(world),
        lists.income_items(seed["Account"]),
        codes,
        rates,
        accounts,
        american,
    )


def _rates_of(codes: list[dict[str, Any]], ids: Mapping[str, str]) -> dict[str, str]:
    """Tax type -> the one rate of its code on sales; codes of several rates are left to the ledger's own arithmetic."""
    details = {row["Id"]: row["SalesTaxRateList"]["TaxRateDetail"] for row in codes}
    return {kind: details[code][0]["TaxRateRef"]["value"] for kind, code in ids.items() if len(details[code]) == 1}


def _secret(world: World, what: str) -> str:
    """Letters and digits as the vendor's keys look, the same each time for a world."""
    return "AB" + "".join(uuid5(_NAMESPACE, f"{world.name}:{world.seed}:{what}:{part}").hex for part in range(2))


def _number(world: World, company: str) -> str:
    """A realm id: sixteen digits."""
    return f"9341{uuid5(_NAMESPACE, f'{world.name}:{world.seed}:{company}').int % 10**12:012d}"

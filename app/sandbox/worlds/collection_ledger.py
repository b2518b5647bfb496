"""Maple & Main Property Ltd: the Canadian Xero organisation whose rents are collected by debit, in Xero's wire names.

Its chart holds one account of each kind a clearing account may or may not be (apis/rotessa.md 11): a bank account, a current
asset with payments enabled, one without, and an archived one.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from app.sandbox.worlds.collection_invoices import CollectionBooks, write_invoices
from app.sandbox.worlds.names import FIRST_NAMES, LAST_NAMES, STREETS
from app.sandbox.worlds.rotessa_payers import AMERICANS
from app.sandbox.worlds.xero_contacts import contact
from app.sandbox.worlds.xero_reference import Edition, Guid, branding_themes, organisation

Row = dict[str, Any]
NAME: Final = "Maple & Main Property Ltd"
CANADIAN: Final = Edition(
    country="CA",
    base="CAD",
    sales_tax="TAX002",
    purchase_tax="TAX005",
    free_sales="NONE",
    export_sales="NONE",
    free_purchases="NONE",
    tax_name="GST/HST",
    timezone="EASTERNSTANDARDTIME",
    currencies=("CAD", "USD"),
)
_BUSINESSES: Final = (
    "Birch & Barrel Taproom", "Cormorant Optical", "Dockyard Physiotherapy", "Elm Street Pharmacy", "Fiddlehead Bistro",
    "Glace Bay Imports",
    "Harbour Cafe Ltd", "Inukshuk Outfitters", "Juniper Yoga Studio", "Kawartha Print Shop", "Loonlake Software Inc.", "Muskoka Legal LLP",
    "Northgate Veterinary", "Otter Creek Books", "Pinecrest Denture Clinic", "Quill & Anchor Stationers", "Red River Cycles",
    "Stonewall Accounting", "Tamarack Dental Group", "Upper Fort Coffee", 'Viola "Vi" Hats', "Wheatfield Insurance", "Yonge Street Tailors",
    "Zed Tech Repairs", "Café Sainte-Anne", "Lac-Simon Érablière", "Aurora Early Learning", "Bluenose Marine Supply",
)  # fmt: skip
_SUPPLIERS: Final = ("City Water & Waste", "Prairie Snow Removal")
_PEOPLE: Final = 30
# code, name, type, tax, system account, status, payments enabled
_ACCOUNTS: Final = (
    ("200", "Residential rent", "REVENUE", "NONE", "", "ACTIVE", False),
    ("205", "Commercial rent", "REVENUE", "TAX002", "", "ACTIVE", False),
    ("210", "Parking and storage", "REVENUE", "TAX001", "", "ACTIVE", False),
    ("260", "Other revenue", "OTHERINCOME", "TAX002", "", "ACTIVE", False),
    ("404", "Bank fees", "EXPENSE", "NONE", "", "ACTIVE", False),
    ("445", "Repairs and maintenance", "EXPENSE", "TAX005", "", "ACTIVE", False),
    ("610", "Accounts receivable", "CURRENT", "NONE", "DEBTORS", "ACTIVE", False),
    ("800", "Accounts payable", "CURRLIAB", "NONE", "CREDITORS", "ACTIVE", False),
    ("820", "GST/HST", "CURRLIAB", "NONE", "GST", "ACTIVE", False),
    ("840", "Money held for customers", "CURRLIAB", "NONE", "", "ACTIVE", False),
    ("860", "Rounding", "CURRLIAB", "NONE", "ROUNDING", "ACTIVE", False),
    ("960", "Retained earnings", "EQUITY", "NONE", "RETAINEDEARNINGS", "ACTIVE", False),
    ("1210", "Debit clearing", "CURRENT", "NONE", "", "ACTIVE", True),
    ("1211", "Debits on the way", "CURRENT", "NONE", "", "ACTIVE", False),
    ("1212", "Old clearing", "CURRENT", "NONE", "", "ARCHIVED", True),
)
_BANKS: Final = (
    (None, "Operating account", "CAD"),
    ("090", "Collections bank clearing", "CAD"),
    ("091", "US dollar account", "USD"),
)
# tax type, name, components, may stand on sales
_RATES: Final = (
    ("TAX001", "GST 5%", (("GST", "5"),), True),
    ("TAX002", "HST 13% (Ontario)", (("HST", "13"),), True),
    ("TAX003", "GST 5% + PST 7% (British Columbia)", (("GST", "5"), ("PST", "7")), True),
    ("TAX005", "GST on purchases", (("GST", "5"),), False),
    ("NONE", "Tax exempt", (("Tax", "0"),), True),
)
_CURRENCY_NAMES: Final = {"CAD": "Canadian Dollar", "USD": "United States Dollar"}


def collection_ledger(guid: Guid, today: date, invoices: int, rng: Random) -> tuple[Row, CollectionBooks]:
    """The organisation as the Xero simulator takes it, with `invoices` open ones, and its documents by kind."""
    changed = f"{(today - timedelta(days=20)).isoformat()}T14:20:00Z"
    created = f"{(today - timedelta(days=1_900)).isoformat()}T15:00:00Z"
    contacts = _contacts(guid, changed, rng)
    accounts = _accounts(guid, changed)
    bank = next(row["AccountID"] for row in accounts if row["Type"] == "BANK")
    payable = [row for row in contacts if row["IsCustomer"] and row["ContactStatus"] == "ACTIVE"]
    books = write_invoices(guid, payable, today=today, count=invoices, bank_id=bank, rng=rng)
    about = organisation(
        guid,
        CANADIAN,
        NAME,
        created,
        lock=date(today.year - 1, 12, 31) if today.month > 3 else None,
        year_end_lock=None,
    )
    return {
        "tenant": {"id": guid("tenant"), "name": NAME, "type": "ORGANISATION"},
        "organisation": about | {"FinancialYearEndDay": 31, "FinancialYearEndMonth": 12, "Version": "GLOBAL", "ShortCode": "!MpCA1"},
        "accounts": accounts, "tax_rates": [_rate(*rate) for rate in _RATES], "items": [], "tracking_categories": [],
        "currencies": [{"Code": code, "Description": _CURRENCY_NAMES[code]} for code in CANADIAN.currencies],
        "branding_themes": branding_themes(guid, created), "contacts": contacts,
        "invoices": books.invoices, "credit_notes": [], "payments": books.payments,
    }, books  # fmt: skip


def customer_names(organisation_row: Row) -> list[str]:
    """Names of the active customers, as the payers are made for them: two people to a business, mixed."""
    return [
        row["Name"] for row in organisation_row["contacts"] if row["IsCustomer"] and row["ContactStatus"] == "ACTIVE"
    ]


def _contacts(guid: Guid, changed: str, rng: Random) -> list[Row]:
    people = rng.sample([f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES], _PEOPLE)
    names = [name for pair in zip(people, _BUSINESSES, strict=False) for name in pair] + people[len(_BUSINESSES) :]
    made = [_customer(guid, place, name, changed, rng) for place, name in enumerate(names)]
    former = _customer(guid, len(made), "Former Tenant Bakery", changed, rng) | {"ContactStatus": "ARCHIVED"}
    return [*made, former, *(contact(guid, f"supplier:{name}", name, changed, supplier=True) for name in _SUPPLIERS)]


def _customer(guid: Guid, place: int, name: str, changed: str, rng: Random) -> Row:
    made = contact(
        guid,
        f"tenant:{name}",
        name,
        changed,
        email="" if place % 11 == 7 else f"tenant{place + 1}@mapleandmain.example",
    )
    american = place in range(AMERICANS.start, AMERICANS.stop)
    town = ("Duluth", "MN", "55802", "United States") if american else ("Toronto", "ON", "M5V 2T6", "Canada")
    where = dict(zip(("City", "Region", "PostalCode", "Country"), town, strict=True))
    made["Addresses"] = [
        {"AddressType": kind, "AddressLine1": f"{rng.randint(2, 480)} {rng.choice(STREETS)}"} | where
        for kind in ("POBOX", "STREET")
    ]
    made["Phones"][0] |= {"PhoneAreaCode": "416", "PhoneNumber": f"555 0{place:03}"}
    made["IsCustomer"] = True
    if american:
        made["DefaultCurrency"] = "USD"
    return made


def _accounts(guid: Guid, changed: str) -> list[Row]:
    made = [
        {
            "AccountID": guid(f"account:{code}"), "Code": code, "Name": name, "Type": kind, "Status": status, "TaxType": tax,
            "SystemAccount": system, "Description": "", "EnablePaymentsToAccount": enabled, "ShowInExpenseClaims": False,
            "AddToWatchlist": False, "UpdatedDateUTC": changed,
        }
        for code, name, kind, tax, system, status, enabled in _ACCOUNTS
    ]  # fmt: skip
    for code, name, currency in _BANKS:
        bank = {
            "AccountID": guid(f"account:{name}"), "Name": name, "Type": "BANK", "Status": "ACTIVE", "TaxType": "NONE",
            "BankAccountNumber": "000000000000", "BankAccountType": "BANK", "CurrencyCode": currency, "EnablePaymentsToAccount": False,
            "ShowInExpenseClaims": False, "AddToWatchlist": True, "UpdatedDateUTC": changed,
        }  # fmt: skip
        made.append(bank | ({"Code": code} if code else {}))
    return made


def _rate(kind: str, name: str, components: tuple[tuple[str, str], ...], on_sales: bool) -> Row:
    total = sum((Decimal(rate) for _, rate in components), Decimal(0))
    return {
        "Name": name, "TaxType": kind, "ReportTaxType": "OUTPUT" if on_sales and total else "NONE" if on_sales else "INPUT",
        "Status": "ACTIVE", "CanApplyToAssets": True, "CanApplyToEquity": True, "CanApplyToExpenses": not on_sales or not total,
        "CanApplyToLiabilities": True, "CanApplyToRevenue": on_sales, "DisplayTaxRate": total, "EffectiveRate": total,
        "TaxComponents": [
            {"Name": part, "Rate": Decimal(rate), "IsCompound": False, "IsNonRecoverable": False} for part, rate in components
        ],
    }  # fmt: skip

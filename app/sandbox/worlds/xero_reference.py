"""Chart of accounts, tax rates, items, tracking and settings of the two Xero organisations, in Xero's wire names.

Sources: apis/xero.md 6.1 (accounts), 6.2 (tax rates), 6.3 (the rest).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

Guid = Callable[[str], str]
"""Makes a guid out of a kind and key, the same each time for a world."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What differs between the two organisations."""

    country: str
    base: str
    sales_tax: str
    purchase_tax: str
    free_sales: str
    export_sales: str
    free_purchases: str
    tax_name: str
    timezone: str
    currencies: tuple[str, ...]


AUSTRALIAN: Final = Edition(
    country="AU",
    base="AUD",
    sales_tax="OUTPUT",
    purchase_tax="INPUT",
    free_sales="EXEMPTOUTPUT",
    export_sales="EXEMPTEXPORT",
    free_purchases="EXEMPTEXPENSES",
    tax_name="GST",
    timezone="WAUSTRALIASTANDARDTIME",
    currencies=("AUD", "NZD", "USD", "GBP", "JPY"),
)
BRITISH: Final = Edition(
    country="GB",
    base="GBP",
    sales_tax="OUTPUT2",
    purchase_tax="INPUT2",
    free_sales="EXEMPTOUTPUT",
    export_sales="ZERORATEDOUTPUT",
    free_purchases="NONE",
    tax_name="VAT",
    timezone="GMTSTANDARDTIME",
    currencies=("GBP", "AUD", "USD"),
)

# code, name, type, which tax, system account, status
_ACCOUNTS: Final = (
    ("200", "Sales", "REVENUE", "sale", "", "ACTIVE"),
    ("205", "Managed services", "REVENUE", "sale", "", "ACTIVE"),
    ("206", "Cloud and backup", "REVENUE", "sale", "", "ACTIVE"),
    ("210", "Software", "REVENUE", "sale", "", "ACTIVE"),
    ("215", "Telephony (old)", "REVENUE", "sale", "", "ARCHIVED"),
    ("220", "Projects", "REVENUE", "sale", "", "ACTIVE"),
    ("250", "Hardware sales before 2024", "SALES", "sale", "", "ARCHIVED"),
    ("260", "Other revenue", "OTHERINCOME", "sale", "", "ACTIVE"),
    ("270", "Interest income", "OTHERINCOME", "free", "", "ACTIVE"),
    ("310", "Cost of goods sold", "DIRECTCOSTS", "purchase", "", "ACTIVE"),
    ("315", "Licences bought in", "DIRECTCOSTS", "purchase", "", "ACTIVE"),
    ("404", "Bank fees", "EXPENSE", "bought free", "", "ACTIVE"),
    ("412", "Consulting and accounting", "EXPENSE", "purchase", "", "ACTIVE"),
    ("433", "Insurance", "EXPENSE", "purchase", "", "ACTIVE"),
    ("449", "Motor vehicle expenses", "EXPENSE", "purchase", "", "ACTIVE"),
    ("469", "Rent", "EXPENSE", "purchase", "", "ACTIVE"),
    ("477", "Wages and salaries", "OVERHEADS", "none", "", "ACTIVE"),
    ("489", "Telephone and internet", "OVERHEADS", "purchase", "", "ACTIVE"),
    ("497", "Bank revaluations", "EXPENSE", "none", "BANKCURRENCYGAIN", "ACTIVE"),
    ("610", "Accounts receivable", "CURRENT", "none", "DEBTORS", "ACTIVE"),
    ("620", "Prepayments", "PREPAYMENT", "none", "", "ACTIVE"),
    ("710", "Office equipment", "FIXED", "purchase", "", "ACTIVE"),
    ("800", "Accounts payable", "CURRLIAB", "none", "CREDITORS", "ACTIVE"),
    ("820", "{tax}", "CURRLIAB", "none", "GST", "ACTIVE"),
    ("860", "Rounding", "CURRLIAB", "none", "ROUNDING", "ACTIVE"),
    ("960", "Retained earnings", "EQUITY", "none", "RETAINEDEARNINGS", "ACTIVE"),
)
_CLASSES: Final = {
    "REVENUE": "REVENUE", "SALES": "REVENUE", "OTHERINCOME": "REVENUE", "DIRECTCOSTS": "EXPENSE", "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE", "CURRENT": "ASSET", "PREPAYMENT": "ASSET", "FIXED": "ASSET", "BANK": "ASSET", "CURRLIAB": "LIABILITY",
    "EQUITY": "EQUITY",
}  # fmt: skip

# tax type, name, component, rate, may stand on sales, may stand on purchases
_RATES: Final = {
    "AU": (
        ("OUTPUT", "GST on Income", "GST", "10", True, False), ("EXEMPTOUTPUT", "GST Free Income", "GST", "0", True, False),
        ("EXEMPTEXPORT", "GST Free Exports", "GST", "0", True, False), ("INPUT", "GST on Expenses", "GST", "10", False, True),
        ("EXEMPTEXPENSES", "GST Free Expenses", "GST", "0", False, True), ("CAPEXINPUT", "GST on Capital", "GST", "10", False, True),
        ("GSTONIMPORTS", "GST on Imports", "GST", "0", False, True), ("BASEXCLUDED", "BAS Excluded", "GST", "0", True, True),
    ),
    "GB": (
        ("OUTPUT2", "20% (VAT on Income)", "VAT", "20", True, False), ("RROUTPUT", "5% (VAT on Income)", "VAT", "5", True, False),
        ("ZERORATEDOUTPUT", "Zero Rated Income", "VAT", "0", True, False), ("EXEMPTOUTPUT", "Exempt Income", "VAT", "0", True, False),
        ("NONE", "No VAT", "VAT", "0", True, True), ("INPUT2", "20% (VAT on Expenses)", "VAT", "20", False, True),
        ("RRINPUT", "5% (VAT on Expenses)", "VAT", "5", False, True), ("ZERORATEDINPUT", "Zero Rated Expenses", "VAT", "0", False, True),
    ),
}  # fmt: skip
_ITEMS: Final = (
    ("LABOUR", "Technician, one hour", "165.00", "205"), ("LAB-PROJ", "Project labour, one hour", "185.00", "220"),
    ("MS-WS", "Managed workstation", "68.50", "205"), ("MS-SRV", "Managed server", "245.00", "205"),
    ("CB-MBX", "Mailbox backup", "8.55", "206"), ("OF-STD", "Office licence, standard", "21.35", "210"),
    ("DS-Y1", "Drawing software, yearly", "585.25", "210"), ("PM-Y1", "Password manager, yearly", "64.95", "210"),
    ("SW-24G", "24 port switch", "640.00", "260"), ("NB-14B", "Business laptop 14", "1895.00", "260"),
)  # fmt: skip
_CURRENCY_NAMES: Final = {
    "AUD": "Australian Dollar", "NZD": "New Zealand Dollar", "USD": "United States Dollar", "GBP": "British Pound", "JPY": "Japanese Yen",
}  # fmt: skip


def accounts(guid: Guid, edition: Edition, changed: str) -> list[dict[str, Any]]:
    """The chart: accounts with codes, and three bank accounts of which only one has a code. `changed` is UpdatedDateUTC."""
    taxes = {
        "sale": edition.sales_tax, "purchase": edition.purchase_tax, "free": edition.free_sales, "bought free": edition.free_purchases,
        "none": "BASEXCLUDED" if edition.country == "AU" else "NONE",
    }  # fmt: skip
    made = [
        {
            "AccountID": guid(f"account:{code}"), "Code": code, "Name": name.format(tax=edition.tax_name), "Type": kind,
            "Class": _CLASSES[kind], "Status": status, "TaxType": taxes[tax], "SystemAccount": system, "Description": "",
            "EnablePaymentsToAccount": code in ("260", "620"), "ShowInExpenseClaims": kind == "EXPENSE" and not system,
            "AddToWatchlist": False, "UpdatedDateUTC": changed,
        }
        for code, name, kind, tax, system, status in _ACCOUNTS
    ]  # fmt: skip
    for code, name, kind, currency in (
        (None, "Business account", "BANK", edition.base), ("091", "Savings account", "BANK", edition.base), (None,
        "US dollar account", "BANK", "USD"),
    ):  # fmt: skip
        bank = {
            "AccountID": guid(f"account:{name}"), "Name": name, "Type": kind, "Class": "ASSET", "Status": "ACTIVE",
            "TaxType": taxes["none"],
            "BankAccountNumber": "000000000000", "BankAccountType": "BANK", "CurrencyCode": currency, "EnablePaymentsToAccount": False,
            "ShowInExpenseClaims": False, "AddToWatchlist": True, "UpdatedDateUTC": changed,
        }  # fmt: skip
        made.append(bank if code is None else {**bank, "Code": code})
    return made


def tax_rates(edition: Edition) -> list[dict[str, Any]]:
    """The organisation's TaxRates; one of them is DELETED, one a pair of components made by hand (TAX001)."""
    made = [
        _rate(kind, name, [(component, rate)], sales=sales, purchases=purchases)
        for kind, name, component, rate, sales, purchases in _RATES[edition.country]
    ]
    made.append(_rate("TAX001", "Old rate", [(edition.tax_name, "17.5")], sales=True, purchases=True, status="DELETED"))
    return made


def _report_type(kind: str) -> str:
    """Rates made by hand, and reduced ones, report as plain sales or purchases: only so many report types are published."""
    if kind.startswith(("TAX", "RR")):
        return "INPUT" if kind.endswith("INPUT") else "OUTPUT"
    return kind


def _rate(
    kind: str, name: str, components: list[tuple[str, str]], *, sales: bool, purchases: bool, status: str = "ACTIVE"
) -> dict[str, Any]:
    total = sum((Decimal(rate) for _, rate in components), Decimal(0))
    return {
        "Name": name, "TaxType": kind, "ReportTaxType": _report_type(kind), "Status": status,
        "CanApplyToAssets": True, "CanApplyToEquity": True,
        "CanApplyToExpenses": purchases, "CanApplyToLiabilities": True, "CanApplyToRevenue": sales, "DisplayTaxRate": total,
        "EffectiveRate": total,
        "TaxComponents": [
            {"Name": component, "Rate": Decimal(rate), "IsCompound": False, "IsNonRecoverable": False} for component, rate in components
        ],
    }  # fmt: skip


def items(guid: Guid, edition: Edition, changed: str) -> list[dict[str, Any]]:
    """Items sold; untracked."""
    return [
        {
            "ItemID": guid(f"item:{code}"), "Code": code, "Name": name, "Description": name, "IsSold": True, "IsPurchased": False,
            "IsTrackedAsInventory": False, "UpdatedDateUTC": changed,
            "SalesDetails": {"UnitPrice": Decimal(price), "AccountCode": account, "TaxType": edition.sales_tax},
        }
        for code, name, price, account in _ITEMS
    ]  # fmt: skip


def tracking_categories(guid: Guid) -> list[dict[str, Any]]:
    """Region and Department; one option of Region is archived."""
    categories = (
        ("Region", (("Perth", "ACTIVE"), ("Brisbane", "ACTIVE"), ("London", "ACTIVE"), ("Darwin", "ARCHIVED"))),
        ("Department", (("Managed services", "ACTIVE"), ("Projects", "ACTIVE"), ("Cloud and licences", "ACTIVE"))),
    )
    return [
        {
            "TrackingCategoryID": guid(f"tracking:{name}"), "Name": name, "Status": "ACTIVE",
            "Options": [
                {"TrackingOptionID": guid(f"tracking:{name}:{option}"), "Name": option, "Status": status} for option, status in options
            ],
        }
        for name, options in categories
    ]  # fmt: skip


def currencies(edition: Edition) -> list[dict[str, Any]]:
    """The currencies the organisation has enabled; EUR is not among them."""
    return [{"Code": code, "Description": _CURRENCY_NAMES[code]} for code in edition.currencies]


def branding_themes(guid: Guid, created: str) -> list[dict[str, Any]]:
    """Two themes; SortOrder 0 is the default."""
    return [
        {"BrandingThemeID": guid(f"theme:{name}"), "Name": name, "SortOrder": order, "CreatedDateUTC": created}
        for order, name in enumerate(("Standard", "Projects"))
    ]


def organisation(
    guid: Guid, edition: Edition, name: str, created: str, *, lock: date | None, year_end_lock: date | None
) -> dict[str, Any]:
    """The Organisation row; lock dates are left out where none is set, as Xero does."""
    made: dict[str, Any] = {
        "OrganisationID": guid("organisation"), "Name": name, "LegalName": name, "PaysTax": True,
        "Version": edition.country.replace("GB", "UK"),
        "OrganisationType": "COMPANY", "BaseCurrency": edition.base, "CountryCode": edition.country, "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE", "OrganisationEntityType": "COMPANY", "FinancialYearEndDay": 30 if edition.country == "AU" else 31,
        "FinancialYearEndMonth": 6 if edition.country == "AU" else 3, "SalesTaxBasis": "ACCRUALS", "SalesTaxPeriod": "QUARTERLY1",
        "DefaultSalesTax": "Tax Exclusive", "DefaultPurchasesTax": "Tax Exclusive", "Timezone": edition.timezone,
        "ShortCode": f"!Hp{edition.country}7", "Edition": "BUSINESS", "Class": "PREMIUM", "CreatedDateUTC": created,
        "Addresses": [], "Phones": [], "ExternalLinks": [], "PaymentTerms": {},
    }  # fmt: skip
    if lock:
        made["PeriodLockDate"] = lock.isoformat()
    if year_end_lock:
        made["EndOfYearLockDate"] = year_end_lock.isoformat()
    return made

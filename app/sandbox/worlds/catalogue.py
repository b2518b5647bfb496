"""What Harbour & Pine IT sells and how: billing codes, services, bundles, products, divisions, taxes, terms, staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final

from app.sandbox.worlds.picklists import number
from app.sandbox.worlds.tenant import Tenant, eastern_midnight

STANDARD: Final = 2
TAX_FREE: Final = 3
LEVIED: Final = 6
REGION_AU: Final = 4
REGION_EXPORT: Final = 9
REGION_UK: Final = 6

CURRENCIES: Final = {"AUD": 3, "GBP": 2, "NZD": 7, "USD": 1, "JPY": 11, "EUR": 5}
"""ISO code -> Currencies id of the tenant."""
EXCHANGE: Final = {code: Decimal(rate) for code, rate in (
    ("AUD", "1"), ("NZD", "0.92"), ("USD", "1.52"), ("GBP", "1.94"), ("JPY", "0.0098"), ("EUR", "1.65"),
)}  # fmt: skip
"""ISO code -> AUD for one unit, as the billing runs of the practice year used."""
COUNTRIES: Final = {"AU": 14, "GB": 236, "NZ": 158, "US": 237, "JP": 112, "DE": 82, "GR": 85, "AE": 235}
PERTH, BRISBANE, LONDON = 1, 2, 5
MANAGED, PROJECTS, CLOUD = 3, 4, 8

TERMS: Final = (
    ("Net 30 days", 30),
    ("Net 45 days", 45),
    ("Net 60 days", 60),
    ("Net 14 days", 14),
    ("Due upon receipt", 0),
)

_ADDRESS_FORMAT: Final = number("Countries", "addressFormatID", "City, region, post code")
_COUNTRY_NAMES: Final = {
    "AU": "Australia", "GB": "United Kingdom", "NZ": "New Zealand", "US": "United States", "JP": "Japan", "DE": "Germany",
    "GR": "Greece", "AE": "United Arab Emirates",
}  # fmt: skip
_CURRENCY_LOOKS: Final = {
    "AUD": ("Australian dollar", "$"), "GBP": ("Pound sterling", "£"), "NZD": ("New Zealand dollar", "$"),
    "USD": ("US dollar", "$"), "JPY": ("Japanese yen", "¥"), "EUR": ("Euro", "€"),
}  # fmt: skip

# name, number in the ledger, use type, general ledger account, tax category
_CODES: Final = (
    ("Remote support", "205", "General Allocation Code", "205 Managed services", STANDARD),
    ("On-site support", "205", "General Allocation Code", "205 Managed services", STANDARD),
    ("Project labour", "220", "General Allocation Code", "220 Projects", STANDARD),
    ("Managed services agreement", "205", "Recurring Contract Service", "205 Managed services", STANDARD),
    ("Cloud and backup", "206", "Recurring Contract Service", "206 Cloud and backup", STANDARD),
    ("Software licences", "210", "Product", "210 Software", STANDARD),
    ("Hardware resale", None, "Material Cost", "Hardware resale", STANDARD),
    ("Travel and accommodation", "260", "Expense", "260 Other revenue", STANDARD),
    ("Set-up fees", "220", "Recurring Contract Service", "220 Projects", STANDARD),
    ("Milestones", "220", "Milestone", "220 Projects", STANDARD),
    ("Prepaid hours", "205", "General Allocation Code", "205 Managed services", STANDARD),
    ("Accredited training", "200", "General Allocation Code", "200 Sales", TAX_FREE),
    ("Levied equipment", "200", "Material Cost", "200 Sales", LEVIED),
    ("Internal time", None, "Internal", "200 Sales", STANDARD),
)
# name, unit price, code, line of business
_SERVICES: Final = (
    ("Managed workstation", "68.50", "Managed services agreement", MANAGED),
    ("Managed server", "245.00", "Managed services agreement", MANAGED),
    ("Network monitoring", "89.95", "Managed services agreement", MANAGED),
    ("Service desk, business hours", "39.50", "Managed services agreement", MANAGED),
    ("Firewall as a service", "135.00", "Managed services agreement", MANAGED),
    ("Mailbox backup", "8.55", "Cloud and backup", CLOUD),
    ("Office licence, standard", "21.35", "Software licences", CLOUD),
    ("Office licence, premium", "36.45", "Software licences", CLOUD),
    ("Offsite backup, 500 GB", "74.25", "Cloud and backup", CLOUD),
    ("Virtual desktop", "112.15", "Cloud and backup", CLOUD),
    ("E-mail security", "5.95", "Cloud and backup", CLOUD),
    ("Hosted telephony seat", "27.75", "Cloud and backup", CLOUD),
)
_BUNDLES: Final = (
    ("Complete care bundle", "159.00", "Managed services agreement", MANAGED),
    ("Cloud essentials bundle", "58.85", "Cloud and backup", CLOUD),
    ("Security bundle", "31.15", "Cloud and backup", CLOUD),
)
# name, unit price, unit cost, code, number at the vendor
_PRODUCTS: Final = (
    ("24 port switch", "640.00", "472.00", "Hardware resale", "SW-24G"),
    ("Business laptop 14", "1895.00", "1510.00", "Hardware resale", "NB-14B"),
    ("Docking station", "319.00", "240.50", "Hardware resale", "DK-02"),
    ("Wireless access point", "289.95", "214.00", "Hardware resale", "AP-6E"),
    ("Uninterruptible supply 1500", "745.45", "588.00", "Hardware resale", "UP-15"),
    ("Drawing software, yearly", "585.25", "498.00", "Software licences", "DS-Y1"),
    ("Password manager, yearly", "64.95", "41.00", "Software licences", "PM-Y1"),
    ("Certificate, two years", "148.35", "90.00", "Software licences", "CT-2Y"),
)
_STAFF: Final = (
    ("Imogen", "Halloran"), ("Tobias", "Wren"), ("Asha", "Pillay"), ("Lachlan", "Bright"), ("Mirela", "Costin"), ("Owen", "Tamati"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """Something on the price list: `row_id` in Services, ServiceBundles or Products; `code` is the BillingCodes id."""

    row_id: int
    name: str
    price: Decimal
    cost: Decimal
    code: int
    line: int  # OrganizationalLevel2s id, 0 for products


@dataclass(slots=True)
class Catalogue:
    """The price list and reference data of the tenant, with the ids the invoices refer to."""

    codes: dict[str, int] = field(default_factory=dict)
    tax_category: dict[int, int] = field(default_factory=dict)
    services: list[Offer] = field(default_factory=list)
    bundles: list[Offer] = field(default_factory=list)
    products: list[Offer] = field(default_factory=list)
    staff: list[int] = field(default_factory=list)
    terms: list[tuple[int, int]] = field(default_factory=list)
    associations: dict[tuple[int, int], int] = field(default_factory=dict)
    templates: list[int] = field(default_factory=list)

    def services_of(self, line: int) -> list[Offer]:
        """Recurring services of one line of business."""
        return [offer for offer in self.services if offer.line == line]


def write_catalogue(tenant: Tenant) -> Catalogue:
    """Write all reference rows into `tenant` and return what the invoices need to know of them."""
    made = Catalogue()
    _write_places(tenant)
    _write_taxes(tenant)
    _write_staff(tenant, made)
    _write_divisions(tenant, made)
    _write_terms(tenant, made)
    _write_codes(tenant, made)
    _write_offers(tenant, made)
    tenant.add(
        "UserDefinedFieldDefinitions", 12, name="Ledger contact", udfType=1, dataType=1, sortOrder=1, isActive=True, isRequired=False,
        isProtected=False, isEncrypted=False, isPrivate=False, isVisibleToClientPortal=False, isFieldMapping=False,
    )  # fmt: skip
    return made


def _write_places(tenant: Tenant) -> None:
    for code, row_id in COUNTRIES.items():
        tenant.add(
            "Countries", row_id, countryCode=code, name=_COUNTRY_NAMES[code], displayName=_COUNTRY_NAMES[code], isActive=True,
            isDefaultCountry=code == "AU", addressFormatID=_ADDRESS_FORMAT,
        )  # fmt: skip
    for code, row_id in CURRENCIES.items():
        name, symbol = _CURRENCY_LOOKS[code]
        tenant.add(
            "Currencies", row_id, name=code, description=name, displaySymbol=number("Currencies", "displaySymbol", symbol),
            exchangeRate=EXCHANGE[code], isInternalCurrency=code == "AUD", isActive=True, currencyPositiveFormat=f"{symbol}n",
            currencyNegativeFormat=f"-{symbol}n",
        )  # fmt: skip
    for entity in ("Countries", "Currencies"):
        tenant.rows[entity].sort(key=lambda made: int(made["id"]))


def _write_taxes(tenant: Tenant) -> None:
    for row_id, name in ((STANDARD, "Standard"), (TAX_FREE, "Free of tax"), (LEVIED, "Levied equipment")):
        tenant.add("TaxCategories", row_id, name=name, description="", isActive=True)
    for row_id, name in ((REGION_AU, "Australian GST"), (REGION_UK, "UK VAT"), (REGION_EXPORT, "Export")):
        tenant.add("TaxRegions", row_id, name=name, isActive=True)
    rates = (
        (5, REGION_AU, STANDARD, "GST", "0.1"), (6, REGION_AU, TAX_FREE, "GST free", "0"),
        (7, REGION_AU, LEVIED, "Equipment levy", "0.125"), (8, REGION_UK, STANDARD, "VAT 20", "0.2"),
        (9, REGION_UK, TAX_FREE, "VAT exempt", "0"), (10, REGION_EXPORT, STANDARD, "Export", "0"),
        (11, REGION_EXPORT, TAX_FREE, "Export", "0"), (12, REGION_EXPORT, LEVIED, "Export", "0"),
    )  # fmt: skip
    for row_id, region, category, name, rate in rates:
        tenant.add(
            "Taxes",
            row_id,
            taxRegionID=region,
            taxCategoryID=category,
            taxName=name,
            taxRate=Decimal(rate),
            isCompounded=False,
        )


def _write_staff(tenant: Tenant, made: Catalogue) -> None:
    for first, last in _STAFF:
        user = f"{first}.{last}".lower()
        resource = tenant.add(
            "Resources",
            firstName=first,
            lastName=last,
            email=f"{user}@harbourpine.example",
            userName=user,
            isActive=last != "Tamati",
        )
        made.staff.append(resource["id"])


def _write_divisions(tenant: Tenant, made: Catalogue) -> None:
    for row_id, name in ((PERTH, "Perth"), (BRISBANE, "Brisbane"), (LONDON, "London")):
        tenant.add("OrganizationalLevel1s", row_id, name=name, description="", isActive=True)
    for row_id, name in ((MANAGED, "Managed services"), (PROJECTS, "Projects"), (CLOUD, "Cloud and licences")):
        tenant.add("OrganizationalLevel2s", row_id, name=name, description="", isActive=True)
    for division in (PERTH, BRISBANE, LONDON):
        for line in (MANAGED, PROJECTS, CLOUD):
            association = tenant.add(
                "OrganizationalLevelAssociations",
                organizationalLevel1ID=division,
                organizationalLevel2ID=line,
                isActive=True,
            )
            made.associations[division, line] = association["id"]
    for order, resource in enumerate(made.staff):
        for association_id in list(made.associations.values())[order % 3 :: 3]:
            tenant.add("OrganizationalResources", organizationalLevelAssociationID=association_id, resourceID=resource)


def _write_terms(tenant: Tenant, made: Catalogue) -> None:
    by_id = sorted((number("Invoices", "paymentTerm", name), name, days) for name, days in TERMS)
    for term, name, days in by_id:
        tenant.add("PaymentTerms", term, name=name, description="", isActive=True, paymentDueInDays=days)
        made.terms.append((term, days))
    for name in ("Standard invoice", "Summary by contract"):
        template = tenant.add(
            "InvoiceTemplates", name=name, paymentTerms=number("Invoices", "paymentTerm", "Net 30 days"), groupBy=1, sortBy=1,
            itemizeItemsInEachGroup=1, pageLayout=1, pageNumberFormat=1, dateFormat=2, numberFormat=1, timeFormat=1,
            itemizeServicesAndBundles=True, displayZeroAmountRecurringServicesAndBundles=True,
            displayRecurringServiceContractLabor=False, displayFixedPriceContractLabor=False, displayTaxCategory=False,
            displayTaxCategorySuperscripts=False, displaySeparateLineItemForEachTax=False, showGridHeader=True,
            showVerticalGridLines=False, rateCostExpression="Rate", nonBillableLaborLabel="Not charged",
            coveredByRecurringServiceFixedPricePerTicketContractLabel="Covered by agreement",
            coveredByBlockRetainerContractLabel="Covered by prepaid hours", currencyPositiveFormat="$n", currencyNegativeFormat="-$n",
        )  # fmt: skip
        made.templates.append(template["id"])


def _write_codes(tenant: Tenant, made: Catalogue) -> None:
    for name, external, use_type, ledger_account, category in _CODES:
        code = tenant.add(
            "BillingCodes", name=name, externalNumber=external, useType=number("BillingCodes", "useType", use_type),
            billingCodeType=number("BillingCodes", "billingCodeType", "Normal"), isActive=True, unitCost=Decimal(0),
            generalLedgerAccount=number("BillingCodes", "generalLedgerAccount", ledger_account), unitPrice=Decimal(0),
            taxCategoryID=category, isExcludedFromNewContracts=False, description="",
        )  # fmt: skip
        made.codes[name] = code["id"]
        made.tax_category[code["id"]] = category


def _write_offers(tenant: Tenant, made: Catalogue) -> None:
    since = eastern_midnight(tenant.today - timedelta(days=900))
    for entity, offers, into in (("Services", _SERVICES, made.services), ("ServiceBundles", _BUNDLES, made.bundles)):
        for name, price, code, line in offers:
            unit, cost = Decimal(price), (Decimal(price) * Decimal("0.6")).quantize(Decimal("0.01"))
            service = tenant.add(
                entity, name=name, description=name, invoiceDescription=name, unitPrice=unit, unitCost=cost,
                periodType=number(entity, "periodType", "Monthly"), billingCodeID=made.codes[code], isActive=True, createDate=since,
            )  # fmt: skip
            into.append(Offer(service["id"], name, unit, cost, made.codes[code], line))
    for name, price, cost_text, code, vendor_number in _PRODUCTS:
        product = tenant.add(
            "Products", name=name, description=name, sku=vendor_number, vendorProductNumber=vendor_number, unitPrice=Decimal(price),
            productBillingCodeID=made.codes[code], chargeBillingCodeID=made.codes[code], unitCost=Decimal(cost_text), isActive=True,
            isSerialized=False, periodType=number("Products", "periodType", "One-Time"), createdTime=since,
            externalProductID=f"HP-{vendor_number}" if code == "Software licences" else None,
        )  # fmt: skip
        made.products.append(Offer(product["id"], name, Decimal(price), Decimal(cost_text), made.codes[code], 0))

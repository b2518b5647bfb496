"""Company, accounts, tax codes, items, classes, locations and currencies as the domain knows them (apis/quickbooks.md 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.http.records import Record, amount, flag, part, records, text
from app.connectors.quickbooks.fields import clean_name, day, reference
from app.connectors.quickbooks.lists import incomplete, page_of
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.statements import select
from app.domain.catalogue import (
    Account,
    Item,
    Organisation,
    PaymentMethod,
    PaymentTerm,
    TaxComponent,
    TaxManner,
    TaxRate,
    TrackingCategory,
    TrackingOption,
)
from app.domain.run import Stop

CLASS, LOCATION, DOCUMENT_CLASS = "class", "location", "document_class"
"""Ids of the tracking categories: of each line, of the whole document, and classes where the company keeps one a document."""
TAXABLE, NOT_TAXABLE = "TAX", "NON"
"""The only tax codes that lines of a US company take (apis/quickbooks.md 8.3)."""
NO_TAX = "NotApplicable"
"""The only code of a company outside the US that charges no sales tax: its documents say so and their lines name no code (8.4)."""
FOR_SALES = frozenset({"Income", "Other Income"})
FOR_DEPOSITS = ("Bank", "Other Current Asset")
"""Account types that a receipt's or payment's money may be put into; Undeposited Funds is of the second (apis/quickbooks.md 7.8, 7.9)."""
_SOLD = frozenset({"Service", "NonInventory", "Inventory"})


@dataclass(frozen=True, slots=True)
class Company:
    """The books' own facts that reading and writing depend on."""

    organisation: Organisation
    is_us: bool
    uses_sales_tax: bool
    many_currencies: bool
    classes: str  # '' not kept, else CLASS or DOCUMENT_CLASS
    locations: str  # '' not kept, else the company's own word for them
    custom_numbers: bool
    notes: tuple[str, ...] = ()  # what a person should know of its settings

    @property
    def tax_manner(self) -> TaxManner:
        """A US company is told the document's tax, others the tax of each rate."""
        return TaxManner.AS_SENT if self.is_us else TaxManner.BY_RATE


COMPANY = (select("CompanyInfo", order=""), select("Preferences", order=""))


def read_company(session: QuickBooksSession, stop: Stop) -> Company:
    """The company with its preferences, in one call."""
    info, preferences = session.queries(COMPANY, stop)
    return company_of(session, only(info, "CompanyInfo"), only(preferences, "Preferences"))


def only(found: Record, entity: str) -> Record:
    """The one object that an answer must hold."""
    page = page_of(found, entity)
    if len(page) != 1:
        raise incomplete(entity, f"{len(page)} came")
    return page[0]


def company_of(session: QuickBooksSession, info: Record, preferences: Record) -> Company:
    """A company out of its two records."""
    accounting, taxes = part(preferences, "AccountingInfoPrefs"), part(preferences, "TaxPrefs")
    currencies, forms = part(preferences, "CurrencyPrefs"), part(preferences, "SalesFormsPrefs")
    country = text(info, "Country")
    classes = CLASS if flag(accounting, "ClassTrackingPerTxnLine") else ""
    return Company(
        organisation=Organisation(
            tenant=session.settings.realm,
            name=text(info, "CompanyName"),
            country=country,
            base_currency=reference(currencies, "HomeCurrency"),
            period_lock=day(accounting, "BookCloseDate"),
            web_base=session.settings.web_url,
        ),
        is_us=country.upper() in {"US", "USA"},
        uses_sales_tax=flag(taxes, "UsingSalesTax"),
        many_currencies=flag(currencies, "MultiCurrencyEnabled"),
        classes=classes or (DOCUMENT_CLASS if flag(accounting, "ClassTrackingPerTxn") else ""),
        locations=(text(accounting, "DepartmentTerminology") or "Location")
        if flag(accounting, "TrackDepartments")
        else "",
        custom_numbers=flag(forms, "CustomTxnNumbers"),
        notes=_notes(forms),
    )


def _notes(forms: Record) -> tuple[str, ...]:
    """Settings that surprise (apis/quickbooks.md 7.5, 7.7)."""
    said = []
    if not flag(forms, "CustomTxnNumbers"):
        said.append("Custom transaction numbers are off: QuickBooks goes on counting from the last number sent.")
    if flag(forms, "AutoApplyCredit"):
        said.append("QuickBooks applies open credits to new invoices by itself.")
    return tuple(said)


def codes_of_accounts(found: Sequence[Record]) -> Mapping[str, str]:
    """A code for each account id: its number if no other account has it, else its full name, which is unique."""
    numbers = Counter(text(record, "AcctNum").strip() for record in found)
    return {
        text(record, "Id"): number
        if (number := text(record, "AcctNum").strip()) and numbers[number] == 1
        else clean_name(text(record, "FullyQualifiedName") or text(record, "Name"))
        for record in found
    }


def account_of(record: Record, code: str) -> Account:
    """An account. Sales are posted to income accounts, through the item of a line."""
    kind = text(record, "AccountType")
    name = clean_name(text(record, "Name"))
    return Account(
        id=text(record, "Id"),
        code=code,
        name=name,
        kind=kind,
        for_sales=kind in FOR_SALES,
        is_active=record.get("Active") is not False,
        account_class=text(record, "Classification").upper(),
        for_deposits=kind in FOR_DEPOSITS,
        currency=reference(record, "CurrencyRef"),
    )


def item_of(record: Record, codes: Mapping[str, str]) -> Item:
    """A product or service. Its code is its id, which a line names; categories and bundles cannot stand on a line."""
    account = reference(record, "IncomeAccountRef")
    active = record.get("Active") is not False
    name = clean_name(text(record, "FullyQualifiedName") or text(record, "Name"))
    sku = text(record, "Sku").strip()
    return Item(
        id=text(record, "Id"),
        code=text(record, "Id"),
        name=f"{name} ({sku})" if sku else name,
        account_code=codes.get(account, ""),
        tax_code=reference(record, "SalesTaxCodeRef"),
        is_sold=active and text(record, "Type") in _SOLD and bool(account),
        is_tracked=text(record, "Type") == "Inventory",
        is_active=active,
        sku=sku,
    )


def tax_rates_of(codes: Sequence[Record], rates: Sequence[Record], company: Company) -> tuple[TaxRate, ...]:
    """The sales tax codes, each with the rates it is made of. Codes for purchases alone cannot be used on sales."""
    if company.is_us:
        return _us_rates(codes, company)
    if not company.uses_sales_tax:
        return (TaxRate(NO_TAX, "No sales tax", Decimal(0), classes=frozenset({"REVENUE"})),)
    values = {text(rate, "Id"): (amount(rate, "RateValue") or Decimal(0)) / 100 for rate in rates}
    return tuple(_tax_rate_of(code, values) for code in codes)


def _us_rates(codes: Sequence[Record], company: Company) -> tuple[TaxRate, ...]:
    """TAX and NON. What TAX comes to is QuickBooks' own reckoning by address, which the document's tax replaces."""
    wanted = {NOT_TAXABLE: "Not taxable"} | ({TAXABLE: "Taxable"} if company.uses_sales_tax else {})
    known = {text(code, "Id") for code in codes}
    return tuple(
        TaxRate(code, name, Decimal(0), classes=frozenset({"REVENUE"}), is_computed=code == TAXABLE)
        for code, name in wanted.items()
        if code in known or code == NOT_TAXABLE
    )


def _tax_rate_of(code: Record, values: Mapping[str, Decimal]) -> TaxRate:
    details = records(part(code, "SalesTaxRateList"), "TaxRateDetail")
    ids = [reference(detail, "TaxRateRef") for detail in details]
    components = tuple(TaxComponent(one, values[one]) for one in ids if one in values)
    plain = all(text(detail, "TaxTypeApplicable") in ("", "TaxOnAmount") for detail in details)
    whole = bool(components) and len(components) == len(ids) and plain  # a tax on a tax is reckoned otherwise
    return TaxRate(
        code=text(code, "Id"),
        name=clean_name(text(code, "Name")),
        rate=sum((each.rate for each in components), Decimal(0)),
        is_active=code.get("Active") is not False and whole,
        classes=frozenset({"REVENUE"}) if components else frozenset({"EXPENSE"}),
        components=components,
    )


def tracking_of(
    classes: Sequence[Record], locations: Sequence[Record], company: Company
) -> tuple[TrackingCategory, ...]:
    """Classes and locations, as far as the company keeps them."""
    found = []
    if company.classes:
        found.append(TrackingCategory(company.classes, "Class", _options(classes)))
    if company.locations:
        found.append(TrackingCategory(LOCATION, company.locations, _options(locations)))
    return tuple(found)


def _options(entries: Sequence[Record]) -> tuple[TrackingOption, ...]:
    return tuple(
        TrackingOption(
            text(each, "Id"),
            clean_name(text(each, "FullyQualifiedName") or text(each, "Name")),
            is_active=each.get("Active") is not False,
        )
        for each in entries
    )


def term_of(record: Record) -> PaymentTerm:
    """Payment terms; those that count from a day of the month give no number of days (apis/quickbooks.md 7.4)."""
    plain = text(record, "Type") in ("", "STANDARD") and not text(record, "DayOfMonthDue")
    days = amount(record, "DueDays") if plain else None
    return PaymentTerm(text(record, "Id"), text(record, "Name"), None if days is None else int(days))


@dataclass(frozen=True, slots=True)
class Lists:
    """The company with its small lists."""

    company: Company
    accounts: tuple[Account, ...]
    tax_rates: tuple[TaxRate, ...]
    items: tuple[Item, ...]
    tracking: tuple[TrackingCategory, ...]
    currencies: frozenset[str]
    terms: tuple[PaymentTerm, ...]
    payment_methods: tuple[PaymentMethod, ...]
    names_taken: frozenset[str]  # of vendors and employees: a customer cannot have them (apis/quickbooks.md 7.2)

"""Turning a company of a generated world into its books.

A seed is a dict: "realm" {id, name, country}, optional "time_zone", "switches", "sales_tax_rates" (state
-> ids of TaxRate rows), and rows by entity name in wire names: dates as text, amounts `Decimal`, instants aware. Rows may give their
Id, SyncToken and MetaData; what they leave out is worked out by the rules every row keeps to.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from app.sandbox.quickbooks import lists
from app.sandbox.quickbooks.change import Change, Draft
from app.sandbox.quickbooks.company import Company, Switches, zone_of
from app.sandbox.quickbooks.parties import settle_party
from app.sandbox.quickbooks.sales import settle_sale
from app.sandbox.quickbooks.schema import ENTITIES
from app.sandbox.quickbooks.settlement import after_payment, set_balance, settle_payment
from app.sandbox.quickbooks.values import Record

_ORDER: Final = (
    "Preferences", "CompanyInfo", "CompanyCurrency", "ExchangeRate", "TaxAgency", "TaxRate", "TaxCode", "Account", "Term",
    "PaymentMethod", "Class", "Department", "Item", "Vendor", "Employee", "Customer", "Invoice", "CreditMemo", "SalesReceipt",
    "RefundReceipt", "Payment", "Attachable",
)  # fmt: skip
_SETTLE: Final = {
    **dict.fromkeys(("Customer", "Vendor", "Employee"), settle_party),
    **dict.fromkeys(("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt"), settle_sale),
    "Payment": settle_payment, "Item": lists.settle_item, "Account": lists.settle_account, "Term": lists.settle_term,
    "Class": lists.settle_group, "Department": lists.settle_group, "PaymentMethod": lists.settle_method,
    "TaxAgency": lists.settle_agency, "Attachable": lists.settle_attachable,
}  # fmt: skip
_BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)
_PREFERENCES: Final[Mapping[str, Mapping[str, Any]]] = {
    "AccountingInfoPrefs": {
        "FirstMonthOfFiscalYear": "January", "UseAccountNumbers": True, "TrackDepartments": True, "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": True, "CustomerTerminology": "Customers", "DepartmentTerminology": "Location",
    },
    "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True, "QuantityWithPriceAndRate": True, "QuantityOnHand": False},
    "SalesFormsPrefs": {
        "CustomTxnNumbers": True, "AllowDiscount": True, "AllowDeposit": True, "AllowShipping": False, "AllowServiceDate": True,
        "ETransactionPaymentEnabled": False, "AutoApplyCredit": False, "AutoApplyPayments": False, "EmailCopyToCompany": False,
        "CustomField": [{"CustomField": [
            {"Name": f"SalesFormsPrefs.UseSalesCustom{number}", "Type": "BooleanType", "BooleanValue": False} for number in (1, 2, 3)
        ]}],
    },
    "TaxPrefs": {"UsingSalesTax": True},
    "CurrencyPrefs": {"MultiCurrencyEnabled": False},
    "VendorAndPurchasesPrefs": {"TrackingByCustomer": False, "BillableExpenseTracking": False},
    "EmailMessagesPrefs": {}, "TimeTrackingPrefs": {}, "ReportPrefs": {"ReportBasis": "Accrual"}, "OtherPrefs": {"NameValue": []},
}  # fmt: skip


def build_company(seed: Mapping[str, Any]) -> Company:
    """The books of a seed; the seed is only read."""
    realm = seed["realm"]
    company = Company(
        realm=str(realm["id"]),
        name=str(realm["name"]),
        country=str(realm["country"]),
        zone=zone_of(str(seed.get("time_zone", "UTC")), UTC),
        sales_tax_rates=dict(seed.get("sales_tax_rates", {})),
        switches=Switches(**seed.get("switches", {})),
    )
    change = Change(company, _BEGINNING, "seed", seeding=True)
    rows: Mapping[str, Any] = {**seed, "Preferences": [_preferences(seed)], "CompanyInfo": [_company_info(seed)]}
    for name in _ORDER:
        for row in rows.get(name, ()):
            _place(change, name, deepcopy(row))
    return company


def _preferences(seed: Mapping[str, Any]) -> Record:
    given = seed.get("Preferences", {})
    groups = {name: {**values, **given.get(name, {})} for name, values in _PREFERENCES.items()}
    groups["CurrencyPrefs"].setdefault("HomeCurrency", {"value": "USD"})
    return {"Id": "1", **groups}


def _company_info(seed: Mapping[str, Any]) -> Record:
    realm = seed["realm"]
    usual: Record = {
        "Id": "1",
        "CompanyName": realm["name"],
        "LegalName": realm["name"],
        "Country": realm["country"],
        "FiscalYearStartMonth": "January",
        "SupportedLanguages": "en",
        "NameValue": [
            {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
            {"Name": "SubscriptionStatus", "Value": "SUBSCRIBED"},
        ],
    }
    return {**usual, **seed.get("CompanyInfo", {})}


def _place(change: Change, name: str, row: Record) -> None:
    company, entity = change.company, ENTITIES[name]
    if name == "ExchangeRate":
        row.setdefault("Id", f"{row['SourceCurrencyCode']}:{row['AsOfDate']}")
    if "Id" not in row:
        row["Id"] = company.new_id(name)
    company.reserve_id(name, row["Id"])
    content = row.pop("_content", b"")
    if name in _SETTLE:
        _SETTLE[name](change, Draft(entity, row, row, None))
    change.stamp(row, None)
    company.store(name, row)
    if name in ("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt"):
        set_balance(company, name, row)
    elif name == "Payment":
        after_payment(change, None, row)
    elif name == "Attachable" and content:
        row["Size"] = Decimal(len(content))
        company.files[row["Id"]] = content

"""Two small companies: one in the United States with automated sales tax, one in Australia with GST codes and three currencies."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

USA = "9341000000000001"
AUSTRALIA = "9341000000000002"
REALMS = [
    {"id": USA, "name": "Alder Desk Inc", "country": "US"},
    {"id": AUSTRALIA, "name": "Alder Desk Pty Ltd", "country": "AU"},
]
OLD = {
    "CreateTime": datetime(2026, 8, 1, 9, tzinfo=UTC),
    "LastUpdatedTime": datetime(2026, 8, 1, 9, tzinfo=UTC),
}
# customers, the same ids in both companies
LARKSPUR, JUNIPER, OREGON, SUB, GONE, EURO = "1", "2", "3", "4", "5", "6"
VENDOR, EMPLOYEE = "7", "8"
LABOUR, HARDWARE, OLD_ITEM, CATEGORY = "1", "2", "3", "4"
SALES, CHECKING, UNDEPOSITED, CLEARING, EXPENSE, CLOSED_ACCOUNT = "1", "2", "3", "4", "5", "6"
GST, FREE, OLD_CODE, LEVIED = "2", "3", "4", "5"
INVOICE, PAYMENT = "1", "2"


def seeds() -> list[dict[str, Any]]:
    """The books of both companies."""
    return [american(), australian()]


def american() -> dict[str, Any]:
    """USD, automated sales tax in California and New Mexico."""
    rates = [("1", "California State", "7.25"), ("2", "New Mexico State", "4.875"), ("3", "Taos County", "3.375")]
    return {
        "realm": REALMS[0], "time_zone": "America/Los_Angeles",
        "sales_tax_rates": {"CA": ("1",), "NM": ("2", "3")},
        "Preferences": {"TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": True}},
        "CompanyInfo": {"CompanyAddr": {"Line1": "1 Pine Street", "City": "Fresno", "CountrySubDivisionCode": "CA", "Country": "USA"}},
        "TaxAgency": [{"Id": "1", "DisplayName": "Revenue"}],
        "TaxRate": [
            {"Id": number, "Name": name, "Active": True, "RateValue": Decimal(rate), "AgencyRef": {"value": "1"}}
            for number, name, rate in rates
        ],
        "TaxCode": [{"Id": "TAX", "Name": "TAX", "Taxable": True}, {"Id": "NON", "Name": "NON", "Taxable": False}],
        **_common("USD"),
        "Invoice": [_invoice({"value": "NON"})], "Payment": [_payment()],
    }  # fmt: skip


def australian() -> dict[str, Any]:
    """AUD with NZD and EUR enabled, GST codes; class and location tracking on."""
    rates = [("1", "GST 10", "10"), ("2", "GST free", "0"), ("3", "Old", "12.5"), ("4", "Levy", "2")]
    codes = [(GST, "GST", True, ("1",)), (FREE, "GST free", True, ("2",)), (OLD_CODE, "Old", False, ("3",)),
             (LEVIED, "GST and levy", True, ("1", "4"))]  # fmt: skip
    return {
        "realm": REALMS[1], "time_zone": "Australia/Perth",
        "Preferences": {"CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "AUD"}}},
        "CompanyCurrency": [
            {"Id": str(number), "Code": code, "Name": f"{code} money", "Active": code != "GBP"}
            for number, code in enumerate(("AUD", "NZD", "EUR", "GBP"), 1)
        ],
        "ExchangeRate": [
            {"SourceCurrencyCode": "EUR", "TargetCurrencyCode": "AUD", "Rate": Decimal(rate), "AsOfDate": day}
            for day, rate in (("2026-01-01", "1.60"), ("2026-09-01", "1.65"))
        ],
        "TaxAgency": [{"Id": "1", "DisplayName": "Tax office"}],
        "TaxRate": [
            {"Id": number, "Name": name, "Active": True, "RateValue": Decimal(rate), "AgencyRef": {"value": "1"}}
            for number, name, rate in rates
        ],
        "TaxCode": [
            {"Id": number, "Name": name, "Active": active, "Taxable": True, "TaxGroup": True,
             "SalesTaxRateList": {"TaxRateDetail": [{"TaxRateRef": {"value": rate}} for rate in held]}}
            for number, name, active, held in codes
        ],
        **_common("AUD"),
        "Invoice": [_invoice({"value": FREE})], "Payment": [_payment()],
    }  # fmt: skip


def _common(home: str) -> dict[str, Any]:
    accounts = (
        (SALES, "Sales", "Income", "400"), (CHECKING, "Checking", "Bank", "100"),
        (UNDEPOSITED, "Undeposited Funds", "Other Current Asset", ""), (CLEARING, "Collector clearing", "Other Current Asset", "120"),
        (EXPENSE, "Rent", "Expense", "600"), (CLOSED_ACCOUNT, "Old sales", "Income", "401"),
    )  # fmt: skip
    income = {"value": SALES}
    foreign = {"CurrencyRef": {"value": "EUR"}} if home == "AUD" else {}
    return {
        "Account": [
            {"Id": number, "Name": name, "AccountType": kind, "AcctNum": code, "Active": number != CLOSED_ACCOUNT}
            | ({"AccountSubType": "UndepositedFunds"} if number == UNDEPOSITED else {})
            for number, name, kind, code in accounts
        ],
        "Item": [
            {"Id": LABOUR, "Name": "Labour", "Type": "Service", "IncomeAccountRef": income, "UnitPrice": Decimal("95.00"), "Sku": "LAB"},
            {"Id": HARDWARE, "Name": "Hardware", "Type": "NonInventory", "IncomeAccountRef": income, "Taxable": True, "Sku": "HW"},
            {"Id": OLD_ITEM, "Name": "Dial-up", "Type": "Service", "IncomeAccountRef": income, "Active": False},
            {"Id": CATEGORY, "Name": "Services", "Type": "Category"},
        ],
        "Term": [{"Id": "1", "Name": "Net 30", "DueDays": Decimal(30)}, {"Id": "2", "Name": "Due on receipt", "DueDays": Decimal(0)},
                 {"Id": "3", "Name": "The 15th", "DayOfMonthDue": Decimal(15), "DueNextMonthDays": Decimal(10)}],
        "PaymentMethod": [{"Id": "1", "Name": "Bank transfer"}, {"Id": "2", "Name": "Card", "Type": "CREDIT_CARD"}],
        "Class": [{"Id": "1", "Name": "Projects"}, {"Id": "2", "Name": "Old", "Active": False}],
        "Department": [{"Id": "1", "Name": "Perth"}],
        "Customer": [
            {"Id": LARKSPUR, "DisplayName": "Larkspur Dental Group", "CompanyName": "Larkspur Dental Group", "SalesTermRef": {"value": "1"},
             "PrimaryEmailAddr": {"Address": "ap@larkspur.example"}, "Notes": "autotask:company:20417", "MetaData": OLD,
             "BillAddr": {"Line1": "18 Alder Way", "City": "Fresno", "CountrySubDivisionCode": "CA", "Country": "USA"}},
            {"Id": JUNIPER, "DisplayName": "Juniper O'Neil & Co", "MetaData": OLD,
             "BillAddr": {"City": "Taos", "CountrySubDivisionCode": "NM", "Country": "United States"}},
            {"Id": OREGON, "DisplayName": "Tidewater Optics", "MetaData": OLD,
             "BillAddr": {"City": "Portland", "CountrySubDivisionCode": "OR", "Country": "US"}},
            {"Id": SUB, "DisplayName": "Larkspur North", "Job": True, "ParentRef": {"value": LARKSPUR}, "MetaData": OLD},
            {"Id": GONE, "DisplayName": "Gully Road Motors", "Active": False, "MetaData": OLD},
            {"Id": EURO, "DisplayName": "Rheinkontor GmbH", "MetaData": OLD, **foreign,
             "BillAddr": {"City": "Bremen", "CountrySubDivisionCode": "CA", "Country": "DE"}},
        ],
        "Vendor": [{"Id": VENDOR, "DisplayName": "Northlight Distribution"}],
        "Employee": [{"Id": EMPLOYEE, "DisplayName": "Imogen Halloran", "GivenName": "Imogen", "FamilyName": "Halloran"}],
    }  # fmt: skip


def _invoice(code: dict[str, str]) -> dict[str, Any]:
    detail = {"ItemRef": {"value": LABOUR}, "Qty": Decimal(2), "UnitPrice": Decimal(50), "TaxCodeRef": code}
    return {
        "Id": INVOICE, "DocNumber": "OLD-1", "TxnDate": "2026-08-01", "CustomerRef": {"value": LARKSPUR}, "MetaData": OLD,
        "Line": [{"DetailType": "SalesItemLineDetail", "Amount": Decimal(100), "SalesItemLineDetail": detail}],
    }  # fmt: skip


def _payment() -> dict[str, Any]:
    return {
        "Id": PAYMENT, "TxnDate": "2026-08-10", "CustomerRef": {"value": LARKSPUR}, "TotalAmt": Decimal(30), "MetaData": OLD,
        "Line": [{"Amount": Decimal(30), "LinkedTxn": [{"TxnId": INVOICE, "TxnType": "Invoice"}]}],
    }  # fmt: skip

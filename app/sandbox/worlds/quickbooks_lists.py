"""Lists of the QuickBooks companies: accounts, items, tax codes, terms, classes, currencies, parallel to the Xero organisation.

The same books in another ledger's words (apis/quickbooks.md 7.3 to 7.6), so that the same source documents can go to either.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from app.sandbox.worlds.catalogue import EXCHANGE, TERMS

Row = dict[str, Any]
_TYPES: Final = {
    "REVENUE": "Income", "SALES": "Income", "OTHERINCOME": "Other Income", "DIRECTCOSTS": "Cost of Goods Sold", "EXPENSE": "Expense",
    "OVERHEADS": "Expense", "CURRENT": "Other Current Asset", "PREPAYMENT": "Other Current Asset", "FIXED": "Fixed Asset",
    "BANK": "Bank", "CURRLIAB": "Other Current Liability", "EQUITY": "Equity",
}  # fmt: skip
_SYSTEM_TYPES: Final = {"DEBTORS": "Accounts Receivable", "CREDITORS": "Accounts Payable"}
_SOLD_UNDER: Final = "260"
"""The account of other revenue: products are sold on it, so that here it is income."""
_TAX_NAMES: Final = {
    "OUTPUT": "GST", "EXEMPTOUTPUT": "GST free", "EXEMPTEXPORT": "GST free exports", "INPUT": "GST on purchases",
    "EXEMPTEXPENSES": "GST free purchases", "CAPEXINPUT": "GST on capital", "GSTONIMPORTS": "GST on imports",
    "BASEXCLUDED": "Out of scope",
}  # fmt: skip
_UNDEPOSITED: Final = {
    "Name": "Undeposited Funds",
    "AccountType": "Other Current Asset",
    "AccountSubType": "UndepositedFunds",
}
_AMERICAN_RATES: Final = (
    ("1", "California State", "7.25", "CA"), ("2", "California, Los Angeles County", "2.25", "CA"),
    ("3", "New Mexico State", "4.875", "NM"),
    ("4", "New Mexico, Taos County", "3.375", "NM"), ("5", "Texas State", "6.25", "TX"), ("6", "Texas, City of Austin", "2", "TX"),
    ("7", "New York State", "4", "NY"), ("8", "Washington State", "6.5", "WA"),
)  # fmt: skip
AMERICAN_STATES: Final = {
    state: tuple(rate for rate, _, _, where in _AMERICAN_RATES if where == state)
    for state in sorted({state for *_, state in _AMERICAN_RATES})
}
"""State -> ids of the rates automated sales tax puts on a sale there."""


def accounts(organisation: Row) -> list[Row]:
    """The chart; ids follow its order, undeposited funds come last."""
    made = []
    for number, account in enumerate(organisation["accounts"], 1):
        kind = _SYSTEM_TYPES.get(account.get("SystemAccount", "")) or _TYPES[account["Type"]]
        if account.get("Code") == _SOLD_UNDER:
            kind = "Income"
        row = {
            "Id": str(number),
            "Name": account["Name"].replace(":", " "),
            "AccountType": kind,
            "Active": account["Status"] == "ACTIVE",
        }
        if account.get("Code"):
            row["AcctNum"] = str(account["Code"])
        if "CurrencyCode" in account:
            row["CurrencyRef"] = {"value": account["CurrencyCode"]}
        made.append(row)
    return [*made, {"Id": str(len(made) + 1), **_UNDEPOSITED}]


def income_items(chart: list[Row]) -> dict[str, str]:
    """Account code -> id of the service item that sells under it, for the active income accounts with a code."""
    sold = [row for row in chart if row["AccountType"] == "Income" and row["Active"] and "AcctNum" in row]
    return {row["AcctNum"]: str(number) for number, row in enumerate(sold, 1)}


def items(organisation: Row, chart: list[Row]) -> list[Row]:
    """One service item for each income account, then the catalogue with its codes as SKU; one of them inactive."""
    by_code = {row["AcctNum"]: row for row in chart if "AcctNum" in row}
    made = [
        {
            "Id": identity,
            "Name": by_code[code]["Name"],
            "Type": "Service",
            "IncomeAccountRef": {"value": by_code[code]["Id"]},
        }
        for code, identity in income_items(chart).items()
    ]
    for sold in organisation["items"]:
        details = sold["SalesDetails"]
        made.append({
            "Id": str(len(made) + 1), "Name": sold["Name"], "Sku": sold["Code"], "Description": sold["Description"],
            "Type": "Service", "UnitPrice": details["UnitPrice"], "IncomeAccountRef": {"value": by_code[details["AccountCode"]]["Id"]},
        })  # fmt: skip
    first = next(iter(income_items(chart).values()), "")
    if first:
        made.append({"Id": str(len(made) + 1), "Name": "Dial-up access", "Type": "Service", "Active": False,
                     "IncomeAccountRef": made[0]["IncomeAccountRef"]})  # fmt: skip
    return made


def tax_lists(organisation: Row, tax_name: str) -> dict[str, list[Row]]:
    """Agency, rates and codes outside the United States, one code for each of the organisation's tax rates."""
    rates: list[Row] = []
    codes: list[Row] = []
    for number, known in enumerate(organisation["tax_rates"], 1):
        details = []
        for component in known["TaxComponents"]:
            identity = str(len(rates) + 1)
            name = f"{_TAX_NAMES.get(known['TaxType'], known['Name'])} - {component['Name']}"
            rates.append({"Id": identity, "Name": name, "Description": name, "Active": True, "RateValue": component["Rate"],
                          "AgencyRef": {"value": "1"}, "SpecialTaxType": "NONE", "DisplayType": "ReadOnly"})  # fmt: skip
            details.append({"TaxRateRef": {"value": identity}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0})
        codes.append({
            "Id": str(number + 1), "Name": _TAX_NAMES.get(known["TaxType"], known["Name"]), "Description": known["Name"],
            "Active": known["Status"] == "ACTIVE", "Taxable": True, "TaxGroup": True, "Hidden": False,
            "TaxCodeConfigType": "SYSTEM_GENERATED",
            "SalesTaxRateList": {"TaxRateDetail": details if known["CanApplyToRevenue"] else []},
            "PurchaseTaxRateList": {"TaxRateDetail": details if known["CanApplyToExpenses"] else []},
        })  # fmt: skip
    agency = {"Id": "1", "DisplayName": f"{tax_name} office", "TaxTrackedOnSales": True, "TaxTrackedOnPurchases": True}
    return {"TaxAgency": [agency], "TaxRate": rates, "TaxCode": codes}


def tax_code_ids(organisation: Row) -> dict[str, str]:
    """The organisation's tax type -> id of the tax code that is its counterpart."""
    return {known["TaxType"]: str(number + 1) for number, known in enumerate(organisation["tax_rates"], 1)}


def american_tax_lists() -> dict[str, list[Row]]:
    """The rates of automated sales tax, and the two codes a line may carry; those have no Active (apis/quickbooks.md 6)."""
    agencies = [
        {
            "Id": str(number),
            "DisplayName": f"{state} Department of Revenue",
            "TaxTrackedOnSales": True,
            "TaxTrackedOnPurchases": False,
        }
        for number, state in enumerate(AMERICAN_STATES, 1)
    ]
    agency_of = {state: row["Id"] for state, row in zip(AMERICAN_STATES, agencies, strict=True)}
    rates = [
        {"Id": identity, "Name": name, "Description": name, "Active": True, "RateValue": Decimal(rate),
         "AgencyRef": {"value": agency_of[state]}, "SpecialTaxType": "NONE", "DisplayType": "ReadOnly"}
        for identity, name, rate, state in _AMERICAN_RATES
    ]  # fmt: skip
    codes = [
        {"Id": code, "Name": code, "Description": words, "Taxable": code == "TAX", "TaxGroup": False}
        for code, words in (("TAX", "Taxable"), ("NON", "Not taxable"))
    ]
    return {"TaxAgency": agencies, "TaxRate": rates, "TaxCode": codes}


def terms() -> list[Row]:
    """The source's terms; the last under a name of the ledger's own."""
    named = [("Due on receipt" if not days else name, days) for name, days in TERMS]
    return [{"Id": str(number), "Name": name, "DueDays": Decimal(days)} for number, (name, days) in enumerate(named, 1)]


def payment_methods() -> list[Row]:
    """How customers pay."""
    known = {
        "Cash": "NON_CREDIT_CARD",
        "Bank transfer": "NON_CREDIT_CARD",
        "Card": "CREDIT_CARD",
        "Direct debit": "NON_CREDIT_CARD",
    }
    return [{"Id": str(number), "Name": name, "Type": kind} for number, (name, kind) in enumerate(known.items(), 1)]


def groups(organisation: Row) -> dict[str, list[Row]]:
    """Tracking categories in the ledger's words: regions are locations (departments), the other category is classes."""
    made: dict[str, list[Row]] = {"Class": [], "Department": []}
    for order, category in enumerate(organisation["tracking_categories"]):
        target = made["Class" if order else "Department"]
        for option in category["Options"]:
            active = option.get("Status", "ACTIVE") == "ACTIVE"
            target.append({"Id": str(len(target) + 1), "Name": option["Name"].replace(":", " "), "Active": active})
    return made


def currencies(organisation: Row, home: str) -> list[Row]:
    """The currencies that are enabled beside the company's own."""
    known = {row["Code"]: row["Description"] for row in organisation["currencies"]}
    codes = [code for code in known if code != home]
    return [
        {"Id": str(number), "Code": code, "Name": known[code], "Active": True}
        for number, code in enumerate([home, *codes], 1)
    ]


def exchange_rates(enabled: list[Row], home: str, today: date) -> list[Row]:
    """Home units for one foreign unit, the same over the whole practice year."""
    day = (today - timedelta(days=800)).isoformat()
    return [
        {"SourceCurrencyCode": row["Code"], "TargetCurrencyCode": home, "AsOfDate": day,
         "Rate": (EXCHANGE[row["Code"]] / EXCHANGE[home]).quantize(Decimal("0.000001"))}
        for row in enabled
        if row["Code"] != home and row["Code"] in EXCHANGE and home in EXCHANGE
    ]  # fmt: skip

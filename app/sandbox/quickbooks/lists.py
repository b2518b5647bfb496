"""Items, accounts, terms, classes, departments, payment methods, currencies and files (apis/quickbooks.md 7.3, 7.4, 7.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from app.sandbox.quickbooks.change import Change, Draft
from app.sandbox.quickbooks.faults import Fault, FaultError, refuse
from app.sandbox.quickbooks.kinds import Day, wrong_property
from app.sandbox.quickbooks.parties import refuse_taken_name, settle_activity, settle_full_name
from app.sandbox.quickbooks.values import ZERO, Record

_CLASSIFICATION: Final = {
    "Bank": "Asset", "Accounts Receivable": "Asset", "Other Current Asset": "Asset", "Fixed Asset": "Asset", "Other Asset": "Asset",
    "Accounts Payable": "Liability", "Credit Card": "Liability", "Other Current Liability": "Liability",
    "Long Term Liability": "Liability", "Equity": "Equity", "Income": "Revenue", "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense", "Expense": "Expense", "Other Expense": "Expense",
}  # fmt: skip
_USUAL_SUB_TYPE: Final = {"Bank": "Checking", "Income": "ServiceFeeIncome", "Other Current Asset": "OtherCurrentAssets"}
_LARGEST_PRICE: Final = Decimal(99_999_999_999)
INCOME: Final = frozenset({"Income"})


def settle_named(change: Change, draft: Draft) -> None:
    """What every named row needs: a name of its own, at most five levels, the suffix when inactive."""
    row = draft.row
    if not row.get("Name"):
        raise refuse(2020, "Name is required", "Name")
    if draft.entity.nests:
        settle_full_name(change, draft, "Name")
    settle_activity(change, draft)
    refuse_taken_name(change, draft)


def settle_item(change: Change, draft: Draft) -> None:
    """Complete an item. Raises 2020 without type or accounts, 6430 for an account of the wrong type."""
    row = draft.row
    kind = row.get("Type")
    if kind is None:
        raise refuse(2020, "Type is required", "Type")
    row.setdefault("UnitPrice", Decimal(0))
    if abs(row["UnitPrice"]) > _LARGEST_PRICE:
        raise refuse(2030, "UnitPrice is too large", "UnitPrice")
    row["TrackQtyOnHand"] = kind == "Inventory"
    if change.company.is_american:
        row.setdefault("Taxable", False)
    needs: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {
        "Service": (("IncomeAccountRef", INCOME),),
        "Inventory": (
            ("IncomeAccountRef", INCOME),
            ("ExpenseAccountRef", frozenset({"Cost of Goods Sold"})),
            ("AssetAccountRef", frozenset({"Other Current Asset"})),
        ),
    }
    for name, types in needs.get(str(kind), ()):
        _account(change, row, name, types)
    if kind == "NonInventory" and "IncomeAccountRef" in row:
        _account(change, row, "IncomeAccountRef", INCOME)
    if kind == "Inventory" and ("QtyOnHand" not in row or "InvStartDate" not in row):
        raise refuse(2020, "QtyOnHand and InvStartDate are required", "QtyOnHand")
    row["SubItem"] = "ParentRef" in row
    settle_named(change, draft)


def _account(change: Change, row: Record, name: str, types: frozenset[str]) -> None:
    if name not in row:
        raise refuse(2020, f"{name} is required", name)
    check_account(change, row[name]["value"], name, types)


def check_account(change: Change, identity: str, where: str, types: frozenset[str]) -> None:
    """An account stands where only some types may. Raises 6430."""
    held = change.company.find("Account", identity)
    if held["AccountType"] not in types:
        raise refuse(6430, f"{where} needs an account of type {' or '.join(sorted(types))}", where)


def settle_account(change: Change, draft: Draft) -> None:
    """Complete an account; its name may hold no double quote either."""
    row = draft.row
    if "AccountType" not in row:
        raise refuse(2020, "AccountType is required", "AccountType")
    if '"' in row.get("Name", ""):
        raise refuse(2040, "Name may not hold a double quote", "Name")
    if change.company.is_american and len(row.get("AcctNum", "")) > 7:
        raise refuse(2050, f"Min:0 Max:7 supported. Supplied length:{len(row['AcctNum'])}", "AcctNum")
    row["Classification"] = _CLASSIFICATION[row["AccountType"]]
    row.setdefault("AccountSubType", _USUAL_SUB_TYPE.get(row["AccountType"], row["AccountType"].replace(" ", "")))
    row.setdefault("CurrencyRef", {"value": change.company.home_currency})
    row.setdefault("CurrentBalance", ZERO)
    row["SubAccount"] = "ParentRef" in row
    settle_named(change, draft)


def settle_term(change: Change, draft: Draft) -> None:
    """Complete a term: days after the invoice, or a day of the month."""
    row = draft.row
    if "DueDays" in row and not 0 <= row["DueDays"] <= 999:
        raise refuse(2030, "DueDays must be between 0 and 999", "DueDays")
    if not 1 <= row.get("DayOfMonthDue", 1) <= 31 or not 0 <= row.get("DueNextMonthDays", 0) <= 999:
        raise refuse(2030, "DayOfMonthDue must be a day of a month", "DayOfMonthDue")
    if "DueDays" not in row and "DayOfMonthDue" not in row:
        row["DueDays"] = Decimal(0)
    row["Type"] = "STANDARD" if "DueDays" in row else "DATE_DRIVEN"
    settle_named(change, draft)


def settle_group(change: Change, draft: Draft) -> None:
    """Complete a class or department."""
    draft.row[f"Sub{draft.entity.name}"] = "ParentRef" in draft.row
    settle_named(change, draft)


def settle_method(change: Change, draft: Draft) -> None:
    """Complete a payment method."""
    draft.row.setdefault("Type", "NON_CREDIT_CARD")
    settle_named(change, draft)


def settle_currency(change: Change, draft: Draft) -> None:
    """Enable a currency; needs the multicurrency setting."""
    row = draft.row
    if not change.company.preference("CurrencyPrefs", "MultiCurrencyEnabled"):
        raise refuse(5030, "Multicurrency is not turned on for this company")
    if len(row.get("Code", "")) != 3:
        raise refuse(2020, "Code is required", "Code")
    held = change.company.currency_row(row["Code"])
    if held is not None and held["Id"] != row.get("Id"):
        raise refuse(6240, f"The name supplied already exists. : Id={held['Id']}", "Code")
    row.setdefault("Name", row["Code"])
    row.setdefault("Active", True)


def settle_agency(change: Change, draft: Draft) -> None:
    """Complete a tax agency."""
    del change
    row = draft.row
    if not row.get("DisplayName"):
        raise refuse(2020, "DisplayName is required", "DisplayName")
    row.setdefault("TaxTrackedOnSales", True)
    row.setdefault("TaxTrackedOnPurchases", False)


def settle_company(change: Change, draft: Draft) -> None:
    """The company's own row keeps what makes it this company."""
    del change
    if draft.old is None:
        raise refuse(500, "CompanyInfo cannot be created")
    for name in ("Country", "CompanyStartDate", "NameValue"):
        if name in draft.old:
            draft.row[name] = draft.old[name]


def settle_preferences(change: Change, draft: Draft) -> None:
    """Change settings: groups are merged, multicurrency cannot be turned off again (apis/quickbooks.md 7.5)."""
    del change
    if draft.old is None:
        raise refuse(500, "Preferences cannot be created")
    for group, values in draft.old.items():
        wished: Any = draft.row.get(group)
        if isinstance(values, dict) and isinstance(wished, dict) and group not in ("MetaData",):
            draft.row[group] = {**values, **{name: item for name, item in wished.items() if item != ""}}
        draft.row.setdefault(group, values)
    _check_settings(draft)
    before = draft.old.get("CurrencyPrefs", {}).get("MultiCurrencyEnabled", False)
    if before and not draft.row["CurrencyPrefs"].get("MultiCurrencyEnabled", False):
        raise refuse(6000, "Multicurrency cannot be turned off once it is on.", "CurrencyPrefs.MultiCurrencyEnabled")


def _check_settings(draft: Draft) -> None:
    """Settings the simulator itself goes by have to be of their kind; the home currency is fixed."""
    closed = draft.row["AccountingInfoPrefs"].get("BookCloseDate")
    faults: list[Fault] = []
    if closed is not None:
        Day().read(closed, "AccountingInfoPrefs.BookCloseDate", faults)
    for group in ("AccountingInfoPrefs", "SalesFormsPrefs", "TaxPrefs", "CurrencyPrefs"):
        before = (draft.old or {}).get(group, {})
        for name, value in draft.row[group].items():
            if isinstance(before.get(name), bool) and not isinstance(value, bool):
                wrong_property(f"{group}.{name}", faults)
    if faults:
        raise FaultError(*faults)
    draft.row["CurrencyPrefs"]["HomeCurrency"] = (draft.old or {})["CurrencyPrefs"]["HomeCurrency"]


def settle_attachable(change: Change, draft: Draft) -> None:
    """A note or a file's record; what it hangs on has to exist. Raises 2020 and 2500."""
    row = draft.row
    if not row.get("Note") and not row.get("FileName"):
        raise refuse(2020, "Note or FileName is required", "Note")
    for place in row.get("AttachableRef", []):
        target = place.get("EntityRef", {})
        kind, identity = str(target.get("type", "")), str(target.get("value", ""))
        name = next((name for name in change.company.tables if name.lower() == kind.lower()), "")
        if not name or not change.company.knows(name, identity):
            raise refuse(2500, f"{kind or 'Entity'} element id {identity} not found", "AttachableRef.EntityRef")
        place["EntityRef"] = {"value": identity, "type": name}

"""Invoices, credit memos, sales receipts and refund receipts: lines, numbers, dates, currency, totals (apis/quickbooks.md 7.7, 8)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.sandbox.quickbooks.change import Change, Draft
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.lists import check_account
from app.sandbox.quickbooks.sales_lines import discount_of, number_lines, settled_line
from app.sandbox.quickbooks.taxes import settle_tax
from app.sandbox.quickbooks.values import ZERO, Record, cents

_MOST_LINES: Final = 750
_DEPOSIT_TYPES: Final = frozenset({"Bank", "Other Current Asset"})
_RECALCULATED_BY: Final = ("GlobalTaxCalculation", "ShipAddr", "BillAddr", "CustomerRef", "ApplyTaxAfterDiscount")


def settle_sale(change: Change, draft: Draft) -> None:
    """Complete a sales transaction. Raises the faults of apis/quickbooks.md 5.2 that concern it."""
    company, row = change.company, draft.row
    _settle_party(change, draft)
    row.setdefault("TxnDate", change.today.isoformat())
    refuse_closed(change, row, draft.old)
    _settle_due_date(change, draft)
    settle_currency(change, draft)
    _settle_number(change, draft)
    _settle_defaults(company, draft)
    if draft.entity.name in ("SalesReceipt", "RefundReceipt"):
        _settle_money(change, draft)
    if "TotalAmt" not in row or _needs_recalculation(draft):
        _settle_amounts(change, draft)
    if row["TotalAmt"] < 0:
        raise refuse(6000, "Transaction amount must be 0 or greater.", "TotalAmt")
    if "ExchangeRate" in row:
        row["HomeTotalAmt"] = cents(row["TotalAmt"] * row["ExchangeRate"])


def _needs_recalculation(draft: Draft) -> bool:
    """Whether a sparse update concerns the amounts; what came back unchanged does not."""
    old = draft.old or {}
    changed = any(draft.sent.get(name, old.get(name)) != old.get(name) for name in _RECALCULATED_BY)
    return changed or draft.was_sent("Line", "TxnTaxDetail")


def _settle_party(change: Change, draft: Draft) -> None:
    row = draft.row
    if "CustomerRef" not in row:
        if draft.entity.name in ("Invoice", "CreditMemo"):
            raise refuse(6560, "CustomerRef is required", "CustomerRef")
        return
    customer = change.company.find("Customer", row["CustomerRef"]["value"])
    if draft.old is None:
        for name in ("BillAddr", "ShipAddr"):
            if name in customer:
                row.setdefault(name, dict(customer[name]))
        if draft.entity.name == "Invoice" and "SalesTermRef" in customer and "DueDate" not in row:
            row.setdefault("SalesTermRef", customer["SalesTermRef"])
    if row.get("EmailStatus") == "NeedToSend" and not row.get("BillEmail", {}).get("Address"):
        raise refuse(6420, "BillEmail is required when EmailStatus is NeedToSend", "BillEmail")


def refuse_closed(change: Change, row: Record, old: Record | None) -> None:
    """Raises 6210 (6200 without a password) when a transaction lies, or lay, in the closed period."""
    closed = str(change.company.preference("AccountingInfoPrefs", "BookCloseDate", ""))
    days = [found["TxnDate"] for found in (row, old) if found and "TxnDate" in found]
    if closed and not change.seeding and min(days) <= closed:
        code = 6210 if change.company.switches.closing_password else 6200
        raise refuse(
            code, f"The account period has closed and the account books cannot be updated: {closed}", "TxnDate"
        )


def _settle_due_date(change: Change, draft: Draft) -> None:
    row = draft.row
    if draft.entity.name != "Invoice" or ("DueDate" in row and not _term_changed(draft)):
        return
    term = change.company.tables["Term"].get(row.get("SalesTermRef", {}).get("value", ""), {})
    try:
        row["DueDate"] = due_date(date.fromisoformat(row["TxnDate"]), term).isoformat()
    except (OverflowError, ValueError) as problem:
        raise refuse(2030, "TxnDate is out of range", "TxnDate") from problem


def _term_changed(draft: Draft) -> bool:
    return draft.old is not None and draft.was_sent("SalesTermRef") and not draft.was_sent("DueDate")


def due_date(day: date, term: Record) -> date:
    """When a bill of `day` is due by a term: days later, or the next such day of a month."""
    if "DueDays" in term or "DayOfMonthDue" not in term:
        return day + timedelta(days=int(term.get("DueDays", 0)))
    wished = min(28, int(term["DayOfMonthDue"]))
    month = day.replace(day=1)
    while month.replace(day=wished) < day + timedelta(days=int(term.get("DueNextMonthDays", 0))):
        month = (month + timedelta(days=32)).replace(day=1)
    return month.replace(day=wished)


def settle_currency(change: Change, draft: Draft) -> None:
    """The currency is the customer's; a foreign one has a rate (apis/quickbooks.md 7.6). Raises 6000, 2020 and 2500."""
    company, row = change.company, draft.row
    home = company.home_currency
    customer = company.tables["Customer"].get(row.get("CustomerRef", {}).get("value", ""), {})
    wanted = customer.get("CurrencyRef", {}).get("value", home)
    if not company.preference("CurrencyPrefs", "MultiCurrencyEnabled"):
        if row.setdefault("CurrencyRef", {"value": home})["value"] != home:
            raise refuse(6000, "Multicurrency is not turned on for this company.", "CurrencyRef")
        row.pop("ExchangeRate", None)
        return
    if "CurrencyRef" not in row and wanted != home:
        raise refuse(2020, "CurrencyRef is required", "CurrencyRef")
    code = row.setdefault("CurrencyRef", {"value": home})["value"]
    if code != home and company.currency_row(code) is None:
        raise refuse(2500, f"Currencies element id {code} not found", "CurrencyRef")
    if code != wanted:
        raise refuse(6000, "The currency of the transaction is not the customer's currency.", "CurrencyRef")
    sent = row.get("ExchangeRate", ZERO)
    if code == home:
        row["ExchangeRate"] = Decimal(1)
    elif not sent or (sent == 1 and draft.old is None and not change.seeding):
        row["ExchangeRate"] = exchange_rate(company, code, row["TxnDate"])


def exchange_rate(company: Company, code: str, day: str) -> Decimal:
    """Home units for one foreign unit: the latest rate up to `day`, 1 where none is known."""
    found = [
        row
        for row in company.tables["ExchangeRate"].values()
        if row["SourceCurrencyCode"] == code and row["AsOfDate"] <= day
    ]
    return Decimal(max(found, key=lambda row: str(row["AsOfDate"]))["Rate"]) if found else Decimal(1)


def _settle_number(change: Change, draft: Draft) -> None:
    """A number of the sender's, or the company's next one; a used one is refused (6140) unless the company allows it."""
    company, row = change.company, draft.row
    if draft.old is None and not row.get("DocNumber"):
        row.pop("DocNumber", None)
        if company.preference("SalesFormsPrefs", "CustomTxnNumbers"):
            return
        company.last_number = next_number(company.last_number)
        while company.number_holders(company.last_number):
            company.last_number = next_number(company.last_number)
        row["DocNumber"] = company.last_number
        return
    number = row.get("DocNumber", "")
    allowed = change.allow_duplicate_number or change.seeding or company.switches.duplicate_numbers == "allowed"
    others = company.number_holders(number) - {(draft.entity.name, row.get("Id", ""))}
    if others and not allowed:
        kind, identity = min(others)
        raise refuse(
            6140,
            "You must specify a different number. This number has already been used. "
            f"DocNumber={number} is assigned to TxnType={kind} with TxnId={identity}",
            "DocNumber",
        )
    if draft.old is None:
        company.last_number = number


def next_number(last: str) -> str:
    """The number behind `last`: its digits at the end counted on."""
    match = re.fullmatch(r"(.*?)(\d+)", last)
    if match is None:
        return f"{last}1" if last else "1001"
    return f"{match[1]}{int(match[2]) + 1:0{len(match[2])}}"


def _settle_defaults(company: Company, draft: Draft) -> None:
    row = draft.row
    row.setdefault("EmailStatus", "NotSet")
    row.setdefault("PrintStatus", "NeedToPrint")
    row.setdefault("ApplyTaxAfterDiscount", False)
    if draft.entity.name == "Invoice":
        for name in ("AllowOnlineCreditCardPayment", "AllowOnlineACHPayment"):
            row[name] = bool(row.get(name)) and bool(
                company.preference("SalesFormsPrefs", "ETransactionPaymentEnabled")
            )
    if row.get("Deposit") and not company.preference("SalesFormsPrefs", "AllowDeposit"):
        raise refuse(6000, "Deposits are not turned on for this company.", "Deposit")
    if not row.get("Deposit"):
        row.pop("Deposit", None)
    if "DepartmentRef" in row and not company.preference("AccountingInfoPrefs", "TrackDepartments"):
        raise refuse(5030, "Locations are not turned on for this company.", "DepartmentRef")


def _settle_money(change: Change, draft: Draft) -> None:
    """Where the money goes to, or comes from."""
    row, company = draft.row, change.company
    if "DepositToAccountRef" not in row:
        if draft.entity.name == "RefundReceipt":
            raise refuse(2020, "DepositToAccountRef is required", "DepositToAccountRef")
        undeposited = undeposited_funds(company)
        if undeposited:
            row["DepositToAccountRef"] = {"value": undeposited}
        return
    check_account(change, row["DepositToAccountRef"]["value"], "DepositToAccountRef", _DEPOSIT_TYPES)


def undeposited_funds(company: Company) -> str:
    """Id of the account that holds money not yet banked; empty without one."""
    accounts = company.tables["Account"].items()
    return next((identity for identity, row in accounts if row.get("AccountSubType") == "UndepositedFunds"), "")


def _settle_amounts(change: Change, draft: Draft) -> None:
    row = draft.row
    lines = [
        settled_line(change, dict(line))
        for line in row.get("Line", [])
        if line.get("DetailType") != "SubTotalLineDetail"
    ]
    if not lines:
        raise refuse(2020, "Line is required", "Line")
    if len(lines) > _MOST_LINES:
        raise refuse(6000, f"A transaction holds at most {_MOST_LINES} lines.", "Line")
    row["Line"] = lines
    subtotal = sum((line["Amount"] for line in lines if line["DetailType"] == "SalesItemLineDetail"), ZERO)
    discount = discount_of(change, lines, subtotal)
    reduction = (subtotal - discount) / subtotal if subtotal else Decimal(1)
    inclusive = row.get("GlobalTaxCalculation") == "TaxInclusive" and not change.company.is_american
    gross = sum((_gross(line) for line in lines if line["DetailType"] == "SalesItemLineDetail"), ZERO)
    added = settle_tax(change, draft, reduction)
    row["TotalAmt"] = cents((gross if inclusive else subtotal) - discount + added)
    number_lines(lines, subtotal if not inclusive else gross - row["TxnTaxDetail"]["TotalTax"])


def _gross(line: Record) -> Decimal:
    return Decimal(line["SalesItemLineDetail"].get("TaxInclusiveAmt") or line["Amount"])

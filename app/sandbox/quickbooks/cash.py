"""What has moved through accounts that hold money, and their balances (the property CurrentBalance of an account).

Payments, receipts and refunds move money where they are deposited, transfers between two accounts. A voided one is 0, a deleted one
is gone; a balance starts at what the seed says. Every entry is in the currency of its transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.values import ZERO, Record

HOLD_MONEY: Final = frozenset({"Bank", "Other Current Asset"})
_DEPOSITED: Final = {"Payment": 1, "SalesReceipt": 1, "RefundReceipt": -1}
Movement = tuple[str, str, Record, Decimal]
"""(account id, entity, its row, amount with its sign)."""


def balance_of(company: Company, account: Record) -> Decimal:
    """What an account holds, in its own currency."""
    balance: Decimal = account.get("CurrentBalance", ZERO)
    if account.get("AccountType") not in HOLD_MONEY:
        return balance
    own = account.get("CurrencyRef", {}).get("value", company.home_currency)
    moved = (
        amount
        for held, _, row, amount in _movements(company)
        if held == account["Id"] and _currency(company, row) == own
    )
    return balance + sum(moved, ZERO)


def account_journals(company: Company) -> list[dict[str, Any]]:
    """Accounts through which money has moved: their entries, and their balances by currency; what came in is above zero."""
    entries: dict[str, list[Record]] = {}
    for account_id, source, row, amount in _movements(company):
        entries.setdefault(account_id, []).append(_entry(company, source, row, amount))
    return [
        {
            "AccountId": account_id,
            "Name": company.tables["Account"][account_id]["Name"],
            "Balances": _balances(found),
            "Entries": found,
        }
        for account_id, found in entries.items()
    ]


def _balances(entries: list[Record]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for entry in entries:
        sums[entry["CurrencyCode"]] = sums.get(entry["CurrencyCode"], ZERO) + entry["Amount"]
    return sums


def _movements(company: Company) -> Iterator[Movement]:
    for source, sign in _DEPOSITED.items():
        for row in company.tables[source].values():
            if "DepositToAccountRef" in row and row["TotalAmt"]:
                yield row["DepositToAccountRef"]["value"], source, row, sign * row["TotalAmt"]
    for row in company.tables["Transfer"].values():
        yield row["FromAccountRef"]["value"], "Transfer", row, -row["Amount"]
        yield row["ToAccountRef"]["value"], "Transfer", row, row["Amount"]


def _currency(company: Company, row: Record) -> str:
    return str(row.get("CurrencyRef", {}).get("value", company.home_currency))


def _entry(company: Company, source: str, row: Record, amount: Decimal) -> Record:
    return {
        "TxnDate": row["TxnDate"],
        "Source": source,
        "Id": row["Id"],
        "Reference": row.get("PaymentRefNum", row.get("PrivateNote", "")),
        "Amount": amount,
        "CurrencyCode": _currency(company, row),
    }

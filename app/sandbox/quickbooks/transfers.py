"""Transfers between a company's own accounts: how money leaves a clearing account when it has come to the bank.

The reading matter names the entity only (apis/quickbooks.md 3); that both accounts stand in the balance sheet and differ, and that
the amount is above zero, is what the vendor's own form asks for.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.sandbox.quickbooks.change import Change, Draft
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.lists import check_account
from app.sandbox.quickbooks.sales import refuse_closed
from app.sandbox.quickbooks.values import cents

_TYPES: Final = frozenset(
    {"Bank", "Credit Card", "Equity", "Fixed Asset", "Long Term Liability", "Other Asset", "Other Current Asset",
     "Other Current Liability"}
)  # fmt: skip


def settle_transfer(change: Change, draft: Draft) -> None:
    """Complete a transfer. Raises 2020, 6000, 610, 6210 and 6430."""
    row = draft.row
    for name in ("FromAccountRef", "ToAccountRef", "Amount"):
        if name not in row:
            raise refuse(2020, f"{name} is required", name)
    for name in ("FromAccountRef", "ToAccountRef"):
        check_account(change, row[name]["value"], name, _TYPES)
    if row["FromAccountRef"]["value"] == row["ToAccountRef"]["value"]:
        raise refuse(6000, "A transfer needs two accounts.", "ToAccountRef")
    if row["Amount"] <= 0:
        raise refuse(6000, "Transaction amount must be greater than 0.", "Amount")
    row["Amount"] = cents(row["Amount"])
    row.setdefault("TxnDate", change.today.isoformat())
    row.setdefault("CurrencyRef", {"value": change.company.home_currency})
    row.setdefault("ExchangeRate", Decimal(1))
    refuse_closed(change, row, draft.old)

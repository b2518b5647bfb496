"""Transfers between accounts, and the balances of accounts that hold money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.quickbooks.fixture import Caller, caller, pay
from tests.sandbox.quickbooks.two_companies import CHECKING, CLEARING, INVOICE, SALES, USA


def _balance(at: Caller, account: str) -> Decimal:
    return Decimal(str(at.read("Account", account)["CurrentBalance"]))


def _transfer(amount: str, origin: str = CLEARING, to: str = CHECKING) -> dict[str, Any]:
    return {
        "FromAccountRef": {"value": origin},
        "ToAccountRef": {"value": to},
        "Amount": amount,
        "PrivateNote": "Payout",
    }


def test_money_lies_in_the_clearing_account_until_it_is_transferred_to_the_bank() -> None:
    at = caller()
    paid = at.save("Payment", pay("70", ("70", "Invoice", INVOICE), DepositToAccountRef={"value": CLEARING}))
    before = _balance(at, CHECKING)
    assert _balance(at, CLEARING) == 70
    made = at.save("Transfer", _transfer("45.50"))
    assert (_balance(at, CLEARING), _balance(at, CHECKING)) == (Decimal("24.50"), before + Decimal("45.50"))
    assert at.names("SELECT * FROM Account WHERE CurrentBalance = '24.50'", "Account", "Id") == [CLEARING]
    at.ok("POST", "payment", {"Id": paid["Id"], "SyncToken": paid["SyncToken"]}, operation="delete")
    assert _balance(at, CLEARING) == Decimal("-45.50")
    at.ok("POST", "transfer", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert (_balance(at, CLEARING), _balance(at, CHECKING)) == (Decimal(0), before)


def test_the_books_tell_what_moved_through_an_account() -> None:
    at = caller()
    at.save("Payment", pay("70", DepositToAccountRef={"value": CLEARING}, PaymentRefNum="Rotessa 7"))
    at.save("Transfer", _transfer("70"))
    company = next(row for row in at.system.books()["companies"] if row["id"] == USA)
    held = next(row for row in company["AccountJournals"] if row["AccountId"] == CLEARING)
    assert Decimal(held["Balances"]["USD"]) == 0
    assert [(row["Source"], Decimal(row["Amount"]), row["Reference"]) for row in held["Entries"]] == [
        ("Payment", Decimal(70), "Rotessa 7"), ("Transfer", Decimal(-70), "Payout"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (_transfer("0"), ["6000"]),
        (_transfer("5", CLEARING, CLEARING), ["6000"]),
        (_transfer("5", SALES), ["6430"]),
        ({"FromAccountRef": {"value": CLEARING}, "Amount": "5"}, ["2020"]),
        (_transfer("5", "77"), ["2500"]),
    ],
)
def test_what_is_no_transfer_is_refused(body: dict[str, Any], codes: list[str]) -> None:
    assert caller().refused("transfer", body) == codes

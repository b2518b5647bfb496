"""Money that bookkeepers move in Xero's own pages, and what lies in each account then."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.xero.fixture import BANK, CLEARING, OPEN_INVOICE, TENANT, Caller, caller


def _paid(at: Caller, amount: str) -> str:
    sent = {
        "Invoice": {"InvoiceID": OPEN_INVOICE}, "Account": {"AccountID": CLEARING}, "Date": "2026-11-12", "Amount": amount,
        "Reference": "Rotessa 7",
    }  # fmt: skip
    return str(at.put("/Payments", sent)[0]["PaymentID"])


def _enter(at: Caller, action: str, **body: Any) -> dict[str, Any]:
    return at.system.control(action, {"tenant": TENANT, **body})


def _account(at: Caller, name: str) -> dict[str, Any]:
    tenant = next(row for row in at.system.books()["tenants"] if row["id"] == TENANT)
    return next(row for row in tenant["account_journals"] if row["Name"] == name)


def test_a_payment_lies_in_the_clearing_account_until_its_deposit_is_banked() -> None:
    at = caller()
    _paid(at, "50.00")
    assert _account(at, "Rotessa Clearing")["Balances"] == {"CAD": "50.00"}
    _enter(
        at, "enter_bank_transaction", bank="Bank", account="1210", amount="30", date="2026-11-13", reference="Rotessa"
    )
    held = _account(at, "Rotessa Clearing")
    assert held["Balances"] == {"CAD": "20.00"}
    assert [(row["Source"], row["Amount"], row["Reference"]) for row in held["Entries"]] == [
        ("Payment", "50.00", "Rotessa 7"), ("BankTransaction", "-30.00", "Rotessa"),
    ]  # fmt: skip
    assert _account(at, "Bank")["Balances"] == {"CAD": "110.00"}  # 80 of a payment at the counter
    _enter(at, "enter_bank_transaction", bank=BANK, account=CLEARING, amount="-5.00", date="2026-11-14")
    assert (_account(at, "Rotessa Clearing")["Balances"], _account(at, "Bank")["Balances"]) == (
        {"CAD": "25.00"},
        {"CAD": "105.00"},
    )


def test_a_deleted_payment_has_moved_nothing() -> None:
    at = caller()
    payment = _paid(at, "50.00")
    _paid(at, "1.00")
    at.ok("POST", f"/Payments/{payment}", {"Status": "DELETED"})
    assert _account(at, "Rotessa Clearing")["Balances"] == {"CAD": "1.00"}


def test_a_journal_moves_between_accounts_that_are_no_bank_accounts() -> None:
    at = caller()
    _enter(at, "enter_journal", debit="1210", credit="1211", amount="12.50", date="2026-11-13", narration="Held")
    assert _account(at, "Rotessa Clearing")["Balances"] == {"CAD": "12.50"}
    assert _account(at, "Clearing without the flag")["Balances"] == {"CAD": "-12.50"}


@pytest.mark.parametrize(
    ("action", "body", "words"),
    [
        ("enter_bank_transaction", {"bank": "1210", "account": "1211", "amount": "1"}, "is not a bank account"),
        ("enter_bank_transaction", {"bank": "090", "account": "nowhere", "amount": "1"}, "No account nowhere"),
        ("enter_bank_transaction", {"bank": "090", "account": "610", "amount": "1"}, "Nothing can be entered"),
        ("enter_bank_transaction", {"bank": "090", "account": "1210", "amount": "0"}, "has an amount"),
        ("enter_bank_transaction", {"bank": "090", "account": "1210", "amount": "much"}, "must be a number"),
        ("enter_journal", {"debit": "090", "credit": "1210", "amount": "1"}, "does not reach a bank account"),
        ("enter_journal", {"debit": "1211", "credit": "1210", "amount": "-1"}, "above zero"),
    ],
)
def test_what_xero_would_not_take_is_refused(action: str, body: dict[str, str], words: str) -> None:
    at = caller()
    with pytest.raises(ValueError, match=words):
        _enter(at, action, date="2026-11-13", **body)

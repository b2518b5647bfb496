"""Payments: what they settle, what stays unapplied, and everything that gives it back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.quickbooks.fixture import caller, invoice, line, pay
from tests.sandbox.quickbooks.two_companies import CLEARING, INVOICE, JUNIPER, LARKSPUR, PAYMENT, SALES, UNDEPOSITED


def test_a_payment_pays_an_invoice() -> None:
    at = caller()
    made = at.save(
        "Payment",
        pay("70", ("70", "Invoice", INVOICE), PaymentRefNum="LF0123456789", DepositToAccountRef={"value": CLEARING}),
    )
    assert (made["UnappliedAmt"], made["TotalAmt"], made["PaymentRefNum"]) == (0, 70, "LF0123456789")
    assert made["DepositToAccountRef"] == {"value": CLEARING}
    extras = {pair["value"]["Name"]: pair["value"]["Value"] for pair in made["Line"][0]["LineEx"]["any"]}
    assert extras == {"txnId": INVOICE, "txnOpenBalance": "0.00", "txnReferenceNumber": "OLD-1"}
    paid = at.read("Invoice", INVOICE)
    assert (paid["Balance"], paid["TotalAmt"], paid["SyncToken"]) == (0, 100, "1")
    assert paid["LinkedTxn"] == [{"TxnId": PAYMENT, "TxnType": "Payment"}, {"TxnId": made["Id"], "TxnType": "Payment"}]
    assert at.read("Customer", LARKSPUR)["Balance"] == 0
    assert at.names("SELECT * FROM Invoice WHERE Balance = '0'", "Invoice", "Id") == [INVOICE]


def test_money_without_a_purpose_stays_unapplied_and_can_be_given_one() -> None:
    at = caller()
    made = at.save("Payment", pay("50"))
    assert (made["UnappliedAmt"], made["Line"], made["DepositToAccountRef"]["value"]) == (50, [], UNDEPOSITED)
    assert at.read("Customer", LARKSPUR)["Balance"] == 20
    lines = [{"Amount": 20, "LinkedTxn": [{"TxnId": INVOICE, "TxnType": "Invoice"}]}]
    used = at.save("Payment", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Line": lines})
    assert (used["UnappliedAmt"], at.read("Invoice", INVOICE)["Balance"]) == (30, 50)
    full = {"Id": made["Id"], "SyncToken": "1", "CustomerRef": {"value": LARKSPUR}, "TotalAmt": 50}
    assert at.save("Payment", full)["UnappliedAmt"] == 50
    assert at.read("Invoice", INVOICE)["Balance"] == 70


def test_paying_too_much_is_accepted_and_the_rest_stays_unapplied() -> None:
    at = caller()
    first = at.save("Payment", pay("70", ("70", "Invoice", INVOICE)))
    second = at.save("Payment", pay("70", ("70", "Invoice", INVOICE)))
    assert (first["UnappliedAmt"], second["UnappliedAmt"], second["Line"]) == (0, 70, [])
    assert at.read("Invoice", INVOICE)["Balance"] == 0
    assert at.read("Customer", LARKSPUR)["Balance"] == -70


def test_one_payment_over_several_invoices_and_a_credit() -> None:
    at = caller()
    other = at.save("Invoice", invoice("AT-1", line("40")))["Id"]
    memo = at.save("CreditMemo", invoice("CM-1", line("25")))
    assert (memo["RemainingCredit"], memo["Balance"]) == (25, 25)
    made = at.save(
        "Payment", pay("85", ("70", "Invoice", INVOICE), ("40", "Invoice", other), ("25", "CreditMemo", memo["Id"]))
    )
    assert made["UnappliedAmt"] == 0
    assert [at.read("Invoice", number)["Balance"] for number in (INVOICE, other)] == [0, 0]
    used = at.read("CreditMemo", memo["Id"])
    assert (used["RemainingCredit"], used["LinkedTxn"][0]["TxnId"], used["SyncToken"]) == (0, made["Id"], "1")


def test_a_credit_is_applied_by_a_payment_of_nothing() -> None:
    at = caller()
    memo = at.save("CreditMemo", invoice("CM-1", line("25")))["Id"]
    at.save("Payment", pay("0", ("25", "Invoice", INVOICE), ("25", "CreditMemo", memo)))
    assert at.read("Invoice", INVOICE)["Balance"] == 45
    assert at.refused("payment", pay("0", ("5", "Invoice", INVOICE))) == ["6000"]
    token = at.read("CreditMemo", memo)["SyncToken"]
    at.ok("POST", "creditmemo", {"Id": memo, "SyncToken": token}, operation="delete")
    assert at.read("Invoice", INVOICE)["Balance"] == 70


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"CustomerRef": None}, "6560"),
        ({"TotalAmt": None}, "2020"),
        ({"TotalAmt": -1}, "6000"),
        ({"CustomerRef": {"value": JUNIPER}}, "620"),
        ({"PaymentRefNum": "x" * 22}, "2050"),
        ({"DepositToAccountRef": {"value": SALES}}, "6430"),
        ({"TotalAmt": 10}, "6000"),
        ({"PaymentMethodRef": {"value": "9"}}, "2500"),
        ({"Line": [{"Amount": 5}]}, "620"),
        ({"UnknownAmt": 5}, "2010"),
        ({"Line": [{"Amount": 5, "LinkedTxn": [{"TxnId": "999", "TxnType": "Invoice"}]}]}, "610"),
        ({"Line": [{"Amount": 5, "LinkedTxn": [{"TxnId": "1", "TxnType": "JournalEntry"}]}]}, "620"),
        ({"Line": [{"Amount": -5, "LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]}]}, "6000"),
    ],
)
def test_refusals(changes: dict[str, Any], code: str) -> None:
    at = caller()
    whole = pay("70", ("70", "Invoice", INVOICE)) | changes
    assert at.refused("payment", {name: value for name, value in whole.items() if value is not None}) == [code]
    assert at.read("Invoice", INVOICE)["Balance"] == 70


@pytest.mark.parametrize("way", ["void", "delete"])
def test_taking_a_payment_back_reopens_the_invoice(way: str) -> None:
    at = caller()
    parameters = {"operation": "delete"} if way == "delete" else {"operation": "update", "include": "void"}
    at.ok("POST", "payment", {"Id": PAYMENT, "SyncToken": "0", "sparse": True}, **parameters)
    again = at.read("Invoice", INVOICE)
    assert (again["Balance"], again["LinkedTxn"], again["SyncToken"]) == (100, [], "1")
    if way == "void":
        payment = at.read("Payment", PAYMENT)
        assert (payment["TotalAmt"], payment["UnappliedAmt"], payment["Line"], payment["PrivateNote"]) == (
            0,
            0,
            [],
            "Voided",
        )


def test_deposited_money_is_not_touched() -> None:
    at = caller()
    at.act("mark_deposited", payment=PAYMENT)
    version = {"Id": PAYMENT, "SyncToken": "0", "sparse": True}
    assert at.refused("payment", version, operation="delete") == ["6540"]
    assert at.refused("payment", version, operation="update", include="void") == ["6540"]
    assert at.refused("payment", {**version, "PrivateNote": "x"}) == ["6540"]


def test_an_invoice_made_smaller_gives_back_what_it_was_paid_too_much() -> None:
    at = caller()
    at.save("Payment", pay("60", ("60", "Invoice", INVOICE)))
    token = at.read("Invoice", INVOICE)["SyncToken"]
    fresh = at.save("Invoice", {"Id": INVOICE, "SyncToken": token, "sparse": True, "Line": [line("50")]})
    assert (fresh["TotalAmt"], fresh["Balance"]) == (50, 0)
    payments = at.query("SELECT * FROM Payment")["Payment"]
    assert [(row["TotalAmt"], row["UnappliedAmt"]) for row in payments] == [(30, 0), (60, 40)]


def test_a_deposit_on_the_invoice_counts_as_paid() -> None:
    at = caller()
    made = at.save("Invoice", invoice("AT-1", line("40"), Deposit=15))
    assert (made["TotalAmt"], made["Balance"]) == (40, 25)
    at.act("set_preferences", SalesFormsPrefs={"AllowDeposit": False})
    assert at.refused("invoice", invoice("AT-2", line("40"), Deposit=15)) == ["6000"]


def test_balances_of_a_customer_with_those_below_it() -> None:
    at = caller()
    at.save("Invoice", invoice("AT-1", line("12.34"), CustomerRef={"value": "4"}))
    parent = at.read("Customer", LARKSPUR)
    assert (parent["Balance"], parent["BalanceWithJobs"]) == (70, Decimal("82.34"))
    assert at.names("SELECT * FROM Customer WHERE Balance > '0' ORDERBY Balance DESC") == [
        "Larkspur Dental Group",
        "Larkspur North",
    ]

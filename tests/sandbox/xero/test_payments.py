"""Payments, refunds, credit notes and their allocations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.xero.fixture import BANK, CLEARING, NORTHWIND, OPEN_INVOICE, UNFLAGGED, Caller, caller, line

NOT_AUTHORISED = "Payments can only be made against Authorised documents"
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"


def payment(**fields: Any) -> dict[str, Any]:
    whole = {
        "Invoice": {"InvoiceID": OPEN_INVOICE}, "Account": {"AccountID": CLEARING}, "Date": "2026-11-12", "Amount": "50.00",
        "Reference": "LF1", **fields,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


def credit_note(**fields: Any) -> dict[str, Any]:
    return {
        "Type": "ACCRECCREDIT", "CreditNoteNumber": "CN-1", "Contact": {"ContactID": NORTHWIND}, "Date": "2026-11-11",
        "Status": "AUTHORISED", "LineItems": [line(UnitAmount=40, TaxType="NONE")], **fields,
    }  # fmt: skip


def held(at: Caller, path: str = f"/Invoices/{OPEN_INVOICE}") -> dict[str, Any]:
    collection = path.split("/")[1]
    found: dict[str, Any] = at.ok("GET", path)[collection][0]
    return found


def test_part_then_full_then_deleted() -> None:
    at = caller()
    first = at.put("/Payments", payment())[0]
    assert (first["PaymentType"], first["HasAccount"], first["Account"]["Code"]) == ("ACCRECPAYMENT", True, "1210")
    assert (held(at)["AmountPaid"], held(at)["AmountDue"], held(at)["Status"]) == (50, 55, "AUTHORISED")
    second = at.put("/Payments", payment(Amount=55, Reference="LF2"))[0]
    assert (held(at)["Status"], held(at)["FullyPaidOnDate"]) == ("PAID", second["Date"])
    assert [row["Reference"] for row in held(at)["Payments"]] == ["LF1", "LF2"]
    at.ok("POST", f"/Payments/{first['PaymentID']}", {"Status": "DELETED"})
    assert (held(at)["Status"], held(at)["AmountDue"]) == ("AUTHORISED", 50)
    assert held(at, f"/Payments/{first['PaymentID']}")["Status"] == "DELETED"
    assert at.refused(f"/Payments/{first['PaymentID']}", {"Status": "DELETED"}, "POST") == [
        "Document could not be found"
    ]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"Amount": "105.01"}, [TOO_MUCH]),
        ({"Invoice": {"InvoiceNumber": "OLD-3"}}, [NOT_AUTHORISED, TOO_MUCH]),
        ({"Invoice": {"InvoiceID": "99999999-0000-4000-8000-000000000000"}}, ["Document could not be found"]),
        ({"Invoice": None}, ["Document could not be found"]),
        ({"Account": None}, ["You must specify an Account code or Account ID for the payment"]),
        ({"Account": {"Code": "299"}}, ["You must specify an Account code or Account ID for the payment"]),
        ({"Account": {"AccountID": UNFLAGGED}}, ["Account '1211' is not enabled for payments."]),
        ({"Date": "2025-12-31"}, ["Organisation accounts are locked on the specified payment date"]),
        ({"Amount": 0}, ["Payment amount must be greater than zero"]),
    ],
)
def test_refusals(fields: dict[str, Any], messages: list[str]) -> None:
    at = caller()
    assert at.refused("/Payments", payment(**fields)) == messages
    assert held(at)["AmountDue"] == 105


def test_a_bank_account_and_a_number_will_do() -> None:
    at = caller()
    got = at.put("/Payments", payment(Account={"AccountID": BANK}, Invoice={"InvoiceNumber": "OLD-1"}))[0]
    assert got["Invoice"]["InvoiceID"] == OPEN_INVOICE


def test_a_second_full_payment_is_refused_and_a_second_partial_one_is_not() -> None:
    at = caller()
    rows = at.put("/Payments", payment(Amount=105), payment(Amount=105))
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "ERROR"]
    assert rows[1]["HasValidationErrors"] is True
    at = caller()
    rows = at.put("/Payments", payment(), payment())
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "OK"]


def test_an_account_can_be_opened_for_payments() -> None:
    at = caller()
    at.ok("POST", f"/Accounts/{UNFLAGGED}", {"EnablePaymentsToAccount": True})
    assert at.refused("/Payments", payment(Account={"AccountID": UNFLAGGED})) == []


def test_payments_cannot_be_edited_and_reconciled_ones_not_deleted() -> None:
    at = caller()
    entry = at.put("/Payments", payment(IsReconciled=True))[0]
    assert at.refused(f"/Payments/{entry['PaymentID']}", {"Amount": 1}, "POST") == [
        "Payments cannot be edited, only deleted."
    ]
    assert len(at.refused(f"/Payments/{entry['PaymentID']}", {"Status": "DELETED"}, "POST")) == 1


def test_a_seeded_part_payment_counts_once() -> None:
    found = caller().ok("GET", "/Invoices", query='where=InvoiceNumber=="OLD-2"&page=1')["Invoices"][0]
    assert (found["AmountPaid"], found["AmountDue"]) == (80, 120)
    assert found["Payments"][0]["Reference"] == "part"


def test_two_credit_notes_may_share_a_number() -> None:
    at = caller()
    rows = at.put("/CreditNotes", credit_note(), credit_note())
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "OK"]
    assert rows[0]["CreditNoteID"] != rows[1]["CreditNoteID"]
    assert at.send("GET", "/CreditNotes/CN-1").status == 404


def test_discounts_do_not_count_on_credit_notes_and_no_due_date_is_needed() -> None:
    got = caller().put("/CreditNotes", credit_note(LineItems=[line(TaxType="NONE", DiscountRate=10)]))[0]
    assert (got["Total"], got["RemainingCredit"]) == (100, 100)


def test_allocation_moves_both_documents_and_its_date_is_the_later_one() -> None:
    at = caller()
    note = at.put("/CreditNotes", credit_note())[0]
    path = f"/CreditNotes/{note['CreditNoteID']}/Allocations"
    done = at.ok("PUT", path, {"Amount": 40, "Invoice": {"InvoiceID": OPEN_INVOICE}})["Allocations"][0]
    assert done["DateString"] == "2026-11-11T00:00:00"
    assert (held(at)["AmountCredited"], held(at)["AmountDue"]) == (40, 65)
    assert held(at)["CreditNotes"][0]["AppliedAmount"] == 40
    spent = held(at, f"/CreditNotes/{note['CreditNoteID']}")
    assert (spent["Status"], spent["RemainingCredit"], len(spent["Allocations"])) == ("PAID", 0, 1)
    voiding = at.refused("/CreditNotes", {"CreditNoteID": note["CreditNoteID"], "Status": "VOIDED"}, "POST")
    assert "because it has payments or credit notes allocated" in voiding[0]
    undone = at.send("DELETE", f"{path}/{done['AllocationID']}")
    assert undone.status == 200
    assert held(at)["AmountDue"] == 105
    assert at.send("DELETE", f"{path}/{done['AllocationID']}").status == 404


@pytest.mark.parametrize(
    ("note", "amount"), [(credit_note(Status="DRAFT"), 10), (credit_note(), 41), (credit_note(), 0)]
)
def test_allocations_that_do_not_fit(note: dict[str, Any], amount: int) -> None:
    at = caller()
    made = at.put("/CreditNotes", note)[0]
    reply = at.send(
        "PUT",
        f"/CreditNotes/{made['CreditNoteID']}/Allocations",
        {"Amount": amount, "Invoice": {"InvoiceID": OPEN_INVOICE}},
    )
    assert reply.status == 400
    assert held(at)["AmountCredited"] == 0


def test_a_credit_note_is_refunded() -> None:
    at = caller()
    note = at.put("/CreditNotes", credit_note())[0]
    refund = payment(Invoice=None, CreditNote={"CreditNoteID": note["CreditNoteID"]}, Amount="15.50")
    assert at.put("/Payments", refund)[0]["PaymentType"] == "ARCREDITPAYMENT"
    assert held(at, f"/CreditNotes/{note['CreditNoteID']}")["RemainingCredit"] == Decimal("24.50")


def test_a_credit_note_is_changed_and_voided() -> None:
    at = caller()
    note = at.put("/CreditNotes", credit_note())[0]
    path = f"/CreditNotes/{note['CreditNoteID']}"
    assert at.ok("POST", path, {"Reference": "why"})["CreditNotes"][0]["Reference"] == "why"
    assert at.ok("POST", path, {"Status": "VOIDED"})["CreditNotes"][0]["RemainingCredit"] == 0
    assert at.refused("/CreditNotes", {"CreditNoteID": note["CreditNoteID"], "Reference": "x"}, "POST") == [
        "Credit note not of valid status for modification"
    ]

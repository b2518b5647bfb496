"""The status machine, updates by POST, and what may still change once money stands on an invoice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.xero.fixture import CLEARING, NORTHWIND, OPEN_INVOICE, Caller, caller, invoice, line

MODIFICATION = "Invoice not of valid status for modification"
EDITED = "This document cannot be edited as it has a payment or credit note allocated to it."


def made(at: Caller, status: str) -> dict[str, Any]:
    start = status if status in {"DRAFT", "SUBMITTED"} else "AUTHORISED"
    if status == "DELETED":
        start = "DRAFT"
    entry = at.put("/Invoices", invoice(Status=start))[0]
    if status in {"VOIDED", "DELETED"}:
        at.ok("POST", f"/Invoices/{entry['InvoiceID']}", {"Status": status})
    if status == "PAID":
        pay(at, entry["InvoiceID"], entry["Total"])
    return entry


def pay(at: Caller, invoice_id: str, amount: object) -> dict[str, Any]:
    sent = {
        "Invoice": {"InvoiceID": invoice_id},
        "Account": {"AccountID": CLEARING},
        "Date": "2026-11-12",
        "Amount": amount,
    }
    return at.put("/Payments", sent)[0]


ALLOWED = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
    "PAID": {"PAID"},
    "VOIDED": set(),
    "DELETED": set(),
}


@pytest.mark.parametrize("before", sorted(ALLOWED))
@pytest.mark.parametrize("after", ["DRAFT", "SUBMITTED", "AUTHORISED", "DELETED", "VOIDED", "PAID"])
def test_every_transition(before: str, after: str) -> None:
    at = caller()
    entry = made(at, before)
    problems = at.refused("/Invoices", {"InvoiceID": entry["InvoiceID"], "Status": after}, "POST")
    now = at.ok("GET", f"/Invoices/{entry['InvoiceID']}")["Invoices"][0]["Status"]
    if after in ALLOWED[before]:
        assert (problems, now) == ([], after)
        return
    assert now == before
    paid = (
        f"The status {after} cannot be applied to the invoice because it has payments or credit notes allocated to it."
    )
    assert problems == [paid if before == "PAID" else MODIFICATION]


def test_post_overwrites_by_number_and_put_never_does() -> None:
    at = caller()
    first = at.put("/Invoices", invoice("AT-1"))[0]
    other = at.ok("POST", "/Invoices", invoice("at-1", LineItems=[line(UnitAmount=7)]))["Invoices"][0]
    assert other["InvoiceID"] == first["InvoiceID"]
    assert str(other["Total"]) == "7.35"
    assert at.refused("/Invoices", invoice("AT-1")) == ["Invoice # must be unique."]
    at.ok("POST", "/Invoices/AT-1", {"Status": "VOIDED"})
    assert at.refused("/Invoices", invoice("AT-1"), "POST") == [MODIFICATION]


def test_lines_are_changed_by_id_added_without_and_deleted_when_left_out() -> None:
    at = caller()
    entry = at.put("/Invoices", invoice(LineItems=[line(Description="a"), line(Description="b")]))[0]
    first, second = (row["LineItemID"] for row in entry["LineItems"])
    sent = {"LineItems": [{"LineItemID": second, "UnitAmount": 10}, line(Description="c", UnitAmount=1)]}
    after = at.ok("POST", f"/Invoices/{entry['InvoiceID']}", sent)["Invoices"][0]
    assert [(row["Description"], str(row["LineAmount"])) for row in after["LineItems"]] == [
        ("b", "10.00"),
        ("c", "1.00"),
    ]
    assert after["LineItems"][0]["LineItemID"] == second != first
    renamed = at.ok("POST", f"/Invoices/{entry['InvoiceID']}", {"Reference": "R"})["Invoices"][0]
    assert renamed["LineItems"] == after["LineItems"]


def test_a_tax_override_outlives_an_update_of_something_else() -> None:
    at = caller()
    entry = at.put("/Invoices", invoice(LineItems=[line(TaxAmount="4.98")]))[0]
    after = at.ok("POST", f"/Invoices/{entry['InvoiceID']}", {"Reference": "R"})["Invoices"][0]
    assert str(after["TotalTax"]) == "4.98"


def test_a_change_of_tax_mode_works_out_the_tax_anew() -> None:
    at = caller()
    entry = at.put("/Invoices", invoice(LineItems=[line(UnitAmount=105)]))[0]
    after = at.ok("POST", f"/Invoices/{entry['InvoiceID']}", {"LineAmountTypes": "Inclusive"})["Invoices"][0]
    assert (str(after["SubTotal"]), str(after["TotalTax"]), str(after["Total"])) == ("100.00", "5.00", "105.00")


def test_a_paid_invoice_takes_a_few_changes_only() -> None:
    at = caller()
    pay(at, OPEN_INVOICE, 50)
    held = at.ok("GET", f"/Invoices/{OPEN_INVOICE}")["Invoices"][0]
    line_id = held["LineItems"][0]["LineItemID"]
    fine = {
        "Reference": "new", "DueDate": "2026-12-31", "InvoiceNumber": "OLD-1B", "Url": "https://at.example/1",
        "LineItems": [{"LineItemID": line_id, "Description": "Better words", "AccountCode": "260", "Quantity": 2}],
    }  # fmt: skip
    after = at.ok("POST", f"/Invoices/{OPEN_INVOICE}", fine)["Invoices"][0]
    assert (after["Reference"], after["InvoiceNumber"], after["LineItems"][0]["AccountCode"]) == (
        "new",
        "OLD-1B",
        "260",
    )
    assert after["Total"] == held["Total"]
    for bad in (
        {"Date": "2026-10-02"},
        {"CurrencyCode": "USD"},
        {"LineItems": [{"LineItemID": line_id, "UnitAmount": 1}]},
    ):
        assert at.refused("/Invoices", {"InvoiceID": OPEN_INVOICE, **bad}, "POST") == [EDITED]
    assert at.refused("/Invoices", {"InvoiceID": OPEN_INVOICE, "LineItems": [line()]}, "POST") == [
        "To update fields on a paid invoice line item, you must supply a LineItemID"
    ]
    assert at.refused("/Invoices", {"InvoiceID": OPEN_INVOICE, "InvoiceNumber": "OLD-2"}, "POST") == [
        "Invoice # must be unique."
    ]


def test_some_changes_of_a_part_paid_invoice_do_not_show_in_its_time_stamp() -> None:
    at = caller()
    pay(at, OPEN_INVOICE, 50)
    stamp = at.ok("GET", f"/Invoices/{OPEN_INVOICE}")["Invoices"][0]["UpdatedDateUTC"]
    at.clock.advance(timedelta(minutes=5))
    silent = at.ok("POST", f"/Invoices/{OPEN_INVOICE}", {"DueDate": "2027-01-31", "SentToContact": True})["Invoices"][0]
    assert (silent["UpdatedDateUTC"], silent["DueDateString"]) == (stamp, "2027-01-31T00:00:00")
    loud = at.ok("POST", f"/Invoices/{OPEN_INVOICE}", {"Reference": "x"})["Invoices"][0]
    assert loud["UpdatedDateUTC"] != stamp


def test_nothing_changes_in_a_locked_period() -> None:
    at = caller()
    at.system.act.set_lock_dates(at.tenant, period="2026-10-31")
    for change in ({"Reference": "x"}, {"Status": "VOIDED"}):
        problems = at.refused("/Invoices", {"InvoiceID": OPEN_INVOICE, **change}, "POST")
        assert problems == ["The document date cannot be before the period lock date, currently set at 31-Oct-2026"]


def test_a_total_of_nothing_is_paid_when_approved() -> None:
    got = caller().put("/Invoices", invoice(LineItems=[line(UnitAmount=0)]))[0]
    assert (got["Status"], got["AmountDue"], got["FullyPaidOnDate"]) == ("PAID", 0, got["Date"])


def test_a_voided_invoice_owes_nothing_and_stays_readable() -> None:
    at = caller()
    at.ok("POST", f"/Invoices/{OPEN_INVOICE}", {"Status": "VOIDED"})
    found = at.ok("GET", "/Invoices", query="InvoiceNumbers=OLD-1")["Invoices"][0]
    assert (found["Status"], found["AmountDue"]) == ("VOIDED", 0)


def test_history_tells_who_did_what() -> None:
    at = caller()
    entry = at.put("/Invoices", invoice())[0]
    at.system.act.edit_invoice(at.tenant, "AT-100", {"Reference": "by hand"})
    at.system.act.void_invoice(at.tenant, entry["InvoiceID"])
    books = at.system.books()["tenants"][0]["invoices"][-1]
    assert [(row["Changes"], row["User"]) for row in books["History"]] == [
        ("Created", "System Generated"), ("Edited", "Pat Colleague"), ("Voided", "Pat Colleague"),
    ]  # fmt: skip
    assert (books["CreatedByMyApp"], books["Status"], books["Contact"]["ContactID"]) == (True, "VOIDED", NORTHWIND)

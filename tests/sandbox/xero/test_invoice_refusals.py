"""Invoices are refused in Xero's own words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.xero.fixture import ARCHIVED, OPEN_INVOICE, caller, invoice, line, parsed

WITH_LINE: list[tuple[dict[str, Any], str]] = [
    ({"AccountCode": "999"}, "Account code '999' is not a valid code for this document."),
    ({"AccountCode": "090"}, "Account code '090' is not a valid code for this document."),
    ({"AccountCode": "610"}, "Account code '610' is not a valid code for this document."),
    (
        {"AccountCode": "299"},
        "Account code '299' has been archived, or has been deleted. Each line item must reference a valid account.",
    ),
    ({"AccountCode": None}, "Account code must be specified"),
    ({"AccountCode": "1211", "TaxType": None}, "The TaxType field is mandatory"),
    ({"TaxType": "INPUT"}, "The TaxType code 'INPUT' cannot be used with account code '200'."),
    ({"TaxType": "GST"}, "The TaxType code GST does not exist or cannot be used for this type of transaction."),
    ({"TaxType": "TAX009"}, "The TaxType code TAX009 does not exist or cannot be used for this type of transaction."),
    ({"ItemCode": "NOPE"}, "Item Code is invalid."),
    ({"Quantity": -1}, "The quantity value '-1.0000' is invalid. Quantity must not be less than zero."),
    ({"LineAmount": 1}, "The line total 1.00 does not match the expected line total 100.00"),
    ({"TaxAmount": 101}, "The tax amount cannot be greater than the line amount!"),
    ({"UnitAmount": -1}, "The Total for this document must be greater than or equal to zero."),
]
WHOLE: list[tuple[dict[str, Any], str]] = [
    ({"Type": "SALE"}, "Invoice not of valid type for creation"),
    ({"Status": "PAID"}, "Invoice not of valid status for creation"),
    ({"Status": "VOIDED"}, "Invoice not of valid status for creation"),
    ({"LineItems": []}, "One or more line items must be specified"),
    ({"DueDate": None}, "Due date cannot be empty."),
    ({"Contact": None}, "A Contact must be specified for this type of transaction"),
    (
        {"Contact": {"EmailAddress": "a@b.example"}},
        "The Contact must contain at least 1 of the following elements to identify the contact: "
        "Name, ContactID, ContactNumber",
    ),
    (
        {"Contact": {"ContactID": ARCHIVED}},
        "The contact with the specified contact details has been archived. "
        "The contact must be un-archived before creating new invoices or credit notes.",
    ),
    ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
    ({"Url": "not a link"}, "Url must be a valid absolute url"),
    ({"Url": "https://go.xero.com/1"}, "Url must be a valid absolute url"),
    ({"InvoiceNumber": "old-1"}, "Invoice # must be unique."),
    ({"InvoiceNumber": "OLD-3"}, "Invoice # must be unique."),
    (
        {"Date": "2025-12-31"},
        "The document date cannot be before the period lock date, currently set at 31-Dec-2025",
    ),
]


@pytest.mark.parametrize(("fields", "message"), WITH_LINE)
def test_a_line_is_refused(fields: dict[str, Any], message: str) -> None:
    assert message in caller().refused("/Invoices", invoice(LineItems=[line(**fields)]))


@pytest.mark.parametrize(("fields", "message"), WHOLE)
def test_a_document_is_refused(fields: dict[str, Any], message: str) -> None:
    assert caller().refused("/Invoices", invoice(**fields)) == [message]


def test_a_refused_invoice_leaves_nothing_behind() -> None:
    at = caller()
    before = at.system.books()
    sent = invoice(Contact={"Name": "Brand new"}, DueDate=None)
    answer = at.put("/Invoices", sent)[0]
    assert answer["InvoiceID"] == "00000000-0000-0000-0000-000000000000"
    assert (answer["HasErrors"], answer["StatusAttributeString"]) == (True, "ERROR")
    assert at.system.books() == before


def test_drafts_may_be_incomplete_and_locked() -> None:
    at = caller()
    draft = invoice(Status="DRAFT", DueDate=None, Date="2020-01-01", LineItems=[{"Description": "only words"}])
    made = at.put("/Invoices", draft)[0]
    assert (made["Status"], made["Total"]) == ("DRAFT", 0)
    assert "CurrencyRate" not in made
    approve = {"InvoiceID": made["InvoiceID"], "Status": "AUTHORISED", "DueDate": "2020-02-01"}
    assert any("period lock date" in message for message in at.refused("/Invoices", approve, "POST"))


def test_both_locks_speak_and_an_adviser_passes_the_first() -> None:
    at = caller()
    at.system.act.set_lock_dates(at.tenant, period="2026-09-30", end_of_year="2026-06-30")
    both = at.refused("/Invoices", invoice(Date="2026-06-30"))
    assert [message[:74] for message in both] == [
        "The document date cannot be before the period lock date, currently set at "[:74],
        "The document date cannot be before the end of year lock date, currently set at "[:74],
    ]
    assert [message[-11:] for message in both] == ["30-Sep-2026", "30-Jun-2026"]
    at.system.act.set_adviser(True)
    assert at.refused("/Invoices", invoice(Date="2026-09-30")) == []
    assert len(at.refused("/Invoices", invoice("AT-101", Date="2026-06-30"))) == 1


def test_a_rounding_line_and_a_negative_line_are_welcome() -> None:
    rounding = {"Description": "Rounding", "Quantity": 1, "UnitAmount": "-0.01", "AccountCode": "860"}
    got = caller().put("/Invoices", invoice(LineItems=[line(), rounding]))[0]
    assert str(got["Total"]) == "104.99"


def test_an_item_fills_in_what_the_line_leaves_out() -> None:
    got = caller().put("/Invoices", invoice(LineItems=[{"ItemCode": "HOUR", "Quantity": 2}]))[0]["LineItems"][0]
    assert (got["Description"], got["AccountCode"], got["TaxType"]) == ("Engineer hour", "200", "TAX002")
    assert (str(got["LineAmount"]), got["Item"]["Name"]) == ("241.00", "Hour")


def test_tracking_by_name_and_the_unknown_dropped() -> None:
    tracking = [{"Name": "Region", "Option": "West"}, {"Name": "Line", "Option": "Nonsense"}]
    got = caller().put("/Invoices", invoice(LineItems=[line(Tracking=tracking)]))[0]["LineItems"][0]
    assert [(entry["Name"], entry["Option"]) for entry in got["Tracking"]] == [("Region", "West")]


def test_property_names_in_any_case_and_unknown_ones_ignored() -> None:
    sent = {name.upper(): value for name, value in invoice().items()} | {"due_date": "nonsense", "NoSuch": 1}
    got = caller().put("/Invoices", sent)[0]
    assert str(got["Total"]) == "105.00"


@pytest.mark.parametrize(
    "day", ["2026-11-10", "2026-11-10T00:00:00", "/Date(1794268800000)/", "/Date(1794268800000+0000)/"]
)
def test_dates_in_all_three_forms(day: str) -> None:
    got = caller().put("/Invoices", invoice(Date=day))[0]
    assert (got["Date"], got["DateString"]) == ("/Date(1794268800000+0000)/", "2026-11-10T00:00:00")


def test_marking_a_draft_as_sent_is_a_warning() -> None:
    at = caller()
    got = at.put("/Invoices", invoice(Status="DRAFT", SentToContact=True))[0]
    assert got["StatusAttributeString"] == "WARNING"
    assert got["Warnings"] == [{"Message": "Only AUTHORISED invoices may have SentToContact updated."}]
    assert got["SentToContact"] is False


def test_numbers_are_given_when_left_out_and_pass_over_used_ones() -> None:
    at = caller()
    at.put("/Invoices", invoice("INV-0001"))
    assert at.put("/Invoices", invoice(None))[0]["InvoiceNumber"] == "INV-0002"


def test_a_foreign_currency_gets_a_rate() -> None:
    got = caller().put("/Invoices", invoice(CurrencyCode="USD"))[0]
    assert (got["CurrencyCode"], got["CurrencyRate"] > 0) == ("USD", True)
    assert (
        str(caller().put("/Invoices", invoice(CurrencyCode="USD", CurrencyRate="0.7312345"))[0]["CurrencyRate"])
        == "0.731235"
    )


def test_the_second_of_two_equal_numbers_in_one_batch_fails() -> None:
    at = caller()
    rows = at.put("/Invoices", invoice("AT-1"), invoice("AT-2"), invoice("at-1"))
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "OK", "ERROR"]


def test_summarised_errors_list_the_failed_only_and_save_the_good() -> None:
    at = caller()
    for at_flag, flag in enumerate(("", "summarizeErrors=true", "SummarizeErrors=True")):
        sent = [invoice(f"AT-{at_flag}a"), invoice("OLD-1"), invoice(f"AT-{at_flag}b")]
        reply = at.send("PUT", "/Invoices", {"Invoices": sent}, flag)
        answer = parsed(reply)
        assert (reply.status, answer["ErrorNumber"], answer["Type"]) == (400, 10, "ValidationException")
        assert [element["InvoiceNumber"] for element in answer["Elements"]] == ["OLD-1"]
        found = at.ok("GET", "/Invoices", query=f"InvoiceNumbers=AT-{at_flag}a,AT-{at_flag}b")
        assert len(found["Invoices"]) == 2
        assert "created" in reply.effect


def test_one_object_or_a_list_will_do_as_a_body_and_nothing_else() -> None:
    at = caller()
    assert len(at.ok("PUT", "/Invoices", invoice("A"))["Invoices"]) == 1
    assert len(at.ok("PUT", "/Invoices", [invoice("B"), invoice("C")])["Invoices"]) == 2
    for body in (b"", b"{", b'{"Invoices": 3}', b"[1]", b'{"Total": NaN}', b"\xff"):
        reply = at.send("PUT", "/Invoices", body)
        assert (reply.status, parsed(reply)["Type"]) == (400, "PostDataInvalidException")


def test_values_of_the_wrong_kind_fail_their_element() -> None:
    at = caller()
    for fields in (
        {"Date": "soon"},
        {"LineItems": "x"},
        {"LineItems": [line(UnitAmount="ten")]},
        {"SentToContact": "maybe"},
    ):
        assert len(at.refused("/Invoices", invoice(**fields))) == 1


def test_an_id_of_ones_own_is_refused() -> None:
    assert caller().refused("/Invoices", invoice(InvoiceID=OPEN_INVOICE)) == [
        "An InvoiceID must not be supplied for a new invoice."
    ]


def test_an_invoice_can_bring_its_contact() -> None:
    at = caller()
    made = at.put("/Invoices", invoice(Contact={"Name": "New Client", "EmailAddress": "n@c.example"}))[0]
    again = at.put("/Invoices", invoice("AT-101", Contact={"Name": "new client"}))[0]
    assert made["Contact"]["ContactID"] == again["Contact"]["ContactID"]
    changed = {"ContactID": made["Contact"]["ContactID"], "EmailAddress": "other@c.example"}
    at.put("/Invoices", invoice("AT-102", Contact=changed))
    assert at.ok("GET", f"/Contacts/{changed['ContactID']}")["Contacts"][0]["EmailAddress"] == "other@c.example"

"""Contacts: unique names and numbers, updates by whatever identifies them, archiving, lists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.xero.fixture import ARCHIVED, NORTHWIND, caller, invoice


def test_all_phones_and_addresses_come_back_even_when_empty() -> None:
    sent = {"Name": "Acme", "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}]}
    got = caller().put("/Contacts", sent)[0]
    assert {phone["PhoneType"]: phone["PhoneNumber"] for phone in got["Phones"]} == {
        "DDI": "", "DEFAULT": "", "FAX": "", "MOBILE": "1",
    }  # fmt: skip
    assert [entry["AddressType"] for entry in got["Addresses"]] == ["STREET", "POBOX"]
    assert got["StatusAttributeString"] == "OK"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (
            {"Name": "northwind traders"},
            "The contact name northwind traders is already assigned to another contact. "
            "The contact name must be unique across all active contacts.",
        ),
        (
            {"Name": "X", "ContactNumber": "at-2"},
            "Another contact has this contact number. Please enter a different contact number.",
        ),
        (
            {"EmailAddress": "a@b.example"},
            "The Contact must contain at least 1 of the following elements to identify the contact: "
            "Name, ContactID, ContactNumber",
        ),
        ({"Name": "X", "EmailAddress": "not an address"}, "Email address must be valid."),
        ({"Name": "X", "EmailAddress": "müller@b.example"}, "Email address must be valid."),
        ({"Name": "A  B"}, "The contact name must not contain angle brackets or leading, trailing or doubled blanks."),
        ({"Name": "<b>"}, "The contact name must not contain angle brackets or leading, trailing or doubled blanks."),
        ({"Name": "X" * 256}, "The Name field must not be longer than 255 characters."),
    ],
)
def test_refusals(sent: dict[str, Any], message: str) -> None:
    at = caller()
    assert at.refused("/Contacts", sent) == [message]
    assert len(at.system.books()["tenants"][0]["contacts"]) == 4


def test_the_name_of_an_archived_contact_is_free() -> None:
    assert caller().refused("/Contacts", {"Name": "Gone Ltd"}) == []


def test_post_finds_by_id_number_or_name_and_keeps_what_is_not_sent() -> None:
    at = caller()
    for identity in ({"ContactID": NORTHWIND}, {"ContactNumber": "AT-1"}, {"Name": "Northwind Traders"}):
        got = at.ok("POST", "/Contacts", {**identity, "TaxNumber": next(iter(identity))})["Contacts"][0]
        assert (got["ContactID"], got["TaxNumber"]) == (NORTHWIND, next(iter(identity)))
        assert got["EmailAddress"] == "ap@northwind.example"


def test_a_rename_into_an_existing_name_is_refused() -> None:
    message = caller().refused("/Contacts", {"ContactID": NORTHWIND, "Name": "Northwind Trading"}, "POST")
    assert message == [
        'The existing contact with name "Northwind Traders" cannot be updated to use new name "Northwind Trading". '
        "There is an existing contact with that name."
    ]


def test_an_archived_contact_hides_from_lists_but_not_from_reads_and_can_come_back() -> None:
    at = caller()
    names = {entry["Name"] for entry in at.ok("GET", "/Contacts")["Contacts"]}
    assert "Gone Ltd" not in names
    more = at.ok("GET", "/Contacts", query='includeArchived=True&where=ContactStatus=="ARCHIVED"')["Contacts"]
    assert [entry["ContactID"] for entry in more] == [ARCHIVED]
    assert at.ok("GET", "/Contacts/AT-2")["Contacts"][0]["ContactStatus"] == "ARCHIVED"
    at.ok("POST", f"/Contacts/{ARCHIVED}", {"ContactStatus": "ACTIVE"})
    assert at.refused("/Invoices", invoice(Contact={"ContactID": ARCHIVED})) == []


def test_a_colleague_archives_the_contact_in_between() -> None:
    at = caller()
    at.system.control("archive_contact", {"tenant": at.tenant, "contact": "AT-1"})
    assert "has been archived" in at.refused("/Invoices", invoice())[0]


def test_thin_full_and_summary_forms() -> None:
    at = caller()
    at.ok("POST", f"/Contacts/{NORTHWIND}", {"ContactPersons": [{"FirstName": "Jo", "IncludeInEmails": True}]})
    where = f"IDs={NORTHWIND}"
    assert "ContactPersons" not in at.ok("GET", "/Contacts", query=where)["Contacts"][0]
    full = at.ok("GET", "/Contacts", query=where + "&page=1")["Contacts"][0]
    assert full["ContactPersons"][0]["FirstName"] == "Jo"
    summary = at.ok("GET", "/Contacts", query=where + "&summaryOnly=True")["Contacts"][0]
    assert not summary.keys() & {"Addresses", "ContactPersons", "IsCustomer"}


def test_a_renamed_contact_shows_in_its_invoices_at_once() -> None:
    at = caller()
    path = "/Invoices/OLD-1"
    assert at.ok("GET", path)["Invoices"][0]["Contact"]["Name"] == "Northwind Traders"
    at.ok("POST", f"/Contacts/{NORTHWIND}", {"Name": "Northwind Group"})
    assert at.ok("GET", path)["Invoices"][0]["Contact"]["Name"] == "Northwind Group"


def test_contact_persons_not_sent_along_with_other_fields_on_an_invoice_are_removed() -> None:
    at = caller()
    at.ok("POST", f"/Contacts/{NORTHWIND}", {"ContactPersons": [{"FirstName": "Jo"}]})
    at.put("/Invoices", invoice("AT-1"))
    assert at.ok("GET", f"/Contacts/{NORTHWIND}")["Contacts"][0]["ContactPersons"]
    at.put("/Invoices", invoice("AT-2", Contact={"ContactID": NORTHWIND, "FirstName": "Al"}))
    assert at.ok("GET", f"/Contacts/{NORTHWIND}")["Contacts"][0]["ContactPersons"] == []

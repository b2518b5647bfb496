"""Lists: where, order, paging, the list parameters, If-Modified-Since, XML."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.sandbox.xero.fixture import NORTHWIND, OPEN_INVOICE, SECOND, Caller, caller, invoice, parsed


def numbers(at: Caller, query: str, **headers: str) -> list[str]:
    wire = {name.replace("_", "-"): value for name, value in headers.items()}
    return [entry["InvoiceNumber"] for entry in at.ok("GET", "/Invoices", query=query, headers=wire)["Invoices"]]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('Status=="AUTHORISED"', {"OLD-1", "OLD-2"}),
        ('status = "authorised" and AmountDue > 110', {"OLD-2"}),
        ('Type=="ACCREC" AND (AmountPaid>0 OR Status=="VOIDED")', {"OLD-2", "OLD-3"}),
        (f'InvoiceId==guid("{OPEN_INVOICE.upper()}") || InvoiceNumber=="OLD-3"', {"OLD-1", "OLD-3"}),
        (f'Contact.ContactID==Guid("{NORTHWIND}") && Date>=DateTime(2026, 09, 01)', {"OLD-1", "OLD-2"}),
        ('Date < DateTime.Parse("2026-09-01")', {"OLD-3"}),
        ('Contact.Name.ToLower().Contains("wind")', {"OLD-1", "OLD-2", "OLD-3"}),
        ('InvoiceNumber.ToUpper()=="OLD-1"', {"OLD-1"}),
        ("Contact.Name.ToLower().", None),
        ('InvoiceNumber.StartsWith("old") AND !InvoiceNumber.EndsWith("2")', {"OLD-1", "OLD-3"}),
        ('Contact.Name.Contains("WIND")', {"OLD-1", "OLD-2", "OLD-3"}),
        ("Reference==null", {"OLD-1", "OLD-2", "OLD-3"}),
        ("Reference!=null", set()),
        ('NoSuchField=="x"', set()),
        ("SentToContact==false", {"OLD-1", "OLD-2", "OLD-3"}),
        ("AmountDue", set()),
    ],
)
def test_where(where: str, expected: set[str] | None) -> None:
    at = caller()
    query = f"where={quote(where)}"
    if expected is None:
        assert at.send("GET", "/Invoices", query=query).status == 400
    else:
        assert set(numbers(at, query)) == expected


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("Status==", "Expression expected"),
        ("Status=='AUTHORISED'", "Character literal must contain exactly one character"),
        ('Status=="AUTHORISED" nonsense', "Syntax error"),
        ('(Status=="AUTHORISED"', "')' expected"),
        ("Date>DateTime(2026,13,1)", "Expression expected"),
        ('Name.Explode("x")==1', "Expression expected"),
        ("#", "Expression expected"),
    ],
)
def test_where_that_cannot_be_parsed(where: str, message: str) -> None:
    reply = caller().send("GET", "/Invoices", query=f"where={quote(where)}")
    assert (reply.status, parsed(reply)) == (
        400, {"ErrorNumber": 16, "Type": "QueryParseException", "Message": message},
    )  # fmt: skip


def test_text_compares_without_case_and_accents() -> None:
    found = caller().ok("GET", "/Contacts", query="where=" + quote('Name.EndsWith("CAFE")'))["Contacts"]
    assert [entry["ContactNumber"] for entry in found] == ["AT-3"]


def test_order() -> None:
    at = caller()
    assert numbers(at, "order=Date DESC") == ["OLD-1", "OLD-2", "OLD-3"]
    assert numbers(at, "order=Status,Total DESC") == ["OLD-2", "OLD-1", "OLD-3"]
    assert at.send("GET", "/Invoices", query="order=Date SIDEWAYS").status == 400


def test_list_parameters() -> None:
    at = caller()
    at.put("/Invoices", invoice("AT-1", Reference="Ticket 77"))
    assert numbers(at, "InvoiceNumbers=old-1,%20AT-1,none") == ["OLD-1", "AT-1"]
    assert numbers(at, f"IDs={OPEN_INVOICE}") == ["OLD-1"]
    assert numbers(at, f"ContactIDs={SECOND}") == []
    assert numbers(at, "Statuses=voided") == ["OLD-3"]
    assert numbers(at, "searchTerm=ticket%207") == ["AT-1"]
    assert numbers(at, "createdByMyApp=True") == ["AT-1"]


def test_paging_is_clamped_and_complete() -> None:
    at = caller()
    at.put("/Invoices", *(invoice(f"P-{n:03d}") for n in range(47)))
    seen: list[str] = []
    for page in (1, 2, 3):
        answer = at.ok("GET", "/Invoices", query=f"page={page}&pageSize=20")
        assert answer["pagination"] == {"page": page, "pageSize": 20, "pageCount": 3, "itemCount": 50}
        seen += [entry["InvoiceNumber"] for entry in answer["Invoices"]]
    assert len(set(seen)) == len(seen) == 50
    assert at.ok("GET", "/Invoices", query="page=4&pageSize=20")["Invoices"] == []
    sizes = {"0": 1, "-3": 1, "5000": 1000}
    for asked, given in sizes.items():
        assert at.ok("GET", "/Invoices", query=f"page=1&pageSize={asked}")["pagination"]["pageSize"] == given
    assert at.ok("GET", "/Invoices", query="page=0")["pagination"]["page"] == 1
    assert at.ok("GET", "/Invoices", query="pageSize=1")["Invoices"].__len__() == 50
    assert at.send("GET", "/Invoices", query="page=x").status == 400


def test_thin_full_and_summary_forms() -> None:
    at = caller()

    def first(query: str) -> dict[str, Any]:
        found: dict[str, Any] = at.ok("GET", "/Invoices", query=query + f"&IDs={OPEN_INVOICE}")["Invoices"][0]
        return found

    assert (first("")["LineItems"], "EmailAddress" in first("")["Contact"]) == ([], False)
    assert len(first("page=1")["LineItems"]) == 1
    assert len(first("Statuses=AUTHORISED")["LineItems"]) == 1
    assert not first("summaryOnly=true").keys() & {"LineItems", "Payments", "HasAttachments"}


def test_if_modified_since_to_the_second() -> None:
    at = caller()
    at.clock.advance(timedelta(minutes=1))
    at.put("/Invoices", invoice("NEW"))
    assert numbers(at, "", if_modified_since="2026-11-16T15:00:30") == ["NEW"]
    assert numbers(at, "", if_modified_since="2026-11-16T15:00:30+00:00") == ["NEW"]
    assert numbers(at, "", if_modified_since="Mon, 16 Nov 2026 15:00:30 GMT") == ["NEW"]
    assert numbers(at, "", if_modified_since="2026-11-16T15:02:00") == []


def test_without_the_accept_header_the_answer_is_xml() -> None:
    reply = caller().send("GET", "/Invoices", query="page=1", headers={"accept": "*/*"})
    assert reply.headers["Content-Type"].startswith("text/xml")
    tree = ElementTree.fromstring(reply.body)  # noqa: S314 - our own simulator wrote it
    assert tree.findtext("Status") == "OK"
    assert len(tree.findall("Invoices/Invoice")) == 3


def test_the_envelope() -> None:
    reply = caller().send("GET", "/currencies")
    answer = parsed(reply)
    assert (answer["Status"], answer["Id"]) == ("OK", reply.headers["Xero-Correlation-Id"])
    assert answer["DateTimeUTC"].startswith("/Date(")
    assert rb"\/Date(" in reply.body


def test_reference_data_and_addresses_that_are_not_there() -> None:
    at = caller()
    assert at.ok("GET", "/Items/HOUR")["Items"][0]["Name"] == "Hour"
    assert at.ok("GET", "/TaxRates/TAX002")["TaxRates"][0]["Name"] == "HST"
    assert len(at.ok("GET", "/TaxRates", query="where=" + quote('Status=="ACTIVE"'))["TaxRates"]) == 5
    options = at.ok("GET", "/TrackingCategories")["TrackingCategories"][0]["Options"]
    assert [option["Name"] for option in options] == ["East", "West"]
    actions = {row["Name"]: row["Status"] for row in at.ok("GET", "/Organisation/Actions")["Actions"]}
    assert actions["UseMulticurrency"] == "ALLOWED"
    assert "EndOfYearLockDate" not in at.ok("GET", "/Organisation")["Organisations"][0]
    for path in ("/Nothing", "/Invoices/none", "/Invoices/OLD-1/Nothing", "/Contacts/AT-99", "/Items/x"):
        reply = at.send("GET", path)
        assert (reply.status, reply.headers["Content-Type"][:10]) == (404, "text/plain")
    reply = at.send("DELETE", "/Invoices/OLD-1")
    assert (reply.status, parsed(reply)["Type"]) == (501, "ApiMethodNotImplementedException")
    at.tenant = SECOND
    assert at.ok("GET", "/Invoices")["Invoices"] == []


def test_accounts_are_made_and_changed_one_at_a_time() -> None:
    at = caller()
    made = at.ok(
        "PUT", "/Accounts", {"Code": "1220", "Name": "Clearing 2", "Type": "CURRENT", "EnablePaymentsToAccount": True}
    )
    assert made["Accounts"][0]["Class"] == "ASSET"
    assert at.refused("/Accounts", {"Code": "1221", "Name": "sales", "Type": "CURRENT"}) == [
        "Please enter a unique Name."
    ]
    debtors = next(entry for entry in at.ok("GET", "/Accounts")["Accounts"] if entry.get("SystemAccount") == "DEBTORS")
    assert at.refused(f"/Accounts/{debtors['AccountID']}", {"Status": "ARCHIVED"}, "POST") == [
        "System accounts cannot be archived."
    ]

"""The query language, read addresses, changed data and batches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.quickbooks.fixture import Caller, caller, invoice, line, parsed
from tests.sandbox.quickbooks.two_companies import AUSTRALIA, INVOICE, JUNIPER, OREGON, PAYMENT


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT * FROM Customer", ["1", "2", "3", "4", "6"]),
        ("select Id from Customer where Active in (true, false)", ["1", "2", "3", "4", "5", "6"]),
        ("SELECT * FROM Customer WHERE DisplayName = 'Juniper O\\'Neil & Co'", ["2"]),
        ("SELECT * FROM Customer WHERE DisplayName LIKE '%Op%'", ["3"]),
        ("SELECT * FROM Customer WHERE DisplayName LIKE 'Larkspur%' AND Id > '1'", ["4"]),
        ("SELECT * FROM Customer WHERE Id IN ('1', '3', '99')", ["1", "3"]),
        ("SELECT * FROM Customer WHERE DisplayName = 'larkspur north'", []),
        ("SELECT * FROM Customer ORDERBY DisplayName DESC MAXRESULTS 2", ["3", "6"]),
        ("SELECT * FROM Customer ORDER BY Id DESC STARTPOSITION 2 MAXRESULTS 2", ["4", "3"]),
        ("SELECT * FROM Customer MAXRESULTS 2 STARTPOSITION 4", ["4", "6"]),
        ("SELECT * FROM Customer WHERE Balance >= '70'", ["1"]),
        ("SELECT * FROM Customer WHERE Balance = 0 AND Active = true", ["2", "3", "4", "6"]),
        (
            "SELECT * FROM Customer WHERE MetaData.LastUpdatedTime >= '2026-08-01T02:00:00-07:00'",
            ["1", "2", "3", "4", "6"],
        ),
        ("SELECT * FROM Customer WHERE MetaData.LastUpdatedTime > '2026-08-01T02:00:00-07:00'", []),
        ("SELECT * FROM Customer STARTPOSITION 99", []),
        ("SELECT * FROM Customer WHERE FullyQualifiedName = 'Larkspur Dental Group:Larkspur North'", ["4"]),
        ("SELECT * FROM Customer MAXRESULTS 0", []),
    ],
)
def test_customers(statement: str, found: list[str]) -> None:
    assert caller().names(statement, name="Id") == found


@pytest.mark.parametrize(
    ("statement", "entity", "found"),
    [
        ("SELECT * FROM Invoice WHERE CustomerRef = '1'", "Invoice", ["1"]),
        ("SELECT * FROM Invoice WHERE DocNumber IN ('OLD-1')", "Invoice", ["1"]),
        ("SELECT * FROM Invoice WHERE Balance > '0' AND DueDate <= '2026-12-31' ORDERBY DueDate", "Invoice", ["1"]),
        ("SELECT * FROM Invoice WHERE TxnDate < '2026-08-01'", "Invoice", []),
        ("SELECT * FROM Payment WHERE TotalAmt = '30.00'", "Payment", [PAYMENT]),
        ("SELECT * FROM Item WHERE Type IN ('Service')", "Item", ["1"]),
        ("SELECT * FROM Item WHERE Type = 'Category'", "Item", ["4"]),
        ("SELECT * FROM Account WHERE AccountType = 'Income' AND Active IN (true, false)", "Account", ["1", "6"]),
        ("SELECT * FROM TaxCode", "TaxCode", ["TAX", "NON"]),
        ("SELECT * FROM TaxCode WHERE Active = true", "TaxCode", []),
        ("SELECT * FROM Term WHERE Name = 'Net 30'", "Term", ["1"]),
        ("SELECT * FROM CompanyInfo", "CompanyInfo", ["1"]),
        ("SELECT * FROM Preferences", "Preferences", ["1"]),
    ],
)
def test_other_entities(statement: str, entity: str, found: list[str]) -> None:
    assert caller().names(statement, entity, "Id") == found


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("", "4000"),
        ("SELECT", "4000"),
        ("SELECT * Customer", "4000"),
        ("SELECT * FROM Customer WHERE", "4000"),
        ("DELETE FROM Customer", "4000"),
        ("SELECT * FROM Customer WHERE Id = '1' OR Id = '2'", "4000"),
        ("SELECT * FROM Customer WHERE Id != '1'", "4000"),
        ("SELECT * FROM Customer, Item", "4000"),
        ("SELECT * FROM Customer WHERE Id IN ()", "4000"),
        ("SELECT * FROM Customer WHERE DisplayName = 'it''s'", "4000"),
        ("SELECT * FROM Customer;", "4000"),
        ("SELECT * FROM Customer WHERE DisplayName = 'open", "4000"),
        ("SELECT * FROM Customer WHERE NOT Id = '1'", "4000"),
        ("SELECT * FROM Customer MAXRESULTS many", "4000"),
        ("SELECT DISTINCT Id FROM Customer", "4000"),
        ("SELECT * FROM Customer WHERE Id = abc", "4000"),
        ("SELECT * FROM Customers", "4001"),
        ("SELECT * FROM customer", "4001"),
        ("SELECT * FROM Customer WHERE displayname = 'x'", "4001"),
        ("SELECT * FROM Customer WHERE Notes = 'x'", "4001"),
        ("SELECT * FROM Invoice WHERE PrivateNote = 'x'", "4001"),
        ("SELECT * FROM Customer WHERE PrimaryEmailAddr.Address = 'x'", "4001"),
        ("SELECT * FROM Payment WHERE PaymentRefNum = 'x'", "4001"),
        ("SELECT * FROM Vendor WHERE PrimaryEmailAddr = 'x'", "4001"),
        ("SELECT * FROM Customer STARTPOSITION 0", "4001"),
        ("SELECT * FROM Customer MAXRESULTS 1001", "4001"),
        ("SELECT * FROM Customer ORDERBY Notes", "4001"),
        ("SELECT Colour FROM Customer", "4001"),
        ("SELECT * FROM Invoice WHERE TotalAmt = 'much'", "4001"),
        ("SELECT * FROM Invoice WHERE MetaData.CreateTime > 'soon'", "4001"),
    ],
)
def test_statements_that_are_refused(statement: str, code: str) -> None:
    assert caller().refused("query", statement.encode()) == [code]


def test_shape_of_the_answers() -> None:
    at = caller()
    answer = at.ok("GET", "query", query="SELECT * FROM Customer MAXRESULTS 3")
    assert set(answer) == {"QueryResponse", "time"}
    assert (answer["QueryResponse"]["startPosition"], answer["QueryResponse"]["maxResults"]) == (1, 3)
    assert at.query("SELECT COUNT(*) FROM Customer ") == {"totalCount": 5}
    assert at.query("SELECT * FROM Customer WHERE Id = '99'") == {}
    thin = at.query("SELECT Id, DisplayName, MetaData.CreateTime FROM Customer MAXRESULTS 1")["Customer"][0]
    assert set(thin) == {"Id", "DisplayName", "MetaData", "domain", "sparse"}
    assert "Sku" not in at.query("SELECT * FROM Item")["Item"][0]
    assert at.query("SELECT *, Sku FROM Item")["Item"][0]["Sku"] == "LAB"


def test_a_hundred_rows_unless_more_are_asked_for() -> None:
    at = caller()
    for start in range(0, 120, 30):
        at.ok("POST", "batch", {"BatchItemRequest": [
            {"bId": f"b{number}", "operation": "create", "Customer": {"DisplayName": f"Client {start + number}"}} for number in range(30)
        ]})  # fmt: skip
    assert len(at.query("SELECT * FROM Customer")["Customer"]) == 100
    rest = at.query("SELECT * FROM Customer STARTPOSITION 101 MAXRESULTS 1000")
    assert (rest["startPosition"], rest["maxResults"]) == (101, 25)


def test_xml_for_who_does_not_ask_for_json() -> None:
    at = caller()
    reply = at.send("GET", f"customer/{JUNIPER}", headers={"accept": "*/*"})
    assert reply.headers["Content-Type"] == "application/xml;charset=UTF-8"
    assert b'<Customer domain="QBO" sparse="false">' in reply.body
    assert b"<DisplayName>Juniper O'Neil &amp; Co</DisplayName>" in reply.body
    refused = at.send("GET", "customer/99", headers={"accept": "text/html"})
    assert b'<Fault type="ValidationFault"><Error code="610" element="Id">' in refused.body


def changed(at: Caller, entities: str, since: str) -> dict[str, list[dict[str, Any]]]:
    answer = at.ok("GET", "cdc", entities=entities, changedSince=since)["CDCResponse"][0]["QueryResponse"]
    return {name: value for part in answer for name, value in part.items() if isinstance(value, list)}


def test_changed_data() -> None:
    at = caller()
    start = at.clock.now()
    assert changed(at, "Customer,Invoice", start.isoformat()) == {}
    at.clock.advance(timedelta(minutes=5))
    kept, void, gone = (at.save("Invoice", invoice(number))["Id"] for number in ("AT-1", "AT-2", "AT-3"))
    at.ok("POST", "invoice", {"Id": void, "SyncToken": "0"}, operation="void")
    at.ok("POST", "invoice", {"Id": gone, "SyncToken": "0"}, operation="delete")
    at.act("deactivate", entity="Customer", row=OREGON)
    found = changed(at, "Customer,Invoice,Payment", start.isoformat())
    assert [(row["Id"], row.get("TotalAmt"), row.get("status")) for row in found["Invoice"]] == [
        (kept, 100, None), (void, 0, None), (gone, None, "Deleted")
    ]  # fmt: skip
    assert set(found["Invoice"][2]) == {"domain", "status", "Id", "MetaData"}
    assert [(row["DisplayName"], row["Active"]) for row in found["Customer"]] == [("Tidewater Optics (deleted)", False)]
    assert "Payment" not in found


def test_changed_data_goes_back_thirty_days_and_gives_a_thousand_rows() -> None:
    at = caller()
    back = (at.clock.now() - timedelta(days=30) + timedelta(minutes=1)).isoformat()
    early = (at.clock.now() - timedelta(days=30, seconds=1)).isoformat()
    assert "Customer" not in changed(at, "Customer", back)
    assert at.refused("cdc", method="GET", entities="Customer", changedSince=early) == ["2030"]
    assert at.refused("cdc", method="GET", entities="Customer", changedSince="yesterday") == ["2030"]
    assert at.refused("cdc", method="GET", changedSince=back) == ["2020"]
    assert at.refused("cdc", method="GET", entities="TaxCode", changedSince=back) == ["500"]
    for part in range(34):
        at.ok("POST", "batch", {"BatchItemRequest": [
            {"bId": f"b{number}", "operation": "create", "Vendor": {"DisplayName": f"V {part}-{number}"}} for number in range(30)
        ]})  # fmt: skip
    found = changed(at, "Vendor,Invoice", back)
    assert len(found["Vendor"]) + len(found.get("Invoice", [])) == 1000


def batch(at: Caller, *items: dict[str, Any], **parameters: str) -> list[dict[str, Any]]:
    named = [{"bId": f"b{number}", **item} for number, item in enumerate(items, 1)]
    found: list[dict[str, Any]] = at.ok("POST", "batch", {"BatchItemRequest": named}, **parameters)["BatchItemResponse"]
    return found


def test_a_batch_of_every_kind_of_operation() -> None:
    at = caller()
    answers = batch(
        at,
        {"operation": "create", "Customer": {"DisplayName": "Quarry"}},
        {"operation": "create", "Customer": {"DisplayName": "Larkspur Dental Group"}},
        {"Query": "SELECT * FROM Term MAXRESULTS 1"},
        {"operation": "update", "Customer": {"Id": JUNIPER, "SyncToken": "0", "sparse": True, "Notes": "x"}},
        {"operation": "update", "optionsData": "void", "Invoice": {"Id": INVOICE, "SyncToken": "0"}},
        {"operation": "delete", "Payment": {"Id": PAYMENT, "SyncToken": "1"}},
        {"operation": "update", "Customer": {"Id": JUNIPER, "SyncToken": "0", "sparse": True, "Notes": "y"}},
        {"CDCQuery": {"Entities": "Customer", "ChangedSince": at.clock.now().replace(microsecond=0).isoformat()}},
        {"operation": "create", "optionsData": "allowduplicatedocnum", "Invoice": invoice("OLD-1")},
        {"operation": "paint", "Customer": {"DisplayName": "X"}}, {"operation": "create", "Sofa": {}},
        {"operation": "create", "Customer": {"Id": "5", "DisplayName": "X"}}, {"Query": "nonsense"},
    )  # fmt: skip
    assert [row["bId"] for row in answers] == [f"b{number}" for number in range(1, 14)]
    codes = [row["Fault"]["Error"][0]["code"] if "Fault" in row else "" for row in answers]
    assert codes == ["", "6240", "", "", "", "", "5010", "", "", "500", "2010", "2010", "4000"]
    assert answers[0]["Customer"]["SyncToken"] == "0"
    assert answers[2]["QueryResponse"]["Term"][0]["Name"] == "Net 30"
    assert answers[4]["Invoice"]["TotalAmt"] == 0
    assert answers[5]["Payment"]["status"] == "Deleted"
    assert {row["DisplayName"] for row in answers[7]["CDCResponse"][0]["QueryResponse"][0]["Customer"]} == {
        "Quarry",
        "Juniper O'Neil & Co",
    }


def test_an_item_cannot_use_what_the_same_batch_made() -> None:
    at = caller()
    made = {"DisplayName": "Fresh"}
    refused = batch(at, {"operation": "create", "Customer": made},
                    {"operation": "create", "Invoice": invoice("AT-1", CustomerRef={"value": "9"})})  # fmt: skip
    assert refused[0]["Customer"]["Id"] == "9"
    assert refused[1]["Fault"]["Error"][0]["code"] == "2500"
    assert (
        batch(at, {"operation": "create", "Invoice": invoice("AT-1", CustomerRef={"value": "9"})})[0]["Invoice"][
            "TotalAmt"
        ]
        == 100
    )


def test_batches_that_are_refused_as_a_whole() -> None:
    at = caller()
    item = {"operation": "create", "Customer": {"DisplayName": "A"}}
    many = [{"bId": str(number), **item} for number in range(31)]
    assert at.refused("batch", {"BatchItemRequest": many}) == ["1040"]
    assert at.refused("batch", {"BatchItemRequest": []}) == ["2020"]
    assert at.refused("batch", {}) == ["2020"]
    assert at.refused("batch", {"BatchItemRequest": [{"bId": "1", **item}] * 2}) == ["2030"]
    assert at.refused("batch", {"BatchItemRequest": [item]}) == ["2030"]
    assert at.refused("batch", {"BatchItemRequest": [{"bId": "x" * 11, **item}]}, requestid="r") == ["2130"]
    assert at.refused("batch", {"BatchItemRequest": [{"bId": "1", **item}]}, requestid="r" * 37) == ["2130"]
    assert at.query("SELECT COUNT(*) FROM Customer") == {"totalCount": 5}


def test_amounts_are_exact_on_the_wire() -> None:
    at = caller(AUSTRALIA)
    reply = at.send("POST", "invoice", invoice("AT-1", line("0.10", "2"), line("0.20", "2")))
    assert b'"TotalAmt":0.33' in reply.body
    assert (
        parsed(reply)["Invoice"]["Line"][0]["Amount"] + parsed(reply)["Invoice"]["Line"][1]["Amount"]
        == parsed(reply)["Invoice"]["Line"][2]["Amount"]
    )

"""The query grammar, the silent parts included (apis/autotask.md 4 and 7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.autotask.small_tenant import Caller, where

ALL = [101, 102, 103, 104, 105, 106, 107]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (where("eq", "id", 102), [102]),
        (where("EQ", "COMPANYID", 1), [101, 102, 104, 106]),
        (where("noteq", "companyID", 1), [103, 105, 107]),
        (where("gt", "invoiceTotal", 52.7775), [102, 107]),
        (where("gte", "invoiceTotal", 52.7775), [101, 102, 107]),
        (where("lt", "invoiceTotal", 0), [103]),
        (where("lte", "id", 102), [101, 102]),
        (where("gt", "id", 105), [106, 107]),
        (where("gte", "id", 105), [105, 106, 107]),
        (where("beginsWith", "invoiceNumber", "si-"), [101, 102, 103, 106, 107]),
        (where("endsWith", "invoiceNumber", "-2"), [102, 103]),
        (where("contains", "invoiceNumber", "RR"), [104]),
        (where("eq", "invoiceNumber", "SI-2"), [102, 103]),
        (where("noteq", "invoiceNumber", "SI-2"), [101, 104, 106, 107]),
        (where("exist", "webServiceDate"), [104]),
        (where("notExist", "webServiceDate"), [101, 102, 103, 105, 106, 107]),
        (where("exist", "id"), ALL),
        (where("in", "id", [107, 101, 999]), [101, 107]),
        (where("notIn", "companyID", [1, 2]), [105]),
        (where("in", "invoiceNumber", ["si-1", "error"]), [101, 104]),
        (where("eq", "isVoided", True), [106]),
        (where("eq", "companyID", 0), [105]),
        (where("gte", "invoiceDateTime", "2026-04-01"), [104, 105, 106, 107]),
        (where("lt", "invoiceDateTime", "2026-04-01T00:00:00"), [101, 102, 103]),
        (where("eq", "invoiceDateTime", "2026-03-31T02:00:00+02:00"), [102]),
        (where("eq", "id", "102"), []),  # a quoted number matches nothing, and says nothing
        (where("in", "id", ["102", 101]), [101]),
        ({"op": "eq", "field": "companyID", "value": None}, []),
    ],
)
def test_operators(caller: Caller, condition: dict[str, Any], found: list[int]) -> None:
    assert caller.ids("Invoices", condition) == found


@pytest.mark.parametrize("operator", ["ne", "=", "like", "isNull", "between", ""])
def test_an_unknown_operator_is_dropped_silently(caller: Caller, operator: str) -> None:
    assert caller.ids("Invoices", where(operator, "id", 101)) == ALL
    assert caller.ids("Invoices", where(operator, "id", 101), where("gt", "id", 105)) == [106, 107]


def test_groups_nest(caller: Caller) -> None:
    either = {"op": "or", "items": [
        where("eq", "id", 101),
        {"op": "AND", "items": [where("eq", "companyID", 2), where("lt", "invoiceTotal", 0)]},
        where("like", "id", 1),
    ]}  # fmt: skip
    assert caller.ids("Invoices", either) == [101, 103]
    assert caller.ids("Invoices", either, where("gt", "id", 101)) == [103]
    assert caller.ids("Invoices", {"op": "or", "items": [where("like", "id", 1)]}, where("lt", "id", 103)) == [101, 102]


def test_keys_of_the_body_ignore_case(caller: Caller) -> None:
    body = {
        "FILTER": [{"OP": "eq", "Field": "id", "VALUE": 101}],
        "includefields": ["ID", "invoicenumber"],
        "MAXRECORDS": 5,
    }
    answer = caller.call("POST", "Invoices/query", body).json()
    assert answer["items"] == [{"id": 101, "invoiceNumber": "SI-1"}]
    assert answer["pageDetails"]["requestCount"] == 5


@pytest.mark.parametrize(
    ("entity", "condition", "text"),
    [
        ("Invoices", where("eq", "divisionID", 1), "Unable to find divisionID in the Invoice Entity."),
        ("BillingItems", where("eq", "productID", 1), "Unable to find productID in the BillingItem Entity."),
        ("Companies", where("eq", "email", "x"), "Unable to find email in the Account Entity."),
        ("Invoices", where("exist", "dueDate"), "cannot be used in a query"),
        ("Invoices", where("eq", "taxGroup", 1), "cannot be used in a query"),
        ("BillingItems", where("contains", "lineItemFullDescription", "x"), "cannot be used in a query"),
        ("Companies", where("gt", "assetValue", 1), "cannot be used in a query"),
        ("Invoices", where("eq", "isVoided", "false"), "Unexpected character"),
        ("Invoices", {"op": "eq", "field": "isVoided", "value": None}, "Unexpected character"),
        ("Contacts", where("eq", "isActive", True), "Unexpected character"),
        ("Invoices", where("eq", "paymentTerm", "Net 30 days"), "Conversion failed"),
        ("Invoices", where("gt", "invoiceDateTime", "soon"), "Conversion failed"),
        ("Invoices", where("gt", "invoiceDateTime", 20260301), "Conversion failed"),
        ("Invoices", where("eq", "id", [1]), "Unexpected character"),
        ("Invoices", where("in", "id", 1), "Error converting value"),
        ("Invoices", where("in", "id", list(range(501))), '500 or fewer "OR" conditions'),
        ("Invoices", {"op": "or", "items": [where("eq", "id", n) for n in range(501)]}, '500 or fewer "OR" conditions'),
        ("Invoices", "id eq 1", "Unexpected character"),
    ],
)  # fmt: skip
def test_refusals(caller: Caller, entity: str, condition: Any, text: str) -> None:
    assert text in caller.problem(entity, condition)


def test_five_hundred_are_allowed(caller: Caller) -> None:
    assert caller.ids("Invoices", where("in", "id", list(range(100, 600)))) == ALL
    assert caller.ids("Invoices", {"op": "or", "items": [where("eq", "id", n) for n in range(500)]}) == ALL


@pytest.mark.parametrize("body", [{}, {"filter": []}, {"filter": None}, None, [], {"filter": where("exist", "id")}])
def test_a_filter_is_required(caller: Caller, body: Any) -> None:
    answer = caller.call("POST", "Invoices/query", body)
    assert (answer.status_code, "filter" in answer.text) == (500, True)


@pytest.mark.parametrize("size", [0, 501, -1, "50", True, 2.5])
def test_page_size_has_bounds(caller: Caller, size: Any) -> None:
    assert "between 1 and 500" in caller.problem("Invoices", where("exist", "id"), MaxRecords=size)


def test_unknown_include_field(caller: Caller) -> None:
    assert "Unable to find total" in caller.problem("Invoices", where("exist", "id"), IncludeFields=["id", "total"])


def test_body_that_is_no_json(caller: Caller) -> None:
    answer = caller.session.post(f"{caller.root}V1.0/Invoices/query", data=b"{filter", timeout=10)
    assert (answer.status_code, "Unexpected character" in answer.json()["errors"][0]) == (500, True)


def test_is_active_is_a_number_on_contacts_and_a_truth_on_companies(caller: Caller) -> None:
    assert caller.ids("Contacts", where("eq", "isActive", 1)) == [31]
    assert caller.ids("Companies", where("eq", "isActive", False)) == [2]


def test_user_defined_fields(caller: Caller) -> None:
    condition = where("eq", "ledger CONTACT", "hf-7") | {"udf": True}
    assert caller.ids("Companies", condition) == [1]
    assert caller.ids("Companies", where("notExist", "Ledger contact") | {"udf": True}) == [0, 2]
    assert "Only one user defined" in caller.problem("Companies", condition, condition)
    assert "Unable to find Shoe size" in caller.problem("Companies", where("exist", "Shoe size") | {"udf": True})


def test_count(caller: Caller) -> None:
    body = {"filter": [where("eq", "companyID", 1)]}
    assert caller.call("POST", "Invoices/query/count", body).json() == {"queryCount": 4}
    search = '{"filter":[{"op":"exist","field":"id"}]}'
    assert caller.get("Invoices/query/count", params={"search": search}).json() == {"queryCount": 7}

"""Marking, clearing and everything a write is refused for (apis/autotask.md 3, 4, 8, 13)."""

from __future__ import annotations

from typing import Any

import pytest

from app.sandbox.autotask import AutotaskSystem
from tests.sandbox.autotask.small_tenant import Caller, exact

MARK = "2026-03-31T09:15:00.000Z"


def test_mark_and_read_back(caller: Caller) -> None:
    answer = caller.call("PATCH", "Invoices", {"id": 101, "webServiceDate": MARK})
    assert (answer.status_code, answer.json()) == (200, {"itemId": 101})
    assert caller.get("Invoices/101").json()["item"]["webServiceDate"] == MARK
    changes = caller.sandbox.books("autotask")["changes"]
    assert [(c["entity"], c["id"], c["method"], c["before"], c["after"]) for c in changes] == [
        ("Invoices", 101, "PATCH", {"webServiceDate": None}, {"webServiceDate": MARK})
    ]
    assert caller.sandbox.requests("autotask")[-2]["effect"] == "Invoices 101: webServiceDate"


def test_null_clears_the_mark_or_is_ignored(caller: Caller, system: AutotaskSystem) -> None:
    system.set_switches(null_ignored=True)
    caller.call("PATCH", "Invoices", {"id": 104, "webServiceDate": None})
    assert caller.get("Invoices/104").json()["item"]["webServiceDate"] == "2026-04-02T00:00:00.000Z"
    system.set_switches(null_ignored=False)
    caller.call("PATCH", "Invoices", {"id": 104, "webServiceDate": None})
    assert caller.get("Invoices/104").json()["item"]["webServiceDate"] is None


def test_only_the_writable_fields_change(caller: Caller) -> None:
    before = caller.get("Invoices/101").json()["item"]
    body = {
        "ID": 101,
        "INVOICENUMBER": "X-1",
        "paidDate": "2026-04-05T18:30:00Z",
        "invoiceTotal": 1,
        "isVoided": True,
        "nonsense": 7,
    }
    assert caller.call("PATCH", "Invoices", body).status_code == 200
    after = caller.get("Invoices/101").json()["item"]
    assert after == before | {"invoiceNumber": "X-1", "paidDate": "2026-04-05T00:00:00Z"}


def test_of_billing_items_only_the_web_service_date(caller: Caller) -> None:
    caller.call("PATCH", "BillingItems", {"id": 801, "webServiceDate": MARK, "totalAmount": 0, "description": "x"})
    row = exact(caller.get("BillingItems/801"))["item"]
    assert (row["webServiceDate"], str(row["totalAmount"]), row["description"]) == (MARK, "50.0000", None)


def test_put_empties_what_is_left_out(caller: Caller) -> None:
    caller.call("PUT", "Invoices", {"id": 104, "webServiceDate": MARK})
    row = caller.get("Invoices/104").json()["item"]
    assert (row["webServiceDate"], row["invoiceNumber"], row["paidDate"]) == (MARK, None, None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-04-01", "2026-04-01T00:00:00.000Z"),
        ("2026-04-01T10:00:00+02:00", "2026-04-01T08:00:00.000Z"),
        (MARK, MARK),
    ],
)
def test_instants_are_kept_in_utc(caller: Caller, given: str, kept: str) -> None:
    caller.call("PATCH", "Invoices", {"id": 101, "webServiceDate": given})
    assert caller.get("Invoices/101").json()["item"]["webServiceDate"] == kept


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("Invoices", {"webServiceDate": MARK}, "does not reference an existing entity"),
        ("Invoices", {"id": 999, "webServiceDate": MARK}, "does not reference an existing entity"),
        ("Invoices", {"id": "101", "webServiceDate": MARK}, "does not reference an existing entity"),
        ("Invoices", {"id": 101, "webServiceDate": "yesterday"}, "Could not convert string to DateTime"),
        ("Invoices", {"id": 101, "webServiceDate": 20260331}, "Could not convert string to DateTime"),
        ("Invoices", {"id": 101, "invoiceNumber": "x" * 101}, "must not exceed 100"),
        ("Invoices", {"id": 101, "invoiceNumber": 5}, "Error converting value"),
        ("Invoices", [101], "an object is expected"),
        ("Companies", {"id": 1, "isTaxExempt": None}, "cannot be null"),
        ("Companies", {"id": 1, "companyName": None}, "cannot be null"),
        ("Companies", {"id": 1, "isActive": "true"}, "Error converting value"),
        ("Companies", {"id": 1, "currencyID": 77}, "does not exist or is invalid"),
        ("Companies", {"id": 1, "currencyID": 3}, "does not exist or is invalid"),
        ("Companies", {"id": 1, "companyType": 55}, "picklist field companyType is invalid"),
        ("Companies", {"id": 1, "ownerResourceID": 1.5}, "Error converting value"),
        ("Companies", {"id": 1, "userDefinedFields": [{"name": "Shoe size", "value": "9"}]}, "user defined field"),
    ],
)
def test_refusals_are_500_with_a_text(caller: Caller, path: str, body: Any, text: str) -> None:
    answer = caller.call("PATCH", path, body)
    assert (answer.status_code, text in answer.json()["errors"][0]) == (500, True), answer.text
    assert caller.sandbox.books("autotask")["changes"] == []


def test_user_defined_fields_and_numbers_of_a_company(caller: Caller) -> None:
    body = {"id": 1, "companyNumber": "HF02", "userDefinedFields": [{"name": "ledger contact", "value": "HF-8"}]}
    assert caller.call("PATCH", "Companies", body).json() == {"itemId": 1}
    row = caller.get("Companies/1").json()["item"]
    assert (row["companyNumber"], row["userDefinedFields"]) == ("HF02", [{"name": "Ledger contact", "value": "HF-8"}])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "Invoices/101"), ("DELETE", "Invoices/101"), ("GET", "Invoices"), ("POST", "Invoices"), ("POST", "BillingCodes"),
        ("PATCH", "Contacts"), ("DELETE", "Invoices/query"), ("POST", "ThresholdInformation"), ("POST", "Invoices/entityInformation"),
    ],
)  # fmt: skip
def test_wrong_verbs(caller: Caller, method: str, path: str) -> None:
    answer = caller.call(method, path, {"id": 101})
    assert answer.status_code == 405
    assert answer.json() == {"Message": f"The requested resource does not support http method '{method}'."}


@pytest.mark.parametrize("path", ["Nothing/query", "Invoices/101/Nothing", "Invoices/abc", "Invoices/query/later"])
def test_no_such_address(caller: Caller, path: str) -> None:
    assert (
        caller.call(
            "POST" if "query" in path else "GET", path, {"filter": [{"op": "exist", "field": "id"}]}
        ).status_code
        == 404
    )


def test_children_are_written_below_their_parent(caller: Caller) -> None:
    person = {"firstName": "New", "lastName": "Person", "isActive": 1, "companyID": 2}
    made = caller.call("POST", "Companies/1/Contacts", person).json()["itemId"]
    assert caller.get(f"Contacts/{made}").json()["item"]["companyID"] == 1
    assert caller.call("PATCH", "Companies/1/Contacts", {"id": made, "title": "Owner"}).status_code == 200
    listed = caller.get("Companies/1/Contacts").json()["items"]
    assert [(row["id"], row["title"]) for row in listed] == [(31, None), (32, None), (made, "Owner")]
    assert caller.get(f"Companies/2/Contacts/{made}").status_code == 404
    assert caller.call("DELETE", f"Companies/1/Contacts/{made}").json() == {"itemId": made}
    assert caller.get(f"Contacts/{made}").status_code == 404


def test_creating_needs_the_required_fields(caller: Caller) -> None:
    answer = caller.call("POST", "Companies", {"companyName": "No phone"})
    assert (answer.status_code, "cannot be null" in answer.text) == (500, True)
    made = caller.call(
        "POST", "Companies", {"companyName": "New", "companyType": 1, "phone": "1", "ownerResourceID": 1}
    )
    assert made.json()["itemId"] == 3
    assert caller.get("Companies/3").json()["item"]["userDefinedFields"] == [{"name": "Ledger contact", "value": None}]


def test_impersonation_is_accepted_and_noted(caller: Caller) -> None:
    body = {"id": 101, "webServiceDate": MARK}
    assert caller.call("PATCH", "Invoices", body, headers={"ImpersonationResourceId": "1"}).status_code == 200
    assert caller.sandbox.books("autotask")["changes"][0]["impersonated"] == 1


def test_a_wrong_impersonation_changes_nothing(caller: Caller) -> None:
    answer = caller.call(
        "PATCH", "Invoices", {"id": 101, "webServiceDate": MARK}, headers={"ImpersonationResourceId": "Ada"}
    )
    assert (answer.status_code, "ImpersonationResourceId" in answer.text) == (500, True)
    assert caller.get("Invoices/101").json()["item"]["webServiceDate"] is None


def test_put_of_a_company_needs_its_required_fields(caller: Caller) -> None:
    assert caller.call("PUT", "Companies", {"id": 1, "companyName": "Only a name"}).status_code == 500
    whole = {"id": 1, "companyName": "Renamed", "companyType": 1, "phone": "2", "ownerResourceID": 1}
    assert caller.call("PUT", "Companies", whole).status_code == 200
    row = caller.get("Companies/1").json()["item"]
    assert (row["companyName"], row["isActive"], row["assetValue"]) == ("Renamed", None, None)


def test_without_the_right_to_edit(caller: Caller, system: AutotaskSystem) -> None:
    system.set_switches(can_update_invoices=False)
    answer = caller.call("PATCH", "Invoices", {"id": 101, "webServiceDate": MARK})
    assert (answer.status_code, "adequate permissions" in answer.text) == (500, True)
    info = caller.get("Invoices/entityInformation").json()["info"]
    assert (info["canUpdate"], info["userAccessForUpdate"]) == (False, 0)


def test_applied_though_the_answer_was_lost(caller: Caller) -> None:
    caller.sandbox.add_faults([{"kind": "applied_then_status", "status": 502, "method": "PATCH", "times": 1}])
    assert caller.call("PATCH", "Invoices", {"id": 101, "webServiceDate": MARK}).status_code == 502
    assert caller.get("Invoices/101").json()["item"]["webServiceDate"] == MARK

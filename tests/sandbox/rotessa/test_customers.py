"""Customers over HTTP (apis/rotessa.md 3, 4 and 9)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.rotessa.desk import AMERICAN_BANK, CANADIAN_BANK, Begin, Desk

SHORT = {
    "id", "uuid", "active", "name", "email", "custom_identifier", "identifier", "customer_type", "home_phone", "phone", "bank_name",
    "created_at", "updated_at",
}  # fmt: skip
LONG = SHORT | {
    "account_number", "address", "authorization_type", "bank_account_type", "institution_number", "transit_number", "routing_number",
    "financial_transactions", "transaction_schedules",
}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ('Token token="live-key"', 200), ("Token token=live-key", 200), ("Bearer live-key", 401), ("live-key", 401), ("", 401),
        ('Token token="other"', 401), ('Token token=""', 401), ('Token token="practice-key"', 401), ("Token live-key", 401),
    ],
)  # fmt: skip
def test_forms_of_the_key(desk: Desk, header: str, status: int) -> None:
    desk.session.headers["Authorization"] = header
    answer = desk.call("GET", "customers")
    assert answer.status_code == status
    assert status == 200 or answer.json()["errors"][0]["error_code"] == "unauthorized"


def test_keys_of_the_two_environments_are_separate(begin: Begin) -> None:
    trial = begin(environment="sandbox")
    assert [row["name"] for row in trial.ok("GET", "customers")] == ["Trial Customer"]
    trial.session.headers["Authorization"] = 'Token token="live-key"'
    assert trial.call("GET", "customers").status_code == 401


@pytest.mark.parametrize(
    ("accept", "status"), [("application/json", 200), ("text/html, */*;q=0.1", 200), ("text/html", 406)]
)
def test_only_json_is_spoken(desk: Desk, accept: str, status: int) -> None:
    assert desk.call("GET", "customers", headers={"Accept": accept}).status_code == status


def test_short_and_long_form(desk: Desk) -> None:
    rows = desk.ok("GET", "customers")
    assert {frozenset(row) for row in rows} == {frozenset(SHORT)}
    one = desk.ok("GET", f"customers/{rows[0]['id']}")
    assert set(one) == LONG
    assert {key: one[key] for key in SHORT} == rows[0]
    assert (one["institution_number"], one["routing_number"], one["bank_account_type"]) == ("879", "", None)
    assert one["created_at"] == "2024-01-08T09:00:00.000-06:00"
    empty = desk.ok("GET", f"customers/{rows[2]['id']}")
    address = {key: value for key, value in empty["address"].items() if key != "id"}
    assert set(address.values()) == {None}
    assert desk.ok("GET", "customers.json") == rows


@pytest.mark.parametrize(
    ("method", "where"),
    [("POST", "body"), ("GET", "body"), ("GET", "query")],
)
def test_look_up_by_custom_identifier(desk: Desk, method: str, where: str) -> None:
    wanted = {"custom_identifier": "Harbor Books"}
    more: dict[str, Any] = {"params": wanted} if where == "query" else {}
    found = desk.ok(method, "customers/show_with_custom_identifier", None if more else wanted, **more)
    assert found["id"] == desk.customers()[1]
    other = {"custom_identifier": "harbor books"}
    assert desk.codes("POST", "customers/show_with_custom_identifier", other, status=404) == ["not_found_error"]
    desk.act("switches", identifier_ignores_case=True)
    assert desk.ok("POST", "customers/show_with_custom_identifier", other)["id"] == found["id"]
    assert desk.codes("POST", "customers", {"name": "X", "custom_identifier": "HARBOR BOOKS"}) == [
        "custom_identifier_taken"
    ]


def test_create_and_read_back(desk: Desk) -> None:
    body = {
        "name": "Kite & Co", "custom_identifier": "", "cell_phone": "2045550120", "address": {"city": "Brandon"}, **CANADIAN_BANK,
    }  # fmt: skip
    desk.act("switches", create_hides_bank_numbers=True)
    made = desk.ok("POST", "customers", body)
    held = desk.ok("GET", f"customers/{made['id']}")
    assert (made["account_number"], held["account_number"]) == (None, "100200300")
    assert (held["custom_identifier"], held["customer_type"], held["phone"]) == (None, "Personal", "2045550120")
    assert (held["address"]["city"], held["address"]["address_1"]) == ("Brandon", None)
    assert held["identifier"] == "KITECO0004"
    assert desk.sandbox.requests("rotessa")[-2]["effect"] == f"customer {made['id']} created"


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({"custom_identifier": "Kite"}, ["name_required"]),
        ({"name": "Kite", "custom_identifier": "Harbor Books"}, ["custom_identifier_taken"]),
        (
            {"name": "Kite", "institution_number": "87", "transit_number": "1"},
            ["institution_number_invalid", "transit_number_invalid"],
        ),
        ({"name": "Kite", "account_number": "1234567890123"}, ["account_number_invalid"]),
        ({"name": "Kite", "account_number": 5}, ["account_number_invalid"]),
        (
            {"name": "Kite", "customer_type": "Firm", "bank_account_type": "Gold"},
            ["customer_type_invalid", "bank_account_type_invalid"],
        ),
        ({"name": "Kite", "address": "Main Street"}, ["address_invalid"]),
    ],
)
def test_what_a_create_may_not_carry(desk: Desk, body: dict[str, Any], codes: list[str]) -> None:
    assert desk.codes("POST", "customers", body) == codes
    assert len(desk.books()["customers"]) == 3


@pytest.mark.parametrize("method", ["PATCH", "PUT", "POST"])
def test_an_update_sets_what_was_sent_and_no_more(desk: Desk, method: str) -> None:
    before = desk.ok("GET", f"customers/{desk.customers()[0]}")
    path = "customers/update_via_post" if method == "POST" else f"customers/{before['id']}"
    body = {"phone": "2045550199", "address": {"city": "Selkirk"}, "active": False}
    after = desk.ok(method, path, body | ({"id": before["id"]} if method == "POST" else {}))
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"phone", "address", "updated_at"}
    assert after["address"] == before["address"] | {"city": "Selkirk"}
    taken = {"custom_identifier": "Harbor Books", "id": before["id"]}
    assert desk.codes(method, path, taken) == ["custom_identifier_taken"]
    assert (
        desk.ok(method, path, {"custom_identifier": "Prairie Dental Group", "id": before["id"]})["id"] == before["id"]
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "customers/1"), ("PATCH", "customers/1"), ("POST", "customers/update_via_post"), ("PATCH", "customers"),
        ("DELETE", "customers/48201"), ("GET", "transaction_schedules"), ("GET", "transaction_schedules/9"),
        ("DELETE", "transaction_schedules/9"), ("GET", "customers/48201/more"), ("POST", "transaction_schedules"), ("GET", "invoices"),
        ("POST", "transaction_schedules/update_with_custom_identifier"), ("GET", "customers/" + "9" * 30),
    ],
)  # fmt: skip
def test_what_is_not_there(desk: Desk, method: str, path: str) -> None:
    assert desk.codes(method, path, {"name": "X"}, status=404) == ["not_found_error"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"name": NaN}', b"\xff", b"5", b"[" * 100_000])
def test_a_body_that_is_no_object(desk: Desk, body: bytes) -> None:
    answer = desk.session.post(f"{desk.root}/customers", data=body, timeout=20)
    assert (answer.status_code, answer.json()["errors"][0]["error_code"]) == (400, "bad_request")


def test_a_hidden_customer(desk: Desk) -> None:
    first = desk.customers()[0]
    schedule = desk.debit(first, "2026-03-09")
    desk.act("hide_customer", customer=first)
    assert first not in desk.customers()
    for method, path in (
        ("GET", f"customers/{first}"),
        ("PATCH", f"customers/{first}"),
        ("GET", f"transaction_schedules/{schedule}"),
    ):
        assert desk.codes(method, path, {"phone": "1"}, status=403) == ["forbidden"]
    identifier = {"custom_identifier": "Prairie Dental Group"}
    assert desk.codes("POST", "customers/show_with_custom_identifier", identifier, status=403) == ["forbidden"]
    assert desk.report() == []
    desk.act("hide_customer", customer="Prairie Dental Group", hidden=False)
    assert len(desk.report()) == 1


def test_bank_details_make_a_debit_possible(desk: Desk) -> None:
    third = desk.customers()[2]
    order = {"customer_id": third, "amount": 5, "process_date": "2026-03-09", "frequency": "Once", "installments": 1}
    assert desk.codes("POST", "transaction_schedules", order) == ["bank_information_incomplete"] * 3
    assert desk.act("add_bank_details", customer=third, **{**AMERICAN_BANK, "authorization_type": None})["missing"] == [
        "authorization_type"
    ]
    assert desk.codes("POST", "transaction_schedules", order) == ["bank_information_incomplete"]
    desk.act("add_bank_details", customer=third, authorization_type="In Person")
    desk.ok("POST", "transaction_schedules", order)
    desk.act("deactivate", customer=third)
    assert desk.codes("POST", "transaction_schedules", order) == ["customer_inactive"]
    assert [row["active"] for row in desk.ok("GET", "customers")] == [True, True, False]

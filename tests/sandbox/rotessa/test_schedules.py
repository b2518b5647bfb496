"""Schedules over HTTP (apis/rotessa.md 5)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.rotessa.desk import Desk

ORDER = {"amount": "100.00", "process_date": "2026-03-09", "comment": "INV-1", "frequency": "Once", "installments": 1}


def test_the_answer_to_a_create(desk: Desk) -> None:
    body = ORDER | {
        "customer_id": desk.customers()[0],
        "amount": 1312.5,
        "process_date": "March 9, 2026",
        "comment": "INV-2041",
    }
    made = desk.ok("POST", "transaction_schedules", body)
    known = {key: made[key] for key in made if key not in ("id", "uuid")}
    assert known.pop("created_at").startswith("2026-03-03T09:00:0")
    assert known.pop("updated_at") == made["created_at"]
    assert known == {
        "amount": "1312.50", "comment": "INV-2041 (Created with API)", "frequency": "Once", "installments": 1,
        "process_date": "2026-03-09", "next_process_date": "2026-03-09", "financial_transactions": [],
    }  # fmt: skip
    (debit,) = desk.ok("GET", f"transaction_schedules/{made['id']}")["financial_transactions"]
    assert set(debit) == {
        "id", "uuid", "amount", "process_date", "status", "status_reason", "transaction_schedule_id", "bank_name",
        "institution_number", "transit_number", "account_number",
    }  # fmt: skip
    assert (debit["amount"], debit["status"], debit["transaction_schedule_id"]) == ("1312.50", "Future", made["id"])
    held = desk.ok("GET", f"customers/{desk.customers()[0]}")
    assert (held["transaction_schedules"][0]["id"], held["financial_transactions"]) == (made["id"], [debit])


def test_the_same_order_twice_is_two_debits(desk: Desk) -> None:
    body = ORDER | {"custom_identifier": "Prairie Dental Group"}
    ids = {desk.ok("POST", "transaction_schedules/create_with_custom_identifier", body)["id"] for _ in range(2)}
    assert (len(ids), len(desk.books()["transactions"])) == (2, 2)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"installments": None}, ["installments_required"]),
        ({"installments": 2}, ["installments_invalid"]),
        ({"installments": 0, "frequency": "Monthly"}, ["installments_invalid"]),
        ({"frequency": "once"}, ["frequency_invalid"]),
        ({"frequency": "Biweekly"}, ["frequency_invalid"]),
        ({"amount": 0}, ["amount_invalid"]),
        ({"amount": "-5"}, ["amount_invalid"]),
        ({"amount": "12.345"}, ["amount_invalid"]),
        ({"amount": "1e400"}, ["amount_invalid"]),
        ({"amount": True}, ["amount_invalid"]),
        ({"amount": None, "process_date": "2026-02-30"}, ["amount_invalid", "process_date_invalid"]),
        ({"process_date": "2026-03-02"}, ["process_date_timing"]),
        ({"process_date": "2026-03-03"}, ["process_date_timing"]),
        ({"process_date": "03/09/2026"}, ["process_date_invalid"]),
        ({"comment": 5}, ["comment_invalid"]),
    ],
)
def test_orders_that_are_refused(desk: Desk, change: dict[str, Any], codes: list[str]) -> None:
    body = {key: value for key, value in (ORDER | change).items() if value is not None}
    assert desk.codes("POST", "transaction_schedules", body | {"customer_id": desk.customers()[0]}) == codes
    assert desk.books()["schedules"] == []


@pytest.mark.parametrize(
    ("rule", "first"), [("same_day", "2026-03-03"), ("tomorrow", "2026-03-04"), ("two_business_days", "2026-03-05")]
)
def test_the_earliest_process_date(desk: Desk, rule: str, first: str) -> None:
    desk.act("switches", earliest=rule)
    customer = desk.customers()[0]
    days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]
    bodies = [ORDER | {"customer_id": customer, "process_date": day} for day in days]
    answers = [desk.call("POST", "transaction_schedules", body) for body in bodies]
    assert next(day for day, answer in zip(days, answers, strict=True) if answer.status_code == 200) == first
    refused = [answer.json()["errors"][0]["error_code"] for answer in answers if answer.status_code == 422]
    assert refused == ["process_date_timing"] * days.index(first)


def test_weekend_dates_may_be_moved_in_the_schedule_or_refused(desk: Desk) -> None:
    desk.act("switches", weekend_dates="moved")
    schedule = desk.debit(desk.customers()[0], "2026-03-07")
    assert desk.ok("GET", f"transaction_schedules/{schedule}")["process_date"] == "2026-03-09"
    desk.act("switches", weekend_dates="refused")
    body = ORDER | {"customer_id": desk.customers()[0], "process_date": "2026-03-07"}
    assert desk.codes("POST", "transaction_schedules", body) == ["process_date_invalid"]


def test_an_amount_and_a_comment_can_be_changed_and_nothing_else(desk: Desk) -> None:
    customer = desk.customers()[0]
    schedule = desk.debit(customer, "2026-03-09")
    made = desk.ok("PATCH", f"transaction_schedules/{schedule}", {"amount": "75.5", "customer_id": customer})
    assert (made["amount"], made["comment"]) == ("75.50", "INV-1 (Created with API)")
    body = {"id": schedule, "comment": "INV-1 (Created with API) corrected"}
    assert (
        desk.ok("POST", "transaction_schedules/update_via_post", body)["comment"]
        == "INV-1 (Created with API) corrected"
    )
    (row,) = desk.report()
    assert (row["amount"], row["comment"]) == ("75.50", "INV-1 (Created with API) corrected")
    move = {"process_date": "2026-03-20"}
    assert desk.codes("PATCH", f"transaction_schedules/{schedule}", move) == ["process_date_not_editable"]
    desk.act("switches", update_ignores_rest=True)
    assert desk.ok("PATCH", f"transaction_schedules/{schedule}", move)["process_date"] == "2026-03-09"


def test_a_delete_answers_nothing_and_leaves_nothing(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-09")
    answer = desk.call("DELETE", f"transaction_schedules/{schedule}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert desk.codes("GET", f"transaction_schedules/{schedule}", status=404) == ["not_found_error"]
    assert desk.codes("DELETE", f"transaction_schedules/{schedule}", status=404) == ["not_found_error"]
    desk.at("2026-04-01", 12)
    assert (desk.report(), desk.ok("GET", f"customers/{desk.customers()[0]}")["financial_transactions"]) == ([], [])
    (debit,) = desk.books()["transactions"]
    assert (debit["status"], debit["removed_at"] is not None) == ("Future", True)


@pytest.mark.parametrize(
    ("frequency", "dates"),
    [
        ("Weekly", ["2026-03-31", "2026-04-07", "2026-04-14"]),
        ("Every Other Week", ["2026-03-31", "2026-04-14", "2026-04-28"]),
        ("Monthly", ["2026-03-31", "2026-04-30", "2026-06-01"]),
        ("Every Other Month", ["2026-03-31", "2026-06-01", "2026-07-31"]),
        ("Quarterly", ["2026-03-31", "2026-06-30", "2026-10-01"]),
        ("Semi-Annually", ["2026-03-31", "2026-10-01", "2027-03-31"]),
        ("Yearly", ["2026-03-31", "2027-03-31", "2028-03-31"]),
    ],
)
def test_every_frequency(desk: Desk, frequency: str, dates: list[str]) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-31", frequency=frequency, installments=3)
    desk.at("2028-12-01", 12)
    rows = [row for row in desk.report() if row["transaction_schedule_id"] == schedule]
    assert sorted(row["process_date"] for row in rows) == dates
    assert {row["status"] for row in rows} == {"Approved"}
    assert desk.ok("GET", f"transaction_schedules/{schedule}")["next_process_date"] is None


def test_deleting_an_endless_schedule_keeps_what_was_sent(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-09", frequency="Weekly", installments=None)
    desk.at("2026-03-13", 17)
    assert [state for state, _ in desk.state(schedule)] == ["Pending", "Pending", "Future"]
    desk.ok("PATCH", f"transaction_schedules/{schedule}", {"amount": 60})
    assert sorted(row["amount"] for row in desk.report()) == ["100.00", "100.00", "60.00"]
    assert desk.call("DELETE", f"transaction_schedules/{schedule}").status_code == 200
    desk.at("2026-06-01", 12)
    assert [(row["process_date"], row["status"]) for row in desk.report()] == [
        ("2026-03-16", "Approved"), ("2026-03-09", "Approved"),
    ]  # fmt: skip


def test_the_day_limit_of_a_customer(desk: Desk) -> None:
    desk.act("switches", day_limit=250)
    customer = desk.customers()[0]
    desk.debit(customer, "2026-03-07", "200")
    over = ORDER | {"customer_id": customer, "amount": "50.01"}
    assert desk.codes("POST", "transaction_schedules", over) == ["limit_exceeded"]
    desk.debit(customer, "2026-03-09", "50")
    desk.debit(customer, "2026-03-10", "250")


def test_canadian_authorisation_where_it_is_wanted(desk: Desk) -> None:
    customer = desk.customers()[0]
    desk.act("switches", authorization_wanted=True)
    desk.debit(customer, "2026-03-09")
    desk.act("edit_customer", customer=customer, authorization_type=None)
    body = ORDER | {"customer_id": customer}
    assert desk.codes("POST", "transaction_schedules", body) == ["bank_information_incomplete"]


def test_a_debit_may_take_a_while_to_be_seen(desk: Desk) -> None:
    desk.act("switches", generation_seconds=3_600)
    schedule = desk.debit(desk.customers()[0], "2026-03-09")
    assert (desk.state(schedule), desk.report()) == ([], [])
    desk.at("2026-03-03", 10, 5)
    assert desk.state(schedule) == [("Future", None)]


@pytest.mark.parametrize(
    ("creates", "made", "dates"),
    [
        ("other_frequency", ("Monthly", 1), 1),
        ("no_installments", ("Once", None), 1),
        ("without_end", ("Monthly", None), 2),
    ],
)
def test_debits_are_made_otherwise_than_asked_by_the_api_alone(
    desk: Desk, creates: str, made: tuple[str, int | None], dates: int
) -> None:
    customer = desk.customers()[0]
    desk.act("switches", creates=creates)
    key = desk.ok("POST", "transaction_schedules", ORDER | {"customer_id": customer})["id"]
    by_hand = desk.act("make_debit_by_hand", customer=customer, amount="5.00", process_date="2026-03-09")["schedule"]
    held = {row["id"]: (row["frequency"], row["installments"]) for row in desk.books()["schedules"]}
    assert (held[key], held[by_hand]) == (made, ("Once", 1))
    desk.at("2026-03-10", 12)
    assert len(desk.state(key)) == dates

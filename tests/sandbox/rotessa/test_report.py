"""The report in pages, odd values, and calls that come at once (apis/rotessa.md 8 and 13)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.sandbox.rotessa.desk import Begin, Desk

FIELDS = {
    "id", "transaction_schedule_id", "customer_id", "custom_identifier", "amount", "comment", "process_date", "settlement_date",
    "earliest_approval_date", "status", "status_reason", "transaction_number", "account_number", "institution_number", "transit_number",
    "bank_name", "created_at", "updated_at",
}  # fmt: skip


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Seven debits of the 9th to the 17th of March, of which the first was declined and the second settled."""
    customer = desk.customers()[0]
    days = ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13", "2026-03-16", "2026-03-17"]
    first, *_ = [desk.debit(customer, day, f"{place + 1}.50") for place, day in enumerate(days)]
    desk.act("outcome", schedule=first, status="Declined", reason="NSF", day=1)
    return desk


def ids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


def test_a_row_in_full(filled: Desk) -> None:
    filled.at("2026-03-17", 8)
    rows = {row["process_date"]: row for row in filled.report()}
    assert {frozenset(row) for row in rows.values()} == {frozenset(FIELDS)}
    declined, settled, waiting = rows["2026-03-09"], rows["2026-03-10"], rows["2026-03-17"]
    assert (declined["status"], declined["status_reason"], declined["updated_at"]) == (
        "Declined",
        "NSF",
        "2026-03-10T07:30:00.000-05:00",
    )
    assert (settled["status"], settled["settlement_date"], settled["amount"]) == ("Approved", "2026-03-17", "2.50")
    assert (waiting["status"], waiting["settlement_date"], waiting["comment"]) == (
        "Pending",
        "2026-03-24",
        "INV-1 (Created with API)",
    )


@pytest.mark.parametrize("name", ["status", "filter"])
def test_windows_and_filters(filled: Desk, name: str) -> None:
    filled.at("2026-03-17", 8)
    assert len(filled.report("2026-03-10", end_date="2026-03-12")) == 3
    assert len(filled.report("2026-03-18")) == 0
    counts = {
        status: len(filled.report(**{name: status}))
        for status in ("All", "Pending", "Approved", "Declined", "Chargeback")
    }
    assert counts == {"All": 7, "Pending": 5, "Approved": 1, "Declined": 1, "Chargeback": 0}


def test_parameters_may_come_as_a_body(filled: Desk) -> None:
    rows = filled.ok("GET", "transaction_report", {"start_date": "2026-03-16", "end_date": "2026-03-16"})
    assert [row["process_date"] for row in rows] == ["2026-03-16"]


@pytest.mark.parametrize(
    "wish",
    [{}, {"start_date": "soon"}, {"start_date": "2026-01-01", "status": "Future"}, {"start_date": "2026-01-01", "page": "0"},
     {"start_date": "2026-01-01", "page": "two"}, {"start_date": "2026-01-01", "end_date": "2026-13-01"}],
)  # fmt: skip
def test_parameters_that_make_no_sense(desk: Desk, wish: dict[str, str]) -> None:
    answer = desk.call("GET", "transaction_report", params=wish)
    assert (answer.status_code, answer.json()["errors"][0]["error_code"]) == (400, "bad_request")


def test_the_window_ends_three_years_ahead(desk: Desk) -> None:
    customer = desk.customers()[0]
    near, far = desk.debit(customer, "2029-02-27"), desk.debit(customer, "2029-03-06")
    assert [row["transaction_schedule_id"] for row in desk.report(end_date="2031-01-01")] == [near]
    assert far != near


@pytest.mark.parametrize("order", ["updated", "id", "process_date"])
def test_pages(filled: Desk, order: str) -> None:
    filled.at("2026-03-17", 8)
    whole = ids(filled.report())
    filled.act("switches", page_size=3, report_order=order)
    pages = [filled.report(page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert sorted(ids([row for page in pages for row in page])) == sorted(whole)


def test_a_change_moves_a_row_to_a_page_already_read(filled: Desk) -> None:
    filled.act("switches", page_size=4)
    first = filled.report(page=1)
    last = ids(filled.report(page=2))[0]
    filled.at("2026-03-17", 8)
    filled.act("outcome", transaction=last, status="Declined", reason="NSF", day=1)
    filled.at("2026-03-18", 8)
    assert last not in ids(first)
    assert ids(filled.report(page=1))[0] == last


def test_rows_moved_on_purpose_are_missed_once(filled: Desk) -> None:
    filled.act("switches", page_size=4)
    whole = sorted(ids(filled.report(page=1)) + ids(filled.report(page=2)))
    filled.act("move_rows", rows=2)
    assert len(filled.report(page=1)) == 4
    assert len(filled.report(page=2)) == 1
    assert sorted(ids(filled.report(page=1)) + ids(filled.report(page=2))) == whole


def test_odd_values(filled: Desk) -> None:
    filled.act(
        "switches", odd_values=["numeric_account", "unpadded_date", "null_updated", "leap_day"], report_order="id"
    )
    rows = filled.report()
    assert {type(row["account_number"]) for row in rows} == {int, str}
    assert None in {row["updated_at"] for row in rows}
    assert "2019-02-29T10:02:11.000-06:00" in {row["created_at"] for row in rows}
    filled.act("switches", odd_values=[])
    assert {type(row["account_number"]) for row in filled.report()} == {str}


def test_a_settlement_date_without_its_zero(desk: Desk) -> None:
    customer = desk.customers()[0]
    made = [desk.debit(customer, "2026-03-25") for _ in range(2)]
    desk.act("switches", odd_values=["unpadded_date"])
    assert len(made) == 2
    assert {row["settlement_date"] for row in desk.report()} == {"2026-04-01", "2026-04-1"}


def test_an_account_number_with_a_leading_zero_stays_text(desk: Desk) -> None:
    for _ in range(2):
        desk.debit(desk.customers()[1], "2026-03-25")
    assert {row["account_number"] for row in desk.report()} == {"0012345678"}


def test_one_call_at_a_time_and_the_waiting_is_counted(filled: Desk) -> None:
    filled.sandbox.add_faults([{"kind": "slow", "seconds": 0.4, "system": "rotessa"}])
    callers = [Desk(filled.sandbox) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert [len(rows) for rows in pool.map(lambda caller: caller.report(), callers)] == [7, 7, 7]
    traffic = filled.books()["traffic"]
    assert traffic["most_at_once"] >= 2
    assert traffic["waited"] >= 1
    assert max(row["duration_ms"] for row in filled.sandbox.requests("rotessa")[-3:]) >= 500
    filled.sandbox.clear_faults()
    assert len(filled.report()) == 7


def test_a_debit_taken_though_the_answer_never_came(desk: Desk) -> None:
    desk.sandbox.add_faults(
        [{"kind": "applied_then_status", "status": 503, "system": "rotessa", "method": "POST", "times": 1}]
    )
    body = {
        "customer_id": desk.customers()[0],
        "amount": 5,
        "process_date": "2026-03-09",
        "frequency": "Once",
        "installments": 1,
    }
    assert [desk.call("POST", "transaction_schedules", body).status_code for _ in range(2)] == [503, 200]
    assert len(desk.books()["transactions"]) == 2


def test_a_revoked_key(desk: Desk) -> None:
    desk.sandbox.add_faults([{"kind": "expired_token", "system": "rotessa", "times": 1}])
    assert desk.codes("GET", "customers", status=401) == ["unauthorized"]


def test_portal_work_and_a_fresh_start(desk: Desk) -> None:
    made = desk.act(
        "make_debit_by_hand", customer="Prairie Dental Group", amount="20", process_date="2026-03-03", comment="Parking"
    )
    assert [(row["comment"], row["id"]) for row in desk.report()] == [("Parking", made["transaction"])]
    desk.act("change_debit_by_hand", schedule=made["schedule"], amount="25")
    assert [row["amount"] for row in desk.report()] == ["25.00"]
    desk.act("delete_debit_by_hand", schedule=made["schedule"])
    assert desk.report() == []
    desk.act("switches", page_size=1)
    desk.sandbox.reset()
    assert (desk.books()["schedules"], desk.customers(), desk.debit(desk.customers()[0], "2026-03-09")) == (
        [], [48_201, 48_202, 48_203], made["schedule"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("refund", {}), ("outcome", {"status": "Declined"}), ("outcome", {"schedule": 1, "status": "Declined"}),
        ("outcome", {"schedule": 733_101, "status": "Pending"}), ("outcome", {"schedule": 733_101, "status": "Approved", "day": 6}),
        ("outcome", {"schedule": 733_101, "status": "Chargeback", "day": 5}), ("chargeback", {"schedule": 733_101}),
        ("deactivate", {"customer": "Nobody"}), ("deactivate", {"customer": None}), ("hide_customer", {"customer": 48_201, "hidden": 1}),
        ("make_debit_by_hand", {"customer": 48_203, "amount": 5, "process_date": "2026-03-09"}), ("switches", {"colour": 1}),
        ("switches", {"page_size": 0}), ("switches", {"page_size": "9"}), ("switches", {"earliest": "never"}),
        ("switches", {"odd_values": ["green"]}), ("outcome_rule", {"status": "Declined", "colour": 1}),
        ("outcome_rule", {"status": "Declined", "every": 0}), ("outcome_rule", {"status": "Declined", "amount": "x"}), ("outcome_rule", {}),
        ("switches", {"environment": "moon"}),
    ],
)  # fmt: skip
def test_actions_that_make_no_sense(begin: Begin, action: str, body: dict[str, Any]) -> None:
    desk = begin()
    assert desk.debit(desk.customers()[0], "2026-03-09") == 733_101
    with pytest.raises(ValueError, match=r"\w"):
        desk.act(action, **body)

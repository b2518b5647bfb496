"""The life of a debit by the sandbox clock (apis/rotessa.md 5 and 7)."""

from __future__ import annotations

import pytest

from tests.sandbox.rotessa.desk import AMERICAN_BANK, Begin, Desk


def test_a_canadian_debit_from_order_to_settlement(desk: Desk) -> None:
    canadian = desk.customers()[0]
    schedule = desk.debit(canadian, "2026-03-09", "1312.50", "INV-2041")
    assert desk.state(schedule) == [("Future", None)]
    desk.at("2026-03-06", 15, 59)
    assert desk.state(schedule) == [("Future", None)]
    desk.at("2026-03-06", 16)
    assert desk.state(schedule) == [("Pending", None)]
    desk.at("2026-03-16", 7, 29)
    assert desk.state(schedule) == [("Pending", None)]
    desk.at("2026-03-16", 7, 30)
    (row,) = desk.report()
    assert (row["status"], row["settlement_date"], row["amount"]) == ("Approved", "2026-03-16", "1312.50")
    assert row["updated_at"] == "2026-03-16T07:30:00.000-05:00"  # summer time has begun meanwhile
    assert row["created_at"].endswith("-06:00")
    (lump,) = desk.books()["settlements"]
    assert lump == {
        "settlement_date": "2026-03-16", "currency": "CAD", "transactions": [row["id"]], "returned": [], "total": "1312.50",
    }  # fmt: skip


def test_an_american_debit_goes_on_the_day_itself(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[1], "2026-03-09")
    desk.at("2026-03-09", 10, 59)
    assert desk.state(schedule) == [("Future", None)]
    desk.at("2026-03-09", 11)
    assert desk.state(schedule) == [("Pending", None)]


@pytest.mark.parametrize(
    ("customer", "asked", "posted", "settled"),
    [
        (0, "2026-03-07", "2026-03-09", "2026-03-16"),  # a Saturday
        (0, "2026-04-03", "2026-04-06", "2026-04-13"),  # Good Friday: banks rest in Canada
        (1, "2026-04-03", "2026-04-03", "2026-04-10"),  # and not in the United States
        (0, "2026-12-25", "2026-12-29", "2027-01-06"),  # Boxing Day falls on a Saturday
        (1, "2026-07-03", "2026-07-03", "2026-07-10"),  # the Federal Reserve does not move a Saturday's holiday
    ],
)
def test_banking_days_move_a_debit_on(desk: Desk, customer: int, asked: str, posted: str, settled: str) -> None:
    schedule = desk.debit(desk.customers()[customer], asked)
    assert desk.ok("GET", f"transaction_schedules/{schedule}")["process_date"] == asked
    (row,) = desk.report()
    assert (row["process_date"], row["settlement_date"], row["status"]) == (posted, settled, "Future")


def test_a_same_day_debit_after_the_morning_batch_is_posted_the_next_day(desk: Desk) -> None:
    desk.act("switches", earliest="same_day")
    canadian = desk.customers()[0]
    early = desk.debit(canadian, "2026-03-03")
    desk.at("2026-03-03", 11)
    late = desk.debit(canadian, "2026-03-03")
    days = {row["transaction_schedule_id"]: row["process_date"] for row in desk.report()}
    assert days == {early: "2026-03-03", late: "2026-03-04"}
    assert desk.state(early) == [("Pending", None)]
    desk.at("2026-03-03", 16)
    assert desk.state(late) == [("Pending", None)]


def test_what_was_sent_can_neither_be_changed_nor_deleted(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-05")
    desk.at("2026-03-04", 16)
    assert desk.codes("PATCH", f"transaction_schedules/{schedule}", {"amount": 5}) == ["schedule_locked"]
    assert desk.codes("DELETE", f"transaction_schedules/{schedule}") == ["schedule_locked"]
    assert [row["amount"] for row in desk.report()] == ["100.00"]


@pytest.mark.parametrize(
    ("wish", "states"),
    [
        ({"status": "Declined", "reason": "NSF", "day": 2}, {"2026-03-10": ("Pending", None), "2026-03-11": ("Declined", "NSF")}),
        ({"status": "Declined", "reason": "Account Frozen", "day": 8},
         {"2026-03-16": ("Approved", None), "2026-03-18": ("Approved", None), "2026-03-19": ("Declined", "Account Frozen")}),
        ({"status": "Approved", "day": 3}, {"2026-03-11": ("Pending", None), "2026-03-12": ("Approved", None)}),
        ({"status": "Chargeback", "day": 30}, {"2026-03-16": ("Approved", None), "2026-04-21": ("Chargeback", "Agreement Revoked")}),
        ({"status": "Under Review", "reason": "No Confirmation/Pre-Notification", "day": 1},
         {"2026-03-10": ("Under Review", "No Confirmation/Pre-Notification"),
          "2026-06-10": ("Under Review", "No Confirmation/Pre-Notification")}),
    ],
)  # fmt: skip
def test_a_planned_outcome(desk: Desk, wish: dict[str, object], states: dict[str, tuple[str, str | None]]) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-09")
    desk.act("outcome", schedule=schedule, **wish)
    for day, state in states.items():
        desk.at(day, 12)
        assert desk.state(schedule) == [state], day


def test_an_outcome_reaches_a_debit_that_is_with_the_bank(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-09")
    desk.at("2026-03-12", 12)
    transaction = desk.report()[0]["id"]
    desk.act("outcome", transaction=transaction, status="Declined", reason="Account Closed", day=1)
    assert desk.state(schedule) == [("Declined", "Account Closed")]
    with pytest.raises(ValueError, match="is Declined and cannot become Approved"):
        desk.act("outcome", transaction=transaction, status="Approved")


def test_rules_pick_debits_as_they_are_sent(desk: Desk) -> None:
    canadian = desk.customers()[0]
    desk.act("outcome_rule", status="Declined", reason="NSF", day=1, comment_has="RENT", every=2)
    made = [
        desk.debit(canadian, "2026-03-09", comment=comment)
        for comment in ("RENT a", "RENT b", "Fee", "RENT c", "RENT d")
    ]
    desk.at("2026-03-16", 8)
    assert [desk.state(schedule)[0][0] for schedule in made] == [
        "Approved",
        "Declined",
        "Approved",
        "Approved",
        "Declined",
    ]


def test_a_chargeback_comes_after_settlement_only(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-09", "80.00")
    desk.act("outcome", schedule=schedule, status="Approved", day=2)
    desk.at("2026-03-12", 12)
    with pytest.raises(ValueError, match="only a settled one"):
        desk.act("chargeback", schedule=schedule)
    desk.at("2026-05-20", 12)
    assert desk.act("chargeback", schedule=schedule, reason="No Debit Allowed")["status_reason"] == "No Debit Allowed"
    assert desk.state(schedule) == [("Chargeback", "No Debit Allowed")]
    assert [lump["total"] for lump in desk.books()["settlements"]] == ["80.00", "-80.00"]
    with pytest.raises(ValueError, match="is Chargeback"):
        desk.act("chargeback", schedule=schedule)


def test_in_the_vendors_sandbox_debits_stay_pending_unless_planned(begin: Begin) -> None:
    desk = begin(environment="sandbox")
    (customer,) = desk.customers()
    waiting, planned = desk.debit(customer, "2026-03-09"), desk.debit(customer, "2026-03-09")
    desk.act("outcome", schedule=planned, status="Approved")
    desk.at("2026-06-01", 12)
    assert (desk.state(waiting), desk.state(planned)) == ([("Pending", None)], [("Approved", None)])


def test_a_declined_debit_is_sent_again_once_by_hand(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-09", "80.00")
    desk.act("outcome_rule", status="Declined", reason="NSF", day=2, every=1)
    desk.at("2026-03-12", 9)
    desk.act("clear_rules")
    first = desk.report()[0]["id"]
    again = desk.act("resend_by_hand", transaction=first)
    assert again["process_date"] == "2026-03-12"
    desk.at("2026-03-19", 8)
    rows = {row["id"]: (row["status"], row["amount"], row["transaction_schedule_id"]) for row in desk.report()}
    assert rows == {first: ("Declined", "80.00", schedule), again["transaction"]: ("Approved", "80.00", schedule)}
    for key in rows:
        with pytest.raises(ValueError, match="only once"):
            desk.act("resend_by_hand", transaction=key)


def test_a_debit_is_not_sent_again_after_thirty_days(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-09")
    desk.act("outcome", schedule=schedule, status="Declined")
    desk.at("2026-04-09", 9)
    with pytest.raises(ValueError, match="more than 30 days"):
        desk.act("resend_by_hand", schedule=schedule)


def test_the_bank_answers_by_the_control_address_too(desk: Desk) -> None:
    schedule = desk.debit(desk.customers()[0], "2026-03-09")
    address = f"{desk.sandbox.control_url}/act/rotessa"
    done = desk.session.post(f"{address}/outcome", json={"schedule": schedule, "status": "Declined"}, timeout=20)
    assert done.json() == {"moves": [{"day": 2, "status": "Declined", "reason": "NSF"}]}
    refused = desk.session.post(f"{address}/refund", json={}, timeout=20)
    assert (refused.status_code, "no action refund" in refused.json()["error"]) == (400, True)
    desk.at("2026-03-11", 8)
    assert (
        desk.session.get(f"{desk.sandbox.control_url}/books/rotessa", timeout=20).json()["transactions"][0]["status"]
        == "Declined"
    )


def test_a_debit_keeps_the_banking_days_of_the_bank_it_was_made_for(desk: Desk) -> None:
    canadian = desk.customers()[0]
    schedule = desk.debit(canadian, "2026-03-30")
    desk.at("2026-03-31", 9)
    desk.act("edit_customer", customer=canadian, institution_number=None, transit_number=None, **AMERICAN_BANK)
    desk.at("2026-04-06", 12)  # the fifth banking day in the United States; Canada kept Good Friday
    assert desk.state(schedule) == [("Pending", None)]
    desk.at("2026-04-07", 8)
    assert desk.state(schedule) == [("Approved", None)]
    assert [lump["currency"] for lump in desk.books()["settlements"]] == ["CAD"]

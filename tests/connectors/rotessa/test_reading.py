"""Reading Rotessa: strict where money and identity are concerned, whole or not at all, and without bank numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.rotessa.fields import day, read_debit, read_payer, read_transaction
from app.domain.collection.debits import TransactionStatus
from app.domain.collection.payers import Given
from app.domain.errors import IncompleteRead, RemoteProblem
from tests.connectors.rotessa.desk import Desk, Row, customer, full, schedule, transaction

START, END = date(2026, 9, 1), date(2027, 3, 1)


# --- fields


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2019-03-7", date(2019, 3, 7)),
        ("2019-02-29", date(2019, 3, 1)),
        ("2026-12-31T00:00:00.000-06:00", date(2026, 12, 31)),
        ("2026-13-01", None),
        ("2026-00-10", None),
        ("", None),
        ("soon", None),
        (None, None),
    ],
)
def test_dates_are_read_padded_or_not_and_impossible_ones_count_as_the_next(said: object, meant: date | None) -> None:
    assert day({"d": said}, "d") == meant


@given(st.dates())
def test_every_real_date_reads_as_itself(real: date) -> None:
    if 1 <= real.year < 9999:
        assert day({"d": real.isoformat()}, "d") == real


@pytest.mark.parametrize(
    ("fields", "bank", "currency"),
    [
        ({"institution_number": "879", "transit_number": "00011", "account_number": "1"}, Given.YES, "CAD"),
        ({"routing_number": "071000013", "account_number": "1", "bank_account_type": "Checking"}, Given.YES, "USD"),
        ({"routing_number": "071000013", "account_number": "1", "bank_account_type": None}, Given.NO, "USD"),
        ({"institution_number": "879", "transit_number": "", "account_number": "1"}, Given.NO, "CAD"),
        ({"account_number": "100200300"}, Given.NO, ""),
        ({}, Given.NO, ""),
    ],
)
def test_bank_details_are_judged_and_dropped(fields: dict[str, object], bank: Given, currency: str) -> None:
    payer = read_payer({**customer(7), **fields}, "", is_full=True)
    assert (payer.bank_details, payer.currency) == (bank, currency)
    assert payer.authorisation is Given.NO
    assert not payer.can_be_debited
    for number in ("071000013", "100200300", "00011"):
        assert number not in repr(payer)


def test_a_short_form_says_nothing_of_the_bank() -> None:
    payer = read_payer(customer(7, bank_name="Prairie", cell_phone="2045550120"), "", is_full=False)
    assert (payer.bank_details, payer.authorisation, payer.address) == (Given.UNKNOWN, Given.UNKNOWN, None)
    assert payer.phone == "2045550120", "as older answers call it"


@pytest.mark.parametrize("status", ["Approved", "approved ", "APPROVED"])
def test_statuses_are_read_whatever_their_case(status: str) -> None:
    assert read_transaction(transaction(1, status=status)).status is TransactionStatus.APPROVED


def test_an_unknown_status_is_kept_as_it_is_spelt() -> None:
    row = read_transaction(transaction(1, status="Returned to sender", status_reason="Moved"))
    assert (row.status, row.words, row.reason) == (TransactionStatus.UNKNOWN, "Returned to sender", "Moved")
    assert not row.status.has_failed
    assert row.status.has_left


@pytest.mark.parametrize(
    "spoilt",
    [
        {"id": None}, {"id": "0"}, {"id": -3}, {"id": True}, {"amount": None}, {"amount": "many"}, {"amount": "-1.00"},
        {"amount": "1.005"}, {"process_date": None}, {"process_date": "soon"},
    ],
)  # fmt: skip
def test_a_row_without_identity_amount_or_date_stops_the_reading(spoilt: dict[str, object]) -> None:
    with pytest.raises(IncompleteRead):
        read_transaction(transaction(1) | spoilt)
    if "process_date" not in spoilt or spoilt["process_date"] is not None:
        with pytest.raises(IncompleteRead):
            read_debit(schedule(1) | spoilt, "7")


def test_amounts_come_as_numbers_or_text() -> None:
    amounts = [read_transaction(transaction(1, amount=said)).amount for said in ("84.00", 84, Decimal("84.0"), "84")]
    assert set(amounts) == {Decimal("84.00")}


def test_a_schedule_without_end_and_one_that_repeats_are_not_single() -> None:
    debit = read_debit(schedule(1), "7")
    assert debit.is_single
    assert debit.can_change
    for more in ({"installments": None}, {"installments": 2}, {"frequency": "Monthly"}, {"frequency": None}):
        assert not read_debit(schedule(1, **more), "7").is_single


def test_transactions_count_wherever_the_answer_keeps_them() -> None:
    row = {"id": 5, "transaction_schedule_id": 1, "amount": "84.00", "process_date": "2026-12-01", "status": "Pending"}
    desk = Desk()
    for place in (
        full(7, schedule(1, financial_transactions=[row])),
        full(7, schedule(1), financial_transactions=[row]),
        full(7, schedule(1, financial_transactions=[row]), financial_transactions=[row]),
    ):
        desk.answers.clear()
        desk.answer("GET customers/7", place)
        (debit,) = desk.collector.payer("7", desk.stop).debits.debits
        assert [one.id for one in debit.transactions] == ["5"]
        assert not debit.can_change


# --- customers


def test_customers_are_sorted_and_none_comes_twice() -> None:
    desk = Desk()
    desk.answer("GET customers", [customer(9), customer(10), customer(2)])
    assert [payer.id for payer in desk.collector.payers(desk.stop)] == ["2", "9", "10"]
    assert desk.calls("GET customers")[0].query == ()
    desk = Desk()
    desk.answer("GET customers", [customer(9), customer(9)])
    with pytest.raises(IncompleteRead):
        desk.collector.payers(desk.stop)


def test_a_list_of_exactly_a_thousand_is_asked_for_more() -> None:
    desk = Desk()
    desk.answer("GET customers", [customer(n) for n in range(1, 1001)])
    assert len(desk.collector.payers(desk.stop)) == 1000, "the page repeats: Rotessa does not page this list"
    assert [call.query for call in desk.calls("GET customers")] == [(), (("page", "2"),)]
    desk = Desk()
    desk.answer("GET customers", [customer(n) for n in range(1, 1001)])
    desk.answer("GET customers", [customer(n) for n in range(1001, 1004)])
    assert len(desk.collector.payers(desk.stop)) == 1003
    desk = Desk()
    desk.answer("GET customers", [customer(n) for n in range(1, 1001)])
    desk.answer("GET customers", [customer(n) for n in range(990, 1004)])
    with pytest.raises(IncompleteRead):
        desk.collector.payers(desk.stop)


@pytest.mark.parametrize("body", [{}, {"customers": []}, None, 3, "none", [[]], [customer(1), None]])
def test_a_list_of_another_form_is_no_list(body: object) -> None:
    desk = Desk()
    desk.answer("GET customers", body)
    with pytest.raises(RemoteProblem):
        desk.collector.payers(desk.stop)


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "payer_unknown"), (403, "payer_hidden"), (400, "refused_status"), (406, "refused_status")],
)
def test_a_customer_that_cannot_be_read_says_why(status: int, code: str) -> None:
    desk = Desk()
    desk.answer("GET customers/7", {"errors": [{"error_code": "x", "error_message": "No such thing"}]}, status)
    with pytest.raises(RemoteProblem) as told:
        desk.collector.payer("7", desk.stop)
    assert told.value.code == code
    assert told.value.sentence
    assert "No such thing" in told.value.details


@pytest.mark.parametrize("body", [[], full(8), {**full(7), "transaction_schedules": None}, {**full(7), "id": None}])
def test_another_customer_than_was_asked_for_is_none(body: object) -> None:
    desk = Desk()
    desk.answer("GET customers/7", body)
    with pytest.raises(IncompleteRead):
        desk.collector.payer("7", desk.stop)


# --- the report


def test_one_page_is_one_call() -> None:
    desk = Desk()
    desk.answer("GET transaction_report", [transaction(3), transaction(2), transaction(9, "2026-11-30")])
    rows = desk.collector.transactions(START, END, desk.stop)
    assert [row.id for row in rows] == ["9", "2", "3"]
    (call,) = desk.calls("GET transaction_report")
    asked = {"start_date": "2026-09-01", "end_date": "2027-03-01", "status": "All", "page": "1"}
    assert dict(call.query) == asked
    assert call.body is None, "a question has no body"


DAY = date(2026, 12, 1)


def test_days_that_fill_a_page_are_halved_and_known_the_next_time() -> None:
    desk = Desk(page=5)
    rows = [transaction(n, f"2026-1{1 + n % 2}-{1 + n % 28:02}") for n in range(1, 31)]
    desk.report = _honest(rows, 5)
    first = desk.collector.transactions(START, END, desk.stop)
    assert {row.id for row in first} == {str(n) for n in range(1, 31)}
    calls = len(desk.asked)
    assert desk.collector.transactions(START, END, desk.stop) == first
    again = len(desk.asked) - calls
    assert again < calls
    assert again <= 10, "thirty rows on pages of five, of which no more than nine tenths are filled"


def _honest(rows: list[Row], page: int) -> Callable[[date, date, int], list[Row]]:
    def answer(start: date, end: date, number: int) -> list[Row]:
        wanted = [row for row in rows if start <= date.fromisoformat(row["process_date"]) <= end]
        return wanted[(number - 1) * page : number * page]

    return answer


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(2, 7), st.randoms())
def test_however_the_rows_fall_all_of_them_come_and_none_twice(days: list[int], page: int, chance: Random) -> None:
    desk = Desk(page=page)
    rows = [transaction(n, (DAY + timedelta(days=day)).isoformat()) for n, day in enumerate(days, 1)]
    chance.shuffle(rows)
    desk.report = _honest(rows, page)
    for _ in range(2):
        found = desk.collector.transactions(DAY, DAY + timedelta(days=40), desk.stop)
        assert sorted(int(row.id) for row in found) == list(range(1, len(days) + 1))
        assert found == sorted(found, key=lambda row: (row.process_date, int(row.id)))


def test_the_pages_of_one_day_are_read_until_two_readings_agree() -> None:
    desk = Desk(page=3)
    for page in ([1, 2, 3], [4], [1, 2, 3], [4]):
        desk.answer("GET transaction_report", [transaction(n) for n in page])
    assert [row.id for row in desk.collector.transactions(DAY, DAY, desk.stop)] == ["1", "2", "3", "4"]
    assert [dict(call.query)["page"] for call in desk.calls("GET transaction_report")] == ["1", "2", "1", "2"]


def test_a_row_that_moved_between_pages_is_not_lost() -> None:
    desk = Desk(page=3)
    for page in ([1, 2, 3], [5], [1, 2, 4], [3, 5], [1, 2, 4], [3, 5]):  # 4 slipped onto the first page meanwhile
        desk.answer("GET transaction_report", [transaction(n) for n in page])
    assert [row.id for row in desk.collector.transactions(DAY, DAY, desk.stop)] == ["1", "2", "3", "4", "5"]


def test_a_row_that_comes_on_two_pages_counts_once_as_it_was_last() -> None:
    desk = Desk(page=2)
    pages: tuple[list[Row], ...] = (
        [transaction(1), transaction(2)],
        [transaction(2, status="Approved"), transaction(3)],
        [],
    )
    for page in (*pages, *pages):
        desk.answer("GET transaction_report", page)
    rows = desk.collector.transactions(DAY, DAY, desk.stop)
    assert [(row.id, row.status.value) for row in rows] == [("1", "future"), ("2", "approved"), ("3", "future")]


def test_a_report_that_changes_each_time_is_no_report() -> None:
    desk = Desk(page=2)
    for first in range(1, 30, 3):
        desk.answer("GET transaction_report", [transaction(first), transaction(first + 1)])
        desk.answer("GET transaction_report", [transaction(first + 2)])
    with pytest.raises(IncompleteRead):
        desk.collector.transactions(DAY, DAY, desk.stop)


@pytest.mark.parametrize(
    "pages",
    [
        [[transaction(1), transaction(1)]],
        [[transaction(1), transaction(2)], [transaction(1), transaction(2)]],
        [[transaction(1), transaction(2)], {"rows": []}],
        [[transaction(1), {"status": "Approved"}]],
    ],
    ids=["twice on a page", "a page again", "no list", "no row"],
)
def test_what_is_not_whole_is_told(pages: list[object]) -> None:
    desk = Desk(page=2)
    for page in pages:
        desk.answer("GET transaction_report", page)
    with pytest.raises(RemoteProblem):
        desk.collector.transactions(DAY, DAY, desk.stop)


def test_a_list_as_long_as_another_usual_page_is_asked_for_more() -> None:
    desk = Desk()
    desk.answer("GET transaction_report", [transaction(n) for n in range(1, 101)])
    desk.answer("GET transaction_report", [transaction(101)])
    desk.answer("GET transaction_report", [transaction(n) for n in range(1, 101)])
    desk.answer("GET transaction_report", [transaction(101)])
    assert len(desk.collector.transactions(DAY, DAY, desk.stop)) == 101


@given(st.permutations(range(1, 14)), st.integers(2, 5))
def test_whatever_the_order_of_the_rows_all_of_them_come(order: list[int], page: int) -> None:
    desk = Desk(page=page)
    rows = [transaction(n) for n in order]
    pages = [rows[start : start + page] for start in range(0, len(rows), page)]
    if len(pages[-1]) == page:
        pages.append([])
    for each in (*pages, *pages):
        desk.answer("GET transaction_report", each)
    assert [row.id for row in desk.collector.transactions(DAY, DAY, desk.stop)] == [str(n) for n in range(1, 14)]

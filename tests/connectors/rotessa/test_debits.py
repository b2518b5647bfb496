"""Debits on the wire: what is sent, what the answer must say, and what stops one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.rotessa.debit_making import comment_of
from app.connectors.rotessa.payer_changes import changed_of
from app.connectors.rotessa.regions import province_code
from app.connectors.rotessa.settings import COMMENT
from app.connectors.rotessa.words import REFUSALS, Fault, refusal_of
from app.domain.answer import Attempt, ItemOutcome, Stage
from app.domain.collection.payers import PayerFields
from app.domain.collection.payloads import (
    AmendDebitPayload,
    CreateDebitPayload,
    CreatePayerPayload,
    UpdatePayerPayload,
)
from app.domain.operation import Operation, OperationKind
from app.domain.parties import Address
from app.domain.verdict import Verdict, verdict
from tests.connectors.rotessa.desk import Desk, full, schedule, transaction

K = OperationKind
MARKER = "LF0A1B2C3D4E"
SENT = f"INV-2041 {MARKER} (Created with API)"
DEBIT = CreateDebitPayload(
    "7",
    "Prairie",
    "ledger",
    "invoice",
    "INV-2041",
    "contact",
    Decimal("84.00"),
    "CAD",
    date(2026, 12, 1),
    None,
    "INV-2041",
)


def _judged(attempt: Attempt, operation: Operation) -> Verdict:
    return verdict(attempt, attempt.items.get(operation.id), single=True, replay=False)


def _desk(*schedules: dict[str, Any], **more: Any) -> tuple[Desk, Operation]:
    desk = Desk()
    desk.answer("GET customers/7", full(7, *schedules, **more))
    return desk, desk.operation(K.CREATE_DEBIT, DEBIT)


def test_once_and_one_installment_are_said_and_the_marker_stands_in_the_comment() -> None:
    desk, operation = _desk()
    desk.answer("POST transaction_schedules", schedule(5, SENT))
    attempt = desk.send(operation)
    assert attempt.items[operation.id].outcome is ItemOutcome.MADE
    (request,) = desk.calls("POST transaction_schedules")
    assert json.loads(request.body or b"") == {
        "customer_id": 7, "amount": 84.0, "frequency": "Once", "installments": 1, "process_date": "2026-12-01",
        "comment": f"INV-2041 {MARKER}",
    }  # fmt: skip
    assert b'"amount":84.00' in (request.body or b"")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"frequency": "Monthly"}, "repeats"),
        ({"installments": None}, "repeats"),
        ({"installments": 12}, "repeats"),
        ({"amount": "840.00"}, "another amount"),
        ({"process_date": "2026-12-02"}, "another date"),
        ({"comment": "INV-2041"}, "another comment"),
    ],
)
def test_an_answer_that_says_something_else_is_no_success(said: dict[str, Any], words: str) -> None:
    desk, operation = _desk()
    desk.answer("POST transaction_schedules", schedule(5, SENT) | said)
    item = desk.send(operation).items[operation.id]
    assert item.outcome is ItemOutcome.MISMATCH
    assert item.remote_id == "5"
    assert words in item.sentence
    desk.answer("GET transaction_schedules/5", schedule(5, SENT) | said)
    state = desk.collector.handlers()[K.CREATE_DEBIT].read_back([desk.record(operation, "5")], desk.stop)[operation.id]
    assert words in state.why_not


@pytest.mark.parametrize("body", [{}, [], {"id": 5}, {"id": "x"}, schedule(5, SENT) | {"amount": None}, "made"])
def test_an_answer_that_names_no_debit_says_nothing(body: object) -> None:
    desk, operation = _desk()
    desk.answer("POST transaction_schedules", body)
    attempt = desk.send(operation)
    assert _judged(attempt, operation) is Verdict.AMBIGUOUS
    assert attempt.code == "bad_shape"


def test_two_faults_are_both_told() -> None:
    desk, operation = _desk()
    faults = [
        {"error_code": "installments_required", "error_message": "Installments can't be blank"},
        {"error_code": "process_date_timing", "error_message": "Process date must be 2 business days ahead"},
    ]
    desk.answer("POST transaction_schedules", {"errors": faults}, 422)
    attempt = desk.send(operation)
    assert _judged(attempt, operation) is Verdict.REJECTED
    item = attempt.items[operation.id]
    assert item.messages == tuple(fault["error_message"] for fault in faults)
    assert "date" in item.sentence


@pytest.mark.parametrize("body", [{}, {"errors": "many"}, {"errors": []}, b"<html>"])
def test_a_refusal_that_cannot_be_read_is_none(body: object) -> None:
    desk, operation = _desk()
    desk.answer("POST transaction_schedules", body, 422)
    assert _judged(desk.send(operation), operation) is Verdict.AMBIGUOUS


# --- the look before


@pytest.mark.parametrize(
    ("comment", "stops"),
    [
        ("INV-2041", True), ("inv-2041 by hand", True), ("Rent, INV-2041.", True), ("INV-2041 LF9999999999 (Created with API)", True),
        ("INV-20411", False), ("XINV-2041", False), ("INV-2041-B", False), ("2041", False), ("", False),
    ],
)  # fmt: skip
def test_another_debit_that_names_the_invoice_stops_it(comment: str, *, stops: bool) -> None:
    desk, operation = _desk(schedule(9, comment))
    desk.answer("POST transaction_schedules", schedule(5, SENT))
    attempt = desk.send(operation)
    assert _judged(attempt, operation) is (Verdict.REJECTED if stops else Verdict.APPLIED)
    assert len(desk.calls("POST transaction_schedules")) == (0 if stops else 1)


@pytest.mark.parametrize(
    ("status", "stops"),
    [
        ("Future", True),
        ("Pending", True),
        ("Approved", True),
        ("Odd", True),
        ("Declined", False),
        ("Chargeback", False),
    ],
)
def test_only_a_failed_debit_does_not_stand_in_the_way(status: str, *, stops: bool) -> None:
    row = {"id": 4, "transaction_schedule_id": 9, "amount": "84.00", "process_date": "2026-11-02", "status": status}
    desk, operation = _desk(schedule(9, "INV-2041 LF9999999999", financial_transactions=[row]))
    desk.answer("POST transaction_schedules", schedule(5, SENT))
    assert _judged(desk.send(operation), operation) is (Verdict.REJECTED if stops else Verdict.APPLIED)


def test_one_that_stands_already_is_taken_and_two_are_told() -> None:
    desk, operation = _desk(schedule(9, SENT))
    item = desk.send(operation).items[operation.id]
    assert (item.outcome, item.remote_id) == (ItemOutcome.MADE, "9")
    desk, operation = _desk(schedule(9, SENT), schedule(10, SENT))
    item = desk.send(operation).items[operation.id]
    assert item.outcome is ItemOutcome.REFUSED
    assert "2 times" in item.sentence
    assert desk.calls("POST transaction_schedules") == []


def test_a_look_that_fails_sends_nothing() -> None:
    desk, operation = _desk()
    desk.answers["GET customers/7"] = [(b"[]", 200, {})]
    attempt = desk.send(operation)
    assert attempt.stage is Stage.NOT_SENT
    assert attempt.retry_after is not None
    assert len(desk.asked) == 1


# --- finding


def test_a_debit_is_found_among_the_customers_and_in_the_report_once() -> None:
    desk, operation = _desk(schedule(5, SENT))
    rows = [
        transaction(8, transaction_schedule_id=5, comment=SENT),
        transaction(9, transaction_schedule_id=6, comment=SENT),
        transaction(10, transaction_schedule_id=7, comment="INV-2041"),
    ]
    desk.answer("GET transaction_report", rows)
    look_up = desk.collector.handlers()[K.CREATE_DEBIT].find([desk.record(operation)], desk.stop)[operation.id]
    assert look_up.complete
    assert [(hit.remote_id, hit.ours) for hit in look_up.hits] == [("5", True), ("6", True)]
    (call,) = desk.calls("GET transaction_report")
    assert (dict(call.query)["start_date"], dict(call.query)["end_date"]) == ("2026-11-30", "2026-12-08")


@pytest.mark.parametrize(("status", "complete"), [(404, True), (403, False), (400, False)])
def test_absence_is_concluded_only_where_everything_was_read(status: int, *, complete: bool) -> None:
    desk, operation = _desk()
    desk.answers["GET customers/7"] = [(b'{"errors":[{"error_code":"x","error_message":"y"}]}', status, {})]
    desk.answer("GET transaction_report", [])
    look_up = desk.collector.handlers()[K.CREATE_DEBIT].find([desk.record(operation)], desk.stop)[operation.id]
    assert look_up.complete is complete
    assert complete or look_up.problem


# --- changes


def test_another_amount_goes_alone_and_another_debit_is_no_answer() -> None:
    desk = Desk()
    payload = AmendDebitPayload("5", "7", "ledger", "i", "INV-2041", Decimal("84.00"), Decimal("90.00"), "CAD")
    operation = desk.operation(K.AMEND_DEBIT, payload)
    desk.answer("GET transaction_schedules/5", schedule(5, SENT))
    desk.answer("PATCH transaction_schedules/5", schedule(6, SENT, amount="90.00"))
    assert _judged(desk.send(operation), operation) is Verdict.AMBIGUOUS
    assert desk.calls("PATCH transaction_schedules/5")[0].body == b'{"amount":90.00}'
    desk.answers["PATCH transaction_schedules/5"] = [(json.dumps(schedule(5, SENT)).encode(), 200, {})]
    assert desk.send(operation).items[operation.id].outcome is ItemOutcome.MISMATCH


def test_a_change_that_comes_too_late_is_told_and_not_tried_again() -> None:
    desk = Desk()
    payload = AmendDebitPayload("5", "7", "ledger", "i", "INV-2041", Decimal("84.00"), Decimal("90.00"), "CAD")
    operation = desk.operation(K.AMEND_DEBIT, payload)
    desk.answer("GET transaction_schedules/5", schedule(5, SENT))
    locked = {
        "errors": [{"error_code": "schedule_locked", "error_message": "The transaction has been sent to the bank"}]
    }
    desk.answer("PATCH transaction_schedules/5", locked, 422)
    attempt = desk.send(operation)
    assert _judged(attempt, operation) is Verdict.REJECTED
    assert "can no longer be changed" in attempt.items[operation.id].sentence


# --- customers


def test_a_customer_is_made_without_bank_data_and_a_taken_identifier_is_looked_up() -> None:
    desk = Desk()
    address = Address(("18 Corydon Ave", "Unit 2", "Rear"), "Winnipeg", "MB", "R3L 0P1", "Canada")
    payload = CreatePayerPayload("c", "Prairie  Dental", "Prairie  Dental", "a@b.example", "204", "Business", address)
    operation = desk.operation(K.CREATE_PAYER, payload)
    taken = {
        "errors": [
            {"error_code": "custom_identifier_taken", "error_message": "Custom identifier has already been taken"}
        ]
    }
    desk.answer("POST customers", taken, 422)
    attempt = desk.send(operation)
    assert attempt.items[operation.id].outcome is ItemOutcome.NUMBER_TAKEN
    assert _judged(attempt, operation) is Verdict.AMBIGUOUS
    (request,) = desk.calls("POST customers")
    assert json.loads(request.body or b"") == {
        "name": "Prairie Dental", "email": "a@b.example", "phone": "204", "custom_identifier": "Prairie  Dental",
        "customer_type": "Business",
        "address": {"address_1": "18 Corydon Ave", "address_2": "Unit 2, Rear", "city": "Winnipeg", "province_code": "MB",
                    "postal_code": "R3L 0P1"},
    }  # fmt: skip
    question = desk.calls("POST customers/show_with_custom_identifier")[0]
    assert json.loads(question.body or b"") == {"custom_identifier": "Prairie  Dental"}


def test_only_what_differs_is_set_and_an_address_goes_whole() -> None:
    desk = Desk()
    here = Address(("18 Corydon Ave",), "Winnipeg", "MB", "R3L 0P1")
    before = PayerFields("Customer 7", "c7@payer.example", "", here)
    after = replace(before, email="new@payer.example", address=replace(here, city="Brandon"))
    operation = desk.operation(K.UPDATE_PAYER, UpdatePayerPayload("7", before, after))
    wire = {"address_1": "18 Corydon Ave", "city": "Winnipeg", "province_code": "MB", "postal_code": "R3L 0P1"}
    desk.answer("GET customers/7", full(7, address=wire))
    desk.answer("PATCH customers/7", full(7, email="new@payer.example", address={**wire, "city": "Brandon"}))
    assert desk.send(operation).items[operation.id].outcome is ItemOutcome.MADE
    (request,) = desk.calls("PATCH customers/7")
    assert json.loads(request.body or b"") == {
        "email": "new@payer.example", "address": {**wire, "address_2": "", "city": "Brandon"}
    }  # fmt: skip


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("Manitoba", "MB"),
        ("  british   COLUMBIA ", "BC"),
        ("Québec", "QC"),
        ("mb", "MB"),
        ("New York", "NY"),
        ("", ""),
        ("Kent", "Kent"),
    ],
)
def test_a_region_goes_as_its_two_letters_and_the_name_is_no_change(region: str, code: str) -> None:
    assert province_code(region) == code
    assert province_code(code) == code
    before = PayerFields("Customer 7", address=Address(("1 Main",), "Winnipeg", code))
    after = PayerFields("Customer 7", address=Address(("1 Main",), "Winnipeg", region))
    assert changed_of(UpdatePayerPayload("7", before, after)) == []


# --- words


@given(st.text(max_size=600))
def test_whatever_the_comment_the_marker_stands_in_it(comment: str) -> None:
    made = comment_of(comment, MARKER)
    assert made.endswith(MARKER)
    assert len(made) <= COMMENT
    assert "\n" not in made


def test_every_refusal_has_a_sentence_without_jargon() -> None:
    for row in REFUSALS:
        assert row.sentence.endswith(".")
        assert not {"error", "!", "422"} & set(row.sentence.lower().split())
    assert "own words" in refusal_of([Fault("nobody_knows", "Computer says no")]).sentence

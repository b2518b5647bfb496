"""When the way to a collector fails in the middle of a write: never a wrong word, never a second debit, and found if it is there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.domain.answer import Stage
from app.domain.errors import RemoteProblem
from app.domain.operation import Operation
from app.domain.verdict import Verdict
from tests.contract.collectors import Purse, judged

AMBIGUOUS, NOT_APPLIED, APPLIED = Verdict.AMBIGUOUS, Verdict.NOT_APPLIED, Verdict.APPLIED
FAULTS: list[tuple[dict[str, Any], Verdict]] = [
    ({"kind": "reset_before"}, AMBIGUOUS),
    ({"kind": "reset_after"}, AMBIGUOUS),
    ({"kind": "close_before"}, AMBIGUOUS),
    ({"kind": "close_after"}, AMBIGUOUS),
    ({"kind": "truncate"}, AMBIGUOUS),
    ({"kind": "broken_chunk"}, AMBIGUOUS),
    ({"kind": "malformed_json"}, AMBIGUOUS),
    ({"kind": "duplicate_keys"}, AMBIGUOUS),
    ({"kind": "nan"}, AMBIGUOUS),
    ({"kind": "html_200"}, AMBIGUOUS),
    ({"kind": "wrong_type", "content_type": "text/csv"}, AMBIGUOUS),
    ({"kind": "other_shape", "body": {"id": "many"}}, AMBIGUOUS),
    ({"kind": "other_shape", "body": []}, AMBIGUOUS),
    ({"kind": "oversized", "megabytes": 40}, AMBIGUOUS),
    ({"kind": "gzip_bomb", "megabytes": 80}, AMBIGUOUS),
    ({"kind": "redirect", "location": "https://elsewhere.example/x"}, AMBIGUOUS),
    ({"kind": "applied_then_status", "status": 500}, AMBIGUOUS),
    ({"kind": "status", "status": 503}, AMBIGUOUS),
    ({"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}, NOT_APPLIED),
    ({"kind": "expired_token"}, NOT_APPLIED),
    ({"kind": "slow", "seconds": 0.3}, APPLIED),
]


def _name(value: object) -> str:
    return str(value.get("kind", "")) if isinstance(value, dict) else str(value)


@pytest.mark.parametrize(("rule", "wanted"), FAULTS, ids=_name)
def test_a_debit_that_meets_a_fault(rule: dict[str, Any], wanted: Verdict, purse: Purse) -> None:
    operation = purse.debit(purse.payers()[0])
    purse.fault("POST", "/transaction_schedules$", **rule)
    attempt = purse.send(operation)
    assert attempt.stage is Stage.SENT
    assert judged(attempt, operation) is wanted
    assert wanted is APPLIED or attempt.sentence
    look_up = purse.find(operation)
    assert look_up.complete
    held = purse.held(operation.marker)
    assert len(held) == len(look_up.hits) <= 1
    assert all(hit.ours and hit.live for hit in look_up.hits)
    again = purse.made(operation)  # whoever sends it again all the same finds it first
    assert [str(row["id"]) for row in purse.held(operation.marker)] == [again.remote_id]


def test_a_request_that_is_delivered_twice_shows_as_two_debits(purse: Purse) -> None:
    operation = purse.debit(purse.payers()[0])
    purse.fault("POST", "/transaction_schedules$", kind="duplicate_delivery")
    purse.send(operation)
    hits = purse.find(operation).hits
    assert [(hit.ours, hit.live) for hit in hits] == [(True, True)] * 2, "a person is told, nothing is chosen"
    again = purse.send(operation)
    assert judged(again, operation) is Verdict.REJECTED
    assert "2 times" in again.items[operation.id].sentence


Make = Callable[[Purse, Any, str, str], Operation]


@pytest.mark.parametrize(
    ("method", "make"),
    [
        (
            "PATCH",
            lambda purse, payer, debit, marker: purse.amendment(debit, payer, Decimal("84.05"), Decimal("91.00")),
        ),
        ("DELETE", lambda purse, payer, debit, marker: purse.deletion(debit, payer, marker)),
    ],
    ids=["amend", "delete"],
)
@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "close_after", "truncate", "html_200"])
def test_a_change_that_meets_a_fault_is_found_or_done_again(purse: Purse, kind: str, method: str, make: Make) -> None:
    payer = purse.payers()[0]
    created = purse.debit(payer)
    debit = purse.made(created).remote_id
    operation = make(purse, payer, debit, created.marker)
    purse.fault(method, f"/transaction_schedules/{debit}$", kind=kind)
    attempt = purse.send(operation)
    nothing_to_cut = (method, kind) == ("DELETE", "truncate")  # a deletion is answered without a body
    assert judged(attempt, operation) is (APPLIED if nothing_to_cut else AMBIGUOUS)
    assert purse.find(operation).complete
    assert purse.made(operation).remote_id == debit
    state = purse.read_back(operation, debit)
    assert state.live if method == "PATCH" else not state.exists


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "reset_after"},
        {"kind": "truncate"},
        {"kind": "html_200"},
        {"kind": "malformed_json"},
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}},
    ],
    ids=_name,
)
def test_a_read_goes_on_after_a_fault(rule: dict[str, Any], purse: Purse) -> None:
    purse.fault("GET", "/customers$", **rule)
    assert len(purse.collector.payers(purse.stop)) >= 39


@pytest.mark.parametrize("body", [{"customers": []}, [{"name": "No id"}], [1], "none"], ids=str)
def test_a_read_of_another_shape_concludes_nothing(body: object, purse: Purse) -> None:
    day = purse.day()
    purse.fault("GET", "/customers$", kind="other_shape", body=body)
    with pytest.raises(RemoteProblem):
        purse.collector.payers(purse.stop)
    purse.fault("GET", "/transaction_report$", kind="other_shape", body=body)
    with pytest.raises(RemoteProblem):
        purse.collector.transactions(day, day, purse.stop)
    operation = purse.debit(purse.payers()[0])
    purse.fault("GET", "/transaction_report$", kind="other_shape", body=body)
    assert not purse.find(operation).complete
    attempt = purse.send(operation)
    assert judged(attempt, operation) is APPLIED


def test_a_check_that_cannot_be_made_sends_nothing(purse: Purse) -> None:
    payer = purse.payers()[0]
    operation = purse.debit(payer)
    purse.fault("GET", f"/customers/{payer.id}$", kind="other_shape", body=[])
    attempt = purse.send(operation)
    assert attempt.stage is Stage.NOT_SENT
    assert attempt.sentence
    assert purse.held(operation.marker) == []

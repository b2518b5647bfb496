"""The key, the hosts it goes to, the pace, and what refusals of access mean."""

from __future__ import annotations

import logging
from datetime import date
from decimal import Decimal

import pytest

from app.domain.answer import Stage
from app.domain.collection.payloads import DeleteDebitPayload
from app.domain.errors import AccessProblem, LimitReached, RemoteProblem
from app.domain.operation import OperationKind
from tests.connectors.rotessa.desk import KEY, Desk, customer, schedule

K = OperationKind


def test_the_key_stands_in_quotes_and_goes_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    desk.answer("GET customers", [customer(1)])
    with caplog.at_level(logging.DEBUG):
        check = desk.collector.check(desk.stop)
    (request,) = desk.asked
    assert request.headers["Authorization"] == f'Token token="{KEY}"'
    assert request.all_headers()["Accept"] == "application/json"
    assert request.url == "https://api.rotessa.com/v1/customers"
    assert check.findings == ("Connected with Rotessa: 1 customer.",)
    assert check.web_url == "https://app.rotessa.com"
    assert KEY not in caplog.text
    assert KEY not in repr(request)


def test_the_sandbox_is_another_host() -> None:
    desk = Desk(environment="sandbox")
    desk.answer("GET customers", [customer(1), customer(2, active=False)])
    check = desk.collector.check(desk.stop)
    assert desk.asked[0].url == "https://sandbox-api.rotessa.com/v1/customers"
    assert check.findings == ("Connected with Rotessa (its sandbox): 2 customers.", "1 of them is inactive.")


def test_an_address_without_tls_is_refused() -> None:
    with pytest.raises(RemoteProblem) as told:
        Desk(api_url="http://api.rotessa.com/v1")
    assert told.value.code == "foreign_host"


@pytest.mark.parametrize("key", ["", "  ", 'a"b', "schlüssel", "a\nb", "k" * 500])
def test_without_a_usable_key_nothing_is_asked_or_sent(key: str) -> None:
    desk = Desk(key=key)
    with pytest.raises(AccessProblem) as told:
        desk.collector.payers(desk.stop)
    assert told.value.code == "no_key"
    assert told.value.connection_id == "collector"
    operation = desk.operation(K.DELETE_DEBIT, _deletion())
    attempt = desk.send(operation)
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, "access_ended")
    assert attempt.sentence
    assert desk.asked == []
    assert desk.collector.handlers()[K.DELETE_DEBIT].credential() == ""


def _deletion() -> DeleteDebitPayload:
    return DeleteDebitPayload(
        "5", "7", "i", "INV-1", Decimal("84.00"), "CAD", date(2026, 12, 1), "LF0A1B2C3D4E", "void"
    )


def test_a_revoked_key_is_read_anew_once_a_person_has_entered_another() -> None:
    desk = Desk()
    desk.answer("GET customers", {"errors": [{"error_code": "unauthorized", "error_message": "Access denied"}]}, 401)
    desk.answer("GET customers", [])
    before = desk.collector.handlers()[K.CREATE_DEBIT].credential()
    with pytest.raises(AccessProblem) as told:
        desk.collector.payers(desk.stop)
    assert told.value.code == "access_ended"
    desk.secrets.put("collector", "api_key", "another-key")
    assert desk.collector.payers(desk.stop) == []
    assert desk.asked[-1].headers["Authorization"] == 'Token token="another-key"'
    assert before != desk.collector.handlers()[K.CREATE_DEBIT].credential() != ""


def test_calls_follow_one_another_two_a_second() -> None:
    desk = Desk()
    desk.answer("GET customers", [])
    for _ in range(7):
        desk.collector.payers(desk.stop)
    assert sum(desk.clock.waits) >= 3.0


def test_a_limit_is_kept_to_although_none_is_documented() -> None:
    desk = Desk()
    desk.answer("GET customers", {}, 429, Retry_After="3600")
    with pytest.raises(LimitReached) as told:
        desk.collector.payers(desk.stop)
    assert told.value.until is not None
    assert len(desk.asked) == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_fault_of_rotessas_own_is_read_again(status: int) -> None:
    desk = Desk()
    desk.answer("GET customers", b"<html>maintenance</html>", status, content_type="text/html")
    desk.answer("GET customers", [customer(1)])
    assert len(desk.collector.payers(desk.stop)) == 1


def test_the_answer_to_a_deletion_is_not_read() -> None:
    desk = Desk()
    desk.answer("GET transaction_schedules/5", schedule(5, "INV-1 LF0A1B2C3D4E (Created with API)"))
    desk.answer("DELETE transaction_schedules/5", b"", 204, content_type="")
    attempt = desk.send(desk.operation(K.DELETE_DEBIT, _deletion()))
    assert attempt.status == 204
    assert attempt.intact
    (request,) = desk.calls("DELETE transaction_schedules/5")
    assert request.body is None

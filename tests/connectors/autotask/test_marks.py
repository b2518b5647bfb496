"""Marking and unmarking on the wire: one field of one invoice, facts of every answer, nobody else's mark overwritten."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.connectors.autotask.source import AutotaskSource
from app.connectors.autotask.values import written
from app.domain.answer import Attempt, ItemOutcome, Stage
from app.domain.operation import Operation, OperationKind
from app.domain.run import Stop
from app.domain.verdict import Verdict, verdict
from app.ports.operations import IfAbsent, OperationHandler
from tests.connectors.autotask.bench import AT, SandboxBench, mark, ready, record, refused, said, unmark
from tests.connectors.autotask.conftest import MakeTiny

INVOICE = 20408


def handler_of(source: AutotaskSource, one: Operation) -> OperationHandler:
    return source.handlers()[one.kind]


def send(source: AutotaskSource, one: Operation) -> Attempt:
    handler = handler_of(source, one)
    prepared = handler.prepare([ready(one)])
    return handler.send(prepared, [ready(one)], "key", Stop())


def verdict_of(attempt: Attempt, one: Operation) -> Verdict:
    return verdict(attempt, attempt.items.get(one.id), single=True, replay=False)


def test_how_marks_are_to_be_carried_out(small: SandboxBench) -> None:
    handlers = small.source.handlers()
    assert set(handlers) == {OperationKind.MARK_PROCESSED, OperationKind.UNMARK_PROCESSED}
    for kind, handler in handlers.items():
        assert handler.kind is kind
        assert (handler.batch_limit, handler.repeatable, handler.trusts_key) == (1, True, False)
        assert handler.if_absent is IfAbsent.RESEND
        assert 2 <= handler.concurrency <= 3
        assert handler.credential() == handler.credential()
        assert small.secrets.values["secret"] not in handler.credential()


def test_the_body_is_pure_and_holds_the_mark_alone(small: SandboxBench) -> None:
    one = mark(INVOICE)
    handler = handler_of(small.source, one)
    prepared = handler.prepare([ready(one)])
    assert prepared == handler.prepare([ready(one)])
    assert (prepared.method, prepared.path, prepared.members) == ("PATCH", "Invoices", (one.id,))
    assert json.loads(prepared.body) == {"id": INVOICE, "webServiceDate": "2026-04-15T11:59:30.123Z"}


def test_a_mark_is_set_and_read_back(small: SandboxBench) -> None:
    one = mark(INVOICE)
    attempt = send(small.source, one)
    assert verdict_of(attempt, one) is Verdict.APPLIED
    assert attempt.items[one.id].remote_id == str(INVOICE)
    state = handler_of(small.source, one).read_back([record(one)], Stop())[one.id]
    assert (state.exists, state.live, state.version) == (True, True, written(AT))
    assert small.row("Invoices", INVOICE)["webServiceDate"].startswith("2026-04-15T11:59:30")
    assert [row["method"] for row in small.calls("V1.0/Invoices") if row["method"] != "POST"] == ["PATCH"]


def test_look_up_tells_set_not_set_and_set_by_somebody_else(small: SandboxBench) -> None:
    one = mark(INVOICE)
    handler = handler_of(small.source, one)
    assert handler.find([record(one)], Stop())[one.id].hits == ()
    assert handler.find([record(one)], Stop())[one.id].complete
    send(small.source, one)
    (hit,) = handler.find([record(one)], Stop())[one.id].hits
    assert (hit.ours, hit.live, hit.remote_id) == (True, True, str(INVOICE))
    other = mark(INVOICE, AT - timedelta(days=1))
    (hit,) = handler.find([record(other)], Stop())[other.id].hits
    assert not hit.ours
    assert "somebody else" in hit.differs
    state = handler.read_back([record(other)], Stop())[other.id]
    assert not state.live
    assert "Somebody else" in state.why_not


def test_many_are_looked_up_in_one_call(small: SandboxBench) -> None:
    records = [record(mark(one)) for one in range(20401, 20421)]
    before = len(small.calls("Invoices/query"))
    found = handler_of(small.source, mark(1)).find(records, Stop())
    assert len(small.calls("Invoices/query")) - before == 1
    assert all(one.complete for one in found.values())


def test_an_invoice_that_is_not_shown_is_no_proof_of_anything(small: SandboxBench) -> None:
    one = mark(5)
    handler = handler_of(small.source, one)
    assert not handler.find([record(one)], Stop())[one.id].complete
    assert not handler.read_back([record(one)], Stop())[one.id].exists


def test_the_mark_is_taken_back(small: SandboxBench) -> None:
    send(small.source, mark(INVOICE))
    one = unmark(INVOICE)
    attempt = send(small.source, one)
    assert verdict_of(attempt, one) is Verdict.APPLIED
    assert handler_of(small.source, one).read_back([record(one)], Stop())[one.id].live
    assert small.row("Invoices", INVOICE)["webServiceDate"] is None
    assert small.calls("V1.0/Invoices", "PUT") == []


def test_where_null_is_ignored_the_full_set_is_put(small: SandboxBench) -> None:
    send(small.source, mark(INVOICE))
    small.put("Invoices", INVOICE, paidDate="2026-04-10T00:00:00Z")
    before = small.row("Invoices", INVOICE)
    small.sandbox.act("autotask", "switches", {"null_ignored": True})
    one = unmark(INVOICE)
    send(small.source, one)
    after = small.row("Invoices", INVOICE)
    assert len(small.calls("V1.0/Invoices", "PUT")) == 1
    assert after["invoiceNumber"] == before["invoiceNumber"]
    assert (after["paidDate"] or "")[:10] == "2026-04-10"
    state = handler_of(small.source, one).read_back([record(one)], Stop())[one.id]
    assert state.live == (after["webServiceDate"] is None)


def test_somebody_elses_mark_is_not_taken_back_by_the_fallback(small: SandboxBench) -> None:
    small.sandbox.act("autotask", "switches", {"null_ignored": True})
    small.put("Invoices", INVOICE, webServiceDate="2026-01-05T00:00:00Z")
    one = unmark(INVOICE)
    send(small.source, one)
    assert small.calls("V1.0/Invoices", "PUT") == []
    (hit,) = handler_of(small.source, one).find([record(one)], Stop())[one.id].hits
    assert not hit.ours


@pytest.mark.parametrize("kind", ["reset_after", "close_after", "truncate"])
def test_a_lost_answer_is_ambiguous_and_the_look_up_finds_the_mark(small: SandboxBench, kind: str) -> None:
    small.fault(kind, "/V1.0/Invoices", method=["PATCH"])
    one = mark(INVOICE)
    attempt = send(small.source, one)
    assert verdict_of(attempt, one) is Verdict.AMBIGUOUS
    (hit,) = handler_of(small.source, one).find([record(one)], Stop())[one.id].hits
    assert hit.ours


def test_a_reset_before_leaves_nothing_and_the_look_up_says_so(small: SandboxBench) -> None:
    small.fault("reset_before", "/V1.0/Invoices", method=["PATCH"])
    one = mark(INVOICE)
    assert verdict_of(send(small.source, one), one) is Verdict.AMBIGUOUS
    look_up = handler_of(small.source, one).find([record(one)], Stop())[one.id]
    assert (look_up.complete, look_up.hits) == (True, ())
    assert verdict_of(send(small.source, one), one) is Verdict.APPLIED


def test_a_missing_right_is_not_applied_and_named(small: SandboxBench) -> None:
    small.sandbox.act("autotask", "switches", {"can_update_invoices": False})
    one = mark(INVOICE)
    attempt = send(small.source, one)
    assert verdict_of(attempt, one) is Verdict.NOT_APPLIED
    assert attempt.status == 403
    assert attempt.sentence == "The API user lacks a right for that in Autotask."


@pytest.mark.parametrize(
    ("answer", "expected", "status"),
    [
        (said({"itemId": INVOICE}), Verdict.APPLIED, 200),
        (said({"itemId": 7}), Verdict.AMBIGUOUS, 200),
        (said({}), Verdict.AMBIGUOUS, 200),
        (said([1]), Verdict.AMBIGUOUS, 200),
        (said({"itemId": True}), Verdict.AMBIGUOUS, 200),
        (refused("The Invoice id does not reference an existing entity."), Verdict.REJECTED, 422),
        (refused("Value is invalid", status=200), Verdict.REJECTED, 422),
        (refused("Something nobody knows"), Verdict.AMBIGUOUS, 500),
        (refused("thread threshold of 3 threads has been exceeded"), Verdict.NOT_APPLIED, 429),
        (refused("The number of requests has exceeded the threshold"), Verdict.NOT_APPLIED, 429),
        (said({}, 429, Retry_After="7"), Verdict.NOT_APPLIED, 429),
        (said({}, 503), Verdict.AMBIGUOUS, 503),
        (b"", Verdict.AMBIGUOUS, None),
    ],
)
def test_what_each_answer_means(tiny: MakeTiny, answer: bytes, expected: Verdict, status: int | None) -> None:
    source, _ = tiny(lambda path, body, heard: answer).source()
    one = mark(INVOICE)
    attempt = send(source, one)
    assert (verdict_of(attempt, one), attempt.status) == (expected, status)
    assert attempt.stage is Stage.SENT
    if expected is Verdict.REJECTED:
        assert attempt.items[one.id].outcome is ItemOutcome.REFUSED
        assert attempt.items[one.id].sentence == f"Autotask did not accept the change of invoice {INVOICE}."
    source.close()


def test_a_write_is_tried_once(tiny: MakeTiny) -> None:
    made = tiny(lambda path, body, heard: said({}, 503))
    source, clock = made.source()
    send(source, mark(INVOICE))
    assert made.server is not None
    assert len([one for one in made.server.requests if one.method == "PATCH"]) == 1
    assert clock.waits == []
    source.close()


def test_after_a_refused_secret_nothing_more_is_sent(tiny: MakeTiny) -> None:
    made = tiny(lambda path, body, heard: said({}, 401))
    source, _ = made.source()
    attempts = [send(source, mark(INVOICE)) for _ in range(3)]
    assert [(one.stage, one.status) for one in attempts] == [
        (Stage.SENT, 401),
        (Stage.NOT_SENT, None),
        (Stage.NOT_SENT, None),
    ]
    assert attempts[1].code == "access_ended"
    assert attempts[1].sentence == "Autotask does not accept the secret of this API user."
    assert made.server is not None
    assert len([one for one in made.server.requests if one.method == "PATCH"]) == 1
    source.close()


def test_marks_side_by_side_never_meet_the_thread_limit(small: SandboxBench) -> None:
    small.sandbox.set_latency(30)
    marks = [mark(one) for one in (20408, 20409, 20411, 20412, 20414, 20415, 20416, 20417)]
    with ThreadPoolExecutor(8) as pool:
        attempts = list(pool.map(lambda one: send(small.source, one), marks))
    assert [verdict_of(attempt, one) for attempt, one in zip(attempts, marks, strict=True)] == [Verdict.APPLIED] * 8
    states = handler_of(small.source, marks[0]).read_back([record(one) for one in marks], Stop())
    assert all(state.live for state in states.values())
    assert len(states) == 8

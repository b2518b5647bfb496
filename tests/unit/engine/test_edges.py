"""Rare ways: late starts, held operations, reads that fail, bodies that cannot be built, a fresh read-back that finds a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, LookUp, RemoteState, Stage
from app.domain.errors import AccessProblem, BadInput, LimitReached, RemoteProblem
from app.domain.machine import Reason
from app.domain.operation import OperationKind, OperationRecord, OperationState, Ready, taking_back
from app.domain.run import Stop
from app.engine.events import WaitingUntil
from app.engine.invariants import InvariantBroken, body_hash, require_intact, require_members, require_same_books
from app.ports.journal import Batch, Change
from app.ports.operations import Prepared
from tests.simulation.time import START
from tests.simulation.world import Fault
from tests.unit.engine.bench import Bench

S, K = OperationState, OperationKind


def test_a_start_that_comes_too_late_sends_nothing_and_is_taken_like_a_crash() -> None:
    bench = Bench(trusts_key=False)
    slow = [True]

    def stalled(method: str, when: str) -> None:
        if slow and (method, when) == ("begin", "after"):
            slow.clear()
            bench.clock.pass_time(11)

    bench.journal.on_commit = stalled
    invoice = bench.invoice(1)
    bench.execute(invoice)
    assert bench.world.calls["send"] == 0
    assert bench.record(invoice).state is S.UNKNOWN
    bench.tend_until(lambda: bench.record(invoice).state is S.DONE)
    assert len(bench.world.books.made) == 1


def test_what_another_copy_holds_is_left_to_it() -> None:
    bench = Bench()
    invoice, free = bench.invoice(1), bench.invoice(2)
    bench.journal.plan([invoice], bench.clock.now())
    bench.journal.claim([invoice.id], "copy-2", 300)
    outcomes = bench.execute(invoice, free)
    assert bench.record(invoice).state is S.PLANNED
    assert bench.record(free).state is S.DONE
    assert outcomes.next_check is not None
    assert bench.clock.now() < outcomes.next_check <= bench.clock.now() + timedelta(seconds=30)
    bench.clock.pass_time(301)
    bench.engine.tend(Stop())
    assert bench.record(invoice).state is S.DONE


def test_a_right_that_is_missing_pauses_at_once() -> None:
    bench = Bench()

    def forbidden(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        return Attempt(Stage.SENT, 403, sentence="Xero does not let this user add invoices")

    bench.invoices.send = forbidden  # type: ignore[method-assign]
    outcomes = bench.execute(bench.invoice(1))
    assert outcomes.paused is not None
    assert outcomes.paused.problem.sentence == "Xero does not let this user add invoices"


def test_our_own_pace_is_waited_for_and_is_no_failure() -> None:
    bench = Bench()
    send, paced = bench.invoices.send, [7.0] * 8

    def paced_send(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        if paced:
            words = "Xero takes 60 calls a minute"
            return Attempt(Stage.NOT_SENT, retry_after=paced.pop(), code="pace", sentence=words)
        return send(prepared, members, key, stop)

    bench.invoices.send = paced_send  # type: ignore[method-assign]
    outcomes = bench.execute(bench.invoice(1))
    assert outcomes.records[0].state is S.DONE
    assert sum(isinstance(event, WaitingUntil) for event in bench.events) == 8


def test_a_used_up_day_pauses_the_run_until_it_is_over() -> None:
    bench = Bench()

    def used_up(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        return Attempt(Stage.NOT_SENT, retry_after=7200.0, code="budget", sentence="Today's calls are used up")

    bench.invoices.send = used_up  # type: ignore[method-assign]
    outcomes = bench.execute(bench.invoice(1))
    assert outcomes.paused is not None
    assert outcomes.paused.until == bench.clock.now() + timedelta(seconds=7200)
    assert outcomes.records[0].state is S.PLANNED


def test_an_ended_sign_in_pauses_without_a_request() -> None:
    bench = Bench()

    def ended(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        return Attempt(Stage.NOT_SENT, code="access_ended", sentence="Reconnect Xero")

    bench.invoices.send = ended  # type: ignore[method-assign]
    outcomes = bench.execute(bench.invoice(1))
    assert outcomes.paused is not None
    assert isinstance(outcomes.paused.problem, AccessProblem)
    assert outcomes.records[0].state is S.PLANNED


def test_a_guard_without_access_pauses_the_run() -> None:
    bench = Bench()
    bench.guard.problem = AccessProblem("Reconnect Autotask", connection_id="source")
    outcomes = bench.execute(bench.invoice(1))
    assert outcomes.paused is not None
    assert outcomes.paused.problem.sentence == "Reconnect Autotask"
    assert bench.world.calls["send"] == 0


@pytest.mark.parametrize("problem", [RemoteProblem("No answer"), RuntimeError("defect")])
def test_a_look_up_that_fails_concludes_nothing(problem: Exception) -> None:
    bench = Bench(Fault.LOST_BEFORE, trusts_key=False)
    find, failing = bench.invoices.find, [problem] * 2

    def fails(records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        if failing:
            raise failing.pop()
        return find(records, stop)

    bench.invoices.find = fails  # type: ignore[method-assign]
    invoice = bench.invoice(1)
    bench.execute(invoice)
    assert bench.record(invoice).state is S.UNKNOWN
    bench.tend_until(lambda: bench.record(invoice).state is S.DONE)


def test_a_limit_during_a_look_up_is_waited_for() -> None:
    bench = Bench(Fault.LOST_AFTER, trusts_key=False)
    find, failing = bench.invoices.find, [1]

    def limited(records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        if failing:
            failing.pop()
            raise LimitReached("Wait", until=bench.clock.now() + timedelta(seconds=20))
        return find(records, stop)

    bench.invoices.find = limited  # type: ignore[method-assign]
    invoice = bench.invoice(1)
    bench.execute(invoice)
    assert bench.record(invoice).state is S.DONE


def test_a_read_back_that_fails_is_made_again() -> None:
    bench = Bench()
    read, failing = bench.invoices.read_back, [1] * 5

    def fails(records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        if failing:
            failing.pop()
            return {}
        return read(records, stop)

    bench.invoices.read_back = fails  # type: ignore[method-assign]
    invoice = bench.invoice(1)
    outcomes = bench.execute(invoice)
    assert bench.record(invoice).state is S.CONFIRMED
    assert outcomes.next_check is not None
    bench.tend_until(lambda: bench.record(invoice).state is S.DONE)
    assert bench.world.calls["send"] == 1


def test_a_body_that_cannot_be_built_holds_only_its_own() -> None:
    bench = Bench()
    prepare = bench.invoices.prepare

    def picky(members: Sequence[Ready]) -> Prepared:
        if any(member.operation.reference == "3" for member in members):
            raise BadInput("A line has no account", field="account")
        return prepare(members)

    bench.invoices.prepare = picky  # type: ignore[method-assign]
    outcomes = bench.execute(*[bench.invoice(number) for number in range(6)])
    states = {record.operation.reference: record.state for record in outcomes.records}
    assert states.pop("3") is S.REVIEW
    assert set(states.values()) == {S.DONE}
    assert outcomes.records[3].sentence == "A line has no account"


def test_a_body_without_one_of_its_members_is_never_sent() -> None:
    bench = Bench()
    prepare = bench.invoices.prepare
    bench.invoices.prepare = lambda members: prepare(members[1:])  # type: ignore[method-assign]
    outcomes = bench.execute(bench.invoice(1), bench.invoice(2))
    assert {record.reason for record in outcomes.records} == {Reason.INVARIANT}
    assert bench.world.calls["send"] == 0


@pytest.mark.parametrize(
    ("removal", "words"),
    [
        ((), "Not marked: the document is being taken out of the ledger"),
        ((S.SENDING, S.CONFIRMED, S.DONE), "Not marked: the document was taken out of the ledger"),
        ((S.CANCELLED,), ""),
        (None, ""),
    ],
)
def test_a_mark_is_not_set_once_its_document_was_taken_back_or_waits_for_that(
    removal: tuple[OperationState, ...] | None, words: str
) -> None:
    """Even though it was read live a moment ago, before another copy of the program took it back."""
    bench = Bench()
    invoice = bench.invoice(1)
    bench.execute(invoice)
    void = bench.operation(K.VOID_DOCUMENT, "1", "undo-1", invoice)
    if removal is not None:
        bench.journal.plan([replace(void, subject=taking_back(bench.record(invoice)))], bench.clock.now())
        for state in removal:
            bench.journal.record([Change(void.id, state, "answer")], bench.clock.now())
    mark = bench.operation(K.MARK_PROCESSED, "1", "run-2", invoice)
    bench.execute(mark)
    found = bench.record(mark)
    assert (found.state, found.sentence) == ((S.REVIEW, words) if words else (S.DONE, ""))


def test_a_mark_is_not_set_when_the_fresh_read_back_finds_a_change() -> None:
    bench = Bench()
    invoice = bench.invoice(1)
    bench.execute(invoice)
    bench.clock.pass_time(120)
    bench.world.somebody_removes(invoice.subject)
    mark = bench.operation(K.MARK_PROCESSED, "1", "run-2", invoice)
    bench.execute(mark)
    assert (bench.record(mark).state, bench.record(mark).reason) == (S.REVIEW, Reason.NOT_FRESH)
    assert bench.record(invoice).state is S.DONE
    assert bench.record(invoice).reason == Reason.REMOVED


def test_a_mark_waits_while_its_document_cannot_be_read() -> None:
    bench = Bench()
    invoice = bench.invoice(1)
    bench.execute(invoice)
    bench.clock.pass_time(120)
    read, failing = bench.invoices.read_back, [RemoteProblem("No answer")] * 2

    def fails(records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        if failing:
            raise failing.pop()
        return read(records, stop)

    bench.invoices.read_back = fails  # type: ignore[method-assign]
    mark = bench.operation(K.MARK_PROCESSED, "1", "run-2", invoice)
    bench.execute(mark)
    assert bench.record(mark).state is S.DONE
    assert bench.world.books.broken == []


def test_a_mismatch_goes_to_review_with_its_id() -> None:
    bench = Bench()
    send = bench.invoices.send

    def other_contact(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        made = send(prepared, members, key, stop).items[members[0].operation.id]
        item = ItemAnswer(ItemOutcome.MISMATCH, made.remote_id, sentence="Xero shows another contact")
        return Attempt(Stage.SENT, 200, True, {members[0].operation.id: item})

    bench.invoices.send = other_contact  # type: ignore[method-assign]
    invoice = bench.invoice(1)
    bench.execute(invoice)
    record = bench.record(invoice)
    assert (record.state, record.reason, record.sentence) == (S.REVIEW, Reason.MISMATCH, "Xero shows another contact")
    assert record.remote_id


def test_the_assertions_that_stay_on() -> None:
    bench = Bench()
    batch = Batch("b", ("a",), "k", "PUT", "/", b"x", body_hash(b"y"), "", (0,), "t", START, 0.0, "boot")
    with pytest.raises(InvariantBroken):
        require_intact(batch)
    with pytest.raises(InvariantBroken):
        require_members(Prepared("PUT", "/", b"", ("a", "a")), ["a"])
    one = OperationRecord(bench.invoice(1), S.PLANNED)
    other = OperationRecord(bench.operation(K.MARK_PROCESSED, "1"), S.PLANNED)
    with pytest.raises(InvariantBroken):
        require_same_books([one, other])


def test_a_pause_by_the_person_starts_nothing_new() -> None:
    bench = Bench(batch_limit=1)
    bench.invoices.concurrency = 1
    stop = Stop()
    stop.pause()
    stop.cancel()
    outcomes = bench.execute(bench.invoice(1), stop=stop)
    assert outcomes.cancelled
    assert bench.world.calls["send"] == 0


def test_the_journal_keeps_what_was_answered() -> None:
    bench = Bench(Fault.LIMIT)
    invoice = bench.invoice(1)
    bench.execute(invoice)
    texts = [fact.text for fact in bench.journal.facts(operation_id=invoice.id) if fact.kind == "not_applied"]
    assert '"status": 429' in texts[0]

"""Limits, sign-in, silence, cancels, kills, a journal that cannot be written, and two copies of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.constants import DEADLINE, LEASE, SETTLE
from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached, StoreProblem
from app.domain.machine import Decision, Reason
from app.domain.operation import OperationState, Ready
from app.domain.run import Stop
from app.engine.engine import Engine
from app.engine.events import BatchStarted, RunPaused, WaitingUntil
from app.ports.operations import IfAbsent, Prepared
from tests.simulation.kill import Killed
from tests.simulation.whole.program import MachineClock
from tests.simulation.world import Fault
from tests.unit.engine.bench import Bench

S = OperationState


def test_a_short_limit_is_sat_out_under_the_same_key() -> None:
    bench = Bench(Fault.LIMIT)
    invoice = bench.invoice(1)
    bench.execute(invoice)
    assert bench.record(invoice).state is S.DONE
    assert bench.record(invoice).generation == 0
    assert any(isinstance(event, WaitingUntil) for event in bench.events)


def test_a_long_limit_pauses_the_run_and_it_goes_on_later() -> None:
    bench = Bench(Fault.LONG_LIMIT)
    invoice = bench.invoice(1)
    outcomes = bench.execute(invoice)
    assert outcomes.paused is not None
    assert isinstance(outcomes.paused.problem, LimitReached)
    assert outcomes.paused.until is not None
    assert bench.record(invoice).state is S.PLANNED
    assert any(isinstance(event, RunPaused) for event in bench.events)
    bench.clock.pass_time(3600)
    bench.resume()
    assert bench.record(invoice).state is S.DONE
    assert len(bench.world.books.made) == 1


def test_a_sign_in_is_renewed_once_and_then_asked_for() -> None:
    bench = Bench(Fault.SIGN_IN)
    bench.execute(bench.invoice(1))
    assert bench.journal.records()[0].state is S.DONE
    bench = Bench(Fault.SIGN_IN, Fault.SIGN_IN)
    outcomes = bench.execute(bench.invoice(1))
    assert outcomes.paused is not None
    assert isinstance(outcomes.paused.problem, AccessProblem)
    assert outcomes.records[0].state is S.PLANNED
    assert bench.resume().records[0].state is S.DONE


def test_a_replay_is_the_same_request_and_makes_nothing_new() -> None:
    bench = Bench(Fault.LOST_AFTER)
    outcomes = bench.execute(*[bench.invoice(number) for number in range(3)])
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert {record.generation for record in outcomes.records} == {0}
    assert len(bench.world.books.made) == 3
    assert [event.replay for event in bench.events if isinstance(event, BatchStarted)] == [False, True]


def test_without_a_trusted_key_it_is_looked_up_instead() -> None:
    bench = Bench(Fault.LOST_AFTER, trusts_key=False)
    invoice = bench.invoice(1)
    bench.execute(invoice)
    assert bench.record(invoice).state is S.DONE
    assert bench.world.calls["send"] == 1


def test_a_partly_read_answer_is_never_repeated() -> None:
    bench = Bench(Fault.PARTLY_READ)
    outcomes = bench.execute(*[bench.invoice(number) for number in range(6)])
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert bench.world.calls["send"] == 1


def test_absence_is_believed_late_and_only_then_sent_again() -> None:
    bench = Bench(Fault.LOST_BEFORE, trusts_key=False)
    invoice = bench.invoice(1)
    outcomes = bench.execute(invoice)
    assert outcomes.being_checked == outcomes.records
    assert outcomes.next_check is not None
    bench.tend_until(lambda: bench.record(invoice).state is S.DONE)
    record = bench.record(invoice)
    assert record.generation == 1
    sent = [fact.at for fact in bench.journal.facts(operation_id=invoice.id) if fact.kind == "sending"]
    assert sent[1] - sent[0] >= SETTLE + DEADLINE
    assert len(bench.world.books.made) == 1
    assert bench.world.calls["find"] == 6


def test_a_person_decides_where_nothing_guards_the_effect() -> None:
    bench = Bench(Fault.LOST_BEFORE, trusts_key=False)
    bench.invoices.if_absent = IfAbsent.PERSON_DECIDES
    invoice = bench.invoice(1)
    bench.execute(invoice)
    bench.tend_until(lambda: bench.record(invoice).state.is_final)
    assert bench.record(invoice).reason == Reason.ABSENT_ASK
    bench.engine.decide(invoice.id, Decision.SEND_AGAIN, "Ana")
    bench.tend_until(lambda: bench.record(invoice).state is S.DONE)
    assert '"user": "Ana"' in next(fact.text for fact in bench.journal.facts() if fact.kind == "decision")


def test_decisions_that_cannot_be_taken() -> None:
    bench = Bench(Fault.REFUSED)
    invoice = bench.invoice(1)
    bench.execute(invoice)
    with pytest.raises(ExpectedProblem):
        bench.engine.decide(invoice.id, Decision.ADOPT, "Ana")
    bench.engine.decide(invoice.id, Decision.LEAVE, "Ana")
    assert bench.record(invoice).state is S.CANCELLED
    with pytest.raises(ExpectedProblem):
        bench.engine.decide(invoice.id, Decision.LEAVE, "Ana")


def test_a_removed_document_is_asked_about_and_can_be_sent_again() -> None:
    bench = Bench(Fault.LOST_AFTER, trusts_key=False)
    invoice = bench.invoice(1)
    bench.clock.at(0.05, lambda: bench.clock.at(2.0, lambda: bench.world.somebody_removes(invoice.subject)))
    bench.world.lag = 4.0
    bench.execute(invoice)
    assert (bench.record(invoice).state, bench.record(invoice).reason) == (S.REVIEW, Reason.REMOVED)
    bench.engine.decide(invoice.id, Decision.SEND_AGAIN, "Ana")
    bench.tend_until(lambda: bench.record(invoice).state is S.DONE)
    assert [made.live for made in bench.world.books.made] == [False, True]


def test_stopping_cancels_what_was_not_sent_and_it_can_be_sent_in_a_later_run() -> None:
    bench = Bench(Fault.SLOW, batch_limit=1)
    bench.invoices.concurrency = 1
    stop = Stop()
    bench.clock.at(5, stop.cancel)
    first, second = bench.invoice(1), bench.invoice(2)
    outcomes = bench.execute(first, second, stop=stop)
    assert outcomes.cancelled
    assert bench.record(first).state is S.CONFIRMED
    assert (bench.record(second).state, bench.record(second).reason) == (S.CANCELLED, Reason.STOPPED)
    bench.tend_until(lambda: bench.record(first).state is S.DONE)
    bench.execute(bench.invoice(2, "run-2"))
    assert bench.record(second).state is S.DONE
    assert '"run": "run-2"' in bench.record(second).operation.payload


def test_what_waits_unsent_gives_way_to_a_later_plan() -> None:
    bench = Bench(Fault.LONG_LIMIT)
    invoice = bench.invoice(1)
    bench.execute(invoice)
    assert bench.record(invoice).state is S.PLANNED
    bench.clock.pass_time(4000)
    bench.execute(bench.invoice(1, "run-2"))
    assert bench.record(invoice).state is S.DONE
    assert bench.record(invoice).operation.run_id == "run-2"


def test_no_journal_no_send() -> None:
    bench = Bench()

    def full(method: str, when: str) -> None:
        if method == "begin" and when == "before":
            raise StoreProblem("The disk is full")

    bench.journal.on_commit = full
    outcomes = bench.execute(bench.invoice(1))
    assert outcomes.paused is not None
    assert isinstance(outcomes.paused.problem, StoreProblem)
    assert bench.world.calls["send"] == 0
    assert outcomes.records[0].state is S.PLANNED


def test_an_answer_that_cannot_be_written_is_kept_and_stops_all_sending() -> None:
    bench = Bench(batch_limit=1)
    bench.invoices.concurrency = 1
    full = [True]

    def sometimes_full(method: str, when: str) -> None:
        if full[0] and (method, when) == ("record", "before"):
            raise StoreProblem("The disk is full")

    bench.journal.on_commit = sometimes_full
    outcomes = bench.execute(bench.invoice(1), bench.invoice(2))
    assert outcomes.paused is not None
    assert bench.released == 1
    assert bench.world.calls["send"] == 1
    with pytest.raises(StoreProblem):
        bench.resume()
    assert bench.world.calls["send"] == 1
    full[0] = False
    assert {record.state for record in bench.resume().records} == {S.DONE}
    assert len(bench.world.books.made) == 2


@pytest.mark.parametrize("step", range(1, 40))
def test_a_kill_at_any_step_loses_and_doubles_nothing(step: int) -> None:
    bench = Bench()
    bench.killer.die_at = step
    contact = bench.operation(bench.contacts.kind, "Acme")
    operations = [contact, bench.invoice(1, "run", contact), bench.invoice(2)]
    try:
        bench.execute(*operations)
    except Killed:
        bench.killer.revive()
        bench.clock.pass_time(3)
        bench.engine = bench.engine_of("copy-1")
        bench.resume(None)
    bench.killer.revive()
    bench.execute(*operations)
    bench.tend_until(lambda: not bench.engine.pending())
    assert {record.state for record in bench.journal.records()} == {S.DONE}
    assert len(bench.world.books.made) == 3
    assert bench.world.books.broken == []


@pytest.mark.parametrize(("credential", "sent"), [("token", 2), ("", 1)])
def test_a_key_is_used_again_after_a_crash_only_under_a_credential_that_is_known(credential: str, sent: int) -> None:
    """At its start a program has no access token yet: that of the attempt before and the next one are as unknown as each other."""
    bench = Bench()
    bench.world.credential = credential
    invoice = bench.invoice(1)
    bench.killer.die_on = "answer"
    with pytest.raises(Killed):
        bench.execute(invoice)
    bench.killer.revive()
    bench.engine = bench.engine_of("copy-1")
    bench.resume()
    assert bench.record(invoice).state is S.DONE
    assert (bench.world.calls["send"], len(bench.world.books.made)) == (sent, 1)


def test_another_copy_waits_for_the_lease_of_a_dead_one() -> None:
    bench = Bench(trusts_key=False)
    invoice = bench.invoice(1)
    bench.killer.die_on = "last byte"
    with pytest.raises(Killed):
        bench.execute(invoice)
    bench.killer.revive()
    other = bench.engine_of("copy-2")
    assert bench.record(invoice).state is S.SENDING
    other.resume(None, Stop())
    assert bench.record(invoice).state is S.SENDING
    bench.clock.pass_time(LEASE.total_seconds())
    other.resume(None, Stop())
    assert bench.record(invoice).state is S.DONE
    assert len(bench.world.books.made) == 1


def test_an_answer_is_recorded_after_the_claim_has_passed_on() -> None:
    bench = Bench(trusts_key=False)
    invoice = bench.invoice(1)
    other = bench.engine_of("copy-2")
    send = bench.invoices.send

    def slowly(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        attempt = send(prepared, members, key, stop)
        bench.world.lag = 10_000
        bench.clock.pass_time(LEASE.total_seconds() + 1)
        other.resume(None, Stop())
        assert bench.record(invoice).state is S.UNKNOWN
        return attempt

    bench.invoices.send = slowly  # type: ignore[method-assign]
    bench.execute(invoice)
    assert bench.record(invoice).state is S.DONE
    assert len(bench.world.books.made) == 1


def test_a_reading_that_could_not_be_written_down_is_no_ground_for_a_mark() -> None:
    """Another copy has read the document back meanwhile, and then somebody took it out of the ledger."""
    bench = Bench()
    invoice = bench.invoice(1)
    mark = bench.operation(bench.marks.kind, "1", "run", invoice)
    other, answered = bench.engine_of("copy-2"), [("record", "after")]

    def stalled(method: str, when: str) -> None:
        if (method, when) in answered:
            answered.clear()
            bench.clock.pass_time(LEASE.total_seconds() + 1)
            other.resume(None, Stop())
            bench.world.somebody_removes(invoice.subject)

    bench.journal.on_commit = stalled
    bench.execute(invoice)
    assert bench.record(invoice).state is S.DONE
    bench.execute(mark)
    assert (bench.record(mark).state, bench.record(mark).reason) == (S.REVIEW, Reason.NOT_FRESH)
    assert bench.world.books.broken == []


def test_what_another_machine_sent_is_not_believed_absent_sooner_because_its_clock_was_slow() -> None:
    bench = Bench(Fault.LOST_BEFORE, trusts_key=False)
    invoice = bench.invoice(1)
    bench.clock.set_wall(-600)
    bench.execute(invoice)
    bench.clock.set_wall(600)
    other = Engine(replace(bench.context("copy-2"), clock=MachineClock(bench.clock, "there")))
    bench.clock.pass_time((SETTLE + DEADLINE).total_seconds() - 600)
    other.tend(Stop())
    assert bench.record(invoice).state is S.UNKNOWN
    bench.clock.pass_time((SETTLE + DEADLINE).total_seconds())
    other.tend(Stop())
    assert bench.record(invoice).state is S.ABSENT


def test_one_document_named_for_two_operations_stops_both() -> None:
    bench = Bench()

    def same(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        made = ItemAnswer(ItemOutcome.MADE, "same")
        return Attempt(Stage.SENT, 200, True, {member.operation.id: made for member in members})

    bench.invoices.send = same  # type: ignore[method-assign]
    outcomes = bench.execute(bench.invoice(1), bench.invoice(2))
    assert {(record.state, record.reason) for record in outcomes.records} == {(S.REVIEW, Reason.INVARIANT)}


def test_a_handler_that_fails_after_the_first_byte_is_no_clear_answer() -> None:
    bench = Bench(trusts_key=False)

    def broken(prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        raise RuntimeError("defect")

    bench.invoices.send = broken  # type: ignore[method-assign]
    invoice = bench.invoice(1)
    bench.execute(invoice)
    assert bench.record(invoice).state is S.UNKNOWN
    assert bench.journal.attempts[0].code == "own_exception"


def test_a_connection_that_is_gone_pauses_the_run_after_a_while() -> None:
    bench = Bench(*[Fault.NOT_SENT] * 9)
    outcomes = bench.execute(bench.invoice(1))
    assert outcomes.paused is not None
    assert outcomes.records[0].state is S.PLANNED
    bench.clock.pass_time(1000)
    bench.world.force.clear()
    assert bench.resume().records[0].state is S.DONE

"""From plan to done: batches, dependencies, checks, few calls, and executing twice."""

from __future__ import annotations

import pytest

from app.domain.answer import GuardOutcome
from app.domain.errors import ExpectedProblem, RemoteProblem
from app.domain.machine import Reason
from app.domain.operation import OperationKind, OperationState
from app.domain.run import Stop
from app.engine.events import BatchStarted
from tests.simulation.world import Fault
from tests.unit.engine.bench import Bench

S, K = OperationState, OperationKind


def test_120_invoices_cost_few_calls() -> None:
    bench = Bench()
    operations = [bench.invoice(number) for number in range(120)]
    outcomes = bench.execute(*operations)
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert [record.operation.id for record in outcomes.records] == [one.id for one in operations]
    assert bench.world.calls == {"send": 3, "read_back": 1, "guard": 1}
    assert outcomes.still_open == ()
    assert outcomes.next_check is None


def test_120_marks_cost_few_reads() -> None:
    bench = Bench()
    invoices = [bench.invoice(number) for number in range(120)]
    marks = [bench.operation(K.MARK_PROCESSED, one.reference, "run", one) for one in invoices]
    outcomes = bench.execute(*invoices, *marks)
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert bench.world.books.broken == []
    assert bench.world.calls["send"] == 3 + 120
    assert bench.world.calls["read_back"] <= 1 + 6 + 1
    assert bench.world.calls["guard"] <= 1 + 40


def test_executing_again_makes_nothing() -> None:
    bench = Bench()
    first = bench.execute(*[bench.invoice(number) for number in range(5)])
    sends = bench.world.calls["send"]
    again = bench.execute(*[bench.invoice(number, "run-2") for number in range(5)])
    assert again.records == first.records
    assert bench.world.calls["send"] == sends


def test_a_refused_contact_holds_only_its_own_invoices() -> None:
    bench = Bench(Fault.REFUSED, batch_limit=1)
    contact = bench.operation(K.CREATE_CONTACT, "Acme")
    held, free = bench.invoice(1, "run", contact), bench.invoice(2)
    mark = bench.operation(K.MARK_PROCESSED, "1", "run", held)
    bench.execute(contact, held, free, mark)
    assert bench.record(contact).state is S.REVIEW
    assert bench.record(held).state is S.CANCELLED
    assert bench.record(held).sentence == (
        "Not sent, because the contact Acme could not be created: The account is archived"
    )
    assert bench.record(mark).state is S.CANCELLED
    assert bench.record(free).state is S.DONE


def test_a_body_gets_the_ids_of_what_it_depends_on_also_under_an_earlier_id() -> None:
    bench = Bench()
    contact = bench.operation(K.CREATE_CONTACT, "Acme")
    bench.execute(contact)
    same = bench.operation(K.CREATE_CONTACT, "Acme", "run-2")
    invoice = bench.invoice(1, "run-2", same)
    outcomes = bench.execute(same, invoice)
    record = outcomes.records[1]
    assert record.state is S.DONE
    assert record.operation.depends_on == (contact.id,)
    assert contact.id in record.operation.payload
    assert (
        f"('{contact.id}', '{bench.record(contact).remote_id}')" in bench.journal.batch(record.batch_id).body.decode()
    )


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (GuardOutcome.CHANGED, S.REVIEW, Reason.CHANGED),
        (GuardOutcome.VOIDED, S.CANCELLED, Reason.VOIDED),
        (GuardOutcome.MARKED_BY_OTHERS, S.REVIEW, Reason.MARKED_BY_OTHERS),
    ],
)
def test_the_source_moved(outcome: GuardOutcome, state: OperationState, reason: Reason) -> None:
    bench = Bench()
    bench.guard.outcomes["1"] = outcome
    moved, still = bench.invoice(1), bench.invoice(2)
    bench.execute(moved, still)
    assert (bench.record(moved).state, bench.record(moved).reason) == (state, reason)
    assert bench.record(moved).sentence
    assert bench.record(still).state is S.DONE
    bench.guard.outcomes.clear()
    confirmed_anew = bench.execute(bench.invoice(1, "run-2"))
    assert confirmed_anew.records[0].state is S.DONE
    assert confirmed_anew.records[0].operation.id == moved.id
    assert confirmed_anew.records[0].generation == 1


def test_a_source_that_cannot_be_checked_stops_nothing_else_and_pauses_the_run() -> None:
    bench = Bench()
    bench.guard.outcomes["1"] = GuardOutcome.UNREADABLE
    unread, read = bench.invoice(1), bench.invoice(2)
    outcomes = bench.execute(unread, read)
    assert bench.record(read).state is S.DONE
    assert bench.record(unread).state is S.PLANNED
    assert outcomes.paused is not None
    assert isinstance(outcomes.paused.problem, RemoteProblem)
    bench.guard.outcomes.clear()
    bench.resume()
    assert bench.record(unread).state is S.DONE


def test_other_books_than_those_confirmed() -> None:
    bench = Bench()
    bench.tenants["ledger"] = "other books"
    invoice = bench.invoice(1)
    bench.execute(invoice)
    assert (bench.record(invoice).state, bench.record(invoice).reason) == (S.REVIEW, Reason.TENANT)
    assert bench.world.calls["send"] == 0


def test_too_large_a_body_is_halved_and_one_that_cannot_be_small_is_held() -> None:
    bench = Bench()
    bench.invoices.batch_bytes = 200
    outcomes = bench.execute(*[bench.invoice(number) for number in range(8)])
    assert {record.state for record in outcomes.records} == {S.DONE}
    assert all(len(bench.journal.batch(record.batch_id).body) <= 200 for record in outcomes.records)
    bench.invoices.batch_bytes = 10
    held = bench.invoice("long")
    bench.execute(held)
    assert bench.record(held).state is S.REVIEW


def test_operations_of_another_run_or_connection_are_not_accepted() -> None:
    bench = Bench()
    with pytest.raises(ValueError, match="another run"):
        bench.engine.execute("other", [bench.invoice(1)], Stop())
    with pytest.raises(ExpectedProblem):
        bench.execute(bench.operation(K.VOID_DOCUMENT, "1"))


def test_members_keep_their_order() -> None:
    bench = Bench(batch_limit=2)
    operations = [bench.invoice(number) for number in range(5)]
    bench.execute(*operations)
    sent = [one for event in bench.events if isinstance(event, BatchStarted) for one in event.members]
    assert sent == [one.id for one in operations]

"""The journal's promises, asked of the one in memory, of the one on disk and of the one on a server alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.errors import StoreProblem
from app.domain.machine import IllegalTransition
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationState
from app.ports.journal import Batch, Change, Intent, JournalStore, StaleRecord
from app.store.database import Database
from app.store.journal import Journal
from tests.support.memory_journal import MemoryJournal
from tests.support.time_and_chance import TestChance, TestClock

S = OperationState


@pytest.fixture(params=["memory", "disk", pytest.param("server", marks=pytest.mark.postgres)])
def journal(request: pytest.FixtureRequest, clock: TestClock, chance: TestChance) -> JournalStore:
    if request.param == "memory":
        return MemoryJournal(clock)
    database: Database = request.getfixturevalue("database" if request.param == "disk" else "shared")
    return Journal(database, clock, chance, lambda count: None)


def operation(number: int = 1, **changes: object) -> Operation:
    base = Operation(
        f"op-{number}",
        OperationKind.POST_INVOICE,
        "c1",
        "t1",
        f"autotask:invoice:{number}",
        f"INV-{number}",
        "{}",
        "run-1",
        Money(Decimal("11.00"), "AUD"),
        ("op-0",),
        str(number),
        "h",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def batch(clock: TestClock, *members: str, **changes: object) -> Batch:
    base = Batch(
        "b1",
        members,
        "key-1",
        "PUT",
        "/Invoices",
        b"\x00{}",
        "hash",
        "application/json",
        (0,) * len(members),
        "cred",
        clock.now(),
        clock.monotonic(),
        "boot-1",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def sending(one: str, at: datetime) -> Change:
    return Change(one, S.SENDING, "sending", key="key-1", first_sent=at, last_sent=at, batch_id="b1", boot_id="boot-1")


def test_what_is_planned_is_remembered_whole(journal: JournalStore, clock: TestClock) -> None:
    (planned,) = journal.plan([operation()], clock.now())
    assert planned.state is S.PLANNED
    assert journal.record_of("op-1") == planned
    assert planned.operation == operation()


def test_one_subject_has_one_operation_for_ever(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation()], clock.now())
    (again,) = journal.plan([operation(id="op-9", payload='{"other":1}')], clock.now())
    assert again.operation.id == "op-1"
    assert again.operation.payload == "{}"
    assert [fact.kind for fact in journal.facts("op-1")] == ["planned"]


def test_what_ended_without_effect_is_planned_again_under_its_old_id(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation()], clock.now())
    journal.record([Change("op-1", S.CANCELLED, "cancelled", reason="cancelled")], clock.now())
    (again,) = journal.plan([operation(id="op-9", payload='{"new":1}', run_id="run-2")], clock.now())
    assert (again.operation.id, again.state, again.generation) == ("op-1", S.PLANNED, 1)
    assert (again.operation.payload, again.operation.run_id, again.reason) == ('{"new":1}', "run-2", "")
    assert journal.record_of("op-1") == again


def test_a_send_is_written_before_it_happens_and_kept_byte_for_byte(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation(1), operation(2)], clock.now())
    claims = journal.claim(["op-1", "op-2"], "me", 300)
    assert journal.begin(
        batch(clock, "op-2", "op-1"), [sending("op-1", clock.now()), sending("op-2", clock.now())], claims
    )
    kept = journal.batch("b1")
    assert (kept.members, kept.body) == (("op-2", "op-1"), b"\x00{}")
    assert journal.record_of("op-1").state is S.SENDING
    first = journal.record_of("op-1").first_sent
    assert first is not None
    assert abs(first - clock.now()) < timedelta(minutes=1)  # on a server two clocks are compared, which takes a moment


def test_a_send_without_a_claim_is_not_written(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation()], clock.now())
    claims = journal.claim(["op-1"], "me", 60)
    clock.advance(61)
    assert journal.claim(["op-1"], "other", 60)
    assert not journal.begin(batch(clock, "op-1"), [sending("op-1", clock.now())], claims)
    assert journal.record_of("op-1").state is S.PLANNED
    with pytest.raises(StoreProblem):
        journal.batch("b1")


def test_a_batch_cannot_be_sent_again_with_another_body(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation()], clock.now())
    claims = journal.claim(["op-1"], "me", 300)
    journal.begin(batch(clock, "op-1"), [sending("op-1", clock.now())], claims)
    journal.record([Change("op-1", S.REPLAY, "answer", was_ambiguous=True)], clock.now())
    with pytest.raises(StoreProblem):
        journal.begin(batch(clock, "op-1", body=b"other"), [sending("op-1", clock.now())], claims)
    assert journal.record_of("op-1").state is S.REPLAY


def test_claims_pass_on_only_when_they_have_ended(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation(1), operation(2)], clock.now())
    mine = journal.claim(["op-1", "op-2"], "me", 300)
    assert journal.claim(["op-1"], "other", 300) == {}
    assert journal.holds(mine, 299)
    assert not journal.holds(mine, 301)
    renewed = journal.renew(mine, 600)
    assert journal.holds(renewed, 599)
    journal.release({"op-1": renewed["op-1"]})
    assert list(journal.claim(["op-1", "op-2"], "other", 300)) == ["op-1"]
    assert list(journal.renew(mine, 300)) == ["op-2"]


def test_the_same_owner_takes_its_claims_again(journal: JournalStore) -> None:
    old = journal.claim(["op-1"], "me", 300)
    new = journal.claim(["op-1"], "me", 300)
    assert new["op-1"].token != old["op-1"].token
    assert not journal.holds(old, 1)


def test_an_answer_is_recorded_even_when_the_claim_has_passed_on(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation()], clock.now())
    claims = journal.claim(["op-1"], "me", 60)
    journal.begin(batch(clock, "op-1"), [sending("op-1", clock.now())], claims)
    clock.advance(100)
    journal.claim(["op-1"], "other", 60)
    total = Money(Decimal("11.00"), "AUD")
    journal.record([Change("op-1", S.CONFIRMED, "answer", remote_id="r1", remote_total=total)], clock.now())
    record = journal.record_of("op-1")
    assert (record.state, record.remote_id, record.remote_total) == (S.CONFIRMED, "r1", total)


def test_answers_are_written_with_the_next_intentions_or_without_one_that_may_not_be(
    journal: JournalStore, clock: TestClock
) -> None:
    journal.plan([operation(n) for n in (1, 2, 3)], clock.now())
    claims = journal.claim(["op-1", "op-2", "op-3"], "me", 300)
    assert journal.begin(batch(clock, "op-1"), [sending("op-1", clock.now())], {"op-1": claims["op-1"]})
    answer = Change("op-1", S.CONFIRMED, "answer", remote_id="r1", was=(S.SENDING, "b1"))
    journal.release({"op-3": claims["op-3"]})
    intents = [
        Intent(batch(clock, one, id=f"b-{one}"), (sending(one, clock.now()),), {one: claims[one]})
        for one in ("op-2", "op-3")
    ]
    written, begun = journal.record_and_begin([answer], clock.now(), intents)
    assert [(record.operation.id, record.state, record.remote_id) for record in written] == [
        ("op-1", S.CONFIRMED, "r1")
    ]
    assert [(record.operation.id, record.state) for record in begun[0] or ()] == [("op-2", S.SENDING)]
    assert begun[1] is None
    states = [journal.record_of(one).state for one in ("op-1", "op-2", "op-3")]
    assert states == [S.CONFIRMED, S.SENDING, S.PLANNED]
    assert [fact.kind for fact in journal.facts()] == ["planned"] * 3 + ["sending", "answer", "sending"]
    assert journal.batch("b-op-2").members == ("op-2",)


def test_of_what_is_written_together_all_or_nothing_is_written(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation(1), operation(2)], clock.now())
    claims = journal.claim(["op-1", "op-2"], "me", 300)
    journal.begin(batch(clock, "op-1"), [sending("op-1", clock.now())], {"op-1": claims["op-1"]})
    answer = Change("op-1", S.CONFIRMED, "answer", remote_id="r1", was=(S.SENDING, "b1"))
    stale = sending("op-2", clock.now())._replace(was=(S.ABSENT, ""))
    intent = Intent(batch(clock, "op-2", id="b2"), (stale,), {"op-2": claims["op-2"]})
    with pytest.raises(StaleRecord):
        journal.record_and_begin([answer], clock.now(), [intent])
    assert [journal.record_of(one).state for one in ("op-1", "op-2")] == [S.SENDING, S.PLANNED]
    assert [fact.kind for fact in journal.facts("op-1")] == ["planned", "sending"]
    with pytest.raises(StoreProblem):
        journal.batch("b2")
    assert journal.record_and_begin([answer], clock.now(), [replace(intent, changes=(sending("op-2", clock.now()),))])


def test_the_table_of_transitions_holds_on_disk_too(journal: JournalStore, clock: TestClock) -> None:
    journal.plan([operation()], clock.now())
    with pytest.raises(IllegalTransition):
        journal.record([Change("op-1", S.DONE, "wrong")], clock.now())
    assert journal.record_of("op-1").state is S.PLANNED
    assert [fact.kind for fact in journal.facts("op-1")] == ["planned"]


def test_records_are_found_by_every_condition_in_the_order_of_planning(journal: JournalStore, clock: TestClock) -> None:
    many = [operation(n, run_id="run-1" if n % 2 else "run-2") for n in range(1, 1001)]
    journal.plan(many, clock.now())
    journal.record([Change("op-7", S.CANCELLED, "cancelled")], clock.now())
    assert [r.operation.id for r in journal.records(run_id="run-1", states=[S.CANCELLED])] == ["op-7"]
    subjects = [one.subject for one in reversed(many)]
    assert [r.operation for r in journal.records(subjects=subjects)] == many
    assert [r.operation.id for r in journal.records(ids=["op-900", "op-2"])] == ["op-2", "op-900"]
    assert len(journal.records(connection_id="c1")) == 1000
    assert journal.records(connection_id="nobody") == []
    assert len(journal.facts(run_id="run-2")) == 500

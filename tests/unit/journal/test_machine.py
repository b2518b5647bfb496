"""The life of an operation: every row of the state table, and no way around a proof of absence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answer import GuardOutcome, GuardResult, Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.machine import (
    TRANSITIONS,
    Decision,
    IllegalTransition,
    Reason,
    Step,
    after_answer,
    after_crash,
    after_decision,
    after_guard,
    after_late_answer,
    after_lookup,
    after_read_back,
    check,
    ended_without_effect,
)
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.verdict import Verdict
from tests.simulation.world import money

S = OperationState
MADE = ItemAnswer(ItemOutcome.MADE, "r1", total=money("10.00"))


def record(state: OperationState, kind: OperationKind = OperationKind.POST_INVOICE, **known: object) -> OperationRecord:
    operation = Operation("op-1", kind, "xero", "books", "s", "INV-1", "{}", "run", expected=money("10.00"))
    return OperationRecord(operation, state)._replace(**known)  # type: ignore[arg-type]


def answer(before: OperationState, judged: Verdict, item: ItemAnswer | None = None, *, replay: bool = False) -> Step:
    return after_answer(record(S.SENDING), before, judged, item, may_replay=replay)


@pytest.mark.parametrize("before", [S.PLANNED, S.REPLAY, S.ABSENT])
@pytest.mark.parametrize("judged", [Verdict.NOT_SENT, Verdict.NOT_APPLIED])
def test_back_to_the_state_before(before: OperationState, judged: Verdict) -> None:
    assert answer(before, judged).state is before


def test_from_sending_by_verdict() -> None:
    assert answer(S.PLANNED, Verdict.REJECTED, ItemAnswer(ItemOutcome.REFUSED, sentence="No")).reason == Reason.REFUSED
    assert answer(S.PLANNED, Verdict.APPLIED, MADE) == Step(
        S.CONFIRMED, "answer", "", "", "", "r1", "", "", money("10.00"), False
    )
    assert answer(S.PLANNED, Verdict.AMBIGUOUS).state is S.UNKNOWN
    assert answer(S.PLANNED, Verdict.AMBIGUOUS, replay=True).state is S.REPLAY
    assert answer(S.REPLAY, Verdict.AMBIGUOUS).was_ambiguous


def test_a_mismatch_is_confirmed_and_then_held() -> None:
    step = answer(S.PLANNED, Verdict.APPLIED, replace(MADE, outcome=ItemOutcome.MISMATCH))
    assert (step.state, step.reason) == (S.CONFIRMED, Reason.MISMATCH)
    held = record(S.CONFIRMED, reason=Reason.MISMATCH, remote_id="r1")
    assert after_read_back(held, RemoteState(True, True, total=money("10.00"))).state is S.REVIEW


@pytest.mark.parametrize(
    ("state", "may_replay", "after"),
    [
        (S.PLANNED, False, S.PLANNED),
        (S.SENDING, True, S.REPLAY),
        (S.SENDING, False, S.UNKNOWN),
        (S.REPLAY, True, S.REPLAY),
        (S.REPLAY, False, S.UNKNOWN),
        (S.UNKNOWN, True, S.UNKNOWN),
        (S.ABSENT, False, S.ABSENT),
        (S.CONFIRMED, False, S.CONFIRMED),
        (S.DONE, False, S.DONE),
    ],
)
def test_after_a_crash(state: OperationState, may_replay: bool, after: OperationState) -> None:
    assert after_crash(record(state), may_replay=may_replay).state is after


LIVE, VOID, FOREIGN = Hit("r1", True, True), Hit("r2", True, False), Hit("r3", False, True, differs="another total")


@pytest.mark.parametrize(
    ("found", "settled", "state", "reason"),
    [
        (LookUp(True, (LIVE,)), False, S.CONFIRMED, ""),
        (LookUp(False, (LIVE,)), False, S.CONFIRMED, ""),
        (LookUp(True, (LIVE, VOID)), False, S.CONFIRMED, ""),
        (LookUp(True, (LIVE, replace(LIVE, remote_id="r9"))), False, S.REVIEW, Reason.SEVERAL),
        (LookUp(True, (VOID,)), False, S.REVIEW, Reason.REMOVED),
        (LookUp(False, (VOID,)), True, S.UNKNOWN, None),
        (LookUp(True, (FOREIGN,)), True, S.REVIEW, Reason.FOREIGN),
        (LookUp(False, (FOREIGN,)), True, S.UNKNOWN, None),
        (LookUp(False), True, S.UNKNOWN, None),
        (LookUp(True), False, S.UNKNOWN, None),
        (LookUp(True), True, S.ABSENT, None),
    ],
)
def test_after_a_look_up(found: LookUp, settled: bool, state: OperationState, reason: str | None) -> None:
    step = after_lookup(record(S.UNKNOWN), found, settled=settled, repeatable=False, ask=False)
    assert (step.state, step.reason) == (state, reason)


def test_absence_of_what_a_person_decides_about() -> None:
    step = after_lookup(record(S.UNKNOWN), LookUp(True), settled=True, repeatable=False, ask=True)
    assert (step.state, step.reason) == (S.REVIEW, Reason.ABSENT_ASK)


def test_a_value_that_is_not_set_is_set_again_at_once() -> None:
    step = after_lookup(record(S.UNKNOWN), LookUp(True), settled=False, repeatable=True, ask=False)
    assert step.state is S.ABSENT
    assert after_lookup(record(S.UNKNOWN), LookUp(False), settled=False, repeatable=True, ask=False).state is S.UNKNOWN


def test_a_void_has_happened_when_the_document_is_not_live() -> None:
    void = record(S.UNKNOWN, OperationKind.VOID_DOCUMENT)
    assert after_lookup(void, LookUp(True, (VOID,)), settled=False, repeatable=False, ask=False).state is S.CONFIRMED
    assert after_lookup(void, LookUp(True, (LIVE,)), settled=True, repeatable=False, ask=False).state is S.ABSENT
    done = record(S.CONFIRMED, OperationKind.VOID_DOCUMENT)
    assert after_read_back(done, RemoteState(True, False)).state is S.DONE
    assert after_read_back(done, RemoteState(True, True)).state is S.REVIEW


def test_what_a_person_saw_removed_is_not_asked_about_again() -> None:
    again = record(S.UNKNOWN, remote_id="r2")
    assert after_lookup(again, LookUp(True, (VOID,)), settled=True, repeatable=False, ask=False).state is S.ABSENT
    assert after_lookup(again, LookUp(True, (LIVE, VOID)), settled=False, repeatable=False, ask=False).remote_id == "r1"


@pytest.mark.parametrize(
    ("state", "after", "reason"),
    [
        (RemoteState(True, True, total=money("10.00")), S.DONE, ""),
        (RemoteState(True, True, total=money("10.01")), S.REVIEW, Reason.OTHER_TOTAL),
        (RemoteState(True, True, total=None), S.REVIEW, Reason.OTHER_TOTAL),
        (RemoteState(True, True, total=replace(money("10.00"), currency="NZD")), S.REVIEW, Reason.OTHER_TOTAL),
        (RemoteState(True, False, total=money("10.00")), S.REVIEW, Reason.REMOVED),
        (RemoteState(False, False), S.REVIEW, Reason.REMOVED),
    ],
)
def test_after_a_read_back(state: RemoteState, after: OperationState, reason: str) -> None:
    step = after_read_back(record(S.CONFIRMED), state)
    assert (step.state, step.reason) == (after, reason)


def test_the_guard_stops_what_was_not_sent_and_looks_up_what_may_exist() -> None:
    for outcome, state in (
        (GuardOutcome.CHANGED, S.REVIEW),
        (GuardOutcome.VOIDED, S.CANCELLED),
        (GuardOutcome.MARKED_BY_OTHERS, S.REVIEW),
    ):
        step = after_guard(record(S.PLANNED), GuardResult(outcome))
        assert step is not None
        assert step.state is state
        replay = after_guard(record(S.REPLAY), GuardResult(outcome))
        assert replay is not None
        assert replay.state is S.UNKNOWN
    assert after_guard(record(S.PLANNED), GuardResult(GuardOutcome.CLEAR)) is None
    assert after_guard(record(S.PLANNED), GuardResult(GuardOutcome.UNREADABLE)) is None


def test_decisions() -> None:
    refused = record(S.REVIEW, reason=Reason.REFUSED)
    assert after_decision(refused, Decision.SEND_AGAIN, "Ana").state is S.ABSENT
    assert after_decision(refused, Decision.LEAVE, "Ana").state is S.CANCELLED
    several = record(S.REVIEW, reason=Reason.SEVERAL, was_ambiguous=True)
    assert after_decision(several, Decision.LEAVE, "Ana").state is S.REVIEW
    with pytest.raises(IllegalTransition):
        after_decision(several, Decision.ADOPT, "Ana")
    found = record(S.REVIEW, reason=Reason.OTHER_TOTAL, remote_id="r1")
    step = after_decision(found, Decision.ADOPT, "Ana")
    assert (step.state, step.by) == (S.CONFIRMED, "Ana")
    adopted = record(S.CONFIRMED, reason=Reason.ADOPTED, remote_id="r1")
    assert after_read_back(adopted, RemoteState(True, True, total=money("9.00"))).state is S.DONE
    assert after_read_back(adopted, RemoteState(True, False, total=money("9.00"))).state is S.REVIEW
    with pytest.raises(IllegalTransition):
        after_decision(record(S.DONE), Decision.LEAVE, "Ana")


def test_a_late_answer_only_adds() -> None:
    late = {
        S.UNKNOWN: S.CONFIRMED,
        S.ABSENT: S.REVIEW,
        S.PLANNED: S.REVIEW,
        S.DONE: S.DONE,
        S.CONFIRMED: S.REVIEW,
        S.REPLAY: S.REPLAY,
    }
    for state, after in late.items():
        step = after_late_answer(record(state), "b", Verdict.APPLIED, MADE, replayed=False)
        assert step.state is after
        assert after_late_answer(record(state), "b", Verdict.AMBIGUOUS, None, replayed=False).state is state
    sending = record(S.SENDING, batch_id="b")
    assert after_late_answer(sending, "b", Verdict.APPLIED, MADE, replayed=False).state is S.CONFIRMED
    assert after_late_answer(sending, "b", Verdict.NOT_SENT, None, replayed=False).state is S.UNKNOWN
    assert after_late_answer(sending, "other", Verdict.APPLIED, MADE, replayed=False).state is S.SENDING


def test_answers_and_look_ups_are_awaited_in_one_state_each() -> None:
    for state in set(S) - {S.SENDING}:
        with pytest.raises(IllegalTransition):
            after_answer(record(state), S.PLANNED, Verdict.NOT_SENT, None, may_replay=False)
    for state in set(S) - {S.UNKNOWN}:
        with pytest.raises(IllegalTransition):
            after_lookup(record(state), LookUp(True), settled=True, repeatable=False, ask=False)


@given(st.lists(st.tuples(st.sampled_from(list(S)), st.booleans()), max_size=30))
def test_no_walk_leads_from_doubt_to_planned_or_cancelled_without_absence(walk: list[tuple[S, bool]]) -> None:
    """Whatever is tried, in any order: doubt ends by being found, by a proof of absence, or before a person."""
    current, doubt, before = record(S.PLANNED), False, S.PLANNED
    for to, ambiguous in walk:
        try:
            check(current, to, before=before)
        except IllegalTransition:
            continue
        if current.state is S.REVIEW and to is S.CANCELLED and not ended_without_effect(current):
            continue  # `after_decision` never asks for it
        doubt = (doubt and to not in (S.ABSENT, S.CONFIRMED)) or to in (S.REPLAY, S.UNKNOWN)
        assert not (doubt and to in (S.PLANNED, S.CANCELLED))
        before = current.state if to is S.SENDING else before
        current = current._replace(state=to, was_ambiguous=doubt or (ambiguous and to is S.REVIEW))


@given(st.sampled_from(list(S)), st.sampled_from(list(S)))
def test_only_the_table_moves_an_operation(state: S, to: S) -> None:
    allowed = to is state or to in TRANSITIONS[state]
    try:
        check(record(state), to, before=to)
    except IllegalTransition:
        assert not allowed
    else:
        assert allowed


def test_what_has_ended_stays_ended() -> None:
    assert TRANSITIONS[S.DONE] == TRANSITIONS[S.CANCELLED] == frozenset()
    assert S.SENDING not in TRANSITIONS[S.REVIEW]
    assert S.SENDING not in TRANSITIONS[S.UNKNOWN]


@pytest.mark.parametrize(
    ("known", "without"),
    [
        ({"state": S.CANCELLED}, True),
        ({"state": S.REVIEW, "reason": Reason.REFUSED}, True),
        ({"state": S.REVIEW, "reason": Reason.CHANGED}, True),
        ({"state": S.REVIEW, "reason": Reason.CHANGED, "was_ambiguous": True}, False),
        ({"state": S.REVIEW, "reason": Reason.REMOVED}, False),
        ({"state": S.REVIEW, "reason": Reason.SEVERAL}, False),
        ({"state": S.DONE}, False),
        ({"state": S.PLANNED}, False),
    ],
)
def test_what_may_be_planned_again(known: dict[str, object], without: bool) -> None:
    assert ended_without_effect(record(S.PLANNED)._replace(**known)) is without  # type: ignore[arg-type]

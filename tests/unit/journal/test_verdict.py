"""Every row of the verdict's table."""

from __future__ import annotations

import pytest

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.verdict import Verdict, verdict

MADE = ItemAnswer(ItemOutcome.MADE, "id-1")
NAMELESS = ItemAnswer(ItemOutcome.MADE)
MISMATCH = ItemAnswer(ItemOutcome.MISMATCH, "id-1")
REFUSED = ItemAnswer(ItemOutcome.REFUSED)
TAKEN = ItemAnswer(ItemOutcome.NUMBER_TAKEN)
UNREADABLE = ItemAnswer(ItemOutcome.UNREADABLE)


def _judge(attempt: Attempt, item: ItemAnswer | None = None, *, single: bool = True, replay: bool = False) -> Verdict:
    return verdict(attempt, item, single=single, replay=replay)


@pytest.mark.parametrize("code", ["refused_connection", "name", "connect_timeout", "certificate", "pace", "cancelled"])
@pytest.mark.parametrize("replay", [False, True])
def test_no_byte_left(code: str, replay: bool) -> None:
    assert _judge(Attempt(Stage.NOT_SENT, code=code), replay=replay) is Verdict.NOT_SENT


@pytest.mark.parametrize("status", [401, 403, 429])
@pytest.mark.parametrize("intact", [False, True])
@pytest.mark.parametrize("single", [False, True])
def test_turned_away(status: int, intact: bool, single: bool) -> None:
    assert _judge(Attempt(Stage.SENT, status, intact), REFUSED, single=single) is Verdict.NOT_APPLIED


@pytest.mark.parametrize("status", [400, 422])
def test_a_refusal_counts_for_one_document_at_its_first_attempt(status: int) -> None:
    attempt = Attempt(Stage.SENT, status, intact=True)
    assert _judge(attempt, REFUSED) is Verdict.REJECTED
    assert _judge(attempt, REFUSED, replay=True) is Verdict.AMBIGUOUS
    assert _judge(attempt, REFUSED, single=False) is Verdict.AMBIGUOUS
    assert _judge(attempt, None) is Verdict.AMBIGUOUS
    assert _judge(attempt, UNREADABLE) is Verdict.AMBIGUOUS
    assert _judge(attempt, TAKEN) is Verdict.AMBIGUOUS
    assert _judge(Attempt(Stage.SENT, status, intact=False), REFUSED) is Verdict.AMBIGUOUS


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("single", [False, True])
def test_a_member_of_a_good_answer(status: int, single: bool) -> None:
    attempt = Attempt(Stage.SENT, status, intact=True)
    assert _judge(attempt, MADE, single=single) is Verdict.APPLIED
    assert _judge(attempt, MADE, single=single, replay=True) is Verdict.APPLIED
    assert _judge(attempt, MISMATCH, single=single) is Verdict.APPLIED
    assert _judge(attempt, NAMELESS, single=single) is Verdict.AMBIGUOUS
    assert _judge(attempt, REFUSED, single=single) is Verdict.REJECTED
    assert _judge(attempt, REFUSED, single=single, replay=True) is Verdict.AMBIGUOUS
    assert _judge(attempt, TAKEN, single=single) is Verdict.AMBIGUOUS
    assert _judge(attempt, UNREADABLE, single=single) is Verdict.AMBIGUOUS
    assert _judge(attempt, None, single=single) is Verdict.AMBIGUOUS


@pytest.mark.parametrize(
    "status", [None, 100, 200, 301, 302, 307, 400, 404, 408, 409, 422, 425, 500, 502, 503, 504, 520]
)
def test_all_else_is_ambiguous(status: int | None) -> None:
    for item in (None, MADE, REFUSED, TAKEN, UNREADABLE):
        assert _judge(Attempt(Stage.SENT, status, intact=False), item) is Verdict.AMBIGUOUS


@pytest.mark.parametrize("status", [301, 404, 408, 409, 425, 500, 503])
def test_a_readable_body_does_not_make_these_clear(status: int) -> None:
    assert _judge(Attempt(Stage.SENT, status, intact=True), REFUSED) is Verdict.AMBIGUOUS


def test_a_contradiction_is_ambiguous() -> None:
    assert _judge(Attempt(Stage.NOT_SENT, 200, intact=True), MADE) is Verdict.AMBIGUOUS

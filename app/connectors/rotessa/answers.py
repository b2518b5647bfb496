"""What Rotessa's answer to a write says, in the terms of the engine: made, refused in its own words, or nothing certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.connectors.http.wire import Answer
from app.connectors.rotessa.session import RotessaSession, Sent
from app.connectors.rotessa.words import Meaning, faults_of, refusal_of, words_of
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.operation import Ready

_ENGINE_CODES = {"pace": "pace", "budget": "pace", "paused": "pace"}
_REFUSING = (400, 422)


def for_other_books(session: RotessaSession, members: Sequence[Ready]) -> Attempt | None:
    """The refusal of our own for operations that were confirmed for another account than this connection's; None when all fit."""
    if all(member.operation.tenant == session.settings.tenant for member in members):
        return None
    name = session.settings.name
    return Attempt(
        Stage.NOT_SENT,
        code="other_books",
        sentence=f"This was confirmed for another account than {name}, so nothing was sent.",
    )


def attempt_of(session: RotessaSession, sent: Sent, items: Mapping[str, ItemAnswer]) -> Attempt:
    """The facts of one write for the engine."""
    answer, sentence = sent.answer, sent.sentence
    odd = answer.good and not items  # a 2xx that says nothing of what was sent is no answer to rely on
    if odd:
        sentence = session.client.sentence(replace(answer, code="bad_shape"))
    return Attempt(
        stage=answer.stage,
        status=answer.status,
        intact=answer.intact and not odd,
        items=items,
        retry_after=answer.retry_after,
        limit="minute" if answer.status == 429 else "",
        credential=sent.credential,
        problem=answer.details or " ".join(words_of(faults_of(answer.value)))[:500],
        code="bad_shape" if odd else _code(answer),
        sentence=sentence,
    )


def _code(answer: Answer) -> str:
    return _ENGINE_CODES.get(answer.code, answer.code) if answer.stage is Stage.NOT_SENT else answer.code


def not_sent(session: RotessaSession, problem: ExpectedProblem) -> Attempt:
    """The facts of a write that was not made because a check before it could not be."""
    code = "access_ended" if isinstance(problem, AccessProblem) else "pace"
    wait = session.client.retry_seconds(problem)
    answer = Answer(Stage.NOT_SENT, code=code, details=problem.code, retry_after=5.0 if wait is None else wait)
    return attempt_of(session, Sent(answer, "", problem.sentence), {})


def decided_here(session: RotessaSession, member: Ready, item: ItemAnswer) -> Attempt:
    """The facts of a write that the check before it made unnecessary or forbade."""
    items = {member.operation.id: item}
    return Attempt(Stage.SENT, status=200, intact=True, items=items, credential=session.credential())


def refusal(sentence: str) -> ItemAnswer:
    """Not to be sent, in our own words."""
    return ItemAnswer(ItemOutcome.REFUSED, sentence=sentence)


def refused(answer: Answer) -> ItemAnswer | None:
    """The refusal that a 400 or 422 holds in Rotessa's own words; None when it holds none that can be read."""
    faults = faults_of(answer.value) if answer.status in _REFUSING and answer.intact else []
    if not faults:
        return None
    row = refusal_of(faults)
    outcome = ItemOutcome.NUMBER_TAKEN if row.meaning is Meaning.TAKEN else ItemOutcome.REFUSED
    return ItemAnswer(outcome, messages=words_of(faults), sentence=row.sentence)

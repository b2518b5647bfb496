"""The facts of a write in the engine's terms, whatever the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.connectors.http.records import Record
from app.connectors.http.wire import Answer
from app.connectors.ledger.session import LedgerSession, Sent
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.operation import Ready

Judge = Callable[[Ready, Record], ItemAnswer]
"""Gives the verdict on one member from its part of an answer."""

_NO_WORD_OF_RETURN = 3600.0
"""Seconds to wait for a day's budget whose return nobody has announced."""
_ENGINE_CODES = {"budget": "pace", "paused": "pace"}


def for_other_books(session: LedgerSession[Any], members: Sequence[Ready]) -> Attempt | None:
    """The refusal of our own for operations that were confirmed for other books than this connection's; None when all fit."""
    if all(member.operation.tenant == session.settings.tenant for member in members):
        return None
    return Attempt(
        Stage.NOT_SENT,
        code="other_books",
        sentence=f"This was confirmed for another {session.words.books} than {session.settings.name}, so nothing was sent.",
    )


def attempt_of(session: LedgerSession[Any], sent: Sent, items: Mapping[str, ItemAnswer] | None = None) -> Attempt:
    """The facts of one write for the engine."""
    answer, sentence = sent.answer, sent.sentence
    odd = answer.good and not items  # a 2xx that says nothing of any member is no answer to rely on
    if odd:
        sentence = session.client.sentence(replace(answer, code="bad_shape"))
    wait = answer.retry_after
    if answer.stage is Stage.NOT_SENT and answer.code == "budget" and wait is None:
        wait = _NO_WORD_OF_RETURN
    return Attempt(
        stage=answer.stage,
        status=answer.status,
        intact=answer.intact and not odd,
        items=items or {},
        retry_after=wait,
        limit=session.limit_of(answer),
        request_id=session.client.request_id(answer),
        credential=sent.credential,
        problem=answer.details or session.details_of(answer),
        code="bad_shape" if odd else _code(answer),
        sentence=sentence,
    )


def _code(answer: Answer) -> str:
    return _ENGINE_CODES.get(answer.code, answer.code) if answer.stage is Stage.NOT_SENT else answer.code


def not_sent(session: LedgerSession[Any], problem: ExpectedProblem) -> Attempt:
    """The facts of a write that was not made because a check before it could not be."""
    code = "access_ended" if isinstance(problem, AccessProblem) else "pace"
    wait = session.client.retry_seconds(problem)
    answer = Answer(Stage.NOT_SENT, code=code, details=problem.code, retry_after=5.0 if wait is None else wait)
    attempt = attempt_of(session, Sent(answer, "", problem.sentence))
    return replace(attempt, mend=problem.mend, advice=problem.advice) if code == "access_ended" else attempt


def unreadable(vendor: str) -> ItemAnswer:
    """The verdict on a member that an answer does not mention."""
    return ItemAnswer(
        ItemOutcome.UNREADABLE, sentence=f"The answer does not mention it. Ledgerferry looks it up in {vendor}."
    )


def without_request(items: Mapping[str, ItemAnswer], credential: str = "") -> Attempt:
    """Outcomes that are certain without anything having been sent."""
    return Attempt(Stage.SENT, status=200, intact=True, items=items, credential=credential)

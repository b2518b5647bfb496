"""What an answer means for an operation. This is the only place that decides it (reliability rules, section 3)."""

from __future__ import annotations

from enum import StrEnum

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage

_NOT_APPLIED = frozenset({401, 403, 429})
_REFUSING = frozenset({400, 422})


class Verdict(StrEnum):
    """What is known after one attempt.

    NOT_SENT no byte left. NOT_APPLIED turned away before it was looked at. REJECTED refused for its content, for good.
    APPLIED it exists. AMBIGUOUS all else: it may or may not have happened.
    """

    NOT_SENT = "not_sent"
    NOT_APPLIED = "not_applied"
    REJECTED = "rejected"
    APPLIED = "applied"
    AMBIGUOUS = "ambiguous"


def verdict(attempt: Attempt, item: ItemAnswer | None, *, single: bool, replay: bool) -> Verdict:
    """Judge one member of one attempt.

    `item` is the member's part of the answer (None when it has none), `single` whether the request had this member alone, `replay`
    whether an earlier attempt of this generation had no clear answer: a refusal then may be about that attempt's own document.
    """
    if attempt.stage is Stage.NOT_SENT:
        return Verdict.NOT_SENT if attempt.status is None else Verdict.AMBIGUOUS
    if attempt.status is None:
        return Verdict.AMBIGUOUS
    if attempt.status in _NOT_APPLIED:
        return Verdict.NOT_APPLIED
    if not attempt.intact or item is None:
        return Verdict.AMBIGUOUS
    if 200 <= attempt.status < 300:
        return _of_success(item, replay)
    refused = attempt.status in _REFUSING and item.outcome is ItemOutcome.REFUSED
    return Verdict.REJECTED if refused and single and not replay else Verdict.AMBIGUOUS


def _of_success(item: ItemAnswer, replay: bool) -> Verdict:
    """A member of an answer with a 2xx status. MISMATCH names an id too: it exists, and is held for review once read back."""
    if item.outcome in (ItemOutcome.MADE, ItemOutcome.MISMATCH) and item.remote_id:
        return Verdict.APPLIED
    if item.outcome is ItemOutcome.REFUSED and not replay:
        return Verdict.REJECTED
    return Verdict.AMBIGUOUS

"""The life of an operation as data: which state may follow which, and what an answer, a look-up, a crash or a decision makes of it.

Pure: every function takes a record and returns the `Step` to be written. Nothing else may change a state (reliability rules, section 5).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from app.domain.answer import GuardOutcome, GuardResult, Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.constants import MOST_ATTEMPTS
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.verdict import Verdict

S = OperationState

TRANSITIONS: Final[dict[OperationState, frozenset[OperationState]]] = {
    S.PLANNED: frozenset({S.SENDING, S.CANCELLED, S.REVIEW}),
    S.SENDING: frozenset({S.PLANNED, S.ABSENT, S.REPLAY, S.UNKNOWN, S.CONFIRMED, S.REVIEW}),
    S.REPLAY: frozenset({S.SENDING, S.UNKNOWN}),
    S.UNKNOWN: frozenset({S.CONFIRMED, S.ABSENT, S.REVIEW}),
    S.ABSENT: frozenset({S.SENDING, S.CANCELLED, S.REVIEW}),
    S.CONFIRMED: frozenset({S.DONE, S.REVIEW}),
    S.REVIEW: frozenset({S.ABSENT, S.CONFIRMED, S.CANCELLED}),  # by a recorded decision only
    S.DONE: frozenset(),
    S.CANCELLED: frozenset(),
}
"""What may follow; every state may also stay (a fact without a change). REVIEW and CANCELLED are planned again by `JournalStore.plan`."""

SENDABLE: Final = frozenset({S.PLANNED, S.ABSENT})
"""States in which a request of a generation of its own may be built."""


class Reason(StrEnum):
    """Why an operation is in REVIEW or CANCELLED: a stable code; the sentence is for people."""

    REFUSED = "refused"
    DEPENDENCY = "dependency"
    CHANGED = "changed"
    VOIDED = "voided"
    MARKED_BY_OTHERS = "marked_by_others"
    REPLACED = "replaced"
    STOPPED = "stopped"
    TENANT = "tenant"
    NOT_FRESH = "not_fresh"
    LEFT = "left"
    REMOVED = "removed"
    TAKEN = "taken"
    SEVERAL = "several"
    FOREIGN = "foreign"
    MISMATCH = "mismatch"
    OTHER_TOTAL = "other_total"
    ABSENT_ASK = "absent_ask"
    INVARIANT = "invariant"
    ADOPTED = "adopted"
    REBUILT = "rebuilt"


_NEVER_HAPPENED: Final = frozenset(
    {
        Reason.REFUSED,
        Reason.DEPENDENCY,
        Reason.CHANGED,
        Reason.VOIDED,
        Reason.MARKED_BY_OTHERS,
        Reason.REPLACED,
        Reason.TENANT,
        Reason.NOT_FRESH,
    }
)


class Decision(StrEnum):
    """What a person may decide about an operation in REVIEW."""

    SEND_AGAIN = "send_again"
    LEAVE = "leave"
    ADOPT = "adopt"


class IllegalTransition(RuntimeError):  # noqa: N818 - names what was tried
    """A state was to follow that never may: a defect of the program, never of the world."""


class Step(NamedTuple):
    """What becomes of an operation. Fields left None stay as they are."""

    state: OperationState
    fact: str
    reason: str | None = None
    sentence: str | None = None
    remote_words: str | None = None
    remote_id: str | None = None
    remote_version: str | None = None
    remote_url: str | None = None
    remote_total: Money | None = None
    was_ambiguous: bool | None = None
    by: str = ""  # who decided it


def ended_without_effect(record: OperationRecord) -> bool:
    """Whether it certainly made nothing and never will: CANCELLED, or held for a reason found before or instead of an effect."""
    if record.was_ambiguous:
        return False
    return record.state is S.CANCELLED or (record.state is S.REVIEW and record.reason in _NEVER_HAPPENED)


def check(record: OperationRecord, to: OperationState, *, before: OperationState | None = None) -> None:
    """Raise `IllegalTransition` unless `to` may follow. `before` is the state from which a SENDING record was sent."""
    if to is record.state:
        return
    if to not in TRANSITIONS[record.state]:
        raise IllegalTransition(f"{record.operation.id}: {record.state} -> {to}")
    if to in (S.PLANNED, S.CANCELLED) and record.was_ambiguous:
        raise IllegalTransition(f"{record.operation.id}: {record.state} -> {to} although it may exist")
    if record.state is S.SENDING and to in (S.PLANNED, S.ABSENT) and to is not before:
        raise IllegalTransition(f"{record.operation.id}: sent from {before}, cannot return to {to}")


def _only_in(record: OperationRecord, state: OperationState, what: str) -> None:
    if record.state is not state:
        raise IllegalTransition(f"{record.operation.id}: {what} for {record.state}")


def after_answer(
    record: OperationRecord, before: OperationState, judged: Verdict, item: ItemAnswer | None, *, may_replay: bool
) -> Step:
    """From SENDING, by verdict. `before` is the state it was sent from; `may_replay` whether a trusted key may be used again."""
    _only_in(record, S.SENDING, "an answer")
    if judged in (Verdict.NOT_SENT, Verdict.NOT_APPLIED):
        return Step(before, judged.value)
    if judged is Verdict.REJECTED:
        sentence = (item.sentence if item else "") or "The ledger refused it"
        return Step(S.REVIEW, "rejected", Reason.REFUSED, sentence, _words(item))
    if judged is Verdict.APPLIED and item is not None:
        return _confirmed("answer", item)
    state = S.REPLAY if may_replay else S.UNKNOWN
    taken = item is not None and item.outcome is ItemOutcome.NUMBER_TAKEN
    before_taken = "" if record.reason == Reason.TAKEN else None
    reason = Reason.TAKEN if taken else before_taken
    return Step(state, "ambiguous", reason, remote_words=_words(item) or None, was_ambiguous=True)


def after_late_answer(
    record: OperationRecord, batch_id: str, judged: Verdict, item: ItemAnswer | None, *, replayed: bool
) -> Step:
    """An answer that came after its owner's claim had passed on: recorded, and acted upon only where it adds to what is known (I17)."""
    if record.state is S.SENDING and record.batch_id == batch_id:
        certain = judged in (Verdict.APPLIED, Verdict.REJECTED) and not replayed
        return after_answer(record, S.UNKNOWN, judged if certain else Verdict.AMBIGUOUS, item, may_replay=False)
    if judged is not Verdict.APPLIED or item is None or item.remote_id == record.remote_id:
        return Step(record.state, "late_answer")
    if record.state is S.UNKNOWN:
        return _confirmed("late_answer", item)
    if record.state in (S.ABSENT, S.PLANNED, S.CONFIRMED):
        words = "An answer came that nobody waited for any more: look whether it is in the ledger twice"
        return Step(S.REVIEW, "late_answer", Reason.SEVERAL, words, remote_id=item.remote_id, was_ambiguous=True)
    return Step(record.state, "late_answer")


def _confirmed(fact: str, item: ItemAnswer) -> Step:
    mismatch = item.outcome is ItemOutcome.MISMATCH
    return Step(
        S.CONFIRMED,
        fact,
        reason=Reason.MISMATCH if mismatch else "",
        sentence=(item.sentence or "The ledger shows something other than what was sent") if mismatch else "",
        remote_words=_words(item),
        remote_id=item.remote_id,
        remote_version=item.version,
        remote_url=item.url,
        remote_total=item.total,
        was_ambiguous=False,
    )


def _words(item: ItemAnswer | None) -> str:
    return "\n".join((*item.messages, *item.warnings)) if item else ""


def after_crash(record: OperationRecord, *, may_replay: bool) -> Step:
    """What an operation becomes whose owner is gone, or whose last test before the first byte failed after its SENDING was written."""
    if record.state is S.SENDING:
        return Step(S.REPLAY if may_replay else S.UNKNOWN, "interrupted", was_ambiguous=True)
    if record.state is S.REPLAY and not may_replay:
        return Step(S.UNKNOWN, "key_too_old", was_ambiguous=True)
    return Step(record.state, "kept")


def after_lookup(record: OperationRecord, found: LookUp, *, settled: bool, repeatable: bool, ask: bool) -> Step:
    """From UNKNOWN, by what was found.

    `settled`: the look-up began at least SETTLE after last_sent + DEADLINE. `repeatable`: repeating changes nothing, so 'not set yet' needs
    no belief in absence. `ask`: once absent a person decides. One live hit counts at any time, everything else only if complete.
    """
    _only_in(record, S.UNKNOWN, "a look-up")
    hits = _of_effect(record, found.hits)
    live = [hit for hit in hits if hit.ours and hit.live]
    if len(live) > 1:
        return Step(S.REVIEW, "found", Reason.SEVERAL, f"It is in the ledger {len(live)} times")
    if live:
        return _found(live[0])
    if not found.complete:
        return Step(S.UNKNOWN, "look_up_incomplete", remote_words=found.problem or None)
    if hits:
        return _not_as_meant(record, hits)
    if not settled and not repeatable:
        return Step(S.UNKNOWN, "not_found_yet")
    return _not_there(record, settled=settled, ask=ask)


def _not_there(record: OperationRecord, *, settled: bool, ask: bool) -> Step:
    """It is proven absent: sent again, unless a person has to decide or it would go on like this for ever."""
    if record.reason == Reason.TAKEN:
        return _still_taken(record)
    if ask:
        return Step(S.REVIEW, "absent", Reason.ABSENT_ASK, "It is not there. Send again?", was_ambiguous=True)
    if record.generation + 1 >= MOST_ATTEMPTS:
        sentence = f"It was sent {record.generation + 1} times and is not there. Try again?"
        return Step(S.REVIEW, "absent", Reason.ABSENT_ASK, sentence, was_ambiguous=True)
    return Step(S.ABSENT, "absent", was_ambiguous=not settled)


def _still_taken(record: OperationRecord) -> Step:
    """The ledger refused the number or name as used, and what uses it is nothing that could be taken for it."""
    sentence = "Its number or name is used in the ledger already, by something that cannot be found"
    if record.remote_id:
        sentence = "The one that was removed still has its number or name in the ledger. Give it another one"
    return Step(S.REVIEW, "found", Reason.TAKEN, sentence, was_ambiguous=True)


_FOREIGN_WORDS: Final = {
    OperationKind.CREATE_CONTACT: "Somebody else there has this name or number",
    OperationKind.ATTACH_FILE: "Another file has this name",
}


def _not_as_meant(record: OperationRecord, hits: tuple[Hit, ...]) -> Step:
    """Something was found, nothing of it live and ours: removed by somebody, or our number on another document."""
    ours = next((hit for hit in hits if hit.ours), None)
    hit = ours or hits[0]
    reason, sentence = Reason.REMOVED, "Somebody removed it in the ledger. Send again?"
    if ours is None:
        words = hit.differs or "it differs from what was sent"
        lead = _FOREIGN_WORDS.get(record.operation.kind, "The number is on another document")
        reason, sentence = Reason.FOREIGN, f"{lead}: {words}"
    return Step(S.REVIEW, "found", reason, sentence, remote_id=hit.remote_id, remote_url=hit.url)


def _of_effect(record: OperationRecord, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits that tell of the effect. A void has happened when the document is not live; one a person already saw removed is past."""
    if record.operation.kind.removes:
        return tuple(_turned(hit) for hit in hits if not hit.live)
    return tuple(hit for hit in hits if hit.live or not record.remote_id or hit.remote_id != record.remote_id)


def _turned(hit: Hit) -> Hit:
    return Hit(
        hit.remote_id, ours=True, live=True, version=hit.version, total=hit.total, number=hit.number, url=hit.url
    )


def _found(hit: Hit) -> Step:
    return Step(
        S.CONFIRMED,
        "found",
        reason="",
        sentence="",
        remote_id=hit.remote_id,
        remote_version=hit.version,
        remote_url=hit.url,
        remote_total=hit.total,
        was_ambiguous=False,
    )


def stands(record: OperationRecord, state: RemoteState) -> bool:
    """Whether the effect is there as it was meant, total included."""
    if record.operation.kind.removes:
        return not state.exists or not state.live
    return state.exists and state.live and _agrees(record.operation.expected, state.total)


def _agrees(expected: Money | None, seen: Money | None) -> bool:
    if expected is None:
        return True
    return seen is not None and seen.currency == expected.currency and seen.amount == expected.amount


def after_read_back(record: OperationRecord, state: RemoteState) -> Step:
    """From CONFIRMED, by what was read by id: DONE, or REVIEW when it is gone, void or shows something else."""
    adopted = record.reason == Reason.ADOPTED and state.exists and state.live
    if record.reason == Reason.MISMATCH:
        reason, sentence = str(Reason.MISMATCH), record.sentence
    elif adopted or stands(record, state):
        return _read(S.DONE, record.reason, record.sentence, state)
    elif not state.exists or not state.live:
        reason, sentence = str(Reason.REMOVED), state.why_not or "Somebody removed it in the ledger. Send again?"
    else:
        shown, meant = state.total or "no total", record.operation.expected
        reason, sentence = str(Reason.OTHER_TOTAL), state.why_not or f"The ledger shows {shown} instead of {meant}"
    if record.operation.kind.removes:
        reason, sentence = str(Reason.OTHER_TOTAL), state.why_not or "It is still in the ledger"
    return _read(S.REVIEW, reason, sentence, state)


def _read(to: OperationState, reason: str, sentence: str, state: RemoteState) -> Step:
    return Step(
        to,
        "read_back",
        reason=reason,
        sentence=sentence,
        remote_version=state.version,
        remote_url=state.url or None,
        remote_total=state.total,
    )


def after_guard(record: OperationRecord, result: GuardResult) -> Step | None:
    """What the last check makes of an operation about to be sent; None when it may go, or when nothing could be read yet.

    One that may exist already (REPLAY) is looked for first, whatever became of its source.
    """
    if result.outcome in (GuardOutcome.CLEAR, GuardOutcome.UNREADABLE):
        return None
    if record.state is S.REPLAY:
        return Step(S.UNKNOWN, "check_failed", was_ambiguous=True)
    state, reason, sentence = _OF_GUARD[result.outcome]
    if record.was_ambiguous:
        state = S.REVIEW
    return Step(state, "check_failed", reason, result.sentence or sentence)


_OF_GUARD: Final[dict[GuardOutcome, tuple[OperationState, Reason, str]]] = {
    GuardOutcome.CHANGED: (S.REVIEW, Reason.CHANGED, "It was changed at its source after it was shown. Search again"),
    GuardOutcome.VOIDED: (S.CANCELLED, Reason.VOIDED, "It was voided at its source"),
    GuardOutcome.MARKED_BY_OTHERS: (S.REVIEW, Reason.MARKED_BY_OTHERS, "Somebody else has marked it as processed"),
}


def after_decision(record: OperationRecord, decision: Decision, user: str) -> Step:
    """From REVIEW, by a person. LEAVE cancels what certainly made nothing and else only notes it; ADOPT takes what was found as it is.

    Raises `IllegalTransition` when the operation is not in REVIEW, or nothing was found that could be adopted.
    """
    _only_in(record, S.REVIEW, "a decision")
    if decision is Decision.SEND_AGAIN:
        doubt = not ended_without_effect(record)  # what it made before may be there: it can be sent, but not cancelled
        return Step(S.ABSENT, "decision", reason="", sentence="", was_ambiguous=doubt, by=user)
    if decision is Decision.LEAVE:
        if ended_without_effect(record):
            return Step(S.CANCELLED, "decision", record.reason, record.sentence, by=user)
        return Step(S.REVIEW, "decision", Reason.LEFT, f"Left as it is by {user or 'you'}", by=user)
    if not record.remote_id:
        raise IllegalTransition(f"{record.operation.id}: nothing was found that could be adopted")
    sentence = f"Accepted as it is by {user or 'you'}"
    return Step(S.CONFIRMED, "decision", Reason.ADOPTED, sentence, was_ambiguous=False, by=user)

"""How the states of collection look as chips, and what rounds did and when in words: all in one place."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.domain.collection.matching import MatchState
from app.domain.collection.payers import Given
from app.domain.collection.planning import Act
from app.domain.collection.settling import Settled
from app.domain.words import count_of
from app.ui.parts import ChipSpec, Tone
from app.ui.style import clock, day
from app.worker.collection_contract import RoundResult, Tally

MATCHES: dict[MatchState, ChipSpec] = {
    MatchState.CONNECTED: ChipSpec("Connected", "circle-check", Tone.GOOD),
    MatchState.FOUND: ChipSpec("Match found", "link", Tone.ACCENT),
    MatchState.SUGGESTED: ChipSpec("Suggested", "user-round-search", Tone.WARN),
    MatchState.NONE: ChipSpec("No match", "user-round-plus", Tone.CALM),
    MatchState.LOST: ChipSpec("Payer is gone", "unlink", Tone.BAD),
}
ACTS: dict[Act, ChipSpec] = {
    Act.CREATE: ChipSpec("New debit", "circle-dot", Tone.PLAIN),
    Act.AMEND: ChipSpec("New amount", "pencil", Tone.PLAIN),
    Act.MOVE: ChipSpec("New date", "calendar", Tone.PLAIN),
    Act.DELETE: ChipSpec("Debit goes", "trash-2", Tone.PLAIN),
    Act.NOTHING: ChipSpec("Nothing to do", "check", Tone.CALM),
    Act.WAIT: ChipSpec("Being checked", "scan-search", Tone.CHECK),
    Act.BLOCKED: ChipSpec("Held back", "ban", Tone.WARN),
    Act.ALARM: ChipSpec("Too late", "triangle-alert", Tone.BAD),
}
SETTLED: dict[Settled, ChipSpec] = {
    Settled.BY_HAND: ChipSpec("Made by hand", "receipt", Tone.CALM),
    Settled.COMING: ChipSpec("Coming", "clock", Tone.CALM),
    Settled.APPROVED: ChipSpec("Approved", "check", Tone.CALM),
    Settled.DUE: ChipSpec("To be applied", "hourglass", Tone.PLAIN),
    Settled.APPLIED: ChipSpec("Applied", "circle-check", Tone.GOOD),
    Settled.LOOKED_UP: ChipSpec("Being checked", "scan-search", Tone.CHECK),
    Settled.NOT_APPLIED: ChipSpec("Not applied", "circle-alert", Tone.WARN),
    Settled.DECLINED: ChipSpec("Declined", "octagon-x", Tone.WARN),
    Settled.CHARGED_BACK: ChipSpec("Chargeback", "undo-2", Tone.BAD),
    Settled.TO_REVERSE: ChipSpec("Reverse it?", "undo-2", Tone.BAD),
    Settled.REVERSED: ChipSpec("Reversed", "undo-2", Tone.CALM),
    Settled.NOT_KNOWN: ChipSpec("Not known", "circle-help", Tone.WARN),
}
_DEEDS = (
    ("created", "debit made", "debits made"),
    ("amended", "amount changed", "amounts changed"),
    ("moved", "debit moved", "debits moved"),
    ("deleted", "debit taken away", "debits taken away"),
    ("applied", "payment applied", "payments applied"),
    ("updated", "payer updated", "payers updated"),
    ("refused", "refused", "refused"),
    ("open", "being looked up", "being looked up"),
)


def given_words(given: Given, yes: str, no: str) -> tuple[str, str, str]:
    """Icon, words and tint of something that only the payer can give."""
    if given is Given.YES:
        return "circle-check", yes, "good_text"
    if given is Given.NO:
        return "circle-alert", no, "warn_text"
    return "circle-help", "Not known until the payer is read", "text2"


def round_words(result: RoundResult) -> str:
    """What a round did, in one sentence."""
    if result.cancelled:
        return "The import was stopped."
    if result.waiting:
        verb = "waits" if result.waiting == 1 else "wait"
        return f"{count_of(result.waiting, 'change')} {verb} for your word: 'Import now' carries them out."
    said = [count_of(getattr(result.tally, name), *words) for name, *words in _DEEDS if getattr(result.tally, name)]
    return f"{', '.join(said)}." if result.tally != Tally() else "Everything was as it should be. Nothing was changed."


def when(at: datetime, now: datetime) -> str:
    """'at 09:45', 'tomorrow at 00:15', '3 Mar at 09:45'."""
    local, today = at.astimezone(), now.astimezone().date()
    return f"{_other_day(local.date(), today)}at {clock(local)}"


def _other_day(at: date, today: date) -> str:
    if at == today:
        return ""
    return "tomorrow " if at == today + timedelta(days=1) else f"{day(at)} "

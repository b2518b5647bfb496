"""How the states of collection look as chips: word, icon and tone in one place."""

from __future__ import annotations

from app.domain.collection.matching import MatchState
from app.domain.collection.payers import Given
from app.domain.collection.planning import Act
from app.domain.collection.settling import Settled
from app.ui.parts import ChipSpec, Tone

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


def given_words(given: Given, yes: str, no: str) -> tuple[str, str, str]:
    """Icon, words and tint of something that only the payer can give."""
    if given is Given.YES:
        return "circle-check", yes, "good_text"
    if given is Given.NO:
        return "circle-alert", no, "warn_text"
    return "circle-help", "Not known until the payer is read", "text2"

"""Problems as the window shows them: the sentence, what it means, and the button that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached
from app.domain.ledger_words import words_of
from app.domain.plan import Mend
from app.ui.parts import Banner, ButtonKind, Tone
from app.ui.style import clock, full_day

MEND_WORDS: dict[Mend, str] = {
    Mend.MAP_CUSTOMER: "Choose customer",
    Mend.MAP_ACCOUNT: "Choose account",
    Mend.MAP_ITEM: "Choose product",
    Mend.MAP_TAX: "Choose {tax}",
    Mend.MAP_TRACKING: "Choose {tracking}",
    Mend.RESTORE_CONTACT: "{bring_back}",
    Mend.RELINK_CONTACT: "Choose {contact}",
    Mend.OPEN_IN_SOURCE: "Open in {source}",
    Mend.OPEN_IN_LEDGER: "Open in {ledger}",
    Mend.SEND_AS_DRAFT: "Send as draft",
    Mend.RAISE_ROUNDING_LIMIT: "Raise the limit",
    Mend.ACCEPT_SALES_TAX: "Send with the tax billed",
    Mend.CHOOSE_DEPOSIT: "Choose account",
    Mend.CHOOSE_METHOD: "Choose payment method",
    Mend.ENABLE_CURRENCY: "Check again",
    Mend.RECONNECT: "Reconnect",
    Mend.RETRY: "Try again",
    Mend.SEND_AGAIN: "Send again",
    Mend.REVIEW: "Decide",
    Mend.SEARCH_AGAIN: "Search again",
}


def mend_words(mend: Mend, source: str = "", ledger: str = "") -> str:
    """What the button of a mend says; empty when nothing here mends it."""
    words = words_of(ledger)
    return MEND_WORDS.get(mend, "").format(
        source=source or "the source",
        ledger=ledger or "the ledger",
        tax=words.tax.short,
        tracking=words.tracking.short,
        contact=words.contact.one,
        bring_back=words.bring_back.capitalize(),
    )


def problem_details(problem: ExpectedProblem, at: datetime) -> Sequence[tuple[str, str]]:
    """Technical details for support; remote words come with secrets left out already."""
    pairs = [("Time", f"{full_day(at)}, {clock(at, seconds=True)}")]
    if problem.code:
        pairs.append(("Cause", problem.code))
    pairs += [("Answer" if number == 0 else "", line) for number, line in enumerate(problem.details.splitlines()[:8])]
    pairs.append(("Secrets", "left out"))
    return pairs


def banner_of(
    problem: ExpectedProblem,
    *,
    at: datetime,
    button: str = "",
    meaning: str = "",
    large: bool = False,
    parent: QWidget | None = None,
) -> Banner:
    """A banner that stays until the problem is mended. `meaning` replaces the advice when the screen knows more."""
    is_access = isinstance(problem, AccessProblem) and not problem.elsewhere
    is_limit = isinstance(problem, LimitReached)
    tone = Tone.WARN if is_limit else Tone.BAD
    icon = "unlink" if is_access else "hourglass" if is_limit else "circle-alert"
    words = button or mend_words(problem.mend)
    second = meaning or problem.advice
    if isinstance(problem, LimitReached) and problem.until is not None:
        second = f"{second} It takes calls again at {clock(problem.until.astimezone())}.".strip()
    made = Banner(
        tone,
        icon,
        problem.sentence,
        second,
        button=words,
        kind=ButtonKind.PRIMARY if large and words else ButtonKind.SECONDARY,
        button_icon="link" if is_access else "",
        details=problem_details(problem, at) if problem.details or problem.code else (),
        large=large,
        parent=parent,
    )
    made.setObjectName("problem-banner")
    made.button.setObjectName("problem-mend")
    return made

"""What Rotessa's refusals mean for a bookkeeper: fragments of its codes and messages, and our sentences (apis/rotessa.md 9).

Only three of its codes are documented. A refusal that is in no row is shown in Rotessa's own words; nothing is decided by an unknown code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.connectors.http.records import records, text
from app.domain.plan import Mend


class Meaning(StrEnum):
    """What a refusal says about an earlier attempt of our own."""

    REFUSED = "refused"
    TAKEN = "taken"  # the custom identifier is in use: it may be our own earlier attempt


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as Rotessa tells it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row: all fragments (lower case) must be in the code and message together."""

    fragments: tuple[str, ...]
    sentence: str
    mend: Mend = Mend.NONE
    meaning: Meaning = Meaning.REFUSED


def _row(fragments: str, sentence: str, mend: Mend = Mend.NONE, meaning: Meaning = Meaning.REFUSED) -> Refusal:
    return Refusal(tuple(fragments.split(" | ")), sentence, mend, meaning)


TOO_LATE = "Rotessa has sent the debit to the bank already; it can no longer be changed."
REFUSALS: tuple[Refusal, ...] = (
    _row("identifier | taken", "Rotessa has a customer under this name already.", Mend.MAP_CUSTOMER, Meaning.TAKEN),
    _row("sent to the bank", TOO_LATE, Mend.REVIEW),
    _row("locked", TOO_LATE, Mend.REVIEW),
    _row("process_date_timing", "The date is too near for Rotessa. Choose a later banking day."),
    _row("process_date | future", "The date is too near for Rotessa. Choose a later banking day."),
    _row("institution", "The bank details of the customer are incomplete at Rotessa.", Mend.OPEN_IN_SOURCE),
    _row("transit", "The bank details of the customer are incomplete at Rotessa.", Mend.OPEN_IN_SOURCE),
    _row("routing", "The bank details of the customer are incomplete at Rotessa.", Mend.OPEN_IN_SOURCE),
    _row("bank", "The bank details of the customer are incomplete at Rotessa.", Mend.OPEN_IN_SOURCE),
    _row("authorization", "The authorisation of the customer is missing at Rotessa.", Mend.OPEN_IN_SOURCE),
    _row("inactive", "The customer is inactive at Rotessa.", Mend.OPEN_IN_SOURCE),
    _row("limit", "The amount is above a limit at Rotessa."),
    _row("exceed", "The amount is above a limit at Rotessa."),
    _row("amount", "Rotessa does not take the amount."),
    _row("e-mail", "Rotessa does not take the e-mail address."),
    _row("email", "Rotessa does not take the e-mail address."),
    _row("name | blank", "Rotessa wants a name for the customer."),
    _row("not_found", "Rotessa does not know it, or has deleted it.", Mend.SEARCH_AGAIN),
)
_ANY = Refusal((), "Rotessa refused it. Its own words say why.")


def faults_of(value: object) -> list[Fault]:
    """The faults that a body holds; none when it is no list of them."""
    return [Fault(text(each, "error_code"), text(each, "error_message")[:500]) for each in records(value, "errors")]


def refusal_of(faults: Sequence[Fault]) -> Refusal:
    """The row for a refusal: 'in use' counts before all else, then the order of the table."""
    told = [f"{fault.code} {fault.message}".lower() for fault in faults]
    found = [row for row in REFUSALS if any(all(part in words for part in row.fragments) for words in told)]
    taken = next((row for row in found if row.meaning is Meaning.TAKEN), None)
    return taken or (found[0] if found else _ANY)


def words_of(faults: Sequence[Fault]) -> tuple[str, ...]:
    """Rotessa's own words, none twice."""
    return tuple(dict.fromkeys(fault.message or fault.code for fault in faults if fault.message or fault.code))

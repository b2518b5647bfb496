"""What a ranking says: which ledger contacts may be the source company, why, why not, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.parties import LedgerContact


class Certainty(StrEnum):
    """How sure a ranking is; the mapping table has one pile for each."""

    CERTAIN = "certain"  # two independent facts agree (or the saved id does) and nothing else comes near
    LIKELY = "likely"  # worth a look, one by one
    NONE = "none"  # nothing in the ledger is like it


class Tone(StrEnum):
    """How a reason is to be read: for the candidate, as a plain fact, or against it."""

    AGREES = "agrees"
    NEUTRAL = "neutral"
    WARNS = "warns"


class ReasonKind(StrEnum):
    """What a reason is about, so that a window can choose its icon."""

    EXTERNAL_ID = "external_id"
    SAME_NAME = "same_name"
    NAME = "name"
    EMAIL = "email"
    DOMAIN = "domain"
    PHONE = "phone"
    TAX_NUMBER = "tax_number"
    PLACE = "place"
    NO_TAX_NUMBER = "no_tax_number"
    OTHER_TAX_NUMBER = "other_tax_number"
    OTHER_COUNTRY = "other_country"
    OTHER_CURRENCY = "other_currency"
    OTHER_WORD = "other_word"
    OTHER_CUSTOMER = "other_customer"
    ARCHIVED = "archived"
    CONTESTED = "contested"


_NEUTRAL = frozenset({ReasonKind.NAME, ReasonKind.PLACE, ReasonKind.NO_TAX_NUMBER})
_WARNING = frozenset(
    {
        ReasonKind.OTHER_TAX_NUMBER,
        ReasonKind.OTHER_COUNTRY,
        ReasonKind.OTHER_CURRENCY,
        ReasonKind.OTHER_WORD,
        ReasonKind.OTHER_CUSTOMER,
        ReasonKind.ARCHIVED,
        ReasonKind.CONTESTED,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact for or against a candidate: `text` fits a chip, `detail` gives the values behind it."""

    kind: ReasonKind
    text: str
    detail: str = ""

    @property
    def tone(self) -> Tone:
        """Whether the fact speaks for the candidate, against it, or neither."""
        if self.kind in _WARNING:
            return Tone.WARNS
        return Tone.NEUTRAL if self.kind in _NEUTRAL else Tone.AGREES


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A ledger contact that may be the company. `score` runs from 0 to 100."""

    contact: LedgerContact
    score: int
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates for one company, best first; `lead` is in points over the runner-up.

    `preselected` is a proposal for the person to accept, never a mapping.
    """

    suggestions: tuple[Suggestion, ...]
    lead: int
    preselected: LedgerContact | None
    certainty: Certainty

    @property
    def lead_sentence(self) -> str:
        """The lead in words, for the line below the candidates; empty when there is no candidate."""
        if not self.suggestions:
            return ""
        if len(self.suggestions) == 1:
            return "Nothing else comes near."
        if self.lead <= 0:
            return "The first two are level."
        points = "point" if self.lead == 1 else "points"
        return f"The first is {self.lead} {points} ahead of the next."


NOTHING_ALIKE = Ranking(suggestions=(), lead=0, preselected=None, certainty=Certainty.NONE)

"""Puts a finding into the bookkeeper's words: chips for the candidate, and warnings against it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from app.domain.ledger_words import LedgerWords
from app.domain.parties import LedgerContact, SourceParty
from app.domain.suggestions.alignment import Likeness
from app.domain.suggestions.details import tax_word
from app.domain.suggestions.evidence import Finding
from app.domain.suggestions.model import Reason, ReasonKind

_SAME_NAME = Reason(ReasonKind.SAME_NAME, "Same name")
_MERGED = Reason(ReasonKind.ARCHIVED, "Merged", "It was merged into another one in the ledger.")
_WORTH_A_WARNING = 70.0  # percent of likeness from which a lone word is easily overlooked
_LONGEST_CHIP = 40


def reasons(party: SourceParty, contact: LedgerContact, finding: Finding) -> Iterator[Reason]:
    """What speaks for the contact, the strongest first, and the plain facts about it."""
    facts = finding.facts
    if facts.external_id:
        yield Reason(ReasonKind.EXTERNAL_ID, "Same customer number", party.id)
    if finding.alignment.likeness is Likeness.EXACT:
        yield _SAME_NAME
    if facts.email:
        yield Reason(ReasonKind.EMAIL, "Same e-mail", facts.email)
    elif facts.domain:
        yield Reason(ReasonKind.DOMAIN, "Same e-mail domain", facts.domain)
    if facts.phone:
        yield Reason(ReasonKind.PHONE, "Same phone", contact.phone)
    if facts.tax:
        yield Reason(ReasonKind.TAX_NUMBER, f"Same {_tax_word(party, contact)}", contact.tax_number)
    if finding.alignment.likeness is not Likeness.EXACT and finding.alignment.percent >= 1:
        yield _name_reason(int(finding.alignment.percent))
    if facts.place:
        yield _place(party, contact)
    if party.tax_number.strip() and not contact.tax_number.strip():
        yield _no_tax_number(_tax_word(party, contact))


def takes_nothing(words: LedgerWords) -> Reason:
    """The warning on a contact that is archived or inactive."""
    meaning = f"It is {words.gone} in {words.vendor} and takes no new documents."
    return Reason(ReasonKind.ARCHIVED, words.gone.capitalize(), meaning)


def warnings(party: SourceParty, contact: LedgerContact, finding: Finding, words: LedgerWords) -> Iterator[Reason]:
    """What speaks against the contact, the gravest first."""
    facts = finding.facts
    if facts.unusable:
        yield _MERGED if contact.merged_into else takes_nothing(words)
    if facts.taken:
        yield Reason(
            ReasonKind.OTHER_CUSTOMER,
            f"Belongs to customer number {_short(contact.external_id)}",
            f"The {words.contact.one} carries {_short(contact.external_id)}; this company is {party.id}.",
        )
    if facts.other_tax:
        yield Reason(
            ReasonKind.OTHER_TAX_NUMBER,
            f"Other {_tax_word(party, contact)}",
            f"{contact.tax_number} in the ledger, {party.tax_number} in the source",
        )
    if facts.other_country:
        yield Reason(
            ReasonKind.OTHER_COUNTRY,
            "Other country",
            f"{contact.address.country} in the ledger, {party.address.country} in the source",
        )
    if facts.other_currency:
        yield Reason(
            ReasonKind.OTHER_CURRENCY,
            "Other currency",
            f"{contact.currency.upper()} in the ledger, {party.currency.upper()} in the source",
        )
    yield from _other_words(finding)


def contested(other: SourceParty) -> Reason:
    """The warning on a contact that fits another company of the same search as well."""
    return Reason(
        ReasonKind.CONTESTED,
        f"Also fits {_short(other.name)}",
        f"{_short(other.name)} ({other.id}) is as near to it as this company.",
    )


def _other_words(finding: Finding) -> Iterator[Reason]:
    alignment = finding.alignment
    if alignment.likeness is not Likeness.UNLIKE:
        return
    near = alignment.percent >= _WORTH_A_WARNING or finding.facts.supports > 0
    if not near or not (alignment.only_source or alignment.only_ledger):
        return
    here, there = _titled(alignment.only_source), _titled(alignment.only_ledger)
    text = f"{there}, not {here}" if here and there else f"Also {there}" if there else f"Without {here}"
    yield Reason(
        ReasonKind.OTHER_WORD,
        text,
        f"Only in the ledger: {there or 'nothing'}. Only in the source: {here or 'nothing'}.",
    )


def _place(party: SourceParty, contact: LedgerContact) -> Reason:
    if party.address.city and party.address.city.strip().lower() == contact.address.city.strip().lower():
        return Reason(ReasonKind.PLACE, "Same suburb", contact.address.city)
    return Reason(ReasonKind.PLACE, "Same postcode", contact.address.postal_code)


def _tax_word(party: SourceParty, contact: LedgerContact) -> str:
    return tax_word(party.tax_number or contact.tax_number, party.address.country or contact.address.country)


@lru_cache(maxsize=128)
def _name_reason(percent: int) -> Reason:
    return Reason(ReasonKind.NAME, f"Name {percent} %")


@lru_cache(maxsize=16)
def _no_tax_number(word: str) -> Reason:
    return Reason(ReasonKind.NO_TAX_NUMBER, f"No {word} in the ledger")


def _titled(words: tuple[str, ...]) -> str:
    return f"‘{_short(' '.join(words).title())}’" if words else ""


def _short(text: str) -> str:
    """One line that fits a chip, whatever the source holds; control and direction marks are left out."""
    line = text[: 4 * _LONGEST_CHIP]
    if not line.isprintable():
        line = "".join(c if c.isprintable() else " " for c in line)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_CHIP else f"{line[: _LONGEST_CHIP - 1]}…"

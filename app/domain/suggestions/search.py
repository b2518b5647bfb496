"""Finds contacts while the bookkeeper types: any part of name, number, e-mail or phone, accents and case aside."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.parties import ContactState, LedgerContact
from app.domain.suggestions.folding import plain, separated
from app.domain.suggestions.vocabulary import Vocabulary

_PHONE_TYPED = re.compile(r"^\+?[\d\s()./-]{3,}$")
_NOT_DIGITS = re.compile(r"\D+")
_LONGEST_QUERY = 200


class TypedSearch:
    """One line of plain text for each contact, in the order in which contacts are shown."""

    def __init__(self, contacts: Sequence[LedgerContact], vocabulary: Vocabulary) -> None:
        lines = [(contact.state is not ContactState.ACTIVE, _line(contact), contact) for contact in contacts]
        lines.sort(key=lambda entry: (entry[0], entry[1], entry[2].id))
        self._contacts = [contact for _, _, contact in lines]
        self._lines = [line for _, line, _ in lines]
        self._vocabulary = vocabulary

    def find(self, text: str, limit: int) -> list[LedgerContact]:
        """All words typed must be found in a contact. Nothing typed gives the first contacts by name."""
        typed = plain(text[:_LONGEST_QUERY]).strip()
        if not typed:
            return self._contacts[:limit]
        found = self._by_words(typed.split(), limit)
        if len(found) < limit and _PHONE_TYPED.match(typed):
            digits = _NOT_DIGITS.sub("", typed).removeprefix("0")
            found = self._merged(found, self._by_words([digits], limit), limit)
        if not found:
            found = self._by_words(separated(typed).split(), limit) or self._corrected(typed, limit)
        return [self._contacts[position] for position in found]

    def _by_words(self, typed: list[str], limit: int) -> list[int]:
        """Positions, names that begin with it first, then words that do, then any part."""
        if not typed:
            return []
        whole = " ".join(typed)
        hits = [at for at, line in enumerate(self._lines) if typed[0] in line]
        for word in typed[1:]:
            hits = [at for at in hits if word in self._lines[at]]
        if len(hits) <= 1:
            return hits
        starts = [at for at in hits if self._lines[at].startswith(whole)]
        if len(starts) >= limit:
            return starts[:limit]
        inside = f" {whole}"
        within = [at for at in hits if inside in self._lines[at]]
        return self._merged(self._merged(starts, within, limit), hits, limit)

    def _corrected(self, typed: str, limit: int) -> list[int]:
        """Each word that nothing holds, replaced by the nearest words of the ledger's names."""
        found: list[int] = []
        words = separated(typed).split()
        for at, word in enumerate(words):
            for near in sorted(self._vocabulary.neighbours(word)):
                found = self._merged(found, self._by_words([*words[:at], near, *words[at + 1 :]], limit), limit)
        return found

    @staticmethod
    def _merged(first: list[int], then: list[int], limit: int) -> list[int]:
        if len(first) >= limit:
            return first[:limit]
        seen = set(first)
        return [*first, *[at for at in then if at not in seen]][:limit]


def _line(contact: LedgerContact) -> str:
    """Name as separate words, then everything as it is written; phones as digits too."""
    name = plain(contact.name)
    fields = (
        " ".join(separated(name).split()),
        name,
        contact.external_id.lower(),
        contact.account_number.lower(),
        plain(contact.email),
        contact.phone,
        _NOT_DIGITS.sub("", contact.phone),
        _NOT_DIGITS.sub("", contact.tax_number),
    )
    return " ".join(field for field in fields if field)

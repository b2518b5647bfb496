"""Finds contacts while the bookkeeper types: any part of name, number, e-mail or phone, accents and case aside."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice

from app.domain.parties import ContactState, LedgerContact
from app.domain.suggestions.folding import plain, separated
from app.domain.suggestions.vocabulary import Vocabulary

_PHONE_TYPED = re.compile(r"^\+?[\d\s()./-]{3,}$")
_NOT_DIGITS = re.compile(r"\D+")
_LONGEST_QUERY = 200
_AFTER_ALL = "\U0010ffff"
_MOST_WORDS = 8
_MOST_CORRECTIONS = 4


class TypedSearch:
    """One line of plain text for each contact, in the order in which contacts are shown."""

    def __init__(self, contacts: Sequence[LedgerContact], names: Sequence[str], vocabulary: Vocabulary) -> None:
        """`names` are the contacts' names as separate words, legal form included."""
        lines = [_line(contact, name) for contact, name in zip(contacts, names, strict=True)]
        order = sorted(range(len(lines)), key=lines.__getitem__)
        order.sort(key=[contact.state is not ContactState.ACTIVE for contact in contacts].__getitem__)
        self._contacts = [contacts[at] for at in order]
        self._lines = [lines[at] for at in order]
        self._active = sum(contact.state is ContactState.ACTIVE for contact in contacts)
        self._text = "\n".join(self._lines)
        self._vocabulary = vocabulary

    def find(self, text: str, limit: int) -> list[LedgerContact]:
        """All words typed must be found in a contact. Nothing typed gives the first contacts by name."""
        typed = plain(text[:_LONGEST_QUERY]).strip()
        if not typed:
            return self._contacts[:limit]
        found = self._by_words(typed.split(), limit)
        if len(found) < limit and _PHONE_TYPED.match(typed):
            digits = _NOT_DIGITS.sub("", typed).removeprefix("0")
            found = _merged(found, self._by_words([digits] if digits else [], limit), limit)
        if not found:
            words = separated(typed).split()
            found = self._by_words(words, limit) if words != typed.split() else []
            found = found or self._corrected(words[:_MOST_WORDS], limit)
        return [self._contacts[position] for position in found]

    def _by_words(self, typed: list[str], limit: int) -> list[int]:
        """Positions, names that begin with it first, then words that do, then any part."""
        if not typed:
            return []
        whole = " ".join(typed)
        first = bisect_left(self._lines, whole, 0, self._active)
        last = bisect_left(self._lines, whole + _AFTER_ALL, first, self._active)
        starts = list(range(first, min(last, first + limit)))
        if len(starts) >= limit:
            return starts
        rarest, *others = sorted(typed, key=len, reverse=True)
        if rarest not in self._text:
            return []
        hits = [at for at, line in enumerate(self._lines) if rarest in line]
        for word in others:
            hits = [at for at in hits if word in self._lines[at]]
        inside = f" {whole}"
        within = islice((at for at in hits if inside in self._lines[at]), limit)
        return _merged(_merged(starts, within, limit), hits, limit)

    def _corrected(self, words: list[str], limit: int) -> list[int]:
        """The one word that nothing holds, replaced by the nearest words of the ledger's names."""
        unknown = [at for at, word in enumerate(words) if word not in self._text]
        if len(unknown) != 1:
            return []
        at = unknown[0]
        found: list[int] = []
        for near in self._vocabulary.neighbours(words[at])[:_MOST_CORRECTIONS]:
            found = _merged(found, self._by_words([*words[:at], near, *words[at + 1 :]], limit), limit)
        return found


def _merged(first: list[int], then: Iterable[int], limit: int) -> list[int]:
    """The first list, then what the second adds, up to the limit."""
    seen = set(first)
    return [*first, *islice((at for at in then if at not in seen), max(limit - len(first), 0))][:limit]


def _line(contact: LedgerContact, name: str) -> str:
    """Name as separate words, then everything as it is written; phones and tax numbers as digits too."""
    phone, tax = contact.phone, contact.tax_number
    fields = (name, contact.name, contact.external_id, contact.account_number, contact.email, phone)
    line = plain(" ".join(fields))
    digits = _NOT_DIGITS.sub("", phone + tax) if phone or tax else ""
    return f"{line} {digits}" if digits else line

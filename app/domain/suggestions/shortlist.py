"""Finds the few contacts out of thousands that are worth comparing with one company."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nlargest

from rapidfuzz import fuzz, process

from app.domain.suggestions.details import phone_key
from app.domain.suggestions.folding import is_unspaced
from app.domain.suggestions.names import ComparableName
from app.domain.suggestions.profiles import Profile
from app.domain.suggestions.vocabulary import Vocabulary

_LENGTH = 14
_FEW = 60  # contacts sharing a word that are worth counting one by one
_SHARED_BY_MANY = 12  # a fact shared by more contacts than this finds nobody
_FUZZY_LIMIT = 600


class Postings:
    """For each fact, the positions of the contacts that have it."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.names: dict[str, list[int]] = {}
        self.words: dict[str, list[int]] = {}
        self.joined: dict[str, list[int]] = {}  # 'bluegum' for 'Blue Gum'
        self.emails: dict[str, list[int]] = {}
        self.domains: dict[str, list[int]] = {}
        self.phones: dict[str, list[int]] = {}
        self.taxes: dict[str, list[int]] = {}
        for position, profile in enumerate(profiles):
            self._add(position, profile)

    def _add(self, position: int, profile: Profile) -> None:
        for part in profile.name.parts:
            self.names.setdefault(part.key, []).append(position)
            for one, two in zip(part.words, part.words[1:], strict=False):
                self.joined.setdefault(one + two, []).append(position)
        for term in terms(profile.name):
            self.words.setdefault(term, []).append(position)
        for email in profile.emails:
            self.emails.setdefault(email, []).append(position)
        for domain in profile.domains:
            self.domains.setdefault(domain, []).append(position)
        for phone in profile.phones:
            self.phones.setdefault(phone_key(phone), []).append(position)
        if profile.tax:
            self.taxes.setdefault(profile.tax, []).append(position)


def terms(name: ComparableName) -> set[str]:
    """What a name is found by: its words, and pairs of characters where words are not set apart."""
    found = {word for part in name.parts for word in part.words}
    for part in name.parts:
        if not part.key.isascii():
            found.update(_character_pairs(part.words))
    return found


def _character_pairs(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        if is_unspaced(word):
            yield from (word[at : at + 2] for at in range(min(len(word), 64) - 1))


class Shortlist:
    """Looks companies up in postings: by their facts, by rare words, by near words, at last by letters."""

    def __init__(self, postings: Postings, vocabulary: Vocabulary, names: Sequence[str]) -> None:
        self._postings = postings
        self._vocabulary = vocabulary
        self._names = names

    def of(self, profile: Profile) -> set[int]:
        """Positions of the contacts worth comparing, about a dozen; empty when nothing is near."""
        found = self._by_facts(profile)
        if not profile.name.parts:
            return found
        scores = self._by_words(profile.name)
        if len(scores) > _LENGTH:
            found.update(nlargest(_LENGTH, scores, key=scores.__getitem__))
        else:
            found.update(scores)
        if not found:
            found.update(self._by_letters(profile.name))
        return found

    def _by_facts(self, profile: Profile) -> set[int]:
        postings = self._postings
        found: set[int] = set()
        for part in profile.name.parts:
            found.update(postings.names.get(part.key, ())[:_SHARED_BY_MANY])
        for email in profile.emails:
            found.update(postings.emails.get(email, ())[:_SHARED_BY_MANY])
        for domain in profile.domains:
            sharing = postings.domains.get(domain, ())
            if len(sharing) <= _SHARED_BY_MANY:
                found.update(sharing)
        for phone in profile.phones:
            found.update(postings.phones.get(phone_key(phone), ())[:_SHARED_BY_MANY])
        if profile.tax:
            found.update(postings.taxes.get(profile.tax, ())[:_SHARED_BY_MANY])
        return found

    def _by_words(self, name: ComparableName) -> dict[int, float]:
        """Weighted count of shared words; words shared by many count only for contacts found by a rarer one."""
        lists = self._lists(name)
        if not lists:
            return {}
        lists.sort(key=lambda entry: len(entry[0]))
        scores = dict.fromkeys(lists[0][0], lists[0][1]) if len(lists[0][0]) <= _FUZZY_LIMIT else {}
        for positions, worth in lists[1:] if scores else lists:
            if len(positions) <= _FEW:
                for position in positions:
                    scores[position] = scores.get(position, 0.0) + worth
            elif len(scores) > _LENGTH:
                for position in scores.keys() & positions:
                    scores[position] += worth
        return scores if scores else self._by_common_words(name, [positions for positions, _ in lists])

    def _by_common_words(self, name: ComparableName, lists: list[list[int]]) -> dict[int, float]:
        """A name made of common words alone: the contacts with the most of them, by their letters."""
        found = set(lists[0])
        for positions in lists[1:]:
            narrowed = found.intersection(positions)
            found = narrowed or found
        names = {position: self._names[position] for position in found}
        return {
            position: score
            for _, score, position in process.extract(
                name.parts[-1].key, names, scorer=fuzz.ratio, processor=None, limit=_LENGTH
            )
        }

    def _lists(self, name: ComparableName) -> list[tuple[list[int], float]]:
        """For each word of the name, its near words and its joined neighbours: positions and worth."""
        known, joined = self._postings.words, self._postings.joined
        found: set[str] = set()
        lists: list[tuple[list[int], float]] = []
        for term in terms(name):
            if term in known:
                found.add(term)
            if not self._vocabulary.is_word(term):
                found.update(near for near in self._vocabulary.neighbours(term) if near in known)
                if term in joined:
                    lists.append((joined[term], self._vocabulary.weight(term)))
        for part in name.parts:
            pairs = zip(part.words, part.words[1:], strict=False)
            found.update(both for one, two in pairs if (both := one + two) in known)
        lists.extend((known[term], self._vocabulary.weight(term)) for term in sorted(found))
        return lists

    def _by_letters(self, name: ComparableName) -> list[int]:
        """The last resort for a name without one known word."""
        hits = process.extract(
            name.parts[-1].key, self._names, scorer=fuzz.ratio, processor=None, limit=_LENGTH, score_cutoff=60
        )
        return [position for _, _, position in hits]

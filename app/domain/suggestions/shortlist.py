"""Finds the few contacts out of thousands that are worth comparing with one company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from app.domain.suggestions.details import phone_key
from app.domain.suggestions.folding import is_unspaced
from app.domain.suggestions.names import ComparableName
from app.domain.suggestions.profiles import Profile
from app.domain.suggestions.vocabulary import Vocabulary

_LENGTH = 8
_FIRST_FEW = 4
_FEW = 60  # contacts sharing a word that are worth counting one by one
_SHARED_BY_MANY = 12  # a fact shared by more contacts than this finds nobody
_FUZZY_LIMIT = 600
_LEAST_BESIDE_WHOLE = 0.55  # the same, when another contact shares the whole name
_LEAST_COMMON = 0.59  # of the words of both names, for a contact that is not among the first few
_LONGEST_JOINED = 32
_LEAST_SHARED = 0.35  # of a name's weight; a contact that shares less is not worth a comparison


class Postings:
    """For each fact, the positions of the contacts that have it."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.names: dict[str, list[int]] = {}
        self.words: dict[str, list[int]] = {}
        self.emails: dict[str, list[int]] = {}
        self.domains: dict[str, list[int]] = {}
        self.phones: dict[str, list[int]] = {}
        self.taxes: dict[str, list[int]] = {}
        for position, profile in enumerate(profiles):
            self._add(position, profile)

    def _add(self, position: int, profile: Profile) -> None:
        for part in profile.name.parts:
            self.names.setdefault(part.key, []).append(position)
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


def terms(name: ComparableName) -> dict[str, None]:
    """What a name is found by, in order: its words, and pairs of characters where words are not set apart."""
    found = dict.fromkeys(name.parts[0].words) if name.parts else {}
    for part in name.parts[1:]:
        found.update(dict.fromkeys(part.words))
    for part in name.parts:
        if not part.key.isascii():
            found.update(dict.fromkeys(_character_pairs(part.words)))
    return found


def _character_pairs(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        if is_unspaced(word):
            yield from (word[at : at + 2] for at in range(min(len(word), 64) - 1))


class Shortlist:
    """Looks companies up in postings: by their facts, by rare words, by near words, at last by letters."""

    def __init__(self, postings: Postings, vocabulary: Vocabulary, words_of_names: Sequence[tuple[str, ...]]) -> None:
        self._postings = postings
        self._vocabulary = vocabulary
        self._names = [" ".join(words) for words in words_of_names]
        self._words = words_of_names
        self._sets: dict[str, frozenset[int]] = {}

    def of(self, profile: Profile) -> set[int]:
        """Positions of the contacts worth comparing, about a dozen; empty when nothing is near."""
        found = self._by_facts(profile)
        if not profile.name.parts:
            return found
        scores = self._by_words(profile.name)
        found.update(self._most_alike(profile.name, scores))
        if not found:
            found.update(self._by_letters(profile.name))
        return found

    def _most_alike(self, name: ComparableName, scores: dict[int, float]) -> list[int]:
        """The first few in any case; of the others, those that share most words of both sides."""
        ordered = sorted(scores, key=scores.__getitem__, reverse=True)[:_LENGTH]
        if len(ordered) <= _FIRST_FEW:
            return ordered
        total, own = self._vocabulary.total_weight, self._vocabulary.total_weight(name.parts[-1].words)
        return ordered[:_FIRST_FEW] + [
            at for at in ordered[_FIRST_FEW:] if 2.0 * scores[at] >= _LEAST_COMMON * (own + total(self._words[at]))
        ]

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
        """Weighted count of shared words; of words shared by many, at least two must be shared."""
        scores: dict[int, float] = {}
        common: list[tuple[int, str, float]] = []
        for positions, term, worth in self._lists(name):
            if len(positions) <= _FEW:
                for position in positions:
                    scores[position] = scores.get(position, 0.0) + worth
            else:
                common.append((len(positions), term, worth))
        common.sort()
        self._count_common(common[: 2 if scores else 3], scores)
        if not scores and common:
            return self._by_rarest(name, common[0][1])
        whole = sum(self._vocabulary.total_weight(part.words) for part in name.parts)
        best = max(scores.values(), default=0.0)
        least = _LEAST_BESIDE_WHOLE * best if best >= 0.95 * whole else _LEAST_SHARED * whole
        return {position: score for position, score in scores.items() if score >= least} or scores

    def _count_common(self, common: list[tuple[int, str, float]], scores: dict[int, float]) -> None:
        sets = [(self._set_of(term), worth) for _, term, worth in common]
        for positions, worth in sets:
            for position in positions.intersection(scores):
                scores[position] += worth
        for at, (one, worth) in enumerate(sets):
            for other, other_worth in sets[at + 1 :]:
                for position in one & other:
                    scores[position] = max(scores.get(position, 0.0), worth + other_worth)

    def _set_of(self, term: str) -> frozenset[int]:
        known = self._sets.get(term)
        if known is None:
            known = self._sets[term] = frozenset(self._postings.words[term])
        return known

    def _by_rarest(self, name: ComparableName, term: str) -> dict[int, float]:
        """A name with one common word known: of the contacts with it, those most alike in their letters."""
        names = {position: self._names[position] for position in self._postings.words[term][:_FUZZY_LIMIT]}
        hits = process.extract(name.parts[-1].key, names, scorer=fuzz.ratio, processor=None, limit=_LENGTH)
        return {position: score for _, score, position in hits}

    def _lists(self, name: ComparableName) -> Iterator[tuple[list[int], str, float]]:
        """For each word of the name, its near words, and words parted or joined: positions, word and worth."""
        known, vocabulary = self._postings.words, self._vocabulary
        found: dict[str, None] = {}
        for term in terms(name):
            found.update(dict.fromkeys(vocabulary.neighbours(term)))
            if term in known:
                found[term] = None
            else:
                found.update(dict.fromkeys(self._halves(term)))
        for part in name.parts:
            if len(part.words) > 1:
                pairs = zip(part.words, part.words[1:], strict=False)
                found.update({both: None for one, two in pairs if (both := one + two) in known})
        for term in found:
            yield known[term], term, vocabulary.weights[term]

    def _halves(self, term: str) -> tuple[str, ...]:
        """'blue' and 'gum' for 'bluegum', when the ledger knows both."""
        known = self._postings.words
        for at in range(2, min(len(term), _LONGEST_JOINED) - 1):
            if term[:at] in known and term[at:] in known:
                return term[:at], term[at:]
        return ()

    def _by_letters(self, name: ComparableName) -> list[int]:
        """The last resort for a name without one known word."""
        hits = process.extract(
            name.parts[-1].key, self._names, scorer=fuzz.ratio, processor=None, limit=_LENGTH, score_cutoff=60
        )
        return [position for _, _, position in hits]

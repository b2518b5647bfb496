"""Two names laid side by side, word by word: how much they share, and which words stand on one side only."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from rapidfuzz import fuzz

from app.domain.suggestions.lexicon import DISTINGUISHING, GENERIC
from app.domain.suggestions.names import ComparableName, NamePart
from app.domain.suggestions.vocabulary import Kinship, Vocabulary

_MOST_UNLIKE = 94.0  # a name with a word too many never looks like the same name
_QUALITY = {Kinship.SIMILAR: 0.85, Kinship.SLIP: 0.92}
_DIGIT = re.compile(r"\d")
_MOST_LEFT = 8  # beyond it names are unlike anyway, and pairing every word with every word would cost


class Likeness(IntEnum):
    """What the words say, from other names to the very same."""

    UNLIKE = 0  # at least one word stands on one side only
    ALIKE = 1  # every word has a partner, one of them a doubtful one
    SAME_WORDS = 2  # every word has its partner: order, a slip or a blank differ
    EXACT = 3


class Alignment(NamedTuple):
    """How like two names are: `percent` 0..100, and the words found on one side only."""

    likeness: Likeness
    percent: float
    only_source: tuple[str, ...] = ()
    only_ledger: tuple[str, ...] = ()

    @property
    def differs_in_substance(self) -> bool:
        """Whether a lone word is a number, a direction, a generation, or says what the company does."""
        lone = self.only_source + self.only_ledger
        return any(word in DISTINGUISHING or word not in GENERIC for word in lone)

    @property
    def is_another_branch(self) -> bool:
        """Whether the lone words are of the kind that tells branches, numbers and generations apart."""
        lone = self.only_source + self.only_ledger
        return not DISTINGUISHING.isdisjoint(lone) or _DIGIT.search("".join(lone)) is not None


NOTHING_SHARED = Alignment(Likeness.UNLIKE, 0.0)
_EQUAL = Alignment(Likeness.EXACT, 100.0)
_WRITTEN_OUT = Alignment(Likeness.SAME_WORDS, 97.0)


def align(source: ComparableName, ledger: ComparableName, vocabulary: Vocabulary) -> Alignment:
    """Compare all names of both sides. An empty name is like no other."""
    if len(source.parts) == 1 and len(ledger.parts) == 1:
        return _align_parts(source.parts[0], ledger.parts[0], vocabulary)
    if not source.parts or not ledger.parts:
        return NOTHING_SHARED
    return _align_several(source, ledger, vocabulary)


def _align_several(source: ComparableName, ledger: ComparableName, vocabulary: Vocabulary) -> Alignment:
    """One name with a trading name, or both: the shorter list must be found in full in the longer."""
    swapped = len(source.parts) > len(ledger.parts)
    few, many = (ledger.parts, source.parts) if swapped else (source.parts, ledger.parts)
    found: list[tuple[Alignment, int]] = []
    for part in few:
        options = [
            _align_parts(other, part, vocabulary) if swapped else _align_parts(part, other, vocabulary)
            for other in many
        ]
        best = max(range(len(many)), key=lambda at: (options[at].likeness, options[at].percent))
        found.append((options[best], best))
    worst = min((alignment for alignment, _ in found), key=lambda a: (a.likeness, a.percent))
    if len(few) == len(many) or worst.likeness is Likeness.UNLIKE:
        return worst
    used_trading_name = any(at == len(many) - 1 for _, at in found)
    likeness = Likeness.SAME_WORDS if used_trading_name else Likeness.ALIKE
    return Alignment(min(worst.likeness, likeness), min(worst.percent, 96.0))


def _align_parts(source: NamePart, ledger: NamePart, vocabulary: Vocabulary) -> Alignment:
    if source.key == ledger.key:
        return _EQUAL if source.spelt == ledger.spelt else _WRITTEN_OUT
    left, right = _without_common(source.words, ledger.words)
    if not left and not right:
        return Alignment(Likeness.SAME_WORDS, 98.0)
    total = vocabulary.total_weight(source.words) + vocabulary.total_weight(ledger.words)
    lone = vocabulary.weight_of(left) + vocabulary.weight_of(right)
    if left and right and len(left) <= _MOST_LEFT and len(right) <= _MOST_LEFT:
        return _pair_up(source, ledger, (left, right), (total, total - lone), vocabulary)
    return _unlike(source, ledger, (left, right), 100.0 * (total - lone) / total)


def _without_common(source: tuple[str, ...], ledger: tuple[str, ...]) -> tuple[list[str], list[str]]:
    right = list(ledger)
    left = []
    for word in source:
        if word in right:
            right.remove(word)
        else:
            left.append(word)
    return left, right


def _pair_up(
    source: NamePart,
    ledger: NamePart,
    lone: tuple[list[str], list[str]],
    weights: tuple[float, float],
    vocabulary: Vocabulary,
) -> Alignment:
    """Find partners for words left over; `weights` are those of all words and of the common ones."""
    left, right = lone
    total, shared = weights
    if len(left) < len(right):
        shared += _join_blanks(left, right, vocabulary)
    elif len(right) < len(left):
        shared += _join_blanks(right, left, vocabulary)
    surest = Kinship.SLIP
    for word in tuple(left):
        kinship, partner = _partner(word, right, vocabulary)
        if kinship is Kinship.NONE:
            continue
        surest = min(surest, kinship)
        shared += _QUALITY[kinship] * (vocabulary.weights[word] + vocabulary.weights[partner])
        left.remove(word)
        right.remove(partner)
    percent = 100.0 * shared / total
    if left or right:
        return _unlike(source, ledger, (left, right), percent)
    likeness = Likeness.SAME_WORDS if surest is Kinship.SLIP else Likeness.ALIKE
    return Alignment(likeness, min(percent, 98.0))


def _partner(word: str, others: list[str], vocabulary: Vocabulary) -> tuple[Kinship, str]:
    """The word most like this one; a word that begins and ends otherwise is no slip of the same."""
    best, partner = Kinship.NONE, ""
    first, last = word[0], word[-1]
    for other in others:
        if other[0] == first or other[-1] == last:
            kinship = vocabulary.kinship(word, other)
            if kinship > best:
                best, partner = kinship, other
    return best, partner


def _join_blanks(short: list[str], long: list[str], vocabulary: Vocabulary) -> float:
    """Take out 'bluegum' against 'blue gum', and 'jb' against 'j b'; answers the weight that found a partner."""
    gained = 0.0
    for word in tuple(short):
        for at, beginning in enumerate(long):
            if not word.startswith(beginning):
                continue
            size = next((n for n in (2, 3) if "".join(long[at : at + n]) == word), 0)
            if size:
                gained += vocabulary.weights[word] + vocabulary.weight_of(long[at : at + size])
                short.remove(word)
                del long[at : at + size]
                break
    return gained


def _unlike(source: NamePart, ledger: NamePart, lone: tuple[list[str], list[str]], percent: float) -> Alignment:
    """Words remain on one side: the letters have a say too, so that a badly garbled name still ranks."""
    letters = fuzz.ratio(source.key, ledger.key)
    blended = max(0.6 * percent + 0.4 * letters, 0.85 * letters)
    return Alignment(Likeness.UNLIKE, min(blended, _MOST_UNLIKE), tuple(lone[0]), tuple(lone[1]))

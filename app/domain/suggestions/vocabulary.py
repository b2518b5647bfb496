"""The words of all ledger names: how much each says, and how two different words may still be the same one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from enum import IntEnum
from math import log

from rapidfuzz.distance import OSA

from app.domain.suggestions.folding import is_unspaced
from app.domain.suggestions.lexicon import DISTINGUISHING, KNOWN_WORDS

_LONGEST_WORD = 32  # beyond it, words are compared for equality only: a typed name has none
_LONG_WORD = 8
_LONGEST_SHORT_FORM, _MOST_WRITTEN_OUT = 6, 6
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Kinship(IntEnum):
    """How one word relates to another; the higher, the surer."""

    NONE = 0
    SIMILAR = 1  # may be a slip of the keyboard, may be another name: needs a second fact
    SLIP = 2  # a slip of the keyboard, or one and several of the same thing


class _Weights(dict[str, float]):
    """The weight of each word; an unknown one weighs as much as the rarest."""

    def __init__(self, top: float) -> None:
        super().__init__()
        self.top = top

    def __missing__(self, word: str) -> float:
        return self.top


class Vocabulary:
    """Words of the ledger's names with their weights. Filled once, then only asked."""

    def __init__(self, names: int) -> None:
        self.weights = _Weights(log(max(names, 1) + 1) + 1)  # much for a rare word, little for 'services'
        self._counts: dict[str, int] = {}
        self._deletions: dict[str, list[str]] = {}
        self._sorted: list[str] = []
        self._neighbours: dict[str, tuple[str, ...]] = {}
        self._totals: dict[tuple[str, ...], float] = {}
        self._kinships: dict[tuple[str, str], Kinship] = {}

    def fill(self, counts: Iterable[tuple[str, int]]) -> None:
        """Take each word with the number of names it occurs in."""
        for word, count in counts:
            self._counts[word] = count
            self.weights[word] = self.weights.top - log(count)
            if 3 <= len(word) <= _LONGEST_WORD and not word.isdigit():
                for shorter in _deletions(word):
                    self._deletions.setdefault(shorter, []).append(word)
        self._sorted = sorted(self._counts)

    def weight_of(self, words: Iterable[str]) -> float:
        """The weight of some words together."""
        return sum(map(self.weights.__getitem__, words))

    def total_weight(self, words: tuple[str, ...]) -> float:
        """The weight of all words of a name together."""
        total = self._totals.get(words)
        if total is None:
            total = self._totals[words] = self.weight_of(words)
        return total

    def is_word(self, word: str) -> bool:
        """Whether a word is known to be one, and so no slip of the keyboard."""
        return word in KNOWN_WORDS or self._counts.get(word, 0) > 1

    def neighbours(self, word: str) -> tuple[str, ...]:
        """Ledger words that may be `word` misspelt or shortened, in order; a known word only has unknown ones."""
        known = self._neighbours.get(word)
        if known is None:
            known = self._neighbours[word] = self._find_neighbours(word)
        return known

    def _find_neighbours(self, word: str) -> tuple[str, ...]:
        if not 3 <= len(word) <= _LONGEST_WORD:
            return ()
        found = set(self._deletions.get(word, ()))
        for shorter in _deletions(word):
            found.update(self._deletions.get(shorter, ()))
            if shorter in self._counts:
                found.add(shorter)
        found.discard(word)
        if self.is_word(word):
            found = {near for near in found if not self.is_word(near)}
        found.update(self._shortened_or_written_out(word))
        return tuple(sorted(found))

    def _shortened_or_written_out(self, word: str) -> list[str]:
        """Ledger words this one begins with, and for a short unknown one those that begin with it."""
        found = [word[:length] for length in range(3, len(word) - 1) if word[:length] in self._counts]
        if len(word) <= _LONGEST_SHORT_FORM and not self.is_word(word):
            start = bisect_left(self._sorted, word)
            longer = self._sorted[start : start + _MOST_WRITTEN_OUT]
            found.extend(other for other in longer if other.startswith(word) and other != word)
        return found

    def kinship(self, one: str, other: str) -> Kinship:
        """How two different words relate; the same whichever comes first."""
        pair = (one, other) if one < other else (other, one)
        known = self._kinships.get(pair)
        if known is None:
            known = self._kinships[pair] = self._compare(*pair)
        return known

    def _compare(self, one: str, other: str) -> Kinship:
        if _is_fixed(one) or _is_fixed(other):
            return self._near_fixed(one, other)
        shortest, longest = sorted((len(one), len(other)))
        if longest > _LONGEST_WORD:
            return Kinship.NONE
        if is_unspaced(one):
            return Kinship.SIMILAR if shortest > 3 and OSA.distance(one, other) == 1 else Kinship.NONE
        distance = OSA.distance(one, other, score_cutoff=2)
        if distance == 1:
            return self._one_edit(one, other, shortest)
        if distance == 2 and shortest >= _LONG_WORD - 1:
            return Kinship.SIMILAR
        return self._shortening(one, other)

    def _shortening(self, one: str, other: str) -> Kinship:
        if not _is_shortened(one, other):
            return Kinship.NONE
        short, long = sorted((one, other), key=len)
        is_plain = long in KNOWN_WORDS and len(short) >= 4 and long.startswith(short)
        return Kinship.SLIP if is_plain and not self.is_word(short) else Kinship.SIMILAR

    def _near_fixed(self, one: str, other: str) -> Kinship:
        """A mistyped 'southern' may be meant, but never one number or direction for another."""
        both = one in KNOWN_WORDS and other in KNOWN_WORDS
        if both or min(len(one), len(other)) < 5 or _has_digit(one) or _has_digit(other):
            return Kinship.NONE
        return Kinship.SIMILAR if OSA.distance(one, other, score_cutoff=1) == 1 else Kinship.NONE

    def _one_edit(self, one: str, other: str, shortest: int) -> Kinship:
        if one + "s" == other or other + "s" == one:
            return Kinship.SLIP if one in KNOWN_WORDS or other in KNOWN_WORDS else Kinship.SIMILAR
        known = (self.is_word(one), self.is_word(other))
        if all(known) or shortest < 3:
            return Kinship.NONE
        if shortest >= _LONG_WORD or _is_finger_slip(one, other):
            return Kinship.SLIP
        one_is_business = (one in KNOWN_WORDS) != (other in KNOWN_WORDS)
        return Kinship.SLIP if one_is_business and shortest >= 5 else Kinship.SIMILAR


def _is_fixed(word: str) -> bool:
    """Numbers and words such as 'north' are right as they stand."""
    return word in DISTINGUISHING or _has_digit(word)


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))


def _deletions(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _is_finger_slip(one: str, other: str) -> bool:
    """Swapped, doubled or missing letters inside a word, or the key next to the right one.

    A letter more or less at either end is not among them: Green and Greene, Smith and Smiths are two names.
    """
    if min(len(one), len(other)) < 5:
        return False
    if len(one) == len(other):
        wrong = [i for i in range(len(one)) if one[i] != other[i]]
        return len(wrong) == 2 or _are_neighbour_keys(one[wrong[0]], other[wrong[0]])
    return one[0] == other[0] and one[-1] == other[-1]


def _are_neighbour_keys(one: str, other: str) -> bool:
    return any(one + other in row or other + one in row for row in _KEY_ROWS)


def _is_shortened(one: str, other: str) -> bool:
    """'Eng' for 'Engineering', 'Bldg' for 'Building': the beginning, or first and last letter with others between."""
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or len(long) < len(short) + 2:
        return False
    if long.startswith(short):
        return True
    if short[0] != long[0] or short[-1] != long[-1] or set(short[1:-1]) & set("aeiou"):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)

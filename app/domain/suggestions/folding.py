"""Text reduced to what counts when two names are compared: case, accents and punctuation gone, scripts kept."""

from __future__ import annotations

import re
import unicodedata

# Only marks that spell the same word with or without them. Kana voicing marks and the vowel signs of the
# Indic scripts are letters in all but name: without them it is another word.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"})
_APOSTROPHES = frozenset("'`´‘’ʼ＇")


class _Separators(dict[int, str | None]):
    """A translation table that learns each character once: letters and marks stay, the rest parts words."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        category = unicodedata.category(character)
        kept: str | None
        if character in _APOSTROPHES or category == "Cf" or "\ufe00" <= character <= "\ufe0f":
            kept = None
        elif character in "&+":
            kept = " and "
        else:
            kept = character if category[0] in "LNM" else " "
        self[code] = kept
        return kept


_SEPARATORS = _Separators()


def plain(text: str) -> str:
    """Lower case without accents and compatibility forms, punctuation kept; for search and for markers."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare).casefold().translate(_LETTERS)


def separated(plain_text: str) -> str:
    """Plain text with dotted initials joined ('s.a.' to 'sa') and all punctuation turned into spaces."""
    if "." in plain_text:
        plain_text = _INITIALS.sub("", plain_text)
    return plain_text.translate(_SEPARATORS)


def words(text: str) -> list[str]:
    """The comparable words of any text, in order; empty for text without a letter or digit."""
    return separated(plain(text)).split()


def is_unspaced(word: str) -> bool:
    """Whether a word is written in a script without spaces between words (Han, Kana, Thai)."""
    if word.isascii():
        return False
    return any("\u3040" <= c <= "\u9fff" or "\u0e00" <= c <= "\u0eff" for c in word)

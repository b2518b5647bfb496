"""A company's name taken apart for comparison: trading names, legal form, abbreviations and numbers made equal."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.domain.suggestions.folding import plain, separated
from app.domain.suggestions.lexicon import (
    FILLERS,
    LEGAL_ANYWHERE,
    LEGAL_AT_END,
    LEGAL_AT_START,
    LEGAL_UNSPACED,
    NUMBERS,
    SHORT_FORMS,
)

_MOST_WORDS = 24
_NEVER_ALONE = FILLERS | LEGAL_ANYWHERE
_ALSO_KNOWN_AS = re.compile(
    r"\b(?:t\s*/\s*as?|d\s*/\s*b\s*/\s*a|f\s*/\s*k\s*/\s*a|a\s*/\s*k\s*/\s*a|trading as|doing business as|dba|"
    r"formerly known as|formerly|also known as|as trustee for|atf|fka|aka)\b"
)
# 'Spa' is a bath unless it is written like the Italian legal form; likewise the Polish one has four parts.
_ITALIAN = re.compile(r"\bS\.?p\.?A\b\.?")
_POLISH = re.compile(r"\bsp\.?\s*z\s*\.?\s*o\.?\s*o\b\.?")
_MARKS = ("dba", "atf", "fka", "aka")
_PROPRIETARY = re.compile(r"\bp\s*/\s*l\b")
_DANISH = re.compile(r"\ba/s\b")
_CANONICAL = {**SHORT_FORMS, **NUMBERS}


class NamePart(NamedTuple):
    """One name a company goes by: its words without legal form, short forms written out.

    `key` is the same as one text, for equality; `spelt` is as the name itself spells it.
    """

    words: tuple[str, ...]
    key: str
    spelt: str


class ComparableName(NamedTuple):
    """All names found in one field, the trading name last, and the whole text with its legal form.

    `parts` is empty for a name without a letter or digit; such a name is like no other.
    """

    parts: tuple[NamePart, ...]
    full: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to compare."""
        return not self.parts


def comparable(name: str) -> ComparableName:
    """Take any text apart; never fails, whatever the length, script or markup."""
    if "A" in name and ("Sp" in name or "S.p" in name):
        name = _ITALIAN.sub(" ", name)
    text = plain(name)
    if " z" in text and "sp" in text:
        text = _POLISH.sub(" ", text)
    if "/" in text:
        text = _DANISH.sub("as", _PROPRIETARY.sub(" ", text))
    pieces = _ALSO_KNOWN_AS.split(text) if _may_have_two_names(text) else (text,)
    if len(pieces) == 1:
        tokens = separated(text).split()
        part = _part(tokens)
        return ComparableName((part,) if part.words else (), " ".join(tokens))
    tokens = separated(text).split()
    parts = tuple(part for piece in pieces if (part := _part(separated(piece).split())).words)
    if not parts and tokens:
        parts = (_part(tokens),)
    return ComparableName(parts, " ".join(tokens))


def _may_have_two_names(text: str) -> bool:
    """A quick look before the slow one: most names hold none of these."""
    return "/" in text or " as " in text or "formerly" in text or any(mark in text for mark in _MARKS)


def _part(tokens: list[str]) -> NamePart:
    core = _without_legal_form(tokens)
    if len(core) > _MOST_WORDS:
        core = [*core[: _MOST_WORDS - 1], "".join(core[_MOST_WORDS - 1 :])]
    canonical = tuple([_CANONICAL.get(word, word) for word in core])
    return NamePart(canonical, " ".join(canonical), " ".join(core))


def _without_legal_form(tokens: list[str]) -> list[str]:
    core = [word for word in tokens if word not in _NEVER_ALONE]
    while len(core) > 1 and core[-1] in LEGAL_AT_END:
        core.pop()
    if len(core) > 1 and core[0] in LEGAL_AT_START:
        del core[0]
    if core and not (core[0].isascii() and core[-1].isascii()):
        core = [_without_attached_form(word) for word in core]
    return core or tokens


def _without_attached_form(word: str) -> str:
    """'株式会社青空' and '青空株式会社' both to '青空'."""
    for form in LEGAL_UNSPACED:
        if word.startswith(form) and len(word) > len(form):
            return word[len(form) :]
        if word.endswith(form) and len(word) > len(form):
            return word[: -len(form)]
    return word

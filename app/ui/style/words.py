"""Remote text made safe to show: what cannot be seen becomes a symbol, what is endless is capped.

A name from a remote system may hold right-to-left marks that make one customer look like another, or control
characters that a widget swallows. Both are shown as what they are (Unicode UAX 9, explicit directional formatting).
"""

from __future__ import annotations

import re
import unicodedata

_NAMED = {
    "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
    "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\u200b": "ZWSP", "\u2060": "WJ", "\ufeff": "BOM", "\u2028": "LS", "\u2029": "PS",
}  # fmt: skip
_JOINERS = {"\u200c", "\u200d"}  # emoji and several scripts need them
_LONGEST = 4000
_BREAKS = re.compile("[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LONGEST_TIP = 400


def _shown(character: str) -> str:
    if character in _NAMED:
        return f"⟨{_NAMED[character]}⟩"
    if character in "\n\t" or character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Co"}:
        return f"⟨U+{ord(character):04X}⟩"
    return character


def visible(text: str) -> str:
    """`text` with directional marks as ⟨RLM⟩ and control characters as ⟨U+0007⟩; line feeds and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def one_line(text: str) -> str:
    """`visible` on a single line: line breaks and tabs become a space, at most 4,000 characters."""
    return visible(_BREAKS.sub(" ", text[:_LONGEST])).strip()


def capped(text: str, longest: int = _LONGEST_TIP) -> str:
    """`visible`, cut after `longest` characters with an ellipsis: for tooltips and bounded labels."""
    return visible(text) if len(text) <= longest else visible(text[: longest - 1]) + "…"


def tooltip(text: str) -> str:
    """Text for `setToolTip`: capped, and never taken for mark-up, whatever a remote name holds.

    Qt guesses mark-up in tooltips. A zero-width joiner in front of every `<` would change copied text, so the guess
    is settled the other way: the text is escaped and sent as the mark-up it then certainly is.
    """
    plain = capped(text)
    if "<" not in plain and "&" not in plain:
        return plain
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{escaped}</span>"

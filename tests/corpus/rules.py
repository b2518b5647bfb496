"""The documented rules by which what is sent may differ from what the source holds, worked out apart from the program."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal

LINE_MOST = 4000
REFERENCE_MOST = 255
CENT = Decimal("0.01")


def line_text(text: str) -> str:
    """A line's text: one kind of line break, blanks for control characters, no blanks around it; nothing else changes."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if unicodedata.category(c) == "Cc" and c != "\n" else c for c in unified).strip()


def whole_text(title: str, description: str) -> str:
    """Title and description on one line of an invoice; the title once."""
    head, body = line_text(title), line_text(description)
    parts = [head] if head and not body.startswith(head) else []
    parts += [body] if body else []
    return "\n".join(parts) or "Item"


def split(text: str) -> list[str]:
    """What is longer than a line holds goes on in the lines below it."""
    return [text[start : start + LINE_MOST] for start in range(0, len(text), LINE_MOST)] or [text]


def total(net: Decimal, tax: Decimal) -> Decimal:
    """What the customer owes, to the cent."""
    return (net + tax).quantize(CENT, ROUND_HALF_UP)


def contact_name(text: str) -> str:
    """A new contact's name: single blanks, none around it."""
    return " ".join(text.split())

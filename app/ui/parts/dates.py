"""Dates as people type them, and a sentence for what is no date."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_UNKNOWN = "Write a date, such as 31 Oct 2026"


class NoDateError(ValueError):
    """What was typed is no date; the message is a sentence for the person."""


def _month(word: str) -> int:
    if word.isdecimal():
        return int(word)
    found = [n for n, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word.casefold().rstrip("."))]
    if len(found) != 1:
        raise NoDateError(_UNKNOWN)
    return found[0]


def parse_date(text: str, today: date) -> date:
    """The date in `text`: day first ('31 Oct 2026', '31/10/26', '31 Oct') or ISO ('2026-10-31').

    A missing year is this year's. Raises NoDateError with a sentence that names what is wrong.
    """
    words = [word for word in re.split(r"[\s/.,-]+", text.strip()) if word]
    if not 2 <= len(words) <= 3 or not all(word.isascii() and len(word) <= 9 for word in words):
        raise NoDateError(_UNKNOWN)
    if len(words[0]) == 4:
        words = words[::-1]
    year_word = words[2] if len(words) == 3 else str(today.year)
    if not words[0].isdecimal() or not year_word.isdecimal():
        raise NoDateError(_UNKNOWN)
    day, month, year = int(words[0]), _month(words[1]), int(year_word)
    if len(year_word) == 2:
        year += 2000
    if not 1990 <= year <= 2100:
        raise NoDateError("The year must lie between 1990 and 2100")
    if not 1 <= month <= 12:
        raise NoDateError("A year has 12 months")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise NoDateError(f"{_MONTHS[month - 1].capitalize()} has {last} days")
    return date(year, month, day)

"""Dates as clients send them: `2017-11-24`, and `November 24, 2017` as the documentation shows (apis/rotessa.md 5)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDS: Final = re.compile(r"([A-Za-z]+) (\d{1,2}), (\d{4})")


def read_date(value: object) -> date | None:
    """The date a text stands for; None when it is none."""
    text = value.strip() if isinstance(value, str) else ""
    try:
        if found := _ISO.fullmatch(text):
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
        if found := _WORDS.fullmatch(text):
            return date(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
    except ValueError:
        return None
    return None


def unpadded(day: date) -> str:
    """A date as the documentation once prints it: `2019-03-7`."""
    return f"{day.year}-{day.month:02}-{day.day}"

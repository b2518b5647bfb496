"""What the command line shows: aligned tables, sentences, one JSON object. Text from outside is made harmless to a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import IO, Any

from app.domain.errors import ExpectedProblem
from app.domain.money import Money
from app.domain.words import say_money

_WIDEST = 60
_RIGHT = frozenset({"Amount", "Total", "Count", "Source", "Ledger", "Difference"})


def harmless(text: str) -> str:
    """The text without what steers a terminal or turns the reading direction."""
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else "\ufffd" for c in text)


class Out:
    """One command's output. With `as_json` sentences go to standard error and the object to standard output, alone."""

    def __init__(self, out: IO[str], err: IO[str], *, as_json: bool) -> None:
        self._out = out
        self._err = err
        self.as_json = as_json

    def say(self, sentence: str = "") -> None:
        """A line for a person."""
        print(harmless(sentence), file=self._err if self.as_json else self._out, flush=True)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """An aligned table; figures to the right."""
        if self.as_json:
            return
        cells = [[_cut(harmless(cell)) for cell in row] for row in rows]
        widths = [max(_width(row[at]) for row in [list(header), *cells]) for at in range(len(header))]
        for row in [list(header), *cells]:
            parts = [_padded(row[at], widths[at], header[at] in _RIGHT) for at in range(len(header))]
            print("  ".join(parts).rstrip(), file=self._out, flush=True)

    def object(self, value: dict[str, Any]) -> None:
        """The one JSON object, where JSON is wanted."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False, indent=2), file=self._out, flush=True)

    def raw(self, text: str) -> None:
        """A file's text as it is."""
        self._out.write(text)
        self._out.flush()

    def problem(self, problem: ExpectedProblem) -> None:
        """What went wrong, what to do, and the remote system's own words below."""
        for line in (problem.sentence, problem.advice):
            if line:
                print(harmless(line), file=self._err, flush=True)
        if problem.details:
            print(f"  ({harmless(problem.details)[:500]})", file=self._err, flush=True)
        self.object(
            {
                "problem": {
                    "code": problem.code,
                    "sentence": problem.sentence,
                    "advice": problem.advice,
                    "subject": problem.subject,
                }
            }
        )


def amount(money: Money) -> dict[str, str]:
    """Money for JSON: text, never a binary fraction."""
    return {"amount": str(money.rounded().amount), "currency": money.currency}


def totals(amounts: Iterable[Money]) -> str:
    """Several currencies in one cell."""
    return ", ".join(say_money(money) for money in amounts)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "\u2026"


def _width(text: str) -> int:
    wide = sum(1 for c in text if unicodedata.east_asian_width(c) in "WF")
    return len(text) + wide - sum(1 for c in text if unicodedata.combining(c))


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space

"""Cells of a CSV file in front of a spreadsheet: text stays text, numbers stay numbers, and all of it comes back."""

from __future__ import annotations

import csv
import io
import re

import pytest

from app.domain.errors import BadInput
from app.domain.safe_csv import plain_cell, read_csv, safe_cell, write_csv
from tests.corpus.values import AMOUNTS, FILE_NAMES, LONG, NUMBERS, SHORT_HOSTILE
from tests.security.expecting import Expect

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\x00=1", "=", "+", "-", "@", "=cmd|' /C calc'!A0", "=HYPERLINK(\"x\")", "-2+3",
    "--5", "+61 8 5550", "-1-1", "-", "-a", "-1e5", "-0x1", "-1,5", "-1.", "-.5", "=\"x\"", "\x00\x00=1", "\t\t=1", "'=1", "''=1", "\"=1\"",
    "=1\n=2", " =1", "\n=1", "\u00a0=1", "＝1", "-١",
)  # fmt: skip
FIGURES = ("0", "1", "-1", "1.10", "-1.10", "1234567.89", "-0.01", "000123", "9999999999999.99")


def through_a_file(cells: list[str]) -> list[str]:
    """Cells as a spreadsheet finds them."""
    text = write_csv([f"c{n}" for n in range(len(cells))], [cells])
    return list(csv.reader(io.StringIO(text, newline="")))[1]


def is_calculated(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for more than text or a plain number."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
        return False
    return cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\0"}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula(expect: Expect, text: str) -> None:
    cell = through_a_file([text])[0]
    expect(f"cell: {text}", "text", "formula" if is_calculated(cell) else "text")
    assert plain_cell(cell) == text.replace("\0", "")
    expect(f"cell behind a blank: {text}", "text", "formula" if is_calculated(safe_cell(" " + text)) else "text")


@pytest.mark.parametrize("text", FIGURES)
def test_figures_stay_figures(expect: Expect, text: str) -> None:
    expect(f"cell: {text}", text, through_a_file([text])[0])


def test_the_whole_corpus_as_cells(expect: Expect) -> None:
    texts = [*SHORT_HOSTILE, *LONG, *NUMBERS, *FILE_NAMES, *AMOUNTS]
    cells = through_a_file(texts)
    back = [plain_cell(cell) for cell in cells]
    calculated = sum(is_calculated(cell) for cell in cells)
    expect(
        f"corpus: {len(texts)} cells", "0 formulas, 0 changed", f"{calculated} formulas, {changed(texts, back)} changed"
    )
    assert len(safe_cell("=" * 10)) == 11


def changed(before: list[str], after: list[str]) -> int:
    """How many differ by more than the NUL that no text file holds."""
    return sum(one.replace("\0", "") != other for one, other in zip(before, after, strict=True))


BROKEN = {
    "another header": "a,b\r\n1,2\r\n",
    "nothing": "",
    "open quotation mark": 'x,y\r\n"1,2\r\n',
    "NUL in the header": "x\0,y\r\n",
    "binary": "\x89PNG\r\n\x1a\n\0\0",
    "one endless cell": "x,y\r\n" + "a" * 200_000 + ",1\r\n",
    "too large": "x,y\r\n" + "1,2\r\n" * 4_000_001,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_said(expect: Expect, name: str) -> None:
    try:
        read_csv(BROKEN[name], ("x", "y"))
        seen = "taken"
    except BadInput as problem:
        seen = "said" if len(problem.sentence) > 15 else "not said"
    expect(f"CSV taken in: {name}", "said", seen)

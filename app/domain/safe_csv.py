"""CSV that no spreadsheet takes for a formula, and back again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from app.domain.errors import BadInput

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_CELL_MOST = 32_000  # a spreadsheet's own limit is a little higher
_FILE_MOST = 20_000_000


def safe_cell(text: str) -> str:
    """The text as a cell: with an apostrophe before it where a spreadsheet would calculate; plain numbers stay numbers."""
    if _NUMBER.match(text):
        return text
    cleaned = text.replace("\0", "")
    return "'" + cleaned if _would_calculate(cleaned) else cleaned


def plain_cell(cell: str) -> str:
    """What a cell made by `safe_cell` stands for."""
    return cell[1:] if cell.startswith("'") and _would_calculate(cell[1:]) else cell


def _would_calculate(text: str) -> bool:
    """Whether a spreadsheet may take it for a formula, also behind blanks; an apostrophe in front is one of the text's own."""
    return text.lstrip(" ").startswith(_STARTS) or text.startswith("'")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV text, every cell safe, lines ended as spreadsheets expect."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def read_csv(text: str, header: Sequence[str], least: int | None = None) -> list[tuple[int, dict[str, str]]]:
    """Rows by column with their line numbers. Raises `BadInput` when the first line is not the expected one.

    `least`: how many of the columns must be there, where a file of an earlier version lacks the last ones; all of them otherwise.
    """
    if len(text) > _FILE_MOST:
        raise BadInput("This file is larger than any mapping book.", field="file")
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        found = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as problem:
        raise BadInput(f"Line {reader.line_num} is not CSV.", field="file", details=str(problem)) from problem
    named = [cell.strip().casefold() for cell in found[0][1]] if found else []
    if not named or named != list(header[: max(len(named), least or len(header))]):
        raise BadInput("The first line does not name the columns.", field="file", advice=f"It is: {','.join(header)}")
    rows = []
    for line, row in found[1:]:
        cells = [plain_cell(cell)[:_CELL_MOST] for cell in row[: len(named)]]
        cells += [""] * (len(header) - len(cells))
        rows.append((line, dict(zip(header, cells, strict=False))))
    return rows

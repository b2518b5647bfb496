"""The program in processes of its own, side by side."""

from __future__ import annotations

from app.bootstrap.beside import side_by_side
from app.cli.endings import Exit


def test_each_line_is_run_and_told_with_its_place_its_code_and_its_words() -> None:
    ended = {one.place: one for one in side_by_side([["--help"], ["practice-quarter", "--ledger", "none"]])}
    assert (ended[0].code, ended[0].err) == (Exit.DONE, "")
    assert "practice-quarter" in ended[0].out
    assert (ended[1].code, ended[1].out) == (Exit.BAD_INPUT, "")
    assert "none" in ended[1].err

"""The one command: every table of the proof is among its parts, and a part that does not hold is told by its exit code."""

from __future__ import annotations

import importlib.util

import pytest

from tests.proof.__main__ import ROOT, Part, carry_out, parse, parts


def test_every_table_is_there_and_its_command_exists() -> None:
    found = parts(parse([]))
    wanted = [
        "simulation",
        "rules",
        "steps",
        "collection",
        "matrix",
        "kills",
        "storage",
        "together",
        "security",
        "corpus",
    ]
    assert list(found) == wanted
    for part in found.values():
        assert importlib.util.find_spec(f"{part.module}.__main__") is not None, part


def test_the_sizes_are_handed_on() -> None:
    found = parts(parse(["--schedules", "200000", "--kills", "1000", "--every", "7", "--cells"]))
    assert found["simulation"].options[:2] == ("--schedules", "200000")
    assert "1000" in found["kills"].options
    assert parts(parse([]))["kills"].options == ("--only", "kills", "loop", "--kills", "200", "--every", "1")
    assert found["matrix"].options == ()


def test_an_unknown_part_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--only", "everything"])
    assert "no part everything" in capsys.readouterr().err


def test_a_part_tells_how_it_ended() -> None:
    assert (ROOT / "pyproject.toml").is_file()
    assert carry_out(Part("Nothing", "tests.simulation", ("--no-such-option",))).code == 2

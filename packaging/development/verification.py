"""The proof of a working copy: style, types and every test, in parts; one failing part fails the whole."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from development import environment
from development.ground import ROOT, Stop, call, say

TESTS = ROOT / "tests"
SPECIAL_MARKS = ("keyring", "window")
"""Marks whose tests want a service of their own around them: a keyring, or a screen with a window manager."""

NOTHING_COLLECTED = 5
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CLOSING = re.compile(r"(?:=+ )?((?:\d+ [a-z]+(?:, )?)+|no tests ran) in [\d.]+s\b.*")
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed|warnings?)\b")


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of the proof came to: its name, whether it holds, its seconds, and pytest's counts if any."""

    name: str
    passed: bool
    seconds: float
    counts: Counter[str] = field(default_factory=Counter)


def everything() -> int:
    """Run all parts, even after one has failed, and print pytest's closing line over all its calls last."""
    parts = [_architecture(), _ruff(), _mypy(), *_pytest_parts([str(TESTS)], _parallel(), [TESTS / "architecture"])]
    return _conclude(parts)


def style_and_types() -> int:
    """Run ruff and mypy alone."""
    parts = [_ruff(), _mypy()]
    _print_parts(parts)
    return 0 if all(part.passed for part in parts) else 1


def selected(arguments: Sequence[str]) -> int:
    """Run the tests that pytest's own arguments name, each where it finds the services its mark asks for."""
    if any(argument == "-m" or argument.startswith("-m=") for argument in arguments):
        expression = " ".join(arguments)
        mark = next((name for name in SPECIAL_MARKS if name in expression and f"not {name}" not in expression), None)
        if mark and _what_is_missing(mark):
            raise Stop(f"Tests marked {mark} need {_what_is_missing(mark)}, which is not here.")
        return _conclude([_pytest("tests", list(arguments), mark)])
    return _conclude(_pytest_parts(list(arguments), [], []))


def _pytest_parts(arguments: list[str], extra: list[str], ignored: list[Path]) -> list[Part]:
    """The plain tests, and one more call of pytest for each special mark that occurs among the chosen tests."""
    ignoring = [f"--ignore={path}" for path in ignored]
    plain = " and ".join(f"not {mark}" for mark in [*SPECIAL_MARKS, *_without_a_server(), *_without_posix()])
    parts = [_pytest("tests", [*arguments, *ignoring, *extra, "-m", plain], None)]
    for mark in SPECIAL_MARKS:
        if not _bearing(mark, arguments):
            continue
        absent = _what_is_missing(mark)
        if absent:
            say(f"left out: the tests marked {mark}, because {absent} is not here")
        else:
            parts.append(_pytest(f"tests marked {mark}", [*arguments, *ignoring, "-m", mark], mark))
    return parts


def _without_a_server() -> list[str]:
    """The mark of the tests that start a database server of their own, where none is installed, which is said."""
    if shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return []
    say("left out: the tests marked postgres, because PostgreSQL is not here")
    return ["postgres"]


def _without_posix() -> list[str]:
    """The mark of the tests that fork, kill and look at file modes, on a system that knows none of these, which is said."""
    if os.name == "posix":
        return []
    say("left out: the tests marked posix, because this system neither forks nor has file modes")
    return ["posix"]


def _architecture() -> Part:
    return _pytest("architecture", [str(TESTS / "architecture"), "-q"], None)


def _ruff() -> Part:
    return _timed("ruff", [environment.tool("ruff"), "check", "."])


def _mypy() -> Part:
    return _timed("mypy", [environment.tool("mypy")])


def _timed(name: str, command: list[str | Path]) -> Part:
    say(f"{name} begins")
    started = time.monotonic()
    code = call(command)
    return Part(name, code == 0, time.monotonic() - started)


def _pytest(name: str, arguments: list[str], mark: str | None) -> Part:
    """One call of pytest, its output passed on as it comes and its closing line counted."""
    say(f"{name} begins")
    started = time.monotonic()
    command = [*_surroundings(mark), str(environment.python()), "-m", "pytest", *arguments]
    env = {**os.environ, "QT_QPA_PLATFORM": "xcb" if mark == "window" else "offscreen"}
    env.setdefault("PYTHONUTF8", "1")
    code, counts = _follow(command, env)
    # a special call over chosen files may find none of its own among them; that is no failure
    nothing_to_do = code == NOTHING_COLLECTED
    if code not in {0, 1, NOTHING_COLLECTED} and not counts["failed"] and not counts["error"]:
        counts["error"] += 1
    return Part(name, code == 0 or nothing_to_do, time.monotonic() - started, counts)


def _follow(command: list[str], env: dict[str, str]) -> tuple[int, Counter[str]]:
    counts: Counter[str] = Counter()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as running:
        assert running.stdout is not None  # noqa: S101  (asked for above)
        for line in running.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            counts = closing_counts(line) or counts
    return running.returncode, counts


def closing_counts(line: str) -> Counter[str]:
    """The counts in pytest's closing line, singular names for all; empty for any other line."""
    bare = _COLOUR.sub("", line).strip()
    if not _CLOSING.fullmatch(bare):
        return Counter()
    found: Counter[str] = Counter()
    for number, word in _COUNT.findall(bare):
        found[{"errors": "error", "warnings": "warning"}.get(word, word)] += int(number)
    return found


def closing_line(counts: Counter[str], seconds: float) -> str:
    """A closing line like pytest's own over several calls."""
    order = ("failed", "passed", "skipped", "xfailed", "xpassed", "warning", "error")
    plural = {"warning": "warnings", "error": "errors"}
    said = [f"{counts[word]} {plural.get(word, word) if counts[word] > 1 else word}" for word in order if counts[word]]
    return f" {', '.join(said) or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")


def _conclude(parts: Sequence[Part]) -> int:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part.counts)
    passed = all(part.passed for part in parts) and total["passed"] > 0
    _print_parts(parts)
    print(closing_line(total, sum(part.seconds for part in parts)), flush=True)
    return 0 if passed else 1


def _print_parts(parts: Sequence[Part]) -> None:
    for part in parts:
        say(f"{part.name}: {'passed' if part.passed else 'FAILED'} ({part.seconds:.1f} s)")


def _parallel() -> list[str]:
    processors = os.cpu_count() or 1
    return ["-n", str(min(processors, 4))] if processors > 1 else []


def _bearing(mark: str, arguments: Sequence[str]) -> bool:
    """Whether the mark stands in a test file among those that pytest's arguments name (all if they name none)."""
    named = [ROOT / argument.partition("::")[0] for argument in arguments if not argument.startswith("-")]
    places = [path for path in named if path.exists()] or [TESTS]
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("test_*.py"))]
    return any(_uses_mark(mark, file) for file in files)


def _uses_mark(mark: str, file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    if mark not in text:
        return False
    marks = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute) and node.attr == mark)
    return any(getattr(place, "attr", getattr(place, "id", "")) == "mark" for place in marks)


def _what_is_missing(mark: str) -> str:
    """The programs a special mark needs and this machine lacks, as words; empty when all are there."""
    needed = {
        "keyring": ("dbus-run-session", "gnome-keyring-daemon"),
        "window": ("Xvfb", "xauth", "openbox", "xdotool"),
    }
    if not sys.platform.startswith("linux"):
        return "a Linux desktop service"
    return " and ".join(program for program in needed[mark] if shutil.which(program) is None)


def _surroundings(mark: str | None) -> list[str]:
    """The command that starts the services a special mark needs and then the command behind it."""
    if mark is None:
        return []
    own = [sys.executable, str(Path(__file__).with_name("services.py")), mark]
    return ["dbus-run-session", "--", *own] if mark == "keyring" else own

"""Runs every security test and prints what was tried, what was expected and what was seen: `python -m tests.security`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.security.existing import ELSEWHERE
from tests.security.expecting import PROPERTY, shown

ROOT = Path(__file__).resolve().parents[2]


class Table:
    """A pytest plugin that collects cases as tests end."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[str, str, str]]] = {}
        self.elsewhere: dict[str, Counter[tuple[str, str]]] = {}
        self.failed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the cases of one test, or the test itself where it is listed by name."""
        if report.when != "call" and report.passed:
            return
        self.failed += report.failed
        cases = [value for name, value in report.user_properties if name == PROPERTY]
        for case in cases:
            form, expected, seen = (str(part) for part in (case if isinstance(case, list | tuple) else ()))
            self.rows.setdefault(_area(report.nodeid), []).append((form, expected, seen))
        if not cases:
            self._by_name(report)

    def _by_name(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("[")[0]
        for area, listed in ELSEWHERE.items():
            if any(name.startswith(each) for each in listed):
                self.elsewhere.setdefault(area, Counter())[name, report.outcome] += 1
                return
        self.elsewhere.setdefault(_area(report.nodeid), Counter())[name, report.outcome] += 1

    def print(self) -> None:
        """Area by area, then the counts."""
        for area in sorted({*self.rows, *self.elsewhere}):
            print(f"\n{area}")
            for form, expected, seen in self.rows.get(area, ()):
                print(f"  {form:<60}  {expected:<48}  {seen}")
            for (name, outcome), times in sorted(self.elsewhere.get(area, Counter()).items()):
                print(f"  {shown(name.removeprefix('tests/'), 104):<104}  {times:>4} {outcome}")
        cases = sum(len(found) for found in self.rows.values())
        named = sum(sum(found.values()) for found in self.elsewhere.values())
        print(f"\n{cases} cases with expected and seen, {named} further by name; {self.failed} failed.")


def _area(nodeid: str) -> str:
    name = Path(nodeid.partition("::")[0]).stem.removeprefix("test_")
    return AREAS.get(name, name.replace("_", " "))


AREAS = {
    "links": "links to other hosts",
    "sign_in": "sign-in",
    "listener": "sign-in",
    "canaries": "secrets",
    "keyrings": "keyrings",
    "refresh": "refresh races",
    "tls": "TLS",
    "screen_text": "text on the screen",
    "cells": "cells of a spreadsheet",
    "file_names": "file names",
    "file_modes": "file modes",
    "wire": "practice and dry run",
    "pages_opened": "pages that are opened",
}


KEYRING = "keyring"
SERVICE = ("dbus-run-session", "gnome-keyring-daemon")
"""What a real Secret Service is started with."""


def with_a_keyring() -> int:
    """The tests that want a real Secret Service, inside one that is started for them; where there is none that is said."""
    if absent := [program for program in SERVICE if shutil.which(program) is None]:
        print(f"\nLeft out: the tests of a real Secret Service, because {' and '.join(absent)} is not here.")
        return 0
    service = str(ROOT / "packaging" / "development" / "services.py")
    one_after_another = ("-n", "0")  # they write and remove under the same names in the one keyring
    tests = [
        sys.executable,
        "-m",
        "tests.security",
        *one_after_another,
        "-m",
        KEYRING,
        "tests/security/test_keyrings.py",
    ]
    return subprocess.run(
        [SERVICE[0], "--", sys.executable, service, KEYRING, *tests], cwd=ROOT, check=False
    ).returncode


def main(arguments: list[str]) -> int:
    """Run, print, and tell by the exit code whether all held."""
    table = Table()
    listed = sorted({name for names in ELSEWHERE.values() for name in names})
    tests = arguments or ["-m", f"not {KEYRING}", "tests/security", "tests/corpus", *listed]
    code = pytest.main(
        ["-q", "-p", "no:cacheprovider", "-n", "2", "--no-header", f"--rootdir={ROOT}", *tests], plugins=[table]
    )
    table.print()
    return int(code) or (0 if arguments else with_a_keyring())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

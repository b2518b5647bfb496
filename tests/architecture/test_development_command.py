"""The development command's own judgements: what pytest's closing lines come to, and what a lock file may not hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from development import commands, environment, locks, system_packages, verification
from development.ground import Stop

from tests.architecture.imports import ROOT

CLOSING_LINES = {
    "= 12 passed in 3.20s =": {"passed": 12},
    "=========== 1 failed, 2 passed, 3 skipped, 4 deselected, 1 warning, 2 errors in 65.00s (0:01:05) ===========": {
        "failed": 1,
        "passed": 2,
        "skipped": 3,
        "warning": 1,
        "error": 2,
    },
    "5 passed, 1 xfailed in 0.10s": {"passed": 5, "xfailed": 1},
    "\x1b[32m===== \x1b[32m\x1b[1m7 passed\x1b[0m\x1b[32m in 1.00s\x1b[0m\x1b[32m =====\x1b[0m": {"passed": 7},
    "==== no tests ran in 0.01s ====": {},
    "tests/unit/test_money.py::test_sum 3 passed in words": {},
    "3 failed attempts in 2 tests": {},
}


@pytest.mark.parametrize(("line", "counts"), CLOSING_LINES.items())
def test_closing_lines_are_read(line: str, counts: dict[str, int]) -> None:
    assert verification.closing_counts(line) == Counter(counts)


def test_the_closing_line_over_all_calls_reads_like_one_of_pytest() -> None:
    total = Counter({"passed": 10, "failed": 1, "warning": 2, "error": 1})
    line = verification.closing_line(total, 12.345)
    assert line.strip("= ") == "1 failed, 10 passed, 2 warnings, 1 error in 12.35s"
    assert len(line) == 80
    assert verification.closing_counts(line) == total


@pytest.mark.parametrize(
    "line",
    [
        "--extra-index-" + "url somewhere",
        "# from https:" + "//packages.example/simple",
        "thing @ file:" + "///srv/wheels/thing.whl",
        "thing @ git+ssh:" + "//code.example/thing",
    ],
)
def test_an_address_in_a_lock_file_is_noticed(line: str) -> None:
    assert locks.addresses(f"a==1\n{line}\n") == [line]


def test_the_lock_files_hold_no_address() -> None:
    for path in (environment.RUNTIME_LOCK, environment.DEVELOPMENT_LOCK):
        assert locks.addresses(path.read_text(encoding="utf-8")) == []


def test_the_stamp_follows_the_content_of_the_lock_file(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_bytes(b"a==1\n")
    first = environment._stamp_for(lock)
    lock.write_bytes(b"a==1\r\n")
    assert environment._stamp_for(lock) == first
    lock.write_bytes(b"a==2\n")
    assert environment._stamp_for(lock) != first


def test_only_marks_that_occur_get_a_call_of_their_own(tmp_path: Path) -> None:
    plain, marked = tmp_path / "test_plain.py", tmp_path / "test_marked.py"
    plain.write_text('"""About mark.keyring."""\nkeyring = "@pytest.mark.keyring"\n', encoding="utf-8")
    marked.write_text("@pytest.mark.keyring\ndef test_it(): ...\n", encoding="utf-8")
    assert not verification._bearing("keyring", [str(plain)])
    assert verification._bearing("keyring", [str(tmp_path), "-k", "it"])
    assert verification._bearing("keyring", [f"{marked}::test_it"])
    assert not verification._bearing("window", [str(tmp_path)])


def test_what_is_needed_without_a_display_is_part_of_what_the_tests_need() -> None:
    assert set(system_packages.QT) <= set(system_packages.for_running())
    assert set(system_packages.QT) <= set(system_packages.for_testing())


def test_a_missing_required_package_stops_with_the_line_that_installs_it() -> None:
    with pytest.raises(Stop, match="sudo apt-get install -y --no-install-recommends libegl1"):
        system_packages._ask_for(["libegl1"], stops=True)


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["--help"], 0), (["fly"], 2), (["check", "x"], 1)])
def test_a_wrong_call_is_answered_in_words(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.carry_out(arguments, "dev.py run") == code
    said = capsys.readouterr()
    assert said.out or said.err


def test_every_command_is_told_in_the_usage() -> None:
    usage = (ROOT / "packaging" / "dev.py").read_text(encoding="utf-8")
    assert [name for name in commands.COMMANDS if f"dev.py {name}" not in usage] == []

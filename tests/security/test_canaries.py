"""Secrets through a whole run with a crash in the middle: none of them is found anywhere afterwards, in any form."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.redactor import Redactor
from tests.security.canaries import files_below, forms, found_in
from tests.security.expecting import Expect

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    """What the program left behind."""

    folder: Path
    out: bytes
    told: dict[str, Any]

    @property
    def secrets(self) -> dict[str, str]:
        """By name."""
        return dict(self.told["secrets"])


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    """One run of the program, from its sign-in to its being killed."""
    folder = tmp_path_factory.mktemp("canary")
    reading, writing = os.pipe()
    out = (folder.parent / f"{folder.name}.out").open("w+b")
    with out, os.fdopen(reading, "r", encoding="utf-8") as pipe:
        command = [sys.executable, "-X", "utf8", "-m", "tests.security.canary_program", str(folder), str(writing)]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[writing], stdout=out, stderr=subprocess.STDOUT)
        os.close(writing)
        text = pipe.read()
        process.wait(60)
        out.seek(0)
        said = out.read()
    assert text, said.decode("utf-8", "replace")[-3000:]
    yield Ended(folder, said, json.loads(text))
    with suppress(OSError):
        (folder.parent / f"{folder.name}.out").unlink()


NAMES = {"secret", "integration_code", "refresh_token", "verifier", "state", "access"}


def check_the_run(ended: Ended, expect: Expect) -> None:
    """The secrets went through it, it came to its end, and it reached for no other machine."""
    kinds = {name.split(" ")[0] for name in ended.secrets}
    assert ended.told["sent"] > 1
    assert not ended.told["reached"]
    log = next(ended.folder.rglob("ledgerferry.log")).read_text("utf-8")
    assert "[secret]" in log
    assert " DEBUG " in log
    assert all(len(value) >= 8 for value in ended.secrets.values())
    expect("secrets that went through the run", " ".join(sorted(NAMES)), " ".join(sorted(kinds)))


def look_into_files(ended: Ended, expect: Expect) -> None:
    """No file holds one."""
    looked = 0
    for name, data in files_below(ended.folder):
        looked += 1
        found = found_in(data, ended.secrets)
        expect(f"file: {name}", "0 found", f"{len(found)} found{' '.join(['', *found])}")
    assert looked >= 6


def look_at_what_was_said(ended: Ended, expect: Expect) -> None:
    """Nothing said aloud holds one."""
    expect("standard output and standard error", "0 found", f"{len(found_in(ended.out, ended.secrets))} found")


def look_at_the_process_list(ended: Ended, expect: Expect) -> None:
    """No process list shows one."""
    seen = ended.told["outside"]
    assert "sandbox" in seen
    expect("command lines and environments", "0 found", f"{len(found_in(seen.encode(), ended.secrets))} found")


def look_at_modes(ended: Ended, expect: Expect) -> None:
    """Every file is the person's own, under any umask."""
    for path in [*sorted((ended.folder / "practice").rglob("*")), ended.folder / "practice"]:
        expected = "0700" if path.is_dir() else "0600"
        if "proofs" in path.parts or path.name == "window.txt":
            continue  # written by this test
        mode = stat.S_IMODE(path.stat().st_mode)
        expect(f"mode under umask 000: {path.relative_to(ended.folder)}", expected, f"{mode:04o}")


def test_nothing_that_is_left_or_said_or_seen_holds_a_secret(ended: Ended, expect: Expect) -> None:
    check_the_run(ended, expect)
    look_into_files(ended, expect)
    look_at_what_was_said(ended, expect)
    look_at_the_process_list(ended, expect)
    look_at_modes(ended, expect)


@pytest.mark.parametrize("secret", ["pa55-word-with-signs", "p@ss\"w'ord\\/+%20 é", "ключ-доступа-🔑", "a" * 300])
def test_a_known_secret_is_blackened_in_every_form(expect: Expect, secret: str) -> None:
    redactor = Redactor([secret])
    missed = []
    for name, form in forms(secret).items():
        if name in {"hexadecimal", "UTF-16"}:
            continue  # nothing writes these
        text = redactor.redact(f"before {form.decode()} after")
        missed += [name] if form.decode() in text else []
    expect(
        f"redactor: {secret[:20]}", "0 forms missed", f"{len(missed)} forms missed" + "".join(f" {m}" for m in missed)
    )

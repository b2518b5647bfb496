"""Whatever the program makes is for its person alone, where the surroundings would let everybody read and write."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from tests.security.expecting import Expect

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str) -> str:
    """One command of the program, started where a new file would be open to all."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "app", *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, umask=0, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def modes(folder: Path) -> set[str]:
    """The modes of a folder and all below it, as 'folder 0700' and 'file 0600'."""
    found = set()
    for path in (folder, *folder.rglob("*")):
        kind = "folder" if path.is_dir() else "file"
        found.add(f"{kind} {stat.S_IMODE(path.stat().st_mode):04o}")
    return found


def test_records_in_folders_that_were_not_there(tmp_path: Path, expect: Expect) -> None:
    run("--data", str(tmp_path / "not" / "yet" / "there"), "runs")
    expect("real records, umask 000", "file 0600, folder 0700", ", ".join(sorted(modes(tmp_path / "not"))))


def test_a_demonstration_that_is_kept(tmp_path: Path, expect: Expect) -> None:
    run(
        "--data",
        str(tmp_path / "real"),
        "demo",
        "--world",
        "small",
        "--no-limits",
        "--keep",
        str(tmp_path / "kept" / "x"),
    )
    seen = modes(tmp_path / "kept") | modes(tmp_path / "real")
    assert (tmp_path / "kept" / "x" / "ledgerferry.db").exists()
    expect(
        "demonstration, its expect among the real records, umask 000", "file 0600, folder 0700", ", ".join(sorted(seen))
    )

"""The environment in `.venv`: made once, brought up to date when its lock file changes, mended when half made."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from development import system_packages
from development.ground import ROOT, Stop, call_quietly, say

FOLDER = ROOT / ".venv"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.lock"  # holds everything of the first, and the tools
STAMP = FOLDER / "ledgerferry.json"
PIP_INSTALL = (
    *("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
    *("--require-hashes", "--requirement"),
)
UNFINISHED = FOLDER / "ledgerferry-unfinished"


def ensure(development: bool) -> Path:
    """Bring the environment up to the lock file and return its Python.

    A development environment serves for running as well, so it is never cut back. Two commands at once wait for each
    other. Raises Stop when Python's own parts are missing or a package cannot be had.
    """
    with _one_at_a_time():
        lock = DEVELOPMENT_LOCK if development or _stamped_lock() == DEVELOPMENT_LOCK.name else RUNTIME_LOCK
        if not lock.exists():
            raise Stop(f"{lock.name} is missing. Restore it from version control, or make it with: dev.py lock")
        if UNFINISHED.exists():
            say("the last set-up was broken off; starting afresh")
            _create()
        elif not _usable():
            _create()
        if _stamp() != _stamp_for(lock):
            _install(lock)
    return python()


def python() -> Path:
    """The interpreter inside the environment."""
    return FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def tool(name: str) -> Path:
    """A program that a package put into the environment."""
    return python().with_name(name + (".exe" if os.name == "nt" else ""))


def _create() -> None:
    started = time.monotonic()
    _ensure_venv_module()
    base: str = getattr(sys, "_base_executable", None) or sys.executable
    if Path(sys.prefix).resolve() == FOLDER.resolve() and os.name == "nt":
        raise Stop("This Python lives in the environment it would replace. Start the command with the system's Python.")
    say(f"making the environment in .venv with Python {sys.version.split()[0]}")
    call_quietly(
        [base, "-m", "venv", "--clear", FOLDER],
        "the environment could not be made",
        "Check that there is room on the disk and that this folder may be written to.",
    )
    say(f"environment made ({time.monotonic() - started:.1f} s)")


def _ensure_venv_module() -> None:
    """Debian ships Python without the parts that make environments; they come as a package of their own."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not system_packages.on_debian():
        raise Stop("This Python lacks the modules venv and ensurepip. Install the complete Python 3.11 or newer.")
    if os.geteuid() != 0:
        raise Stop(f"This Python cannot make environments yet. Run: sudo apt-get install -y {package}")
    system_packages.install([package])
    importlib.invalidate_caches()


def _install(lock: Path) -> None:
    started = time.monotonic()
    say(f"installing the packages of {lock.name}, each checked against its hash")
    UNFINISHED.touch()
    STAMP.unlink(missing_ok=True)
    call_quietly(
        [python(), *PIP_INSTALL, lock],
        "the packages could not be installed",
        "Check the network and pip's settings (pip config list), then start the same command again.",
    )
    STAMP.write_text(json.dumps(_stamp_for(lock)), encoding="utf-8")
    UNFINISHED.unlink()
    say(f"packages installed ({time.monotonic() - started:.1f} s)")


def _usable() -> bool:
    """Whether the environment has an interpreter that starts and can install."""
    if not python().exists():
        return False
    if _stamp() is not None:
        return True
    question = [str(python()), "-c", "import pip"]
    return subprocess.run(question, capture_output=True, check=False).returncode == 0


def _stamp() -> dict[str, str] | None:
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _stamped_lock() -> str | None:
    return (_stamp() or {}).get("lock")


def _stamp_for(lock: Path) -> dict[str, str]:
    """What is written when all of `lock` is in: a change of it, or a move of the working copy, asks for a new set-up."""
    # git may check text out with other line ends; the content is the same
    content = lock.read_bytes().replace(b"\r\n", b"\n")
    return {"lock": lock.name, "sha256": hashlib.sha256(content).hexdigest(), "folder": str(FOLDER)}


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock outside `.venv`, because making the environment clears that folder."""
    who = os.getlogin() if os.name == "nt" else str(os.getuid())
    name = hashlib.sha256(f"{ROOT}|{who}".encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"ledgerferry-{name}.lock"
    with path.open("a+b") as handle:
        waited = False
        while not _try_lock(handle.fileno()):
            if not waited:
                say("waiting for another set-up of this working copy to end")
            waited = True
            time.sleep(0.5)
        yield  # the system lets go of the lock with the file, even when this process is killed


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

"""Keyrings that are missing, locked, in plain text or lying: a secret is kept in a real one, or not at all and that is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring.backend
import pytest
from keyring.backends import SecretService, chainer, fail, null
from keyring.errors import InitError, KeyringError, KeyringLocked, PasswordSetError

from app.domain.errors import StoreProblem
from app.store.secrets import SERVICE, VALUE_MAX, KeyringSecrets
from tests.connectors.http.stillness import KnownChance
from tests.security.expecting import Expect

SECRET = "canary-keyring-91"


class Kept(keyring.backend.KeyringBackend):
    """A keyring in memory that can be told to misbehave; it says that it is one of the real ones."""

    __module__ = "keyring.backends.SecretService"
    priority = 5
    viable = False  # the library keeps every class made anywhere: a search for the desktop's own must not find this one

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.values: dict[tuple[str, str], str] = {}
        self.raises: Exception | None = None
        self.keeps: Callable[[str], str | None] = lambda value: value
        self.after_probe = False

    def _fails(self, name: str) -> None:
        if self.raises is not None and not (self.after_probe and name.startswith("probe-")):
            raise self.raises

    def get_password(self, service: str, username: str) -> str | None:
        self._fails(username)
        return self.values.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fails(username)
        lies = not (self.after_probe and username.startswith("probe-"))
        kept = self.keeps(password) if lies else password
        if kept is not None:
            self.values[service, username] = kept

    def delete_password(self, service: str, username: str) -> None:
        self._fails(username)
        self.values.pop((service, username), None)


class PlainText(Kept):
    """What a package of alternatives installs: a file of the person's in base64."""

    __module__ = "keyrings.alt.file"
    priority = 9


class Stranger(Kept):
    """A keyring nobody has looked at."""

    __module__ = "keyring_of_a_stranger"
    priority = 99


def attempt(*backends: keyring.backend.KeyringBackend, value: str = SECRET) -> str:
    """Keep a secret with these backends: 'kept', or the code of what is said."""
    secrets = KeyringSecrets(KnownChance(), backends)
    try:
        secrets.put("books", "refresh_token", value)
    except StoreProblem as problem:
        assert value not in problem.sentence + problem.advice + problem.details  # noqa: PT017
        return problem.code
    return "kept" if secrets.get("books", "refresh_token") == value else "lost"


def misbehaving(**traits: object) -> Kept:
    """A real one with these traits."""
    made = Kept()
    for name, trait in traits.items():
        setattr(made, name, trait)
    return made


def of_the_library(kind: Any) -> keyring.backend.KeyringBackend:
    """One of the library's own backends."""
    made: keyring.backend.KeyringBackend = kind()
    return made


CASES: dict[str, tuple[Callable[[], list[keyring.backend.KeyringBackend]], str]] = {
    "a real one": (lambda: [Kept()], "kept"),
    "none": (list, "keyring_missing"),
    "fail": (lambda: [of_the_library(fail.Keyring)], "keyring_missing"),
    "null": (lambda: [of_the_library(null.Keyring)], "keyring_missing"),
    "chainer": (lambda: [of_the_library(chainer.ChainerBackend)], "keyring_missing"),
    "plain text": (lambda: [PlainText()], "keyring_missing"),
    "a stranger's": (lambda: [Stranger()], "keyring_missing"),
    "plain text before a real one": (lambda: [PlainText(), Kept()], "kept"),
    "null and fail before a real one": (
        lambda: [of_the_library(null.Keyring), of_the_library(fail.Keyring), Kept()],
        "kept",
    ),
    "locked": (lambda: [misbehaving(raises=KeyringLocked("locked"))], "keyring_missing"),
    "prompt dismissed": (lambda: [misbehaving(raises=InitError("dismissed"))], "keyring_missing"),
    "bus gone": (lambda: [misbehaving(raises=RuntimeError("no bus"))], "keyring_missing"),
    "locked, and another real one": (lambda: [misbehaving(raises=KeyringLocked("locked")), Kept()], "kept"),
    "locks itself after the trial": (
        lambda: [misbehaving(raises=KeyringLocked("locked"), after_probe=True)],
        "keyring_missing",
    ),
    "write fails after the trial": (
        lambda: [misbehaving(raises=PasswordSetError("no"), after_probe=True)],
        "keyring_missing",
    ),
    "bus ends after the trial": (
        lambda: [misbehaving(raises=RuntimeError("no bus"), after_probe=True)],
        "keyring_missing",
    ),
    "write lies": (lambda: [misbehaving(keeps=lambda value: None)], "keyring_missing"),
    "write lies after the trial": (
        lambda: [misbehaving(keeps=lambda value: None, after_probe=True)],
        "keyring_missing",
    ),
    "keeps half": (lambda: [misbehaving(keeps=lambda value: value[:5], after_probe=True)], "keyring_missing"),
    "keeps it in capitals": (lambda: [misbehaving(keeps=str.upper, after_probe=True)], "keyring_missing"),
}


@pytest.mark.parametrize("name", CASES)
def test_backends(expect: Expect, name: str) -> None:
    backends, expected = CASES[name]
    made = backends()
    seen = attempt(*made)
    for backend in made:
        if isinstance(backend, PlainText | Stranger):
            assert not backend.values
    expect(f"keyring: {name}", expected, seen)


@pytest.mark.parametrize(("length", "expected"), [(VALUE_MAX, "kept"), (VALUE_MAX + 1, "secret_too_long")])
def test_the_longest_secret(expect: Expect, length: int, expected: str) -> None:
    backend = Kept()
    expect(f"keyring: a secret of {length:,} characters", expected, attempt(backend, value="x" * length))
    assert any(name.startswith("books/") for _, name in backend.values) == (expected == "kept")


def test_a_failed_read_and_removal_are_said(expect: Expect) -> None:
    backend = Kept()
    secrets = KeyringSecrets(KnownChance(), [backend])
    secrets.put("books", "refresh_token", SECRET)
    for raised in (KeyringLocked("locked"), KeyringError("no"), RuntimeError("no bus"), OSError("gone")):
        backend.raises = raised
        seen = []
        for act in (secrets.get, secrets.remove):
            with pytest.raises(StoreProblem) as caught:
                act("books", "refresh_token")
            seen.append(caught.value.code)
        expect(f"keyring: {type(raised).__name__} at read and removal", "keyring_missing twice", f"{seen[0]} twice")


PROGRAM = f"""
import sys
from app.bootstrap.time_and_chance import SystemChance
from app.domain.errors import StoreProblem
from app.store.secrets import KeyringSecrets
try:
    KeyringSecrets(SystemChance()).put("books", "refresh_token", "{SECRET}")
    print("kept")
except StoreProblem as problem:
    print(problem.code)
"""


def in_a_program(folder: Path, backend: str) -> str:
    """The same in a program of its own without a desktop, whose surroundings name a keyring."""
    home = folder / "home"
    (home / "config" / "python_keyring").mkdir(parents=True)
    (home / "config" / "python_keyring" / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring={backend}\nkeyring-path={folder}\n", "utf-8"
    )
    (folder / "plain_file_keyring.py").write_text(FILE_KEYRING, "utf-8")
    env = {name: value for name, value in os.environ.items() if "DBUS" not in name and name != "DISPLAY"}
    env |= {"PYTHON_KEYRING_BACKEND": backend, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
    env |= {"XDG_DATA_HOME": str(home), "PYTHONPATH": f"{Path(__file__).parents[2]}{os.pathsep}{folder}"}
    env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={folder}/no-bus"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert SECRET not in done.stderr
    return done.stdout.strip() or done.stderr[-200:]


FILE_KEYRING = """
import pathlib
import keyring.backend
class Keyring(keyring.backend.KeyringBackend):
    priority = 10
    place = pathlib.Path(__file__).with_name("kept.txt")
    def get_password(self, service, username):
        return self.place.read_text()
    def set_password(self, service, username, password):
        self.place.write_text(password)
    def delete_password(self, service, username):
        pass
"""


@pytest.mark.parametrize("backend", ["plain_file_keyring.Keyring", "keyring.backends.null.Keyring"])
def test_the_environment_cannot_choose(expect: Expect, tmp_path: Path, backend: str) -> None:
    seen = in_a_program(tmp_path, backend)
    assert not list(tmp_path.rglob("kept.txt"))
    expect(f"environment and file: {backend}", "keyring_missing", seen)


@pytest.mark.keyring
def test_the_desktops_own_keyring(expect: Expect) -> None:
    secrets = KeyringSecrets(KnownChance())
    secrets.put("security-test-own", "refresh_token", SECRET)
    again = KeyringSecrets(KnownChance())
    seen = again.get("security-test-own", "refresh_token")
    kept_as = of_the_library(SecretService.Keyring).get_password(SERVICE, "security-test-own/refresh_token")
    again.remove("security-test-own", "refresh_token")
    assert kept_as == SECRET
    assert again.get("security-test-own", "refresh_token") is None
    assert "keyring" in again.describe()
    expect("Secret Service: write, read, remove", "kept", "kept" if seen == SECRET else "lost")


@pytest.mark.keyring
@pytest.mark.parametrize("value", ["", "ü€😀", "a'b\"c\\d\n", "x" * VALUE_MAX])
def test_every_secret_comes_back_as_it_was(expect: Expect, value: str) -> None:
    secrets = KeyringSecrets(KnownChance())
    secrets.put("security-test", "odd", value)
    seen = secrets.get("security-test", "odd")
    secrets.remove("security-test", "odd")
    expect(f"Secret Service: {value}", "as it was", "as it was" if seen == value else f"changed to {seen}")

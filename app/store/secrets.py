"""Secrets in the system's own keyring, chosen by trial among those known to be real; never a file in plain text.

Practice books keep theirs in memory only.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from app.domain.errors import StoreProblem
from app.domain.plan import Mend
from app.ports.clock import Chance

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Ledgerferry"
VALUE_MAX = 1280  # characters: Windows keeps 2,560 bytes of UTF-16 (keyring issues 355, 540)

# Where a backend of a real system keyring comes from, and what people call it.
REAL = {
    "keyring.backends.SecretService": "the desktop's keyring (Secret Service)",
    "keyring.backends.kwallet": "KDE Wallet",
    "keyring.backends.libsecret": "the desktop's keyring (libsecret)",
    "keyring.backends.macOS": "the macOS keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}


def no_keyring(details: str = "") -> StoreProblem:
    """What is said where no real keyring works."""
    return StoreProblem(
        "This computer has no keyring that Ledgerferry may use, or it is locked.",
        advice="Unlock or install one (GNOME Keyring, KDE Wallet), then try again. Practice books need none.",
        mend=Mend.RETRY,
        details=details,
        code="keyring_missing",
    )


@contextmanager
def _told() -> Iterator[None]:
    """Say every failure of a backend in our words: it speaks to a service, and not all that can break there is a `KeyringError`."""
    try:
        yield
    except Exception as problem:
        raise no_keyring(type(problem).__name__) from None


class KeyringSecrets:
    """Implements `SecretStore` on a real keyring; the backend is chosen at the first use, by writing and reading a probe."""

    def __init__(self, chance: Chance, backends: Iterable[KeyringBackend] | None = None) -> None:
        self._chance = chance
        self._given = None if backends is None else list(backends)
        self._chosen: KeyringBackend | None = None
        self._lock = threading.Lock()

    def _backend(self) -> KeyringBackend:
        with self._lock:
            if self._chosen is None:
                self._chosen = self._choose()
            return self._chosen

    def _choose(self) -> KeyringBackend:
        found = _installed() if self._given is None else self._given
        real = [b for b in found if type(b).__module__ in REAL]
        reasons = []
        for backend in sorted(real, key=lambda b: -_priority(b)):
            try:
                self._try(backend)
            except Exception as problem:  # whatever a service in a process of its own comes up with
                reasons.append(f"{type(backend).__module__}: {type(problem).__name__}")
            else:
                return backend
        raise no_keyring("; ".join(reasons))

    def _try(self, backend: KeyringBackend) -> None:
        probe, name = self._chance.uuid(), f"probe-{self._chance.uuid()}"
        backend.set_password(SERVICE, name, probe)
        read = backend.get_password(SERVICE, name)
        _delete(backend, name)
        if read != probe:
            raise _probe_lost()

    def get(self, connection_id: str, name: str) -> str | None:
        """The secret, or None."""
        backend = self._backend()
        with _told():
            return backend.get_password(SERVICE, f"{connection_id}/{name}")

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Write, read back, compare."""
        if len(value) > VALUE_MAX:
            raise StoreProblem(
                "This secret is longer than every system's keyring can keep.", code="secret_too_long", subject=name
            )
        backend, entry = self._backend(), f"{connection_id}/{name}"
        with _told():
            backend.set_password(SERVICE, entry, value)
            kept = backend.get_password(SERVICE, entry)
        if kept != value:
            raise no_keyring("what was written did not come back")

    def remove(self, connection_id: str, name: str) -> None:
        """Forget it."""
        backend = self._backend()
        with _told():
            _delete(backend, f"{connection_id}/{name}")

    def describe(self) -> str:
        """The keyring's name in words."""
        return REAL[type(self._backend()).__module__]


def _installed() -> list[KeyringBackend]:
    """The keyrings there are; their package is loaded at the first use of a secret, since a start can do without."""
    from keyring.backend import get_all_keyring

    return get_all_keyring()


def _probe_lost() -> Exception:
    from keyring.errors import KeyringError

    return KeyringError("a probe did not come back")


def _delete(backend: KeyringBackend, entry: str) -> None:
    from keyring.errors import PasswordDeleteError

    with suppress(PasswordDeleteError):  # it is not there
        backend.delete_password(SERVICE, entry)


def _priority(backend: KeyringBackend) -> int:
    """The backend's own priority as a whole number, good enough to order by."""
    return int(backend.priority * 100)


class MemorySecrets:
    """Secrets of practice books, or of one session where a person wants no keyring: gone when Ledgerferry closes."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], str] = {}

    def get(self, connection_id: str, name: str) -> str | None:
        """The secret, or None."""
        return self._values.get((connection_id, name))

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it in memory."""
        self._values[connection_id, name] = value

    def remove(self, connection_id: str, name: str) -> None:
        """Forget it."""
        self._values.pop((connection_id, name), None)

    def describe(self) -> str:
        """Where they are."""
        return "memory until Ledgerferry closes"

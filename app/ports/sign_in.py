"""Signing in at a remote system in the system's browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from app.domain.run import Stop

OpenBrowser = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Tenant:
    """One set of books behind a login."""

    id: str
    name: str
    connection: str = ""  # the remote system's id of the link itself, needed to take it away


class SignIn(Protocol):
    """The sign-in of one connection."""

    def begin(self, open_browser: OpenBrowser, stop: Stop) -> Sequence[Tenant]:
        """Open the browser, wait for the person, keep the grant; the books it opens. Raises `AccessProblem`, `Cancelled`."""
        ...

    def hand_in(self, address: str) -> bool:
        """Take the address the browser ended at, pasted while `begin` waits on another thread; False when it brings nothing."""
        ...

    def tenants(self, stop: Stop) -> Sequence[Tenant]:
        """The books the present grant opens."""
        ...

    def is_signed_in(self) -> bool:
        """Whether a grant is kept (it may have ended at the remote side)."""
        ...

    def sign_out(self, stop: Stop) -> None:
        """Take the grant away, at the remote side too, and forget it."""
        ...


class RefreshLock(Protocol):
    """Keeps two processes from exchanging the same refresh token at once; threads of one process are kept apart elsewhere."""

    def hold(self, connection_id: str, stop: Stop) -> AbstractContextManager[None]:
        """Wait for the lock of this connection and hold it. Raises `Cancelled`, and `StoreProblem` when it cannot be had."""
        ...

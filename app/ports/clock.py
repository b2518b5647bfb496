"""Time, sleep and chance, handed in so that every run can be repeated."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from app.domain.run import Stop


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump, for durations."""
        ...

    def today(self) -> date:
        """The present date where the person is."""
        ...

    def boot_id(self) -> str:
        """Identifies this start of this machine, as '<machine>/<start>': a monotonic time of another boot means nothing."""
        ...

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Wait; woken early (raising `Cancelled`) when `stop` is cancelled."""
        ...


class Chance(Protocol):
    """Where randomness and ids come from."""

    def uuid(self) -> str:
        """A new UUID4 in its 36-character form."""
        ...

    def token(self, length: int = 43) -> str:
        """Unguessable URL-safe text of this many characters, for state and verifiers."""
        ...

    def fraction(self) -> float:
        """A number in [0, 1), for jitter only."""
        ...

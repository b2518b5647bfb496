"""The real clock and real chance, for tests against a simulator that runs on its own."""

from __future__ import annotations

import random
import secrets
import time
import uuid
from datetime import UTC, date, datetime

from app.domain.run import Stop


class RealClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()

    def today(self) -> date:
        """The present date."""
        return self.now().date()

    def boot_id(self) -> str:
        """One start of the machine."""
        return "boot"

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Wait, woken by a cancel."""
        (stop or Stop()).wait(seconds)


class RealChance:
    """The machine's own randomness."""

    def uuid(self) -> str:
        """A new id."""
        return str(uuid.uuid4())

    def token(self, length: int = 43) -> str:
        """Unguessable text."""
        return secrets.token_urlsafe(length)[:length]

    def fraction(self) -> float:
        """For jitter."""
        return random.random()

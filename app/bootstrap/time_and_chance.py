"""The real clock and real chance, handed to everything else."""

from __future__ import annotations

import random
import secrets
import time
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

from app.domain.errors import Cancelled
from app.domain.run import Stop

_LINUX_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LINUX_MACHINE = Path("/etc/machine-id")


class SystemClock:
    """Implements `Clock` on this machine."""

    def __init__(self) -> None:
        self._boot = _boot()

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()

    def today(self) -> date:
        """The present date where the person is."""
        return datetime.now().astimezone().date()

    def boot_id(self) -> str:
        """This start of this machine."""
        return self._boot

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Wait; woken by a cancel, which raises `Cancelled`."""
        if stop is None:
            time.sleep(max(0.0, seconds))
        elif stop.wait(max(0.0, seconds)):
            raise Cancelled


def _boot() -> str:
    """This machine, and the system's own id of its boot, or the minute of it: one taken for another costs a look-up and nothing more."""
    try:
        start = _LINUX_BOOT.read_text("ascii").strip()
    except OSError:
        start = f"{round((time.time() - time.monotonic()) / 60)}"
    return f"{_machine()}/{start}"


def _machine() -> str:
    """Which machine this is, by the system's own id, else by its network card."""
    try:
        return _LINUX_MACHINE.read_text("ascii").strip() or f"{uuid.getnode():x}"
    except OSError:
        return f"{uuid.getnode():x}"


class SystemChance:
    """Implements `Chance` on the system's own source of randomness."""

    def __init__(self) -> None:
        self._random = random.SystemRandom()

    def uuid(self) -> str:
        """A new UUID4."""
        return str(uuid.uuid4())

    def token(self, length: int = 43) -> str:
        """Unguessable URL-safe text."""
        return secrets.token_urlsafe(length)[:length]

    def fraction(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

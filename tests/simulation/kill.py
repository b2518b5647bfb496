"""Kills the program at a chosen step: a commit, a first byte, a last byte, an answer."""

from __future__ import annotations


class Killed(BaseException):
    """The process is gone. Not an `Exception`: nothing may catch it."""


class Killer:
    """Counts the steps of a run; the `die_at`th one and everything after it raises `Killed` until `revive`."""

    def __init__(self) -> None:
        self.die_at: int | None = None
        self.die_on = ""  # the name of a step to die on, whichever it is first
        self.steps = 0
        self.is_dead = False
        self.last_step = ""

    def step(self, name: str) -> None:
        """One step of the program."""
        if not self.is_dead:
            self.steps += 1
            self.last_step = name
            self.is_dead = name == self.die_on or (self.die_at is not None and self.steps >= self.die_at)
        if self.is_dead:
            raise Killed(name)

    def commit(self, method: str, when: str) -> None:
        """`MemoryJournal.on_commit`."""
        self.step(f"{method} {when}")

    def revive(self) -> None:
        """Another process starts; it is not killed."""
        self.is_dead = False
        self.die_at = None
        self.die_on = ""

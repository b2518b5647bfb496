"""How many requests of a lane are kept under way: no more than it takes to keep this program busy.

A service may allow five at once. One that answers faster than this program writes and judges is kept busy by two; more would only wait
for one another here, and the window for all of them. One that is far away gets all that it allows.
"""

from __future__ import annotations

_LEAST = 2
"""One is written or judged here while the other is answered."""
_HARDLY = 0.005
"""Seconds for which waiting for an answer does not count."""


class Room:
    """Of one lane. `most` is what the service allows at once; it begins with all of it."""

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self.places = self._most
        """Requests that may be under way at once."""

    def heard(self, answers: int, waited: float) -> None:
        """So many answers lay here when they were looked for, after waiting so many seconds: one fewer where they wait for us, one more
        where we wait for them."""
        if waited > _HARDLY:
            self.places = min(self._most, self.places + 1)
        elif answers > 1:
            self.places = max(min(self._most, _LEAST), self.places - 1)

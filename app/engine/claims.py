"""Claims of one execution: taken before anything is done with an operation, prolonged in time, given back after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.constants import DEADLINE, LEASE
from app.ports.clock import Clock
from app.ports.journal import Claim, JournalStore

_SPARE = 60.0  # seconds beyond DEADLINE below which a claim is prolonged before use
_TOGETHER = 2_000  # claims given back in one go


class Claims:
    """What this execution holds. The journal has the last word: nothing is sent on the strength of this memory alone."""

    def __init__(self, journal: JournalStore, owner: str, clock: Clock) -> None:
        self._journal = journal
        self._owner = owner
        self._clock = clock
        self._held: dict[str, Claim] = {}
        self._taken_at: dict[str, float] = {}
        self._ending: set[str] = set()

    def has(self, ids: Sequence[str]) -> bool:
        """Whether these were claimed already with time for a whole request, as far as this memory tells."""
        return all(one in self._held and not self._is_short(one) for one in ids)

    def take(self, ids: Sequence[str]) -> frozenset[str]:
        """Take or prolong; returns those that are ours with time for a whole request."""
        self._ending.difference_update(ids)
        old = {one: self._held[one] for one in ids if one in self._held and self._is_short(one)}
        if old:
            self._forget(old)
            self._keep(self._journal.renew(old, LEASE.total_seconds()))
        fresh = [one for one in ids if one not in self._held]
        if fresh:
            self._keep(self._journal.claim(fresh, self._owner, LEASE.total_seconds()))
        return frozenset(one for one in ids if one in self._held)

    def _is_short(self, one: str) -> bool:
        left = LEASE.total_seconds() - (self._clock.monotonic() - self._taken_at[one])
        return left < DEADLINE.total_seconds() + _SPARE

    def _keep(self, claims: dict[str, Claim]) -> None:
        self._held.update(claims)
        self._taken_at.update(dict.fromkeys(claims, self._clock.monotonic()))

    def _forget(self, ids: Iterable[str]) -> None:
        for one in list(ids):
            self._held.pop(one, None)
            self._ending.discard(one)
            self._taken_at.pop(one, None)

    def of(self, ids: Sequence[str]) -> dict[str, Claim]:
        """The claims of these, for `JournalStore.begin`."""
        return {one: self._held[one] for one in ids if one in self._held}

    def hold_long_enough(self, ids: Sequence[str]) -> bool:
        """Asked of the journal itself, between the commit and the first byte."""
        mine = self.of(ids)
        return len(mine) == len(ids) and self._journal.holds(mine, DEADLINE.total_seconds())

    def still_hold(self, ids: Sequence[str]) -> bool:
        """Whether these are ours at this moment."""
        mine = self.of(ids)
        return len(mine) == len(ids) and self._journal.holds(mine, 0.0)

    def let_go(self, ids: Iterable[str]) -> None:
        """These are not needed any more; they are given back together later, since each giving back is a write to disk."""
        self._ending.update(one for one in ids if one in self._held)
        if len(self._ending) >= _TOGETHER:
            self.give_back(list(self._ending))

    def give_back(self, ids: Iterable[str]) -> None:
        """End these claims."""
        mine = {one: self._held[one] for one in ids if one in self._held}
        self._forget(mine)
        if mine:
            self._journal.release(mine)

    def give_all_back(self) -> None:
        """End every claim."""
        self.give_back(list(self._held))

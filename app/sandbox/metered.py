"""A simulated system whose vendor's limits can be switched off."""

from __future__ import annotations

from typing import Protocol


class Enforcing(Protocol):
    """A quota that may be told to refuse nothing."""

    enforced: bool


class Metered:
    """Gives a system its `limits` switch over the quota it keeps."""

    _quota: Enforcing

    @property
    def limits(self) -> bool:
        """Whether the vendor's limits are enforced."""
        return self._quota.enforced

    @limits.setter
    def limits(self, on: bool) -> None:
        self._quota.enforced = on

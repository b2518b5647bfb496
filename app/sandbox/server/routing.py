"""Which system an address belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.sandbox.wire import System

CONTROL_PREFIX = "/control"


@dataclass(frozen=True, slots=True)
class Route:
    """A matched prefix. `system` None is the control address; `rest` is the path after the prefix, '/' at least."""

    system: System | None
    mount: str
    base_url: str
    rest: str


class Routes:
    """Prefixes of all systems, the longest match first."""

    def __init__(self, systems: Sequence[System], root: str) -> None:
        self.root = root
        entries: list[tuple[str, System | None, str]] = [(CONTROL_PREFIX, None, "control")]
        for system in systems:
            entries += [(prefix.rstrip("/"), system, name) for name, prefix in system.mounts().items()]
        self._entries = sorted(entries, key=lambda entry: -len(entry[0]))

    def find(self, path: str) -> Route | None:
        """The route of a percent-decoded path, or None. Prefixes ignore case, as the vendors' servers do."""
        lowered = path.lower()
        for prefix, system, name in self._entries:
            if lowered.startswith(prefix.lower()):
                rest = path[len(prefix) :]
                if not rest or rest[0] == "/":
                    return Route(system, name, self.root + prefix, rest or "/")
        return None

    def addresses(self, system: System) -> dict[str, str]:
        """Absolute address of each mount of a system, no trailing slash."""
        return {name: self.root + prefix.rstrip("/") for name, prefix in system.mounts().items()}

    @property
    def control_url(self) -> str:
        """Absolute address of the control interface."""
        return self.root + CONTROL_PREFIX

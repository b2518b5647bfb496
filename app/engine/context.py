"""Everything an execution works with, handed in once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from app.domain.answer import GuardResult
from app.domain.constants import SETTLE
from app.domain.operation import Operation, OperationKind
from app.domain.run import Stop
from app.engine.safeguards import ALL_ON, Safeguards
from app.ports.clock import Chance, Clock
from app.ports.journal import JournalStore
from app.ports.operations import OperationHandler

Destination = tuple[str, OperationKind]
"""(connection id, kind): what has one handler and at most one guard."""

Guard = Callable[[Sequence[Operation], Stop], Mapping[str, GuardResult]]
"""Reads the sources of these operations again, in one wide call; keyed by operation id. What is left out counts as UNREADABLE."""


def threads(workers: int) -> Executor:
    """The usual pool of an execution: as many threads as requests may be under way at once."""
    return ThreadPoolExecutor(max_workers=max(1, workers), thread_name_prefix="request")


@dataclass(frozen=True, slots=True)
class EngineContext:
    """The parts an execution needs.

    `owner` names this program's copy: claims of the same owner may be taken again after a crash, so no two running copies share it.
    `tenant_of` says which books a connection leads to now. `release_reserve` frees the disk space kept back for answers.
    `pool` makes the executor for overlapped requests; a test hands one in that runs them at once, in order.
    """

    journal: JournalStore
    handlers: Mapping[Destination, OperationHandler]
    guards: Mapping[Destination, Guard]
    clock: Clock
    chance: Chance
    owner: str
    tenant_of: Callable[[str], str] | None = None
    release_reserve: Callable[[], None] | None = None
    settle: timedelta = SETTLE
    pool: Callable[[int], Executor] = threads
    safeguards: Safeguards = ALL_ON

    def __post_init__(self) -> None:
        """The settings may raise SETTLE, never lower it."""
        if self.settle < SETTLE:
            raise ValueError("SETTLE may be raised, not lowered")

"""A running tenant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock
from tests.sandbox.autotask.small_tenant import ACCOUNT, PICKLISTS, Begin, Caller, rows


@pytest.fixture
def naps() -> list[float]:
    """The pauses the tenant put in."""
    return []


@pytest.fixture
def begin(naps: list[float]) -> Iterator[Begin]:
    """Starts tenants; keyword `seed` replaces rows by entity, the rest goes to AutotaskSystem."""
    with ExitStack() as stack:

        def start(
            *, seed: dict[str, Any] | None = None, account: dict[str, str] = ACCOUNT, **more: Any
        ) -> tuple[Sandbox, AutotaskSystem, Caller]:
            clock = Clock(datetime(2026, 4, 10, 12, 0, tzinfo=UTC))
            system = AutotaskSystem(rows() | (seed or {}), PICKLISTS, account, clock=clock, sleep=naps.append, **more)
            sandbox = stack.enter_context(Sandbox([system], clock=clock))
            return sandbox, system, Caller(sandbox, account)

        yield start


@pytest.fixture
def running(begin: Begin) -> tuple[Sandbox, AutotaskSystem, Caller]:
    return begin()


@pytest.fixture
def caller(running: tuple[Sandbox, AutotaskSystem, Caller]) -> Caller:
    return running[2]


@pytest.fixture
def system(running: tuple[Sandbox, AutotaskSystem, Caller]) -> AutotaskSystem:
    return running[1]

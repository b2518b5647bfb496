"""A running Rotessa account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from app.sandbox.rotessa import RotessaSystem
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock
from tests.sandbox.rotessa.desk import START, Begin, Desk, seed


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Starts accounts; keywords replace parts of the seed."""
    with ExitStack() as stack:

        def start(*, environment: str = "production", **more: Any) -> Desk:
            clock = Clock(START)
            sandbox = stack.enter_context(Sandbox([RotessaSystem(seed() | more, clock)], clock=clock))
            return Desk(sandbox, environment)

        yield start


@pytest.fixture
def desk(begin: Begin) -> Desk:
    return begin()

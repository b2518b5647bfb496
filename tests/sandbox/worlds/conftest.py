"""The practice world of one fixed day, built once for each test process and only read."""

from __future__ import annotations

from datetime import date

import pytest

from app.sandbox.worlds import World, build_world

TODAY = date(2026, 4, 15)


@pytest.fixture(scope="session")
def practice() -> World:
    """The usual practice world."""
    return build_world(today=TODAY)


@pytest.fixture(scope="session")
def small() -> World:
    """The small world."""
    return build_world("small", today=TODAY)

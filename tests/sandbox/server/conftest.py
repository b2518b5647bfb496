"""A running sandbox with a notebook in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.sandbox.server import Sandbox
from tests.sandbox.server.notebook import Notebook


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def sandbox(notebook: Notebook) -> Iterator[Sandbox]:
    with Sandbox([notebook]) as running:
        yield running

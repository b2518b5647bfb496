"""A runner for each test, closed after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.worker.runner import TaskRunner


def blackened(text: str) -> str:
    """Knows one secret."""
    return text.replace("s3cret", "…")


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    """Two lanes that know one secret."""
    made = TaskRunner(blackened)
    yield made
    assert made.close(5000) == ()

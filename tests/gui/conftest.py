"""One dressed application for all tests of the window; every test starts light, without practice, without motion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.style import apply_theme, set_reduced_motion, theme


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in its own theme."""
    apply_theme(qapp, theme())
    return qapp


@pytest.fixture(autouse=True)
def _plain_theme(dressed: QApplication) -> Iterator[None]:
    theme().set_mode("light")
    theme().set_practice(False)
    set_reduced_motion(True)
    yield
    theme().set_mode("light")
    theme().set_practice(False)
    set_reduced_motion(False)

"""Conditions every test runs under: no screen, no noise, no other machine, no file of the person's own."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

# before anything imports Qt: it reads these once
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANG", "C.UTF-8")

import pytest
from hypothesis import HealthCheck, settings

from tests.support.guards import Border, PrivateHome
from tests.support.silence import LogWatch

COPY = Path(__file__).resolve().parents[1]
WATCH = LogWatch()
BORDER = Border(COPY)
HOME = PrivateHome()

settings.register_profile(
    "ledgerferry",
    deadline=None,  # a shared machine is slow at times, and that is no defect
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("thorough", settings.get_profile("ledgerferry"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ledgerferry"))


def pytest_configure(config: pytest.Config) -> None:
    """Close the border before the first test module is imported."""
    HOME.enter()
    BORDER.install()
    logging.getLogger().addHandler(WATCH)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind in the temporary folder."""
    logging.getLogger().removeHandler(WATCH)
    HOME.leave()


@pytest.fixture(autouse=True)
def _silence_and_border() -> Iterator[None]:
    root = logging.getLogger()
    if WATCH not in root.handlers:  # a test may have set logging up anew
        root.addHandler(WATCH)
    yield
    wrong = [*WATCH.settle(), *BORDER.settle()]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.fixture
def expected_logs() -> LogWatch:
    """Announce log lines at WARNING or above: `expected_logs.expect("app.store", "could not be read")`."""
    return WATCH

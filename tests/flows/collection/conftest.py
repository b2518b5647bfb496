"""The world of rents with either ledger, afresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.rents import Rents


@pytest.fixture(params=["xero", "quickbooks"])
def rents(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rents]:
    """A collection route with nothing connected yet, for each ledger."""
    with Rents(tmp_path, str(request.param)) as opened:
        yield opened


@pytest.fixture
def xero_rents(tmp_path: Path) -> Iterator[Rents]:
    """The same for Xero alone, where the ledger makes no difference."""
    with Rents(tmp_path) as opened:
        yield opened

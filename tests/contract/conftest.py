"""The ledgers that the contract is held against: each on a simulator of its own, spoken to over the wire alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.contract.books import Books, quickbooks_books, xero_books

LEDGERS: dict[str, Callable[[], AbstractContextManager[Books]]] = {"quickbooks": quickbooks_books, "xero": xero_books}


@pytest.fixture(scope="session", params=sorted(LEDGERS))
def books(request: pytest.FixtureRequest) -> Iterator[Books]:
    """One ledger after the other; tests make records of their own and leave those of others alone."""
    with LEDGERS[request.param]() as made:
        yield made

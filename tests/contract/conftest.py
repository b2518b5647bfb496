"""The ledgers and collectors that the contracts are held against: each on a simulator of its own, spoken to over the wire alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.contract.books import Books, quickbooks_books, quickbooks_us_books, xero_books
from tests.contract.collectors import Purse, rotessa_purse
from tests.contract.paying import Till, quickbooks_till, xero_till

LEDGERS: dict[str, Callable[[], AbstractContextManager[Books]]] = {
    "quickbooks": quickbooks_books,
    "quickbooks-us": quickbooks_us_books,
    "xero": xero_books,
}


@pytest.fixture(scope="session", params=sorted(LEDGERS))
def books(request: pytest.FixtureRequest) -> Iterator[Books]:
    """One ledger after the other; tests make records of their own and leave those of others alone."""
    with LEDGERS[request.param]() as made:
        yield made


@pytest.fixture(params=sorted(LEDGERS))
def own_books(request: pytest.FixtureRequest) -> Iterator[Books]:
    """The same for one test alone: for what leaves more behind than a ledger tells of at once."""
    with LEDGERS[request.param]() as made:
        yield made


COLLECTORS: dict[str, Callable[[], AbstractContextManager[Purse]]] = {"rotessa": rotessa_purse}


@pytest.fixture(scope="session", params=sorted(COLLECTORS))
def purse(request: pytest.FixtureRequest) -> Iterator[Purse]:
    """One collector after the other; tests make customers and debits of their own and leave those of others alone."""
    with COLLECTORS[request.param]() as made:
        yield made


TILLS: dict[str, Callable[[], AbstractContextManager[Till]]] = {
    "quickbooks": quickbooks_till,
    "quickbooks_us": lambda: quickbooks_till(realm=1),
    "xero": xero_till,
}


@pytest.fixture(scope="session", params=sorted(TILLS))
def till(request: pytest.FixtureRequest) -> Iterator[Till]:
    """One ledger after the other, with what collection needs of it; tests make invoices of their own."""
    with TILLS[request.param]() as made:
        yield made

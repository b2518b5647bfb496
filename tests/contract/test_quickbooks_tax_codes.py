"""Tax outside the United States over the wire: what is told is what the books show, to the cent; and companies that charge none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.catalogue import LedgerCatalogue, TaxRate
from app.domain.money import Money, round_half_up
from app.domain.payload import DocumentPayload
from app.domain.plan import DocumentTax
from app.domain.run import unheard
from tests.contract.acts import made
from tests.contract.books import Books, quickbooks_books
from tests.contract.test_quickbooks_changes import LaterClock

CLOCK = LaterClock()


@pytest.fixture(scope="module")
def books() -> Iterator[Books]:
    """A company with tax codes of its own."""
    with quickbooks_books(clock=CLOCK) as made_books:
        yield made_books


def act(books: Books, action: str, **values: Any) -> Any:
    """Something that happens in QuickBooks' own pages."""
    return books.control(f"act/quickbooks/{action}", {"realm": books.catalogue.organisation.tenant, **values})


def catalogue(books: Books) -> LedgerCatalogue:
    """As it is a little later."""
    CLOCK.ahead += 16.0
    return books.ledger.catalogue(books.stop, unheard)


def taxed(books: Books, rate: TaxRate, cents: str) -> DocumentPayload:
    """A document at one code, its tax so many cents beside what the rate gives."""
    document = books.document()
    lines = tuple(replace(line, tax_code=rate.code) for line in document.lines)
    net, off = document.net, Decimal(cents)
    taxes = [DocumentTax(each.rate_id, each.rate, net, round_half_up(net * each.rate, 2)) for each in rate.components]
    if taxes and off:
        taxes[0] = replace(taxes[0], amount=taxes[0].amount + off)
    tax = sum((each.amount for each in taxes), Decimal("0.00"))
    return replace(document, lines=lines, tax=tax, total=net + tax, taxes=tuple(taxes))


@pytest.mark.parametrize("cents", ["0.00", "0.01", "-0.02", "0.05"])
def test_the_tax_that_is_told_stands_with_every_code(books: Books, cents: str) -> None:
    rates = [r for r in catalogue(books).tax_rates if r.is_active and r.components]
    assert len(rates) >= 3
    for rate in rates:
        if rate.rate == 0 and cents != "0.00":
            continue  # nothing can be told of a rate that takes none
        document = taxed(books, rate, cents)
        _, item = made(books, document)
        assert item.total == Money(document.total, document.currency), rate


def test_a_company_that_charges_no_tax_is_told_none(books: Books) -> None:
    act(books, "set_preferences", TaxPrefs={"UsingSalesTax": False})
    try:
        (only,) = catalogue(books).tax_rates
        assert (only.rate, only.is_active, only.is_computed) == (Decimal(0), True, False)
        document = books.document()
        lines = tuple(replace(line, tax_code=only.code) for line in document.lines)
        plain = replace(document, lines=lines, tax=Decimal(0), total=document.net)
        _, item = made(books, plain)
        assert item.total == Money(document.net, document.currency)
    finally:
        act(books, "set_preferences", TaxPrefs={"UsingSalesTax": True})
    assert len(catalogue(books).tax_rates) > 3


def test_a_sub_customer_is_a_customer(books: Books) -> None:
    parent = books.contact()
    name = f"Site {books.chance.token(5)}"
    act(
        books,
        "create",
        entity="Customer",
        fields={
            "DisplayName": name,
            "Job": True,
            "ParentRef": {"value": parent.id},
            "CurrencyRef": {"value": parent.currency},
        },
    )
    (found,) = (c for c in catalogue(books).contacts if c.name == name)
    assert found.is_customer
    _, item = made(books, books.document(contact_id=found.id, contact_name=name))
    assert item.remote_id

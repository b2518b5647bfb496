"""US automated sales tax over the wire: what QuickBooks reckons by itself is known beforehand, and what it is told stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.parties import Address
from app.domain.payload import ContactPayload
from app.domain.run import unheard
from app.domain.sales_tax import reckoned_tax
from tests.contract.acts import made, send
from tests.contract.books import Books, quickbooks_us_books


@pytest.fixture(scope="module")
def us() -> Iterator[Books]:
    """A US company."""
    with quickbooks_us_books() as books:
        yield books


AUSTIN = Address(("9 Congress Ave",), "Austin", "TX", "78701", "USA")


def customer(us: Books, address: Address) -> str:
    """A new customer at this address."""
    name = f"Lone Star {us.chance.token(6)}"
    payload = ContactPayload(name, external_id=us.chance.token(8), currency="USD", address=address)
    operation = us.operation(OperationKind.CREATE_CONTACT, payload)
    return send(us, [operation]).items[operation.id].remote_id


def test_what_is_told_stands_and_what_quickbooks_reckons_is_known_from_then_on(us: Books) -> None:
    first = customer(us, AUSTIN)
    before = us.ledger.catalogue(us.stop, unheard).sales_tax
    assert before.rates_for(first, Address()) is None
    document = us.document(contact_id=first)
    told = replace(document, tax=Decimal("12.34"), total=document.net + Decimal("12.34"))
    _, item = made(us, told)
    assert item.total == Money(told.total, "USD"), "the source's tax stands, to the cent"

    known = us.ledger.catalogue(us.stop, unheard).sales_tax
    rates = known.rates_for(first, Address())
    assert rates == (Decimal("0.0625"), Decimal("0.02"))
    assert known.rates_for(customer(us, AUSTIN), AUSTIN) == rates, "a customer next door is taxed alike"
    assert known.rates_for("", replace(AUSTIN, postal_code="97201", region="OR")) is None

    reckoned = reckoned_tax([line.amount for line in document.lines], rates)
    by_itself = us.document(contact_id=first, tax=reckoned, total=document.net + reckoned)
    assert made(us, by_itself)[1].total == Money(by_itself.total, "USD")


def test_quickbooks_reckons_each_rate_by_itself(us: Books) -> None:
    """Two halves of a cent are two cents there: 4.875 and 3.375 per cent of 100.00 are 8.26, not 8.25."""
    taos = customer(us, Address(("4 Paseo",), "Taos", "NM", "87571", "USA"))
    line = replace(us.document().lines[0], quantity=Decimal(1), unit_price=Decimal("100.00"), amount=Decimal("100.00"))
    document = us.document(contact_id=taos, lines=(line,), net=Decimal("100.00"), tax=Decimal(9), total=Decimal(109))
    made(us, document)
    (held,) = (each for each in us.documents("Invoice") if each["DocNumber"] == document.number)
    taxes = held["TxnTaxDetail"]["TaxLine"]
    deltas = (Decimal(str(tax["TaxLineDetail"].get("OverrideDeltaAmount", 0))) for tax in taxes)
    own = sum((Decimal(str(tax["Amount"])) for tax in taxes), Decimal(0)) - sum(deltas)
    rates = us.ledger.catalogue(us.stop, unheard).sales_tax.rates_for(taos, Address())
    assert rates is not None
    assert reckoned_tax([Decimal("100.00")], rates) == own == Decimal("8.26")

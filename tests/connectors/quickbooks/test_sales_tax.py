"""What QuickBooks reckons by itself: learnt from its own invoices, shown on what is ready, and held against where the route insists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.connectors.quickbooks.bodies import document_body
from app.connectors.quickbooks.sales_tax import sales_tax_of
from app.domain.catalogue import TaxManner
from app.domain.documents import SourceDocument
from app.domain.mapping import RouteDefaults, SalesTaxPolicy
from app.domain.money import Money
from app.domain.parties import Address, LedgerContact
from app.domain.plan import DocumentState, Plan
from app.domain.planning import Materials, make_plan
from app.domain.sales_tax import SalesTaxBook
from tests.connectors.quickbooks.quickbooks_books import quickbooks, rules, sent
from tests.support.books import document, line

KNOWN = SalesTaxBook({"58": (Decimal("0.0625"), Decimal("0.02"))})
BLOCKING = RouteDefaults(item_code="10", sales_tax=SalesTaxPolicy.BLOCK)


def plan(source: SourceDocument, book: SalesTaxBook, defaults: RouteDefaults | None = None) -> Plan:
    """A plan for one document of a US company."""
    made = rules(TaxManner.AS_SENT, **({} if defaults is None else {"defaults": defaults}))
    return make_plan(Materials("r", (source,), made, quickbooks(TaxManner.AS_SENT, sales_tax=book)))


def test_another_reckoning_is_shown_and_the_source_is_told_to_the_ledger() -> None:
    (found,) = plan(document(line("100.00", "8.13")), KNOWN).documents
    assert found.state is DocumentState.READY
    assert found.document is not None
    assert found.document.reckoned == Money(Decimal("108.25"), "AUD")
    assert found.document.total == Money(Decimal("108.13"), "AUD")
    assert found.sentence == "QuickBooks by itself reckons 108.25 AUD; it is told the tax of Autotask"
    assert document_body(sent(found.document))["TxnTaxDetail"] == {"TotalTax": Decimal("8.13")}


def test_a_route_that_insists_holds_it_back() -> None:
    (found,) = plan(document(line("100.00", "8.13")), KNOWN, BLOCKING).documents
    (problem,) = found.problems
    assert (problem.code, found.state) == ("sales_tax_differs", DocumentState.BLOCKED)
    assert problem.sentence == "QuickBooks reckons 108.25 AUD, 0.12 more."
    assert found.document is None


def test_the_same_reckoning_and_an_unknown_one_go() -> None:
    (same,) = plan(document(line("100.00", "8.25")), KNOWN, BLOCKING).documents
    assert (same.state, same.sentence) == (DocumentState.READY, "")
    (unknown,) = plan(document(line("100.00", "8.13")), SalesTaxBook(), BLOCKING).documents
    assert unknown.state is DocumentState.READY
    assert unknown.document is not None
    assert unknown.document.reckoned is None
    (free,) = plan(document(line("100.00", "0", tax_key="none")), SalesTaxBook(), BLOCKING).documents
    assert free.document is not None
    assert free.document.reckoned == free.document.total


def test_a_changed_reckoning_changes_nothing_that_was_agreed_to() -> None:
    source = document(line("100.00", "8.13"))
    assert plan(source, KNOWN).fingerprint == plan(source, SalesTaxBook()).fingerprint


def invoice(customer: str, code: str, *percents: str, place: str = "78701") -> dict[str, Any]:
    """An invoice of QuickBooks' own, one line of 100.00."""
    taxes = [{"TaxLineDetail": {"PercentBased": True, "TaxPercent": Decimal(each)}} for each in percents]
    return {
        "Id": "1",
        "CustomerRef": {"value": customer},
        "BillAddr": {"CountrySubDivisionCode": "TX", "PostalCode": place},
        "Line": [{"Amount": Decimal(100), "SalesItemLineDetail": {"TaxCodeRef": {"value": code}}}],
        "TxnTaxDetail": {"TotalTax": Decimal(1), "TaxLine": taxes},
    }


def test_the_newest_taxed_invoice_of_a_customer_counts() -> None:
    found = sales_tax_of(
        [
            invoice("1", "NON"),
            invoice("1", "TAX", "6.25", "2"),
            invoice("1", "TAX", "9"),
            invoice("2", "TAX", place="97201"),
            invoice("3", "TAX", "6.25"),
        ],
        [LedgerContact("3", "Exempt", is_taxed=False), LedgerContact("4", "New")],
    )
    here, there = Address(region="tx", postal_code="78701"), Address(region="TX", postal_code="97201")
    assert found.rates_for("1", Address()) == (Decimal("0.0625"), Decimal("0.02"))
    assert found.rates_for("4", here) == (Decimal("0.0625"), Decimal("0.02"))
    assert found.rates_for("2", here) == found.rates_for("4", there) == ()
    assert found.rates_for("3", here) == (), "exempt, wherever it is"
    assert found.rates_for("4", Address(region="TX")) is None

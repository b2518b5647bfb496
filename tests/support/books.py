"""Small made-up books and documents for tests of planning and flows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.catalogue import Account, Item, LedgerCatalogue, Organisation, TaxRate
from app.domain.documents import Facet, FacetValue, SourceDocument, SourceLine
from app.domain.mapping import MappingBook, RouteDefaults, TaxRule
from app.domain.parties import LedgerContact, SourceParty

LABOUR = FacetValue(Facet.BILLING_CODE, "4000", "Remote support")
HARDWARE = FacetValue(Facet.BILLING_CODE, "4100", "Hardware resale")


def catalogue(**changes: Any) -> LedgerCatalogue:
    """An Australian organisation with the accounts, rates and contacts that the tests need."""
    base = LedgerCatalogue(
        organisation=Organisation(
            "t1", "Harbour & Pine IT Pty Ltd", "AU", "AUD", "!abc", period_lock=date(2026, 6, 30)
        ),
        accounts=(
            Account("a200", "200", "Sales", "SALES", True, account_class="REVENUE"),
            Account("a205", "205", "Managed services", "SALES", True, account_class="REVENUE"),
            Account("a215", "215", "Old hardware", "SALES", True, is_active=False, account_class="REVENUE"),
            Account("a610", "610", "Accounts receivable", "CURRENT", False, account_class="ASSET"),
            Account("a860", "860", "Rounding", "EXPENSE", False, account_class="EXPENSE", is_rounding=True),
        ),
        tax_rates=(
            TaxRate("OUTPUT", "GST on Income", Decimal("0.1"), classes=frozenset({"REVENUE"})),
            TaxRate("EXEMPTOUTPUT", "GST Free Income", Decimal(0), classes=frozenset({"REVENUE"})),
            TaxRate("BASEXCLUDED", "BAS Excluded", Decimal(0), classes=frozenset({"REVENUE", "EXPENSE", "ASSET"})),
        ),
        items=(Item("i1", "MSP-MTH", "Managed month", "205", "OUTPUT"),),
        currencies=frozenset({"AUD", "NZD", "JPY"}),
        contacts=(LedgerContact("c1", "Quokka Childcare Pty Ltd", external_id="1180"),),
    )
    return replace(base, **changes)


def line(amount: str, tax: str | None = None, **changes: Any) -> SourceLine:
    """A line of quantity 1 with 10 % tax unless told otherwise."""
    net = Decimal(amount)
    base = SourceLine(
        id="l1",
        title="Remote support",
        description="",
        quantity=Decimal(1),
        unit_price=net,
        amount=net,
        tax=net * Decimal("0.1") if tax is None else Decimal(tax),
        facets=(LABOUR,),
        tax_key="au:gst",
        tax_name="GST",
    )
    return replace(base, **changes)


def document(*lines: SourceLine, **changes: Any) -> SourceDocument:
    """An invoice whose header agrees with its lines unless told otherwise."""
    numbered = tuple(replace(found, id=f"l{index}") for index, found in enumerate(lines))
    base = SourceDocument(
        id="204117",
        number="INV-1",
        issue_date=date(2026, 10, 31),
        due_date=date(2026, 11, 14),
        party=SourceParty("1180", "Quokka Childcare", currency="AUD"),
        currency="AUD",
        net=sum((found.net for found in lines), Decimal(0)),
        tax=sum((found.tax for found in lines), Decimal(0)),
        lines=numbered,
        header_hash="h1",
    )
    return replace(base, **changes)


def book(**changes: Any) -> MappingBook:
    """A mapping book with a default account and GST mapped."""
    base = MappingBook(defaults=RouteDefaults(account_code="200"), taxes=(TaxRule("au:gst", "GST", "OUTPUT"),))
    return replace(base, **changes)

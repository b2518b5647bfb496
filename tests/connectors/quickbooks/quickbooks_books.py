"""Made-up QuickBooks books in both tax manners, and QuickBooks' own arithmetic, written down once more to hold ours against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.domain.catalogue import Account, Feature, Item, LedgerCatalogue, TaxComponent, TaxManner, TaxRate
from app.domain.mapping import MappingBook, RouteDefaults, TaxRule
from app.domain.operation import Operation, OperationKind, Ready
from app.domain.parties import LedgerContact
from app.domain.payload import document_payload, write_payload
from app.domain.plan import LedgerDocument
from tests.support.books import catalogue

SALES = frozenset({"REVENUE"})
CENT = Decimal("0.01")


def quickbooks(manner: TaxManner, **changes: Any) -> LedgerCatalogue:
    """A company with three income accounts, their items, and its tax codes."""
    au = (
        TaxRate("2", "GST", Decimal("0.1"), classes=SALES, components=(TaxComponent("1", Decimal("0.1")),)),
        TaxRate("3", "GST free", Decimal(0), classes=SALES, components=(TaxComponent("2", Decimal(0)),)),
        TaxRate(
            "4",
            "State and county",
            Decimal("0.095"),
            classes=SALES,
            components=(TaxComponent("7", Decimal("0.0725")), TaxComponent("8", Decimal("0.0225"))),
        ),
    )
    us = (
        TaxRate("TAX", "Taxable", Decimal(0), classes=SALES, is_computed=True),
        TaxRate("NON", "Not taxable", Decimal(0), classes=SALES),
    )
    inclusive = () if manner is TaxManner.AS_SENT else (Feature.TAX_INCLUSIVE,)
    base = catalogue(
        accounts=(
            Account("1", "200", "Sales", "Income", True, account_class="REVENUE"),
            Account("2", "205", "Managed services", "Income", True, account_class="REVENUE"),
            Account("3", "210", "Software", "Income", True, account_class="REVENUE"),
        ),
        tax_rates=us if manner is TaxManner.AS_SENT else au,
        items=(
            Item("10", "10", "Sales", "200"),
            Item("11", "11", "Managed services", "205"),
            Item("12", "12", "Managed server (MS-SRV)", "205"),
            Item("13", "13", "Dial-up", "200", is_sold=False, is_active=False),
        ),
        contacts=(LedgerContact("58", "Quokka Childcare Pty Ltd", external_id="1180", currency="AUD"),),
        vendor="QuickBooks",
        features=frozenset({Feature.CREDIT_NOTES, Feature.TRACKING, Feature.ATTACHMENTS, *inclusive}),
        tax_manner=manner,
        unit_price_places=7,
        number_max=21,
        lines_by_item=True,
        contacts_have_currency=True,
        item_name_max=100,
        item_name_bars=":",
    )
    return replace(base, **changes)


def rules(manner: TaxManner, **changes: Any) -> MappingBook:
    """A default item, and the source's taxes mapped."""
    taxed, free = ("TAX", "NON") if manner is TaxManner.AS_SENT else ("2", "3")
    both = TaxRule("us:both", "Both", "TAX" if manner is TaxManner.AS_SENT else "4")
    taxes = (TaxRule("au:gst", "GST", taxed), TaxRule("none", "No tax", free), both)
    return replace(MappingBook(defaults=RouteDefaults(item_code="10"), taxes=taxes), **changes)


def sent(document: LedgerDocument) -> Ready:
    """The operation that posts a planned document."""
    kind = OperationKind.POST_CREDIT_NOTE if document.kind.value == "credit_note" else OperationKind.POST_INVOICE
    payload = write_payload(document_payload(document))
    operation = Operation(
        "0a1b2c3d-4e5f-4000-8000-000000000000", kind, "c", "r", "autotask:invoice:1", "HP-1", payload, "run"
    )
    return Ready(operation, 0)


def total_of(body: Mapping[str, Any]) -> Decimal:
    """What QuickBooks makes of a body: lines whose Amount is quantity times unit price, and the tax that it is told."""
    net = Decimal(0)
    for line in body["Line"]:
        if line["DetailType"] == "DescriptionOnly":
            continue
        detail = line["SalesItemLineDetail"]
        product = (detail["Qty"] * detail["UnitPrice"]).quantize(CENT, ROUND_HALF_UP)
        assert product == line["Amount"], "6070"
        assert detail["Qty"] > 0
        assert detail["ItemRef"]["value"], "a line without an item is text, its amount is ignored"
        net += line["Amount"]
    tax = body.get("TxnTaxDetail", {})
    lines = tax.get("TaxLine", [])
    told = tax.get("TotalTax", Decimal(0))
    assert not lines or sum(each["Amount"] for each in lines) == told, "the parts are the whole"
    assert len({each["TaxLineDetail"]["TaxRateRef"]["value"] for each in lines}) == len(lines), "each rate once"
    if body.get("GlobalTaxCalculation") == "TaxInclusive":  # the tax is in the lines, whatever it is
        return net
    return Decimal(net + told)

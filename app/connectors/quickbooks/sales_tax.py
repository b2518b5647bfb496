"""What automated sales tax reckoned on the last documents of each customer and place (apis/quickbooks.md 8.3, 8.4).

Intuit tells no rate beforehand, but names the rates of each invoice in its answers, also where its tax was overridden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.connectors.http.records import Record, amount, flag, part, records, text
from app.connectors.quickbooks.catalogue import TAXABLE
from app.connectors.quickbooks.fields import reference
from app.connectors.quickbooks.lists import page_of
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.statements import select
from app.domain.parties import Address, LedgerContact
from app.domain.run import Stop
from app.domain.sales_tax import Place, Rates, SalesTaxBook, place_of

LATEST = select("Invoice", order="MetaData.LastUpdatedTime DESC")
"""One page: the thousand invoices that were changed last."""


def read_sales_tax(session: QuickBooksSession, contacts: Iterable[LedgerContact], stop: Stop) -> SalesTaxBook:
    """The rates by customer and by place, of the newest documents; one call. Customers who pay no sales tax have none."""
    return sales_tax_of(page_of(session.query(LATEST, stop), "Invoice"), contacts)


def sales_tax_of(invoices: Sequence[Record], contacts: Iterable[LedgerContact]) -> SalesTaxBook:
    """The same out of invoices, the newest first."""
    by_contact: dict[str, Rates] = {}
    by_place: dict[Place, Rates] = {}
    exempt = {contact.id: () for contact in contacts if not contact.is_taxed}
    for invoice in invoices:
        rates = _rates(invoice)
        customer = reference(invoice, "CustomerRef")
        if rates is None or customer in exempt:
            continue
        by_contact.setdefault(customer, rates)
        if place := _place(invoice):
            by_place.setdefault(place, rates)
    return SalesTaxBook({**by_contact, **exempt}, by_place)


def _rates(invoice: Record) -> Rates | None:
    """The rates of an invoice; None for one that cannot tell: without a taxable line, or void."""
    taxed = any(
        reference(part(line, "SalesItemLineDetail"), "TaxCodeRef") == TAXABLE and amount(line, "Amount")
        for line in records(invoice, "Line")
    )
    if not taxed:
        return None
    details = [part(line, "TaxLineDetail") for line in records(part(invoice, "TxnTaxDetail"), "TaxLine")]
    found = [amount(detail, "TaxPercent") for detail in details if flag(detail, "PercentBased")]
    return tuple(percent / 100 for percent in found if percent is not None) if len(found) == len(details) else None


def _place(invoice: Record) -> Place | None:
    address = part(invoice, "ShipAddr") or part(invoice, "BillAddr")
    return place_of(Address(region=text(address, "CountrySubDivisionCode"), postal_code=text(address, "PostalCode")))

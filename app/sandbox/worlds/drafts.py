"""Invoices before they are rows, and the writing of the rows: totals, taxes and ids of the source system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Final

from app.sandbox.worlds.catalogue import EXCHANGE, LONDON, Catalogue
from app.sandbox.worlds.companies import Company
from app.sandbox.worlds.lines import CENT, ZERO, Line
from app.sandbox.worlds.picklists import number
from app.sandbox.worlds.tenant import Tenant, day_text, instant_text

_FOUR_PLACES: Final = Decimal("0.0001")


@dataclass(slots=True)
class Draft:
    """An invoice to be. `special` says what is odd about it ('' for ordinary ones), `values` overrides fields of its row."""

    company: Company
    day: date
    lines: list[Line]
    processed: bool = False
    special: str = ""
    voided: bool = False
    unread_lines: list[Line] = field(default_factory=list)  # counted in the totals, not visible to the API user
    values: dict[str, Any] = field(default_factory=dict)


class InvoiceWriter:
    """Writes drafts as Invoices and BillingItems rows. Answers which ids the special ones got in `special_ids`."""

    def __init__(self, tenant: Tenant, catalogue: Catalogue, rng: Random) -> None:
        self._tenant = tenant
        self._catalogue = catalogue
        self._rng = rng
        self._rates = {(tax["taxRegionID"], tax["taxCategoryID"]): tax["taxRate"] for tax in tenant.rows["Taxes"]}
        self._series = {"HP": 10_482, "HPL": 2_041}  # each division numbers by itself
        self.special_ids: dict[str, list[int]] = {}

    def write(self, drafts: Iterable[Draft]) -> None:
        """Write all drafts in the order of their dates, as the billing runs of the year made them."""
        for draft in sorted(drafts, key=lambda one: (one.day, one.company.id)):
            self._write_one(draft)

    def _write_one(self, draft: Draft) -> None:
        invoice_id = self._tenant.next_id("Invoices")
        totals = [ZERO, ZERO]
        for lines, seen in ((draft.lines, True), (draft.unread_lines, False)):
            for line in lines:
                tax = self._tax(draft.company, line)
                totals[0] += line.total
                totals[1] += tax
                if seen:
                    self._write_item(draft, line, tax, invoice_id)
        self._write_invoice(draft, invoice_id, totals[0], totals[1])
        if draft.special:
            self.special_ids.setdefault(draft.special, []).append(invoice_id)

    def _write_invoice(self, draft: Draft, invoice_id: int, net: Decimal, tax: Decimal) -> None:
        company, day, rng = draft.company, draft.day, self._rng
        series = "HPL" if company.client.division == LONDON else "HP"
        self._series[series] += 1
        sent = draft.day + timedelta(days=1 + invoice_id % 3)
        marked = (
            instant_text(min(sent, self._tenant.today - timedelta(days=1)), rng, invoice_id)
            if draft.processed
            else None
        )
        voided = draft.voided
        values: dict[str, Any] = {
            "invoiceNumber": f"{series}-{self._series[series]}", "invoiceDateTime": day_text(day, invoice_id % 11),
            "createDateTime": instant_text(day, rng, invoice_id % 3), "companyID": company.id,
            "invoiceTotal": net.quantize(_FOUR_PLACES),
            "totalTaxValue": tax.quantize(_FOUR_PLACES), "taxRegionName": _REGION_NAMES[company.client.region],
            "fromDate": day_text(day.replace(day=1)), "toDate": day_text(day),
            "dueDate": day_text(day + timedelta(days=company.term_days)),
            "paymentTerm": company.term, "orderNumber": f"PO-{7000 + invoice_id % 900}" if invoice_id % 5 == 0 else "",
            "comments": "Thank you for your order." if invoice_id % 7 == 0 else None, "webServiceDate": marked,
            "isVoided": voided, "voidedDate": instant_text(day, rng) if voided else None,
            "voidedByResourceID": self._catalogue.staff[0] if voided else None, "batchID": 5_000 + day.toordinal() % 1_000,
            "invoiceEditorTemplateID": self._catalogue.templates[0], "creatorResourceID": self._catalogue.staff[0],
            "invoiceStatus": number("Invoices", "invoiceStatus", "Posted"),
        }  # fmt: skip
        self._tenant.add("Invoices", invoice_id, **(values | draft.values))

    def _tax(self, company: Company, line: Line) -> Decimal:
        """Tax of a line: half up to the cent (to the yen there is none), unless the draft says otherwise."""
        if line.tax is not None:
            return line.tax
        return (line.total * self._rate(company, line)).quantize(CENT, ROUND_HALF_UP)

    def _rate(self, company: Company, line: Line) -> Decimal:
        if company.client.exempt or line.code is None:
            return ZERO
        return Decimal(self._rates.get((company.client.region, self._catalogue.tax_category[line.code]), ZERO))

    def _write_item(self, draft: Draft, line: Line, tax: Decimal, invoice_id: int) -> None:
        company = line.company or draft.company
        day = draft.day - timedelta(days=self._rng.randrange(0, 20))
        self._tenant.add("BillingItems", **item_values(self._catalogue, company, line, tax, day), postedDate=day_text(draft.day),
                         postedOnTime=instant_text(draft.day, self._rng, invoice_id),
                         invoiceID=None if draft.voided else invoice_id)  # fmt: skip


def item_values(catalogue: Catalogue, company: Company, line: Line, tax: Decimal, day: date) -> dict[str, Any]:
    """The fields of a BillingItems row that come from the line, its company and its tax; `day` is the item's date."""
    extended = line.total if line.extended is None else line.extended
    fx = EXCHANGE[company.client.currency]
    return {
        **line.refs,
        "billingItemType": number("BillingItems", "billingItemType", line.kind),
        "subType": number("BillingItems", "subType", line.sub), "itemName": line.name, "description": line.description,
        "quantity": line.quantity.quantize(_FOUR_PLACES), "rate": line.rate.quantize(_FOUR_PLACES),
        "extendedPrice": extended.quantize(_FOUR_PLACES), "totalAmount": line.total.quantize(_FOUR_PLACES),
        "taxDollars": tax.quantize(_FOUR_PLACES), "ourCost": (abs(line.total) * Decimal("0.6")).quantize(CENT),
        "internalCurrencyExtendedPrice": (extended * fx).quantize(_FOUR_PLACES),
        "internalCurrencyRate": (line.rate * fx).quantize(_FOUR_PLACES), "internalCurrencyTaxDollars": (tax * fx).quantize(_FOUR_PLACES),
        "internalCurrencyTotalAmount": (line.total * fx).quantize(_FOUR_PLACES), "nonBillable": line.non_billable,
        "itemDate": day_text(day, day.day % 3), "companyID": company.id, "billingCodeID": line.code, "sortOrderID": 0,
        "organizationalLevelAssociationID": None if line.line is None else catalogue.associations[company.client.division, line.line],
        "taxCategoryID": None if line.code is None else catalogue.tax_category[line.code], "purchaseOrderNumber": "",
    }  # fmt: skip


_REGION_NAMES: Final = {4: "Australian GST", 6: "UK VAT", 9: "Export"}

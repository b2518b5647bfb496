"""What a correct run over a world must find, worked out from its rows alone.

The arithmetic here is the books' own and shares nothing with the application: it is the second opinion the totals are held against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from app.sandbox.worlds.fields import Row
from app.sandbox.worlds.xero_documents import items_by_invoice

ROUNDING_LIMIT: Final = Decimal("0.05")
"""The usual limit of a rounding line, in units of the document's currency."""
_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)
_NO_NUMBERS: Final = (None, "", "ERROR")
_YEN: Final = "JPY"


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of the route: the tenant's rows, and one organisation with the truth about its contacts."""

    autotask: dict[str, list[Row]]
    organisation: dict[str, Any]
    true_contact: dict[int, str]


def plan(sides: Sides, specials: dict[str, list[int]]) -> dict[str, Any]:
    """Counts, blocked invoices with their reason, totals by currency and the truth about contacts, for one organisation."""
    judge = _Judge(sides)
    waiting = [row for row in sides.autotask["Invoices"] if row["webServiceDate"] is None and not row["isVoided"]]
    reasons = {row["id"]: judge.reason(row) for row in waiting}
    sendable = [row for row in waiting if reasons[row["id"]] is None]
    totals: dict[str, Decimal] = defaultdict(lambda: _ZERO)
    for row in sendable:
        totals[judge.currency(row)] += judge.gross(row)
    companies = sorted({row["companyID"] for row in waiting})
    differences = {row["id"]: judge.difference(row) for row in sendable}
    return {
        "organisation": sides.organisation["tenant"]["id"],
        "found": len(waiting),
        "found_ids": [row["id"] for row in waiting],
        "processed": sum(1 for row in sides.autotask["Invoices"] if row["webServiceDate"] is not None),
        "items": sum(len(judge.items[row["id"]]) for row in waiting if row["id"] in judge.items),
        "blocked": {invoice_id: reason for invoice_id, reason in reasons.items() if reason},
        "sendable": [row["id"] for row in sendable],
        "credits": [row["id"] for row in sendable if judge.gross(row) < 0],
        "totals": dict(totals),
        "counts": dict(Counter(judge.currency(row) for row in sendable)),
        "rounding": {invoice_id: difference for invoice_id, difference in differences.items() if difference},
        "companies": companies,
        "matched_by_external_id": sorted(set(companies) & judge.numbered),
        "archived_companies": sorted(set(companies) & judge.archived),
        "true_contact": {company: sides.true_contact.get(company) for company in companies},
        "true_contact_all": {row["id"]: sides.true_contact.get(row["id"]) for row in sides.autotask["Companies"]},
        "by_association": _by_association(judge.items, waiting),
        "specials": specials,
    }


def _by_association(items: dict[int, list[Row]], waiting: list[Row]) -> dict[int | None, list[int]]:
    """Line of business association (None for items without one) -> the waiting invoices with a line in it."""
    found: dict[int | None, list[int]] = defaultdict(list)
    for row in waiting:
        for association in {item["organizationalLevelAssociationID"] for item in items.get(row["id"], [])}:
            found[association].append(row["id"])
    return dict(found)


class _Judge:
    """Holds the look-ups and asks of each invoice the questions a ledger asks."""

    def __init__(self, sides: Sides) -> None:
        autotask, organisation = sides.autotask, sides.organisation
        self._truth = sides.true_contact
        self.items = items_by_invoice(autotask["BillingItems"])
        codes = {row["id"]: row["name"] for row in autotask["Currencies"]}
        self._companies = {row["id"]: row for row in autotask["Companies"]}
        self._currency = {row["id"]: codes[row["currencyID"]] for row in autotask["Companies"]}
        self._rates = {(row["taxRegionID"], row["taxCategoryID"]): row["taxRate"] for row in autotask["Taxes"]}
        self._numbers = Counter(row["invoiceNumber"] for row in autotask["Invoices"] if row["webServiceDate"] is None)
        numbered = [row for row in organisation["contacts"] if row.get("ContactNumber")]
        self.numbered = {int(row["ContactNumber"]) for row in numbered if row["ContactStatus"] == "ACTIVE"}
        self.archived = {int(row["ContactNumber"]) for row in numbered if row["ContactStatus"] != "ACTIVE"}
        self._enabled = {row["Code"] for row in organisation["currencies"]}
        self._lock = organisation["organisation"].get("PeriodLockDate", "")
        self._booked = {row["InvoiceNumber"]: row for row in organisation["invoices"]}
        self._booked |= {row["CreditNoteNumber"]: row for row in organisation["credit_notes"]}
        self._known_rates = {
            row["EffectiveRate"] / 100
            for row in organisation["tax_rates"]
            if row["CanApplyToRevenue"] and row["Status"] == "ACTIVE"
        }

    def currency(self, invoice: Row) -> str:
        """ISO code: the billed company's."""
        return str(self._currency[invoice["companyID"]])

    def gross(self, invoice: Row) -> Decimal:
        """What the customer owes by the source, rounded once to the currency's minor unit."""
        return self._minor(invoice, invoice["invoiceTotal"] + invoice["totalTaxValue"])

    def difference(self, invoice: Row) -> Decimal:
        """Source's gross less what the ledger's arithmetic per line comes to: the rounding line's amount."""
        booked = _ZERO
        for item in self.items.get(invoice["id"], []):
            net = self._minor(invoice, item["totalAmount"])
            booked += net + self._minor(invoice, net * self._rate(invoice, item))
        return self.gross(invoice) - booked

    def reason(self, invoice: Row) -> str | None:
        """Why the invoice can never be sent as it stands, or None."""
        tests: Iterable[tuple[str, bool]] = (
            ("hidden_lines", self._lines_hidden(invoice)),
            ("no_number", invoice["invoiceNumber"] in _NO_NUMBERS),
            ("duplicate_number", self._numbers[invoice["invoiceNumber"]] > 1),
            *self._number_tests(invoice),
            ("locked_period", bool(self._lock) and invoice["invoiceDateTime"][:10] <= self._lock),
            ("archived_contact", invoice["companyID"] in self.archived),
            ("currency_not_enabled", self.currency(invoice) not in self._enabled),
            ("tax_mismatch", any(self._rate(invoice, item) not in self._known_rates for item in self.items.get(invoice["id"], []))),
        )  # fmt: skip
        for reason, holds in tests:
            if holds:
                return reason
        return "rounding_over_limit" if abs(self.difference(invoice)) > ROUNDING_LIMIT else None

    def _number_tests(self, invoice: Row) -> list[tuple[str, bool]]:
        booked = self._booked.get(invoice["invoiceNumber"])
        if booked is None:
            return []
        same = (
            booked["Contact"]["ContactID"] == self._truth.get(invoice["companyID"])
            and booked["Total"] == abs(self.gross(invoice))
            and date.fromisoformat(booked["Date"]) == date.fromisoformat(invoice["invoiceDateTime"][:10])
        )
        return [("already_in_ledger", same), ("number_used", not same)]

    def _lines_hidden(self, invoice: Row) -> bool:
        total = sum((item["totalAmount"] for item in self.items.get(invoice["id"], [])), _ZERO)
        return bool(total != invoice["invoiceTotal"])

    def _rate(self, invoice: Row, item: Row) -> Decimal:
        company = self._companies[invoice["companyID"]]
        if company["isTaxExempt"] or item["taxCategoryID"] is None:
            return _ZERO
        return Decimal(self._rates.get((company["taxRegionID"], item["taxCategoryID"]), _ZERO))

    def _minor(self, invoice: Row, amount: Decimal) -> Decimal:
        unit = Decimal(1) if self.currency(invoice) == _YEN else _CENT
        return amount.quantize(unit, ROUND_HALF_UP)

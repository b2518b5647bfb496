"""Sales tax: automated and by hand in the United States, tax codes elsewhere (apis/quickbooks.md 8.3, 8.4).

Outside the United States tax is worked out for each line and rate and rounded half up, the sum of it is the document's tax. In
the United States it is worked out for each rate on the sum of the taxable lines. How the vendor rounds is not published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.sandbox.quickbooks.change import Change, Draft
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.values import HUNDRED, ZERO, Record, cents

TAXABLE, FREE = "TAX", "NON"
_AMERICAN_CODES: Final = frozenset({TAXABLE, FREE})
_HOME: Final = frozenset({"US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA"})


@dataclass(slots=True)
class TaxSum:
    """Tax of one document: by rate the net it is on, the tax, and by how much that differs from the computed tax."""

    by_rate: dict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(lambda: [ZERO, ZERO, ZERO]))
    total: Decimal = ZERO
    code: str = ""
    inclusive: bool = False

    def add(self, rate: str, net: Decimal, tax: Decimal) -> None:
        """Add what one line or one rate comes to."""
        held = self.by_rate[rate]
        held[0] += net
        held[1] += tax
        self.total += tax


def sales_lines(row: Record) -> list[Record]:
    """The lines that carry an item."""
    return [line for line in row["Line"] if line.get("DetailType") == "SalesItemLineDetail"]


def settle_tax(change: Change, draft: Draft, reduction: Decimal) -> Decimal:
    """Write TxnTaxDetail and the lines' net amounts; what is added to the lines' sum. `reduction`: the factor a discount leaves.

    Raises 6100, 6000, 6160 and 6170.
    """
    company, row = change.company, draft.row
    if company.is_american:
        tax = _american(change, draft, reduction)
    elif row.setdefault("GlobalTaxCalculation", "TaxExcluded") == "NotApplicable":
        _refuse_detail(draft)
        for line in sales_lines(row):
            line["SalesItemLineDetail"].pop("TaxCodeRef", None)
        tax = TaxSum()
    else:
        tax = _by_codes(company, row, reduction)
        _override(draft, tax)
    row["TxnTaxDetail"] = _detail(company, tax, draft)
    return ZERO if tax.inclusive else tax.total


def rate_percent(rate: Record, day: str) -> Decimal:
    """The per cent of a rate on a day; rates may change at a date."""
    for period in rate.get("EffectiveTaxRate") or []:
        begins = str(period.get("EffectiveDate", ""))[:10]
        ends = str(period.get("EndDate", ""))[:10]
        if begins <= day and (not ends or day <= ends):
            return Decimal(period["RateValue"])
    return Decimal(rate.get("RateValue", 0))


def code_rates(company: Company, code: str) -> list[str]:
    """Ids of the rates a tax code puts on sales."""
    row = company.tables["TaxCode"].get(code, {})
    details = row.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
    return [detail["TaxRateRef"]["value"] for detail in details]


def _refuse_detail(draft: Draft) -> None:
    detail = draft.sent.get("TxnTaxDetail", {})
    if detail.get("TaxLine") or detail.get("TotalTax"):
        raise refuse(6170, "TxnTaxDetail cannot be given when GlobalTaxCalculation is NotApplicable", "TxnTaxDetail")


def _by_codes(company: Company, row: Record, reduction: Decimal) -> TaxSum:
    tax = TaxSum(inclusive=row["GlobalTaxCalculation"] == "TaxInclusive")
    for line in sales_lines(row):
        detail = line["SalesItemLineDetail"]
        code = detail.get("TaxCodeRef", {}).get("value")
        if code is None:
            raise refuse(6000, "Make sure all your transactions have a GST/HST rate before you save.", "TaxCodeRef")
        company.referred("TaxCode", code, "Line.SalesItemLineDetail.TaxCodeRef")
        rates = code_rates(company, code)
        percents = {rate: rate_percent(company.find("TaxRate", rate), row["TxnDate"]) for rate in rates}
        if tax.inclusive:
            _out_of_gross(tax, line, percents)
        else:
            detail.pop("TaxInclusiveAmt", None)
            base = line["Amount"] * reduction
            for rate, percent in percents.items():
                tax.add(rate, cents(base), cents(base * percent / HUNDRED))
    return tax


def _out_of_gross(tax: TaxSum, line: Record, percents: Mapping[str, Decimal]) -> None:
    """Take the tax out of a gross line: Amount becomes net, TaxInclusiveAmt holds the gross."""
    detail = line["SalesItemLineDetail"]
    gross = detail.get("TaxInclusiveAmt") or line["Amount"]
    whole = sum(percents.values(), Decimal(0))
    contained = cents(gross * whole / (HUNDRED + whole))
    left = contained
    for place, (rate, percent) in enumerate(percents.items()):
        last = place == len(percents) - 1
        share = left if last else cents(contained * percent / whole) if whole else ZERO
        left -= share
        tax.add(rate, gross - contained, share)
    detail["TaxInclusiveAmt"] = gross
    line["Amount"] = gross - contained


def _override(draft: Draft, tax: TaxSum) -> None:
    """Amounts of tax given by the sender: each rate once, of a code used on a line; a bare TotalTax counts for nothing here."""
    detail = draft.sent.get("TxnTaxDetail", {})
    given = [line for line in detail.get("TaxLine", []) if "Amount" in line]
    seen: set[str] = set()
    for line in given:
        rate = line.get("TaxLineDetail", {}).get("TaxRateRef", {}).get("value", "")
        if rate in seen or rate not in tax.by_rate:
            raise refuse(
                6160, f"Tax rate {rate} is given twice or belongs to no code of a line", "TxnTaxDetail.TaxLine"
            )
        seen.add(rate)
        delta = cents(line["Amount"]) - tax.by_rate[rate][1]
        tax.total += delta
        tax.by_rate[rate][1:] = [cents(line["Amount"]), delta]
    if given and "TotalTax" in detail and cents(detail["TotalTax"]) != tax.total:
        raise refuse(6000, "TotalTax is not the sum of the tax lines", "TxnTaxDetail.TotalTax")


def _american(change: Change, draft: Draft, reduction: Decimal) -> TaxSum:
    company, row = change.company, draft.row
    if row.pop("GlobalTaxCalculation", None) and company.switches.global_tax_in_us == "refused":
        raise refuse(
            2010, "Property Name:GlobalTaxCalculation specified is unsupported or invalid", "GlobalTaxCalculation"
        )
    factor = reduction if row.get("ApplyTaxAfterDiscount") else Decimal(1)
    base = ZERO
    customer = company.tables["Customer"].get(row.get("CustomerRef", {}).get("value", ""), {})
    for line in sales_lines(row):
        reference = line["SalesItemLineDetail"].setdefault("TaxCodeRef", {"value": TAXABLE})
        if reference["value"] not in _AMERICAN_CODES:
            raise refuse(6100, "A line takes TAX or NON", "Line.SalesItemLineDetail.TaxCodeRef")
        if reference["value"] == TAXABLE and customer.get("Taxable", True):
            base += line["Amount"]
    if not company.preference("TaxPrefs", "UsingSalesTax"):
        return TaxSum()
    base = cents(base * factor)
    tax = TaxSum(code=_american_code(company, draft))
    for rate in _american_rates(company, draft, tax.code):
        tax.add(rate, base, cents(base * rate_percent(company.find("TaxRate", rate), row["TxnDate"]) / HUNDRED))
    _spread(draft, tax, base)
    return tax


def _american_code(company: Company, draft: Draft) -> str:
    """The group of rates: the engine's own choice, or the sender's where tax is kept by hand."""
    if company.preference("TaxPrefs", "PartnerTaxEnabled"):
        return ""
    sent = draft.row.get("TxnTaxDetail", {}).get("TxnTaxCodeRef", {})
    return str(sent.get("value", ""))


def _american_rates(company: Company, draft: Draft, code: str) -> Sequence[str]:
    if not company.preference("TaxPrefs", "PartnerTaxEnabled"):
        return code_rates(company, code)
    return company.sales_tax_rates.get(taxing_state(company, draft.row), ())


def taxing_state(company: Company, row: Record) -> str:
    """The state whose rates automated sales tax takes: where the goods go, else the company's own; '' outside the country."""
    customer = company.tables["Customer"].get(row.get("CustomerRef", {}).get("value", ""), {})
    own = next(iter(company.tables["CompanyInfo"].values()), {}).get("CompanyAddr", {})
    places = (row.get("ShipAddr"), customer.get("ShipAddr"), row.get("BillAddr"), customer.get("BillAddr"), own)
    place = next(
        (found for found in places if found and (found.get("CountrySubDivisionCode") or found.get("Country"))), own
    )
    if str(place.get("Country", "US")).upper() not in _HOME:
        return ""
    return str(place.get("CountrySubDivisionCode", "")).upper()


def _spread(draft: Draft, tax: TaxSum, base: Decimal) -> None:
    """A TotalTax given by the sender takes the place of the computed one and is spread over the rates."""
    detail = draft.sent.get("TxnTaxDetail", {})
    if "TotalTax" not in detail:
        return
    wished = cents(detail["TotalTax"])
    if wished and not base:
        raise refuse(6000, "A tax amount was given, but no line is taxable", "TxnTaxDetail.TotalTax")
    left, computed = wished, tax.total
    for place, held in enumerate(tax.by_rate.values()):
        last = place == len(tax.by_rate) - 1
        share = left if last else cents(wished * held[1] / computed) if computed else ZERO
        held[1:] = [share, share - held[1]]
        left -= share
    tax.total = wished


def _detail(company: Company, tax: TaxSum, draft: Draft) -> Record:
    day = str(draft.row.get("TxnDate", date.min.isoformat()))
    lines = []
    for rate, (net, amount, delta) in tax.by_rate.items():
        percent = rate_percent(company.find("TaxRate", rate), day)
        lines.append(
            {
                "Amount": amount,
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": rate},
                    "PercentBased": True,
                    "TaxPercent": percent,
                    "NetAmountTaxable": net,
                    **({"OverrideDeltaAmount": delta} if delta else {}),
                },
            }
        )
    made: Record = {"TotalTax": tax.total}
    if tax.code:
        made["TxnTaxCodeRef"] = {"value": tax.code}
    if lines:
        made["TaxLine"] = lines
    return made

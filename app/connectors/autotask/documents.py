"""Invoices with their items as source documents; a record that cannot be read is set aside with its reason (apis/autotask.md 8-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.connectors.autotask.agreement import hidden_lines, unfinished
from app.connectors.autotask.headers import header_hash, mark_of, number_of
from app.connectors.autotask.lines import Names, line_of
from app.connectors.autotask.lists import name_of
from app.connectors.autotask.parties import party_of, people_of
from app.connectors.autotask.taxes import TaxPlace, TaxTable
from app.connectors.autotask.values import OddValueError, Row
from app.domain.documents import ReadProblem, SetAside, SourceDocument
from app.domain.parties import SourceParty


@dataclass(frozen=True, slots=True)
class Around:
    """All that a set of invoices refers to."""

    names: Names
    taxes: TaxTable
    regions: Mapping[int, Row]
    currencies: Mapping[int, Row]
    terms: Mapping[int, Row]
    countries: Mapping[int, Row]
    people: Mapping[int, Sequence[Row]]  # by company
    locations: Mapping[int, Sequence[Row]]  # by company; only those that override its tax
    contracts: Mapping[int, Row]
    now: datetime
    page: str  # address of an invoice's page with '{id}'; '' when unknown


def currency_of(company: Row | None, currencies: Mapping[int, Row]) -> str:
    """ISO code of a company's currency; the tenant's own where the company has none (section 11); '' when it cannot be told."""
    key = company.whole("currencyID") if company else None
    if key is not None:
        return name_of(currencies.get(key), "").upper()
    own = [row for row in currencies.values() if row.values.get("isInternalCurrency") is True]
    return name_of(own[0], "").upper() if company is not None and len(own) == 1 else ""


def due_date(invoice: Row, issued: date, terms: Mapping[int, Row]) -> date | None:
    """`dueDate`; else the invoice date and the days of its payment term (section 11); None when neither is known."""
    found = invoice.day("dueDate")
    if found is not None:
        return found
    term = terms.get(invoice.whole("paymentTerm") or -1)
    days = term.whole("paymentDueInDays") if term else None
    try:
        return None if days is None else issued + timedelta(days=days)
    except OverflowError as reason:
        raise OddValueError("paymentDueInDays", "too many days") from reason


def purchase_order(invoice: Row, items: Sequence[Row], contracts: Mapping[int, Row]) -> str:
    """The invoice's own, else its items', else its contracts' (section 11); several are joined."""
    own = invoice.text("orderNumber").strip()
    if own:
        return own
    of_items = [item.text("purchaseOrderNumber").strip() for item in items]
    numbers = [row.whole("contractID") for row in items]
    of_contracts = [
        contracts[n].text("purchaseOrderNumber").strip() for n in numbers if n is not None and n in contracts
    ]
    return next((", ".join(found) for found in (_distinct(of_items), _distinct(of_contracts)) if found), "")


def _distinct(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def tax_place(invoice: Row, company: Row | None, around: Around) -> TaxPlace:
    """What decides the tax: the region the invoice names, a location's override, the company's region (section 11, 14)."""
    override = _override(company, around) if company else None
    regions = [around.taxes.region_named(invoice.text("taxRegionName"))]
    regions += [row.whole("taxRegionID") for row in (override, company) if row is not None]
    deciding = override or company
    exempt = deciding.flag("isTaxExempt") if deciding else False
    return TaxPlace(tuple(dict.fromkeys(one for one in regions if one is not None)), exempt)


def _override(company: Row, around: Around) -> Row | None:
    found = around.locations.get(company.id, ())
    chosen = company.whole("billToCompanyLocationID")
    if chosen is not None:
        return next((row for row in found if row.id == chosen), None)
    return next((row for row in found if row.flag("isPrimary")), None)


def _party(company_id: int, company: Row | None, items: Sequence[Row], around: Around) -> SourceParty:
    if company is None:
        return SourceParty(str(company_id), "")
    paying = [
        row.key("billToCompanyContactID")
        for row in (around.contracts.get(item.whole("contractID") or -1) for item in items)
        if row is not None
    ]
    region = company.whole("taxRegionID")
    return party_of(
        company,
        people_of(around.people.get(company_id, ()), set(paying)),
        currency_of(company, around.currencies),
        "" if region is None else name_of(around.regions.get(region), ""),
        around.countries,
    )


def _missing(company: Row | None, company_id: int, currency: str) -> list[ReadProblem]:
    if company is None:
        return [
            ReadProblem(
                "company_missing",
                f"The company it bills (id {company_id}) cannot be read in Autotask.",
                "Ask an Autotask administrator whether the API user may see this company.",
            )
        ]
    if not currency:
        return [
            ReadProblem(
                "currency_missing",
                "The currency of the billed company is not known.",
                "Set the currency of the company in Autotask, then search again.",
            )
        ]
    return []


def document_of(invoice: Row, items: Sequence[Row], around: Around) -> SourceDocument:
    """One invoice, complete. Raises `OddValueError` where something that decides about money cannot be read."""
    company_id = invoice.whole("companyID")
    issued = invoice.day("invoiceDateTime")
    if company_id is None or issued is None:
        raise OddValueError("companyID" if company_id is None else "invoiceDateTime", "nothing")
    company = around.names.companies.get(company_id)
    place = tax_place(invoice, company, around)
    lines = tuple(line_of(item, around.names, around.taxes, place, company_id) for item in items)
    currency = currency_of(company, around.currencies)
    net, tax = invoice.required("invoiceTotal"), invoice.amount("totalTaxValue") or Decimal(0)
    created = invoice.instant("createDateTime")
    voided = invoice.flag("isVoided")
    number = number_of(invoice)
    problems = _missing(company, company_id, currency)
    if not voided:
        problems += unfinished(number, created, around.now)
        problems += hidden_lines(net, tax, lines, currency, created=created, now=around.now)
    return SourceDocument(
        id=str(invoice.id),
        number=number,
        issue_date=issued,
        due_date=due_date(invoice, issued, around.terms),
        party=_party(company_id, company, items, around),
        currency=currency,
        net=net,
        tax=tax,
        lines=lines,
        reference=purchase_order(invoice, items, around.contracts),
        note=invoice.text("comments"),
        voided=voided,
        marked_at=mark_of(invoice),
        created_at=created,
        period_from=invoice.day("fromDate"),
        period_to=invoice.day("toDate"),
        problems=tuple(problems),
        header_hash=header_hash(invoice),
        web_url=around.page.replace("{id}", str(invoice.id)),
    )


def in_order(items: Sequence[Row]) -> list[Row]:
    """Items of one invoice in printed order: `sortOrderID` where the tenant has it, then id. Raises `OddValueError`."""
    return sorted(items, key=lambda item: (item.whole("sortOrderID") or 0, item.id))


def translate(
    invoices: Sequence[Row], items: Mapping[int, Sequence[Row]], around: Around
) -> tuple[list[SourceDocument], list[SetAside]]:
    """Documents of these invoices, and those that could not be read."""
    documents: list[SourceDocument] = []
    aside: list[SetAside] = []
    for invoice in invoices:
        try:
            documents.append(document_of(invoice, in_order(items.get(invoice.id, ())), around))
        except OddValueError as reason:
            aside.append(set_aside(invoice, f"its field '{reason.field}' holds {reason.shown}"))
    return documents, aside


def set_aside(invoice: Row, why: str) -> SetAside:
    """An invoice that cannot be read, with its reason."""
    number = invoice.loose("invoiceNumber")
    label = f"Invoice {number}" if number else f"Invoice with id {invoice.id}"
    problem = ReadProblem(
        "unreadable",
        f"{label} could not be read: {why}.",
        "Open it in Autotask. If it looks right there, send Autotask's support this message.",
    )
    return SetAside(str(invoice.id), label, problem)

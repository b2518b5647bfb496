"""Intents as QuickBooks wants them on the wire (apis/quickbooks.md 7, 8, 11). Pure: the same intent always gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.connectors.http.records import Record
from app.connectors.http.strict_json import write_json
from app.connectors.ledger.documents import contact_id_of
from app.connectors.quickbooks.catalogue import CLASS, DOCUMENT_CLASS, LOCATION, NO_TAX, NOT_TAXABLE, TAXABLE
from app.connectors.quickbooks.notes import line_of, system_of
from app.domain.documents import Deposit, DocumentKind
from app.domain.mapping import ItemKind
from app.domain.operation import Ready
from app.domain.parties import Address
from app.domain.payload import ContactPayload, DocumentLine, DocumentPayload, ItemPayload, read_payload
from app.domain.plan import DocumentTax

NAME_MAX = 100
"""Longest display name that all of Intuit's tables agree on (apis/quickbooks.md 7.2)."""


def batch(operations: Sequence[Record]) -> bytes:
    """Operations in a batch's envelope. Their place is their id: with a requestid it may have ten characters (apis/quickbooks.md 11)."""
    return write_json({"BatchItemRequest": [{"bId": str(n), **each} for n, each in enumerate(operations)]})


def creation(entity: str, body: Record) -> Record:
    """An operation that creates."""
    return {"operation": "create", entity: body}


def document_body(ready: Ready) -> Record:
    """One document on its form. Its total is left to QuickBooks and compared in its answer; its tax is told where it is known."""
    payload = read_payload(DocumentPayload, ready.operation.payload)
    body: dict[str, object] = {
        "DocNumber": payload.number,
        "TxnDate": payload.issue_date.isoformat(),
        "CustomerRef": {"value": contact_id_of(payload, ready)},
        "CurrencyRef": {"value": payload.currency},
        "PrivateNote": f"{ready.operation.marker} {payload.url}".strip()[:4000],
    }
    body.update(_due_of(payload) if payload.deposit is None else _deposit_of(payload.deposit))
    if payload.reference:
        body["CustomerMemo"] = {"value": payload.reference[:1000]}
    body.update(_tracking_of(payload.lines))
    body.update(_tax_of(payload))
    body["Line"] = [line_body(line, ready.resolved) for line in payload.lines]
    return body


def _due_of(payload: DocumentPayload) -> dict[str, object]:
    """When an invoice is due. The date counts before the terms, which give the same day (apis/quickbooks.md 7.7)."""
    if payload.kind is not DocumentKind.INVOICE or not payload.due_date:
        return {}
    terms = {"SalesTermRef": {"value": payload.term_id}} if payload.term_id else {}
    return {"DueDate": payload.due_date.isoformat(), **terms}


def _deposit_of(deposit: Deposit) -> dict[str, object]:
    """Where a receipt's money goes, or a refund's comes from, and how it was paid (apis/quickbooks.md 7.8)."""
    method = {"PaymentMethodRef": {"value": deposit.method_id}} if deposit.method_id else {}
    return {"DepositToAccountRef": {"value": deposit.account_id}, **method}


def _tracking_of(lines: Sequence[DocumentLine]) -> dict[str, object]:
    """What a document has once: its location, and its class where the company keeps one a document. The first line that has one decides."""
    names = {LOCATION: "DepartmentRef", DOCUMENT_CLASS: "ClassRef"}
    found: dict[str, object] = {}
    for line in lines:
        for category_id, _, option_id, _ in line.tracking:
            if category_id in names:
                found.setdefault(names[category_id], {"value": option_id})
    return found


def _tax_of(payload: DocumentPayload) -> dict[str, object]:
    """US companies take the tax as one figure, without GlobalTaxCalculation; others rate by rate (apis/quickbooks.md 8.3, 8.4)."""
    codes = {line.tax_code for line in payload.lines if line.tax_code}
    if codes & {TAXABLE, NOT_TAXABLE}:
        return {"TxnTaxDetail": {"TotalTax": payload.tax}} if TAXABLE in codes else {}
    if codes == {NO_TAX}:
        return {"GlobalTaxCalculation": NO_TAX}
    found: dict[str, object] = {"GlobalTaxCalculation": "TaxInclusive" if payload.includes_tax else "TaxExcluded"}
    told = [tax for tax in payload.taxes if tax.net != 0]
    if told:
        found["TxnTaxDetail"] = {"TotalTax": payload.tax, "TaxLine": [_tax_line(tax) for tax in told]}
    return found


def _tax_line(tax: DocumentTax) -> Record:
    return {
        "Amount": tax.amount,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": tax.rate_id},
            "PercentBased": True,
            "TaxPercent": _plain(tax.rate * 100),
            "NetAmountTaxable": tax.net,
        },
    }


def _plain(value: Decimal) -> Decimal:
    """Without zeros at its end."""
    return Decimal(format(value.normalize(), "f"))


def line_body(line: DocumentLine, resolved: Mapping[str, str]) -> Record:
    """One line. A line of text alone has no amount; Amount is always quantity times unit price, rounded (apis/quickbooks.md 8.2).

    `resolved` has the ids of items that operations of the run made. KeyError when one is not known yet.
    """
    item = resolved[line.item_operation] if line.item_operation else line.item_code
    if not item and line.quantity == 0:
        return {"DetailType": "DescriptionOnly", "Description": line.description, "DescriptionLineDetail": {}}
    detail: dict[str, object] = {
        "ItemRef": {"value": item},
        "Qty": line.quantity,
        "UnitPrice": line.unit_price,
    }
    if line.tax_code != NO_TAX:
        detail["TaxCodeRef"] = {"value": line.tax_code}
    for category_id, _, option_id, _ in line.tracking:
        if category_id == CLASS:
            detail["ClassRef"] = {"value": option_id}
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": line.amount,
        "Description": line.description,
        "SalesItemLineDetail": detail,
    }


_KINDS: Mapping[ItemKind, str] = {ItemKind.SERVICE: "Service", ItemKind.NON_INVENTORY: "NonInventory"}


def item_body(ready: Ready) -> Record:
    """A new product or service; its price stands on the lines, so it has none of its own (apis/quickbooks.md 7.3)."""
    payload = read_payload(ItemPayload, ready.operation.payload)
    body: dict[str, object] = {
        "Name": tidy(payload.name),
        "Type": _KINDS[payload.item_kind],
        "IncomeAccountRef": {"value": payload.account_id},
    }
    if payload.sku:
        body["Sku"] = payload.sku[:100]
    if payload.description:
        body["Description"] = payload.description[:4000]
    if payload.tax_code in {TAXABLE, NOT_TAXABLE}:
        body["Taxable"] = payload.tax_code == TAXABLE
    elif payload.tax_code:
        body["SalesTaxCodeRef"] = {"value": payload.tax_code}
    return body


def contact_body(ready: Ready) -> Record:
    """A new customer; what is not known is left out. The source's id stands in its notes."""
    payload = read_payload(ContactPayload, ready.operation.payload)
    name = tidy(payload.name)
    body: dict[str, object] = {"DisplayName": name, "CompanyName": name}
    for field, value in (
        ("GivenName", _word(payload.first_name)),
        ("FamilyName", _word(payload.last_name)),
        ("ResaleNum", payload.tax_number if len(payload.tax_number) <= 16 else ""),
    ):
        if value:
            body[field] = value
    if payload.external_id:
        body["Notes"] = line_of(system_of(ready.operation.subject), payload.external_id)
    if payload.email:
        body["PrimaryEmailAddr"] = {"Address": payload.email[:100]}
    if payload.phone:
        body["PrimaryPhone"] = {"FreeFormNumber": payload.phone[:20]}
    if payload.currency:
        body["CurrencyRef"] = {"value": payload.currency}
    if address := _address(payload.address):
        body["BillAddr"] = address
    return body


def tidy(name: str) -> str:
    """A display name as QuickBooks takes it: no colon, tab or new line, no doubled or outer blanks (apis/quickbooks.md 7.2)."""
    plain = "".join(c if c.isprintable() else " " for c in name.replace(":", " - "))
    return " ".join(plain.split())[:NAME_MAX].strip()


def _word(name: str) -> str:
    """A part of a person's name: 25 characters are safe by the schema (apis/quickbooks.md 7.2)."""
    return tidy(name)[:25].strip()


def _address(address: Address) -> Mapping[str, object]:
    lines = {f"Line{n}": line[:500] for n, line in enumerate(address.lines[:5], 1) if line}
    rest = {
        "City": address.city[:255],
        "CountrySubDivisionCode": address.region[:255],
        "PostalCode": address.postal_code[:30],
        "Country": address.country[:255],
    }
    return {**lines, **{name: value for name, value in rest.items() if value}}

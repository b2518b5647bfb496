"""Intents as Xero wants them on the wire (apis/xero.md 5, 7.1). Pure: the same intent always gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from app.connectors.http.strict_json import write_json
from app.connectors.ledger.documents import contact_id_of
from app.connectors.xero.documents import FORMS, Form
from app.connectors.xero.fields import Record
from app.domain.documents import DocumentKind
from app.domain.mapping import ArrivalStatus
from app.domain.operation import Ready
from app.domain.parties import Address
from app.domain.payload import ContactPayload, DocumentLine, DocumentPayload, ItemPayload, read_payload

STATUSES: Mapping[ArrivalStatus, str] = {
    ArrivalStatus.DRAFT: "DRAFT",
    ArrivalStatus.SUBMITTED: "SUBMITTED",
    ArrivalStatus.APPROVED: "AUTHORISED",
}


def envelope(plural: str, elements: Sequence[Record]) -> bytes:
    """The elements in Xero's plural envelope."""
    return write_json({plural: list(elements)})


def document_body(ready: Ready) -> Record:
    """One invoice or credit note. LineAmount, TaxAmount and totals are left to Xero and compared in its answer."""
    payload = read_payload(DocumentPayload, ready.operation.payload)
    form = FORMS[payload.kind]
    body: dict[str, object] = {
        "Type": form.type_name,
        "Contact": {"ContactID": contact_id_of(payload, ready)},
        form.number_field: payload.number,
        "Date": payload.issue_date.isoformat(),
        "LineAmountTypes": "Inclusive" if payload.includes_tax else "Exclusive",
        "Status": STATUSES[payload.arrival],
        "CurrencyCode": payload.currency,
    }
    if payload.reference:
        body["Reference"] = payload.reference
    if payload.kind is DocumentKind.INVOICE:
        body.update(_invoice_only(payload, ready.operation.marker, form))
    body["LineItems"] = [line_body(line) for line in payload.lines]
    return body


def _invoice_only(payload: DocumentPayload, marker: str, form: Form) -> dict[str, object]:
    del form
    more: dict[str, object] = {}
    if payload.due_date:
        more["DueDate"] = payload.due_date.isoformat()
    if link := source_link(payload.url, marker):
        more["Url"] = link
    return more


def source_link(url: str, marker: str) -> str:
    """The link back to the source with our marker as its fragment, '' when Xero would refuse it (apis/xero.md 7.1)."""
    if not _leads_somewhere(url.partition("?")[0]) or "xero" in url.lower() or len(url) > 1900:
        return ""
    return f"{url}{'&' if '#' in url else '#'}{marker}"


@lru_cache(maxsize=64)
def _leads_somewhere(page: str) -> bool:
    """Whether an address without its query, which most documents of a source have in common, is one of the web."""
    try:
        parts = urlsplit(page)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)


def line_body(line: DocumentLine) -> Record:
    """One line. A line of text alone has no quantity and no account."""
    body: dict[str, object] = {"Description": line.description}
    if not line.account_code and not line.item_code and line.quantity == 0:
        return body
    body["Quantity"] = line.quantity
    body["UnitAmount"] = line.unit_price
    for name, value in (("ItemCode", line.item_code), ("AccountCode", line.account_code), ("TaxType", line.tax_code)):
        if value:
            body[name] = value
    if line.tracking:
        body["Tracking"] = [_tracking(choice) for choice in line.tracking]
    return body


def _tracking(choice: tuple[str, str, str, str]) -> Record:
    category_id, category_name, option_id, option_name = choice
    if category_id and option_id:
        return {"TrackingCategoryID": category_id, "TrackingOptionID": option_id}
    return {"Name": category_name, "Option": option_name}


def item_body(ready: Ready) -> Record:
    """A new item that is sold; its price stands on the lines, so it has none of its own (apis/xero.md 6.3)."""
    payload = read_payload(ItemPayload, ready.operation.payload)
    sales = {"AccountCode": payload.account_code, **({"TaxType": payload.tax_code} if payload.tax_code else {})}
    body: dict[str, object] = {"Code": payload.code, "Name": payload.name[:50], "IsSold": True, "SalesDetails": sales}
    if payload.description:
        body["Description"] = payload.description[:4000]
    return body


def contact_body(ready: Ready) -> Record:
    """A new contact; what is not known is left out."""
    payload = read_payload(ContactPayload, ready.operation.payload)
    body: dict[str, object] = {"Name": tidy(payload.name)}
    for name, value in (
        ("ContactNumber", payload.external_id[:50]),
        ("FirstName", payload.first_name[:255]),
        ("LastName", payload.last_name[:255]),
        ("EmailAddress", payload.email[:255]),
        ("TaxNumber", payload.tax_number[:50]),
        ("DefaultCurrency", payload.currency),
    ):
        if value:
            body[name] = value
    if payload.phone:
        body["Phones"] = [{"PhoneType": "DEFAULT", "PhoneNumber": payload.phone[:50]}]
    if address := _address(payload.address):
        body["Addresses"] = [{"AddressType": "POBOX", **address}]
    return body


def tidy(name: str) -> str:
    """A contact's name as Xero takes it: no angle brackets, no doubled or outer blanks, 255 characters (apis/xero.md 5)."""
    return " ".join(name.replace("<", "(").replace(">", ")").split())[:255].strip()


def _address(address: Address) -> dict[str, object]:
    body: dict[str, object] = {f"AddressLine{n}": line[:500] for n, line in enumerate(address.lines[:4], 1) if line}
    # the country takes letters only
    country = "".join(c for c in address.country if c.isalpha() or c == " ")[:50].strip()
    for name, value in (
        ("City", address.city[:255]),
        ("Region", address.region[:255]),
        ("PostalCode", address.postal_code[:50]),
        ("Country", country),
        ("AttentionTo", address.attention[:255]),
    ):
        if value:
            body[name] = value
    return body

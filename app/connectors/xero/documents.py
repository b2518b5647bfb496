"""Invoices and credit notes as Xero has them: what a duplicate check, a look-up and a read-back need of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.ledger.documents import LedgerDocument, document_ref
from app.connectors.xero.fields import Record, amount, day, identifier, part, text, version
from app.connectors.xero.links import WebLinks
from app.domain.catalogue import OwnDocument
from app.domain.documents import DocumentKind
from app.domain.money import Money

_MARKER = re.compile(r"LF[0-9A-F]{10}$")
DEAD = frozenset({"VOIDED", "DELETED"})


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of document is called in the API."""

    kind: DocumentKind
    path: str
    id_field: str
    number_field: str
    type_name: str
    link: str


FORMS: Mapping[DocumentKind, Form] = {
    DocumentKind.INVOICE: Form(DocumentKind.INVOICE, "Invoices", "InvoiceID", "InvoiceNumber", "ACCREC", "invoice"),
    DocumentKind.CREDIT_NOTE: Form(
        DocumentKind.CREDIT_NOTE, "CreditNotes", "CreditNoteID", "CreditNoteNumber", "ACCRECCREDIT", "credit_note"
    ),
}


@dataclass(frozen=True, slots=True)
class XeroDocument(LedgerDocument):
    """A document as read."""

    source_url: str
    reference: str
    type_name: str

    def carries(self, marker: str) -> bool:
        """Whether its link back to the source ends with this marker."""
        return bool(marker) and marker in self.source_url.rpartition("#")[2]


def read_document(form: Form, record: Record, links: WebLinks) -> XeroDocument:
    """A document of this form."""
    contact = part(record, "Contact")
    total, currency = amount(record, "Total"), text(record, "CurrencyCode")
    remote_id, status, source_url = (
        identifier(record, form.id_field),
        text(record, "Status").upper(),
        text(record, "Url"),
    )
    marker = _MARKER.search(source_url.rpartition("#")[2])
    paid = ("AmountPaid", "AmountCredited") if form.kind is DocumentKind.INVOICE else ("AppliedAmount", "AmountPaid")
    return XeroDocument(
        kind=form.kind,
        id=remote_id,
        number=text(record, form.number_field),
        contact_id=identifier(contact, "ContactID"),
        contact_name=text(contact, "Name"),
        total=None if total is None or not currency else Money(total, currency).rounded(),
        issue_date=day(record, "Date"),
        status=status,
        version=version(record),
        url=links.to(form.link, remote_id),
        live=status not in DEAD,
        settled=sum((amount(record, name) or Decimal(0) for name in paid), _used_credit(form, record)) != 0,
        marker=marker[0] if marker else "",
        source_url=source_url,
        reference=text(record, "Reference"),
        type_name=text(record, "Type"),
    )


def _used_credit(form: Form, record: Record) -> Decimal:
    """What of a credit note has been used: it shows only what remains."""
    if form.kind is DocumentKind.INVOICE:
        return Decimal(0)
    total, left = amount(record, "Total"), amount(record, "RemainingCredit")
    if total is None or left is None:
        return Decimal(0)
    return total - left if text(record, "Status") in {"AUTHORISED", "PAID"} else Decimal(0)


def own_document(document: XeroDocument) -> OwnDocument:
    """For rebuilding a journal. Xero tells of invoices which app made them, of credit notes it does not (apis/xero.md 7.3)."""
    return OwnDocument(
        kind=document.kind,
        ref=document_ref(document, document.reference),
        marker=document.marker,
        version=document.version,
        surely=document.kind is DocumentKind.INVOICE,
    )

"""Invoices and credit notes as Xero has them: what a duplicate check, a look-up and a read-back need of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.connectors.xero.fields import Record, amount, day, identifier, part, text, version
from app.connectors.xero.links import WebLinks
from app.domain.catalogue import LedgerDocumentRef, OwnDocument
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
class XeroDocument:
    """A document as read. `total` is positive for a credit note too; None when Xero named none."""

    form: Form
    id: str
    number: str
    contact_id: str
    contact_name: str
    total: Money | None
    issue_date: date | None
    status: str
    version: str
    url: str
    source_url: str
    reference: str
    paid: Decimal
    type_name: str

    @property
    def live(self) -> bool:
        """Neither void nor deleted."""
        return self.status not in DEAD

    @property
    def marker(self) -> str:
        """The marker of ours that its link back to the source ends with; '' when it has none."""
        found = _MARKER.search(self.source_url.rpartition("#")[2])
        return found[0] if found else ""

    def carries(self, marker: str) -> bool:
        """Whether its link back to the source ends with this marker."""
        return bool(marker) and marker in self.source_url.rpartition("#")[2]


def read_document(form: Form, record: Record, links: WebLinks) -> XeroDocument:
    """A document of this form."""
    contact = part(record, "Contact")
    total, currency = amount(record, "Total"), text(record, "CurrencyCode")
    remote_id = identifier(record, form.id_field)
    settled = ("AmountPaid", "AmountCredited") if form.kind is DocumentKind.INVOICE else ("AppliedAmount", "AmountPaid")
    return XeroDocument(
        form=form,
        id=remote_id,
        number=text(record, form.number_field),
        contact_id=identifier(contact, "ContactID"),
        contact_name=text(contact, "Name"),
        total=None if total is None or not currency else Money(total, currency).rounded(),
        issue_date=day(record, "Date"),
        status=text(record, "Status").upper(),
        version=version(record),
        url=links.to(form.link, remote_id),
        source_url=text(record, "Url"),
        reference=text(record, "Reference"),
        paid=sum((amount(record, name) or Decimal(0) for name in settled), _used_credit(form, record)),
        type_name=text(record, "Type"),
    )


def _used_credit(form: Form, record: Record) -> Decimal:
    """What of a credit note has been used: it shows only what remains."""
    total, left = amount(record, "Total"), amount(record, "RemainingCredit")
    if form.kind is DocumentKind.INVOICE or total is None or left is None:
        return Decimal(0)
    return total - left if text(record, "Status") in {"AUTHORISED", "PAID"} else Decimal(0)


def document_ref(document: XeroDocument) -> LedgerDocumentRef:
    """For a duplicate check; a credit note's total is negative there, as the source has it."""
    total = document.total or Money.zero("")
    return LedgerDocumentRef(
        id=document.id,
        number=document.number,
        contact_id=document.contact_id,
        contact_name=document.contact_name,
        total=-total if document.form.kind is DocumentKind.CREDIT_NOTE else total,
        issue_date=document.issue_date,
        status=document.status,
        live=document.live,
        url=document.url,
        reference=document.reference,
    )


def own_document(document: XeroDocument) -> OwnDocument:
    """For rebuilding a journal. Xero tells of invoices which app made them, of credit notes it does not (apis/xero.md 7.3)."""
    return OwnDocument(
        kind=document.form.kind,
        ref=document_ref(document),
        marker=document.marker,
        version=document.version,
        surely=document.form.kind is DocumentKind.INVOICE,
    )

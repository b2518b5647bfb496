"""Invoices, credit memos and receipts as QuickBooks has them: what a duplicate check, a look-up and a read-back need of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.connectors.http.overlap import in_parts
from app.connectors.http.records import Record, amount, records, text
from app.connectors.ledger.documents import LedgerDocument, document_ref
from app.connectors.quickbooks.fields import day, reference, reference_name
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.lists import incomplete, read_all, read_some
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import CHANGES_MOST, LIST
from app.connectors.quickbooks.statements import among, changed_since, select
from app.domain.catalogue import OwnDocument
from app.domain.documents import Deposit, DocumentKind, SalesForm
from app.domain.money import Money
from app.domain.payload import DocumentPayload, VoidPayload
from app.domain.run import Stop

_MARKER = re.compile(r"\bLF[0-9A-F]{10}\b")
_VOIDED = re.compile(r"\bvoided\b", re.IGNORECASE)
_SETTLING = frozenset({"Payment", "CreditMemo", "Invoice"})
"""What an invoice or credit memo may be linked with that settles it. Whatever a receipt is linked with has taken its money on."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one form of a kind of document is called in the API."""

    kind: DocumentKind
    sales_form: SalesForm
    entity: str
    link: str


FORMS = (
    Form(DocumentKind.INVOICE, SalesForm.INVOICE, "Invoice", "invoice"),
    Form(DocumentKind.CREDIT_NOTE, SalesForm.INVOICE, "CreditMemo", "credit_note"),
    Form(DocumentKind.INVOICE, SalesForm.RECEIPT, "SalesReceipt", "sales_receipt"),
    Form(DocumentKind.CREDIT_NOTE, SalesForm.RECEIPT, "RefundReceipt", "refund_receipt"),
)
"""All sales forms. They share one range of document numbers: a used one is refused whichever of them has it."""
_FORMS: Mapping[tuple[DocumentKind, SalesForm], Form] = {(form.kind, form.sales_form): form for form in FORMS}


def form_for(kind: DocumentKind, sales_form: SalesForm = SalesForm.INVOICE) -> Form:
    """The form that a document of this kind is posted on."""
    return _FORMS[kind, sales_form]


def form_of(payload: DocumentPayload | VoidPayload) -> Form:
    """The form that a payload means."""
    return _FORMS[payload.kind, payload.form]


@dataclass(frozen=True, slots=True)
class QuickBooksDocument(LedgerDocument):
    """A document as read, with the form it is of: two forms may share a kind. `deposit` is set for receipts."""

    form: Form
    deposit: Deposit | None = None


def read_document(form: Form, record: Record, links: WebLinks, home: str) -> QuickBooksDocument:
    """A document of this form. `home` is the currency of a company that keeps one only and names none."""
    total, currency = amount(record, "TotalAmt"), reference(record, "CurrencyRef") or home
    note, remote_id = text(record, "PrivateNote"), text(record, "Id")
    marker, left = _MARKER.search(note), _left(form, record)
    live = not (
        total == 0 and left == 0 and _VOIDED.search(note)
    )  # (apis/quickbooks.md 9); deleted ones are never read
    receipt = form.sales_form is SalesForm.RECEIPT
    linked = any(receipt or text(each, "TxnType") in _SETTLING for each in records(record, "LinkedTxn"))
    return QuickBooksDocument(
        form=form,
        deposit=_deposit(record) if receipt else None,
        kind=form.kind,
        id=remote_id,
        number=text(record, "DocNumber"),
        contact_id=reference(record, "CustomerRef"),
        contact_name=reference_name(record, "CustomerRef"),
        total=None if total is None or not currency else Money(total, currency).rounded(),
        issue_date=day(record, "TxnDate"),
        status="VOIDED" if not live else "OPEN" if left else "SETTLED",
        version=text(record, "SyncToken"),
        url=links.to(form.link, remote_id),
        live=live,
        settled=linked or (not receipt and total is not None and live and left != total),
        marker=marker[0] if marker else "",
    )


def _deposit(record: Record) -> Deposit:
    """Where a receipt's money is, and how it was paid."""
    account, method = "DepositToAccountRef", "PaymentMethodRef"
    return Deposit(
        reference(record, account),
        reference_name(record, account),
        reference(record, method),
        reference_name(record, method),
    )


def _left(form: Form, record: Record) -> Decimal:
    """What is still open of it, or unused of a credit memo; its total where it does not say. Of a receipt nothing is ever open."""
    if form.sales_form is SalesForm.RECEIPT:
        return Decimal(0)
    left = amount(record, "RemainingCredit") if form.kind is DocumentKind.CREDIT_NOTE else None
    left = amount(record, "Balance") if left is None else left
    return left if left is not None else amount(record, "TotalAmt") or Decimal(0)


def own_document(document: QuickBooksDocument) -> OwnDocument:
    """For rebuilding a journal: what carries a marker of ours was made here."""
    return OwnDocument(
        document.kind, document_ref(document), document.marker, document.version, deposit=document.deposit
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """Documents of one form that were changed, and the ids of those that were deleted: nothing else is told of these."""

    documents: Sequence[QuickBooksDocument]
    deleted: Sequence[str]


class DocumentReader:
    """Reads documents of one company by number or by id, in every state that a query shows."""

    def __init__(self, session: QuickBooksSession, links: WebLinks) -> None:
        self._session = session
        self._links = links

    def by_numbers(self, numbers: Sequence[str], stop: Stop, home: str) -> list[QuickBooksDocument]:
        """Documents of any sales form with these numbers, all asked for in one batch; complete, or it raises."""
        wanted = dict.fromkeys(number.strip() for number in numbers if number.strip())
        asked = [(form, among("DocNumber", part)) for form in FORMS for part in in_parts(wanted, LIST)]
        answers = self._session.queries([select(form.entity, condition) for form, condition in asked], stop)
        return [
            read_document(form, record, self._links, home)
            for (form, condition), first in zip(asked, answers, strict=True)
            for record in read_all(self._session, form.entity, stop, condition, first=first)
        ]

    def made_by_us(self, since: datetime | None, stop: Stop, home: str) -> list[QuickBooksDocument]:
        """All documents with a marker of ours, changed at or after `since`. Private notes cannot be asked for (apis/quickbooks.md 6)."""
        conditions = (changed_since(since),) if since else ()
        found = [
            read_document(form, record, self._links, home)
            for form in FORMS
            for record in read_all(self._session, form.entity, stop, *conditions)
        ]
        return [document for document in found if document.marker]

    def changed(self, forms: Sequence[Form], since: datetime, stop: Stop, home: str) -> Mapping[Form, Changed]:
        """What was changed or deleted since a moment of Intuit's clock, by form. Raises `IncompleteRead` rather than leave one out."""
        entities = [form.entity for form in forms]
        rows = self._session.changes_of(entities, since, stop)
        if sum(map(len, rows.values())) >= CHANGES_MOST:
            raise incomplete(entities[0], "more was changed meanwhile than Intuit tells at once")
        return {form: self._changed(form, rows[form.entity], home) for form in forms}

    def _changed(self, form: Form, rows: Sequence[Record], home: str) -> Changed:
        gone = [text(each, "Id") for each in rows if text(each, "status") == "Deleted"]
        left = [each for each in rows if text(each, "status") != "Deleted"]
        return Changed([read_document(form, each, self._links, home) for each in left], gone)

    def by_ids(self, form: Form, ids: Sequence[str], stop: Stop, home: str) -> list[QuickBooksDocument]:
        """Documents with these ids; deleted ones are left out."""
        found = read_some(self._session, form.entity, "Id", list(ids), stop)
        return [read_document(form, record, self._links, home) for record in found]

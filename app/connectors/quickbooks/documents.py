"""Invoices and credit memos as QuickBooks has them: what a duplicate check, a look-up and a read-back need of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.connectors.http.overlap import in_parts
from app.connectors.http.records import Record, amount, records, text
from app.connectors.quickbooks.fields import day, reference, reference_name
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.lists import read_all, read_some
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import LIST
from app.connectors.quickbooks.statements import among, changed_since, select
from app.domain.catalogue import LedgerDocumentRef, OwnDocument
from app.domain.documents import DocumentKind
from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.run import Stop

_MARKER = re.compile(r"\bLF[0-9A-F]{10}\b")
_VOIDED = re.compile(r"\bvoided\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of document is called in the API."""

    kind: DocumentKind
    entity: str
    link: str


FORMS: Mapping[DocumentKind, Form] = {
    DocumentKind.INVOICE: Form(DocumentKind.INVOICE, "Invoice", "invoice"),
    DocumentKind.CREDIT_NOTE: Form(DocumentKind.CREDIT_NOTE, "CreditMemo", "credit_note"),
}
NUMBERED = (
    *FORMS.values(),
    Form(DocumentKind.INVOICE, "SalesReceipt", "sales_receipt"),
    Form(DocumentKind.CREDIT_NOTE, "RefundReceipt", "refund_receipt"),
)
"""All sales forms that share one range of document numbers; a used one is refused whichever of them has it."""
FORM_OF: Mapping[OperationKind, Form] = {
    OperationKind.POST_INVOICE: FORMS[DocumentKind.INVOICE],
    OperationKind.POST_CREDIT_NOTE: FORMS[DocumentKind.CREDIT_NOTE],
}


@dataclass(frozen=True, slots=True)
class QuickBooksDocument:
    """A document as read. `total` is positive for a credit memo too; None when none was named."""

    form: Form
    id: str
    number: str
    contact_id: str
    contact_name: str
    total: Money | None
    issue_date: date | None
    version: str
    url: str
    note: str
    open: Decimal
    is_linked: bool

    @property
    def live(self) -> bool:
        """Not void: total and balance are nothing and the note says it (apis/quickbooks.md 9). Deleted ones are never read."""
        nothing = self.total is not None and self.total.amount == 0 and self.open == 0
        return not (nothing and _VOIDED.search(self.note))

    @property
    def status(self) -> str:
        """In a word."""
        if not self.live:
            return "VOIDED"
        return "OPEN" if self.open else "SETTLED"

    @property
    def is_settled(self) -> bool:
        """Whether payments or credits are on it."""
        return self.is_linked or (self.total is not None and self.live and self.open != self.total.amount)

    @property
    def marker(self) -> str:
        """The marker of ours that its private note holds; '' when it has none."""
        found = _MARKER.search(self.note)
        return found[0] if found else ""

    def carries(self, marker: str) -> bool:
        """Whether its private note holds this marker."""
        return bool(marker) and self.marker == marker


def read_document(form: Form, record: Record, links: WebLinks, home: str) -> QuickBooksDocument:
    """A document of this form. `home` is the currency of a company that keeps one only and names none."""
    total, currency = amount(record, "TotalAmt"), reference(record, "CurrencyRef") or home
    money = None if total is None or not currency else Money(total, currency).rounded()
    balance = amount(record, "RemainingCredit") if form.kind is DocumentKind.CREDIT_NOTE else None
    balance = amount(record, "Balance") if balance is None else balance
    linked = records(record, "LinkedTxn")
    return QuickBooksDocument(
        form=form,
        id=text(record, "Id"),
        number=text(record, "DocNumber"),
        contact_id=reference(record, "CustomerRef"),
        contact_name=reference_name(record, "CustomerRef"),
        total=money,
        issue_date=day(record, "TxnDate"),
        version=text(record, "SyncToken"),
        url=links.to(form.link, text(record, "Id")),
        note=text(record, "PrivateNote"),
        open=balance if balance is not None else total or Decimal(0),
        is_linked=any(text(each, "TxnType") in {"Payment", "CreditMemo", "Invoice"} for each in linked),
    )


def document_ref(document: QuickBooksDocument) -> LedgerDocumentRef:
    """For a duplicate check; a credit memo's total is negative there, as the source has it."""
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
    )


def own_document(document: QuickBooksDocument) -> OwnDocument:
    """For rebuilding a journal: what carries a marker of ours was made here."""
    return OwnDocument(document.form.kind, document_ref(document), document.marker, document.version)


def folded(number: str) -> str:
    """A number or name as two are compared: without case and outer blanks."""
    return number.strip().casefold()


class DocumentReader:
    """Reads documents of one company by number or by id, in every state that a query shows."""

    def __init__(self, session: QuickBooksSession, links: WebLinks) -> None:
        self._session = session
        self._links = links

    def by_numbers(self, numbers: Sequence[str], stop: Stop, home: str) -> list[QuickBooksDocument]:
        """Documents of any sales form with these numbers, all asked for in one batch; complete, or it raises."""
        wanted = dict.fromkeys(number.strip() for number in numbers if number.strip())
        asked = [(form, among("DocNumber", part)) for form in NUMBERED for part in in_parts(wanted, LIST)]
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
            for form in FORMS.values()
            for record in read_all(self._session, form.entity, stop, *conditions)
        ]
        return [document for document in found if document.marker]

    def by_ids(self, form: Form, ids: Sequence[str], stop: Stop, home: str) -> list[QuickBooksDocument]:
        """Documents with these ids; deleted ones are left out."""
        found = read_some(self._session, form.entity, "Id", list(ids), stop)
        return [read_document(form, record, self._links, home) for record in found]

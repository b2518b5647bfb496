"""Which document numbers are used already: asked for by number when few, kept as a whole list when many."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.connectors.ledger.contacts import FRESH
from app.connectors.ledger.documents import document_ref, folded, numbers_held
from app.connectors.xero.contacts import OVERLAP
from app.connectors.xero.documents import FORMS, Form, XeroDocument, read_document
from app.connectors.xero.fields import Record, records
from app.connectors.xero.links import WebLinks
from app.connectors.xero.lists import in_parts, overlapped, page_count, read_all
from app.connectors.xero.session import Query, XeroSession
from app.connectors.xero.settings import LIST, PAGE
from app.domain.catalogue import LedgerDocumentRef
from app.domain.documents import DocumentKind
from app.domain.run import Stop
from app.ports.clock import Clock

INVOICE, CREDIT = FORMS[DocumentKind.INVOICE], FORMS[DocumentKind.CREDIT_NOTE]
ANY_STATUS = ("Statuses", "DRAFT,SUBMITTED,AUTHORISED,PAID,VOIDED,DELETED")
SALES_INVOICES = ("where", 'Type=="ACCREC"')
SALES_CREDITS = ("where", 'Type=="ACCRECCREDIT"')


def can_be_listed(number: str) -> bool:
    """Whether a number can stand in an InvoiceNumbers list, whose separator is the comma."""
    return bool(number.strip()) and "," not in number


class DocumentReader:
    """Reads documents of one organisation by number, by id, or whole."""

    def __init__(self, session: XeroSession, links: WebLinks) -> None:
        self._session = session
        self._links = links

    def remote_time(self, moment: datetime) -> datetime:
        """A moment by Xero's clock."""
        return self._session.remote_time(moment)

    def by_numbers(self, numbers: Sequence[str], stop: Stop, more: Query = ()) -> list[XeroDocument]:
        """Sales invoices with these numbers, in every status; complete, or it raises."""
        listed = in_parts(dict.fromkeys(n for n in numbers if can_be_listed(n)), LIST)
        queries: list[Query] = [(("InvoiceNumbers", ",".join(part)), ANY_STATUS, *more) for part in listed]
        queries += [
            (("searchTerm", n), ANY_STATUS, *more) for n in dict.fromkeys(numbers) if not can_be_listed(n) and n
        ]
        wanted = {folded(n) for n in numbers}
        parts = overlapped(lambda query: self.read(INVOICE, stop, query), queries, self._session.at_once)
        found = [each for part in parts for each in part]
        return [each for each in found if folded(each.number) in wanted and each.type_name in ("", INVOICE.type_name)]

    def by_ids(self, form: Form, ids: Sequence[str], stop: Stop) -> list[XeroDocument]:
        """Documents with these ids, in every status."""
        if form is INVOICE:
            parts = in_parts(dict.fromkeys(ids), LIST)
            queries: list[Query] = [(("IDs", ",".join(part)), ANY_STATUS) for part in parts]
            found = overlapped(lambda query: self.read(form, stop, query), queries, self._session.at_once)
            return [each for part in found for each in part]
        wanted = {each.lower() for each in ids}
        return [each for each in self.read(form, stop, (SALES_CREDITS,)) if each.id in wanted]

    def made_by_us(self, since: datetime | None, stop: Stop) -> list[XeroDocument]:
        """Sales invoices that this app made, in every status, and all sales credit notes."""
        order = ("order", "InvoiceID ASC")
        invoices = self.read(
            INVOICE, stop, (("createdByMyApp", "true"), SALES_INVOICES, ANY_STATUS, order), since=since
        )
        return invoices + self.read(CREDIT, stop, (SALES_CREDITS,), since=since)

    def read(
        self,
        form: Form,
        stop: Stop,
        query: Query = (),
        *,
        since: datetime | None = None,
        first: Record | None = None,
    ) -> list[XeroDocument]:
        """All documents that a query finds."""
        found = read_all(self._session, form.path, form.id_field, stop, query, since=since, first=first)
        return [read_document(form, record, self._links) for record in found]

    def first_page(self, form: Form, stop: Stop, query: Query) -> Record:
        """The first page, to see how many there are."""
        return self._session.read(form.path, stop, (*query, ("page", "1"), ("pageSize", str(PAGE))))


class NumberIndex:
    """Numbers in use. The whole list of invoices is kept once it is cheaper than asking, and then only brought up to date."""

    WHOLE: Query = (SALES_INVOICES, ANY_STATUS, ("summaryOnly", "true"), ("order", "InvoiceID ASC"))

    def __init__(self, reader: DocumentReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[DocumentKind, dict[str, XeroDocument]] = {}
        self._read_at: dict[DocumentKind, tuple[datetime, float]] = {}

    def in_use(self, numbers: Sequence[str], stop: Stop) -> Mapping[str, LedgerDocumentRef]:
        """Those of these numbers that are used, void and deleted documents included; keyed as they were asked for."""
        asked = [number for number in dict.fromkeys(numbers) if number.strip()]
        if not asked:
            return {}
        with self._lock:
            invoices = self._invoices(asked, stop)
            credits_ = self._whole(CREDIT, (SALES_CREDITS,), stop, None)
        # an invoice counts before a credit note
        held = numbers_held(asked, (*credits_, *invoices))
        return {number: document_ref(document, document.reference) for number, document in held.items()}

    def _invoices(self, asked: Sequence[str], stop: Stop) -> list[XeroDocument]:
        calls = len(in_parts(asked, LIST))
        if DocumentKind.INVOICE in self._known:
            return self._whole(INVOICE, self.WHOLE, stop, None)
        if calls <= 1:
            return self._reader.by_numbers(asked, stop)
        first = self._reader.first_page(INVOICE, stop, self.WHOLE)
        pages, elements = page_count(first)
        if elements is None and len(records(first, INVOICE.path)) >= PAGE:
            return self._reader.by_numbers(asked, stop)
        if pages - 1 > calls:
            return self._reader.by_numbers(asked, stop)
        return self._whole(INVOICE, self.WHOLE, stop, first)

    def _whole(self, form: Form, query: Query, stop: Stop, first: Record | None) -> list[XeroDocument]:
        known = self._known.get(form.kind, {})
        at = self._read_at.get(form.kind)
        if at is None or self._clock.monotonic() - at[1] >= FRESH:
            now = (self._clock.now(), self._clock.monotonic())
            since = self._reader.remote_time(at[0]) - OVERLAP if at else None
            found = self._reader.read(form, stop, query, since=since, first=first)
            self._known[form.kind] = {**known, **{each.id: each for each in found}}
            self._read_at[form.kind] = now
        return list(self._known[form.kind].values())

    def outdated(self) -> None:
        """Something was posted by us: the next question reads what changed."""
        self._read_at = {kind: (at, monotonic - FRESH) for kind, (at, monotonic) in self._read_at.items()}

"""A Xero organisation as a ledger: its catalogue, its numbers, and the handlers that change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from app.connectors.http.minutepace import MinutePace
from app.connectors.ledger.kept import Kept
from app.connectors.xero.attaching import FileAttaching
from app.connectors.xero.catalogue import read_organisation, read_parts
from app.connectors.xero.contact_changes import ContactLinking, ContactRestoring
from app.connectors.xero.contact_making import ContactMaking
from app.connectors.xero.contacts import OVERLAP
from app.connectors.xero.context import XeroContext
from app.connectors.xero.documents import FORMS, own_document
from app.connectors.xero.item_making import ItemMaking
from app.connectors.xero.payments import PaymentApplying, PaymentReversing
from app.connectors.xero.posting import DocumentPosting
from app.connectors.xero.settings import VENDOR
from app.connectors.xero.voiding import DocumentVoiding
from app.domain.catalogue import LedgerCatalogue, LedgerDocumentRef, Organisation, OwnDocument
from app.domain.documents import DocumentKind
from app.domain.operation import OperationKind
from app.domain.parties import LedgerContact
from app.domain.run import Progress, Report, Stop
from app.domain.words import say_date
from app.ports.operations import OperationHandler
from app.ports.sources import ConnectionCheck


class XeroLedger:
    """One organisation; see `Ledger`. Safe to use from several threads."""

    system = "xero"
    vendor = VENDOR

    def __init__(self, context: XeroContext, pace: MinutePace) -> None:
        self._context = context
        self.pace = pace
        self._organisation: Kept[Organisation] = Kept(context.clock)
        handlers: tuple[OperationHandler, ...] = (
            ContactMaking(context),
            ContactLinking(context),
            ContactRestoring(context),
            ItemMaking(context),
            DocumentPosting(OperationKind.POST_INVOICE, FORMS[DocumentKind.INVOICE], context),
            DocumentPosting(OperationKind.POST_CREDIT_NOTE, FORMS[DocumentKind.CREDIT_NOTE], context),
            FileAttaching(context),
            DocumentVoiding(context),
            PaymentApplying(context),
            PaymentReversing(context),
        )
        self._handlers = {handler.kind: handler for handler in handlers}

    def close(self) -> None:
        """Close the connections kept alive."""
        self._context.session.client.close()

    def check(self, stop: Stop) -> ConnectionCheck:
        """Test the connection: who it is, what may be in the way, and how much of the day is left."""
        organisation = self._organisation.put(read_organisation(self._context.session, stop))
        self._context.links.short_code = organisation.short_code
        client = self._context.session.client
        findings = [f"Connected with {organisation.name}."]
        if organisation.is_demo:
            findings.append("These are Xero's demo books.")
        if organisation.period_lock:
            findings.append(f"The books are locked up to {say_date(organisation.period_lock)}.")
        left = self.pace.day_left
        return ConnectionCheck(
            tenant=organisation.tenant,
            name=organisation.name,
            findings=tuple(findings),
            problems=(client.skew_sentence,) if client.skew_sentence else (),
            calls_left=left,
            calls_limit=None if left is None else self.pace.day_limit,
            calls_period="today",
            web_url=organisation.web_base,
        )

    def organisation(self, stop: Stop) -> Organisation:
        """The books as they are now."""
        organisation = self._organisation.get(lambda: read_organisation(self._context.session, stop))
        self._context.links.short_code = organisation.short_code
        return organisation

    def catalogue(self, stop: Stop, report: Report) -> LedgerCatalogue:
        """Everything a plan is made against, all of it complete or `IncompleteRead`. Contacts are brought up to date by what changed."""
        report(Progress(f"Reading {VENDOR}", pace=self.pace.words()))
        with ThreadPoolExecutor(3, thread_name_prefix="xero-catalogue") as pool:
            organisation = pool.submit(self.organisation, stop)
            parts = pool.submit(self._context.lists.get, lambda: read_parts(self._context.session, stop))
            contacts = pool.submit(self._context.contacts.all, stop)
            held, lists, everybody = organisation.result(), parts.result(), contacts.result()
        currencies = {code for code in lists["Currencies"] if code}
        return LedgerCatalogue(
            organisation=held,
            accounts=lists["Accounts"],
            tax_rates=lists["TaxRates"],
            items=lists["Items"],
            tracking=lists["TrackingCategories"],
            currencies=frozenset(currencies | {held.base_currency} - {""}),
            contacts=everybody,
            vendor=VENDOR,
        )

    def numbers_in_use(self, numbers: Sequence[str], stop: Stop) -> Mapping[str, LedgerDocumentRef]:
        """Which of these numbers are used already, void and deleted documents included."""
        return self._context.numbers.in_use(numbers, stop)

    def made_by_us(self, since: datetime | None, stop: Stop) -> Sequence[OwnDocument]:
        """Every sales document that this app made, and all credit notes, since Xero does not tell of them."""
        remote = self._context.session.remote_time(since) - OVERLAP if since else None
        return [own_document(each) for each in self._context.documents.made_by_us(remote, stop)]

    def contacts(self, contact_ids: Sequence[str], stop: Stop) -> Mapping[str, LedgerContact]:
        """These contacts as they are now; unknown ids are left out."""
        return self._context.contacts.some(list(contact_ids), stop)

    def handlers(self) -> Mapping[OperationKind, OperationHandler]:
        """How this ledger is changed."""
        return self._handlers

    def document_url(self, organisation: Organisation, kind: str, remote_id: str) -> str:
        """Address that opens an 'invoice', 'credit_note' or 'contact' in Xero."""
        return self._context.links.to(kind, remote_id, organisation.short_code)

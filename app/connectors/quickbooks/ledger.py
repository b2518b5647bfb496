"""A QuickBooks company as a ledger: its catalogue, its numbers, and the handlers that change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from app.connectors.http.windowpace import WindowPace
from app.connectors.ledger.documents import document_ref, numbers_held
from app.connectors.quickbooks.attaching import FileAttaching
from app.connectors.quickbooks.bodies import NAME_MAX
from app.connectors.quickbooks.contact_changes import ContactLinking, ContactRestoring
from app.connectors.quickbooks.contact_making import ContactMaking
from app.connectors.quickbooks.contacts import OVERLAP
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.documents import own_document
from app.connectors.quickbooks.item_making import ItemMaking
from app.connectors.quickbooks.payments import PaymentApplying, PaymentReversing
from app.connectors.quickbooks.posting import DocumentPosting
from app.connectors.quickbooks.sales_tax import read_sales_tax
from app.connectors.quickbooks.settings import VENDOR
from app.connectors.quickbooks.voiding import DocumentVoiding
from app.domain.catalogue import Feature, LedgerCatalogue, LedgerDocumentRef, Organisation, OwnDocument
from app.domain.operation import OperationKind
from app.domain.parties import LedgerContact
from app.domain.run import Progress, Report, Stop
from app.domain.sales_tax import SalesTaxBook
from app.domain.words import say_date
from app.ports.operations import OperationHandler
from app.ports.sources import ConnectionCheck

NUMBER_MAX = 21
"""Longest DocNumber (apis/quickbooks.md 7.7)."""
UNIT_PRICE_PLACES = 7
"""Decimals of a unit price that are known to be kept (apis/quickbooks.md 8.2)."""

_FEATURES = frozenset({Feature.CREDIT_NOTES, Feature.TRACKING, Feature.ATTACHMENTS, Feature.SALES_RECEIPTS})


class QuickBooksLedger:
    """One company; see `Ledger`. Safe to use from several threads."""

    system = "quickbooks"
    vendor = VENDOR

    def __init__(self, context: QuickBooksContext, pace: WindowPace) -> None:
        self._context = context
        self.pace = pace
        handlers: tuple[OperationHandler, ...] = (
            ContactMaking(context),
            ContactLinking(context),
            ContactRestoring(context),
            ItemMaking(context),
            DocumentPosting(OperationKind.POST_INVOICE, context),
            DocumentPosting(OperationKind.POST_CREDIT_NOTE, context),
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
        """Test the connection: who it is and what may be in the way."""
        company = self._context.company.read(stop)
        organisation, client = company.organisation, self._context.session.client
        findings = [f"Connected with {organisation.name}."]
        if organisation.period_lock:
            findings.append(f"The books are closed up to {say_date(organisation.period_lock)}.")
        return ConnectionCheck(
            tenant=organisation.tenant,
            name=organisation.name,
            findings=(*findings, *company.notes),
            problems=(client.skew_sentence,) if client.skew_sentence else (),
            web_url=organisation.web_base,
        )

    def organisation(self, stop: Stop) -> Organisation:
        """The books as they are now."""
        return self._context.company.now(stop).organisation

    def catalogue(self, stop: Stop, report: Report) -> LedgerCatalogue:
        """Everything a plan is made against, all of it complete or `IncompleteRead`. Customers are brought up to date by what changed."""
        report(Progress(f"Reading {VENDOR}", pace=self.pace.words()))
        with ThreadPoolExecutor(2, thread_name_prefix="quickbooks-catalogue") as pool:
            reading = pool.submit(self._context.company.lists, stop)
            contacts = pool.submit(self._context.contacts.all, stop)
            lists, everybody = reading.result(), contacts.result()
        sales_tax = SalesTaxBook()
        if lists.company.is_us and lists.company.uses_sales_tax:
            sales_tax = read_sales_tax(self._context.session, everybody, stop)
        return LedgerCatalogue(
            organisation=lists.company.organisation,
            accounts=lists.accounts,
            tax_rates=lists.tax_rates,
            items=lists.items,
            tracking=lists.tracking,
            currencies=lists.currencies,
            contacts=everybody,
            vendor=VENDOR,
            features=_FEATURES if lists.company.is_us else _FEATURES | {Feature.TAX_INCLUSIVE},
            tax_manner=lists.company.tax_manner,
            unit_price_places=UNIT_PRICE_PLACES,
            number_max=NUMBER_MAX,
            lines_by_item=True,
            contact_name_max=NAME_MAX,
            names_taken=lists.names_taken,
            contact_name_bars=":",
            inactive_names_hold=True,
            contacts_have_currency=True,
            sales_tax=sales_tax,
            terms=lists.terms,
            payment_methods=lists.payment_methods,
            item_name_max=NAME_MAX,
            item_name_bars=":",
        )

    def numbers_in_use(self, numbers: Sequence[str], stop: Stop) -> Mapping[str, LedgerDocumentRef]:
        """Which of these numbers are used already, void documents included. A deleted document has given its number back."""
        asked = [number for number in dict.fromkeys(numbers) if number.strip()]
        if not asked:
            return {}
        home, documents = self._context.company.home(stop), self._context.documents
        held = numbers_held(
            asked, reversed(documents.by_numbers(asked, stop, home))
        )  # an invoice counts before all others
        return {number: document_ref(document) for number, document in held.items()}

    def made_by_us(self, since: datetime | None, stop: Stop) -> Sequence[OwnDocument]:
        """Every invoice and credit memo with a marker of ours. Deleted ones are gone without a trace that could be read."""
        remote = self._context.session.remote_time(since) - OVERLAP if since else None
        found = self._context.documents.made_by_us(remote, stop, self._context.company.home(stop))
        return [own_document(each) for each in found]

    def contacts(self, contact_ids: Sequence[str], stop: Stop) -> Mapping[str, LedgerContact]:
        """These customers as they are now; unknown ids are left out."""
        return self._context.contacts.some(contact_ids, stop)

    def handlers(self) -> Mapping[OperationKind, OperationHandler]:
        """How this ledger is changed."""
        return self._handlers

    def document_url(self, organisation: Organisation, kind: str, remote_id: str) -> str:
        """Address that opens an 'invoice', 'credit_note' or 'contact' in QuickBooks."""
        del organisation
        return self._context.links.to(kind, remote_id)

"""Invoices and credits as a source system holds them, in one form for every source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.money import Money, round_half_up
from app.domain.money import exponent as exponent_of
from app.domain.parties import SourceParty


class DocumentKind(StrEnum):
    """What a document becomes in the ledger: a source invoice whose total is below zero is a credit note."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class SalesForm(StrEnum):
    """On which form a ledger takes a sale: one that is owed, or one that was paid at once (QuickBooks: sales receipt, refund receipt)."""

    INVOICE = "invoice"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Deposit:
    """What makes a document a receipt: where its money is, by the ledger's own ids; and how it was paid, as far as that is said."""

    account_id: str
    account_name: str = ""
    method_id: str = ""
    method_name: str = ""


def form_of(deposit: Deposit | None) -> SalesForm:
    """The form of a document: a receipt is what has a deposit."""
    return SalesForm.INVOICE if deposit is None else SalesForm.RECEIPT


class Facet(StrEnum):
    """What a line can be mapped by, from the widest to the most exact. Keys are the source's ids as text."""

    ITEM_TYPE = "item_type"  # Autotask: billingItemType
    BILLING_CODE = "billing_code"
    SERVICE = "service"  # Autotask: serviceID
    SERVICE_BUNDLE = "service_bundle"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value a line has for a facet: the source's key and the words people know it by."""

    facet: Facet
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line as the source billed it. `amount` is the net amount of the line unless it `includes_tax`, and is carried, never recomputed;

    `quantity * unit_price` may differ from it. `tax` is the source's own tax on the line. Both up to 4 decimals (apis/autotask.md 11).
    """

    id: str
    title: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    tax: Decimal
    facets: tuple[FacetValue, ...] = ()
    tax_key: str = ""  # key of the source's tax treatment (Autotask: region:category); '' when the source names none
    tax_name: str = ""
    tax_rate: Decimal | None = None  # as a fraction, 0.1 for 10 %; None when it could not be resolved
    line_of_business: str = ""  # source's id; '' when it has none
    line_of_business_name: str = ""
    item_date: date | None = None
    includes_tax: bool = False  # `amount` and `unit_price` are what is paid, `tax` is part of them
    for_party_name: str = ""  # company the work was for, where another is billed (parent billing)

    @property
    def net(self) -> Decimal:
        """The amount without tax."""
        return self.amount - self.tax if self.includes_tax else self.amount


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """Something about a source document that keeps it from being sent; `code` is stable, `sentence` is for people."""

    code: str
    sentence: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """An invoice (or credit) as the source has it. Amounts are signed as in the source: a credit's are negative.

    `id` is the source's own id as text (Autotask's Invoice ID), `number` what the customer sees ('' when none).
    `net` and `tax` are the source's header totals; `lines` are all lines that could be read.
    `header_hash` changes when the source changes something a send depends on (void, mark, number, totals, date, party).
    """

    id: str
    number: str
    issue_date: date
    due_date: date | None
    party: SourceParty
    currency: str
    net: Decimal
    tax: Decimal
    lines: tuple[SourceLine, ...]
    reference: str = ""  # purchase order number
    note: str = ""
    voided: bool = False
    marked_at: datetime | None = None  # when it was marked as processed (Autotask: webServiceDate), UTC
    created_at: datetime | None = None
    period_from: date | None = None
    period_to: date | None = None
    problems: tuple[ReadProblem, ...] = ()
    header_hash: str = ""
    web_url: str = ""

    @property
    def gross(self) -> Decimal:
        """Net and tax together, at the source's own precision."""
        return self.net + self.tax

    @property
    def total(self) -> Money:
        """What the customer owes: gross rounded half up to the currency's minor unit; the figure both sides must agree on."""
        return Money(round_half_up(self.gross, exponent_of(self.currency)), self.currency)

    @property
    def kind(self) -> DocumentKind:
        """Below zero it is a credit note."""
        return DocumentKind.CREDIT_NOTE if self.gross < 0 else DocumentKind.INVOICE

    @property
    def lines_of_business(self) -> tuple[str, ...]:
        """Ids of the lines of business on its lines, in order of first appearance, blanks left out."""
        return tuple(dict.fromkeys(line.line_of_business for line in self.lines if line.line_of_business))


@dataclass(frozen=True, slots=True)
class Division:
    """A choice for the Division field: one line of business (Autotask: an organisational level association)."""

    id: str
    name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class SearchCriteria:
    """What to look for. Empty means any. `invoice_id` is the source's own id; dates are inclusive on both ends."""

    division_id: str = ""
    invoice_id: str = ""
    date_from: date | None = None
    date_to: date | None = None
    include_marked: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A remote record that could not be read as a document: shown with its reason, the rest goes on."""

    id: str
    label: str
    problem: ReadProblem


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found. `complete` is False when not every page could be read: then nothing may be concluded from absence."""

    documents: tuple[SourceDocument, ...]
    set_aside: tuple[SetAside, ...] = ()
    complete: bool = True
    looked_at: datetime | None = None
    left_out: tuple[ReadProblem, ...] = ()  # asked for by id, but voided or already marked: why it is not offered
    calls: int = 0


@dataclass(frozen=True, slots=True)
class SourceCatalogue:
    """The source's own lists that mapping screens show: facet values by facet, taxes, divisions."""

    facets: tuple[FacetValue, ...] = ()
    taxes: tuple[tuple[str, str, Decimal | None], ...] = ()  # key, name, rate as a fraction
    divisions: tuple[Division, ...] = ()
    parties: tuple[SourceParty, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class WaitingInvoice:
    """An invoice that is not marked as processed, as far as its header tells: for the picture of what waits."""

    id: str
    issue_date: date
    total: Money

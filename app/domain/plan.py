"""A plan: for every document found, exactly what the ledger would get, or why it cannot be sent yet.

Planning is pure: documents, mapping book, ledger catalogue and journal in; a `Plan` out. The preview shows the plan itself,
and sending carries out that very plan: `fingerprint` changes when anything it was made from changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.catalogue import LedgerDocumentRef
from app.domain.documents import Deposit, DocumentKind, SalesForm, SourceDocument, form_of
from app.domain.item_making import PlannedItem
from app.domain.mapping import ArrivalStatus, DecidedBy, NewContact
from app.domain.money import Money


class DocumentState(StrEnum):
    """What a person sees about a document; the words are look/README's state chips."""

    READY = "ready"
    NEEDS_CUSTOMER = "needs_customer"
    NEEDS_ACCOUNT = "needs_account"
    NEEDS_PRODUCT = "needs_product"
    NEEDS_TAX_RATE = "needs_tax_rate"
    BLOCKED = "blocked"
    ALREADY_IN_LEDGER = "already_in_ledger"
    SKIPPED = "skipped"
    WAITING = "waiting"
    SENDING = "sending"
    BEING_CHECKED = "being_checked"
    SENT = "sent"
    REFUSED = "refused"
    MARKED = "marked"
    UNDONE = "undone"


class Mend(StrEnum):
    """What a problem's button does; the window turns it into a button, the command line into advice."""

    NONE = "none"
    MAP_CUSTOMER = "map_customer"
    MAP_ACCOUNT = "map_account"
    MAP_ITEM = "map_item"
    MAP_TAX = "map_tax"
    MAP_TRACKING = "map_tracking"
    RESTORE_CONTACT = "restore_contact"
    RELINK_CONTACT = "relink_contact"
    OPEN_IN_SOURCE = "open_in_source"
    OPEN_IN_LEDGER = "open_in_ledger"
    SEND_AS_DRAFT = "send_as_draft"
    RAISE_ROUNDING_LIMIT = "raise_rounding_limit"
    ACCEPT_SALES_TAX = "accept_sales_tax"
    CHOOSE_DEPOSIT = "choose_deposit"
    CHOOSE_METHOD = "choose_method"
    ENABLE_CURRENCY = "enable_currency"
    RECONNECT = "reconnect"
    RETRY = "retry"
    SEND_AGAIN = "send_again"
    REVIEW = "review"
    SEARCH_AGAIN = "search_again"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document cannot go as it is. `group` is what several documents wait for together, e.g. 'account:billing_code:29682815'.

    `cause` names the thing in words ('Hardware resale'), `sentence` says it for one document, `advice` what to do.
    """

    code: str
    state: DocumentState
    sentence: str
    advice: str = ""
    mend: Mend = Mend.NONE
    group: str = ""
    cause: str = ""
    subject: str = ""  # key that the mend acts on: party id, facet:key, contact id, url


@dataclass(frozen=True, slots=True)
class ContactRef:
    """Which ledger contact a document goes to: an existing one, or one that an operation of this plan creates (`creates` = party id)."""

    contact_id: str
    name: str
    creates: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class TrackingChoice:
    """One tracking assignment of a line."""

    category_id: str
    category_name: str
    option_id: str
    option_name: str


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line as the ledger will get it, and what the ledger will make of it.

    `amount` is what the ledger computes for the line (quantity * unit_price, rounded), `tax_amount` the tax it computes;
    both positive on a credit note whose source amounts were negative. `why` says which rule chose the account.
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    tax_amount: Decimal
    account_code: str
    account_name: str
    tax_code: str
    tax_name: str
    item_code: str = ""
    item_name: str = ""
    new_item: str = ""  # key of the item that this plan creates for it
    tracking: tuple[TrackingChoice, ...] = ()
    why: str = ""
    decided_by: DecidedBy = DecidedBy.DEFAULT
    source_line_id: str = ""  # '' for a rounding line
    is_rounding: bool = False


@dataclass(frozen=True, slots=True)
class DocumentTax:
    """One rate of a document on ledgers that are told its tax: the net it is taken of, and its amount."""

    rate_id: str
    rate: Decimal  # a fraction
    net: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LedgerDocument:
    """The very document that will be posted. Amounts are positive also for a credit note; `total` is what the ledger will show."""

    kind: DocumentKind
    number: str
    reference: str
    contact: ContactRef
    issue_date: date
    due_date: date | None
    currency: str
    arrival: ArrivalStatus
    lines: tuple[PlannedLine, ...]
    net: Money
    tax: Money
    total: Money
    url: str = ""
    taxes: tuple[DocumentTax, ...] = ()  # empty where the ledger works the tax out by itself
    term_id: str = ""  # payment terms that give this due date, where the ledger keeps such a list
    term_name: str = ""
    reckoned: Money | None = (
        None  # the total that a ledger which is told the source's tax would find by itself, if known
    )
    deposit: Deposit | None = None  # set where it is posted as a receipt
    includes_tax: bool = False  # its lines' amounts include their tax

    @property
    def form(self) -> SalesForm:
        """On which form it is posted."""
        return form_of(self.deposit)


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One found document with its outcome so far. `document` is None while something it needs is missing."""

    source: SourceDocument
    state: DocumentState
    problems: tuple[Problem, ...] = ()
    document: LedgerDocument | None = None
    existing: LedgerDocumentRef | None = None
    operation_id: str = ""
    sentence: str = ""  # 'Approved. Same total read back'

    @property
    def can_send(self) -> bool:
        """Only a ready document with its payload made can be ticked."""
        return self.state is DocumentState.READY and self.document is not None


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Several documents that wait for one thing: '17 invoices wait for 1 account' / 'Hardware resale, 15,069.24 AUD'."""

    group: str
    state: DocumentState
    mend: Mend
    cause: str
    subject: str
    document_ids: tuple[str, ...]
    totals: tuple[Money, ...]
    sentence: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class ContactLink:
    """An id that this plan writes on an existing ledger contact ('Save mapping to Xero')."""

    party_id: str
    contact_id: str
    contact_name: str
    external_id: str


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """Totals of some documents in one currency, signed as in the source (credits negative)."""

    currency: str
    count: int
    net: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen if the person said yes. `tenant`/`organisation` are the books the person sees; requests go nowhere else."""

    route_id: str
    tenant: str
    organisation: str
    documents: tuple[PlannedDocument, ...]
    groups: tuple[ProblemGroup, ...]
    new_contacts: tuple[NewContact, ...]
    links: tuple[ContactLink, ...]
    fingerprint: str
    new_items: tuple[PlannedItem, ...] = ()
    complete: bool = True
    vendor: str = "Xero"
    arrivals: tuple[ArrivalStatus, ...] = tuple(ArrivalStatus)  # in which states the ledger takes documents
    link_contacts: bool = True  # whether the source's id is written on the contacts this plan creates

"""The ledger as it is now: what may be chosen and what a document is checked against."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.documents import Deposit, DocumentKind
from app.domain.money import Money
from app.domain.parties import LedgerContact
from app.domain.sales_tax import SalesTaxBook


@dataclass(frozen=True, slots=True)
class Organisation:
    """One set of books behind a login. Lock dates: documents dated on or before them are refused (drafts excepted)."""

    tenant: str
    name: str
    country: str = ""
    base_currency: str = ""
    short_code: str = ""  # Xero's ShortCode, for links
    period_lock: date | None = None
    year_lock: date | None = None
    is_demo: bool = False
    web_base: str = ""
    allowed_actions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger account. `for_sales` says whether sales lines may be posted to it; `code` can be empty (bank accounts)."""

    id: str
    code: str
    name: str
    kind: str
    for_sales: bool
    is_active: bool = True
    default_tax: str = ""
    account_class: str = ""  # ASSET, EQUITY, EXPENSE, LIABILITY, REVENUE
    is_rounding: bool = False
    for_deposits: bool = False  # whether the money of a receipt may be put there
    currency: str = ""  # of an account that is kept in one; '' when it takes any

    @property
    def label(self) -> str:
        """'200 Sales', as people say it."""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class TaxComponent:
    """One of the rates that a tax rate is made of, where the ledger keeps them apart. `rate` is a fraction."""

    rate_id: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A ledger tax rate. `rate` is a fraction (0.1 for 10 %). `classes` are the account classes it may be used with."""

    code: str
    name: str
    rate: Decimal
    is_active: bool = True
    classes: frozenset[str] = frozenset()
    components: tuple[TaxComponent, ...] = ()
    is_computed: bool = False  # the ledger works the rate out itself (US automated sales tax): `rate` says nothing


@dataclass(frozen=True, slots=True)
class Item:
    """A product or service in the ledger; account and tax are its sales defaults, '' when it has none."""

    id: str
    code: str
    name: str
    account_code: str = ""
    tax_code: str = ""
    is_sold: bool = True
    is_tracked: bool = False
    is_active: bool = True
    sku: str = ""  # where the ledger keeps one beside its own id; it then stands behind the name in brackets

    @property
    def plain_name(self) -> str:
        """The name without the SKU."""
        return self.name.removesuffix(f" ({self.sku})") if self.sku else self.name


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    """Payment terms that the ledger keeps a list of. `days` from issue to due date; None for those that count otherwise."""

    id: str
    name: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A way of paying that the ledger keeps a list of: 'Cash', 'Visa'."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TrackingOption:
    """One choice of a tracking category."""

    id: str
    name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class TrackingCategory:
    """A way the ledger splits its figures (Xero: tracking category), with its choices."""

    id: str
    name: str
    options: tuple[TrackingOption, ...]
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class LedgerDocumentRef:
    """A document that is already in the ledger, as far as a duplicate check needs it."""

    id: str
    number: str
    contact_id: str
    contact_name: str
    total: Money
    issue_date: date | None
    status: str
    live: bool
    is_ours: bool = False
    url: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A document in the ledger that this app made. `surely` False: the ledger cannot tell who made it, so only its look speaks for it.

    `marker` is the one it carries ('' where the ledger has no place for one), `version` what a later change is measured against.
    """

    kind: DocumentKind
    ref: LedgerDocumentRef
    marker: str = ""
    version: str = ""
    surely: bool = True
    deposit: Deposit | None = None  # set for a receipt


class Feature(StrEnum):
    """What a ledger can do; screens and planners ask for it instead of knowing vendors."""

    CREDIT_NOTES = "credit_notes"
    TRACKING = "tracking"
    ATTACHMENTS = "attachments"
    SUBMITTED_STATUS = "submitted_status"
    DRAFTS = "drafts"
    TAX_INCLUSIVE = "tax_inclusive"  # lines may be billed with their tax in them
    SALES_RECEIPTS = "sales_receipts"  # sales that are paid already have a form of their own


class TaxManner(StrEnum):
    """How a ledger comes to the tax of a document."""

    BY_LINE = "by_line"  # it rounds the tax of each line and takes no other (Xero)
    BY_RATE = (
        "by_rate"  # it rounds the tax of each rate over the document, and takes the source's tax to the cent instead
    )
    AS_SENT = "as_sent"  # it would find a rate by itself, and takes the source's tax instead (US automated sales tax)


@dataclass(frozen=True, slots=True)
class LedgerCatalogue:
    """Everything a plan is made against, read at `fingerprint`. `numbers` maps a document number to what uses it.

    `complete` is False when a list could not be read whole; a plan made on it may be looked at, never sent.
    """

    organisation: Organisation
    accounts: tuple[Account, ...]
    tax_rates: tuple[TaxRate, ...]
    items: tuple[Item, ...] = ()
    tracking: tuple[TrackingCategory, ...] = ()
    currencies: frozenset[str] = frozenset()
    contacts: tuple[LedgerContact, ...] = ()
    numbers: dict[str, LedgerDocumentRef] = field(default_factory=dict)
    complete: bool = True
    vendor: str = "Xero"  # the word people know the ledger by
    features: frozenset[Feature] = frozenset(Feature) - {Feature.SALES_RECEIPTS}
    tax_manner: TaxManner = TaxManner.BY_LINE
    unit_price_places: int = 4
    number_max: int = 255  # Xero's limit for InvoiceNumber (apis/xero.md 7.1)
    description_max: int = 4000  # of one line; what is longer goes on in lines of text alone
    lines_by_item: bool = False  # a line names an item, and the item its account (QuickBooks)
    contact_name_max: int = 255  # Xero's limit for a contact's name (apis/xero.md 5)
    contact_name_bars: str = "<>"  # what may not stand in it
    names_taken: frozenset[str] = (
        frozenset()
    )  # names, case folded, that others than contacts hold (QuickBooks: vendors, employees)
    inactive_names_hold: bool = False  # an inactive contact keeps its name from others (QuickBooks)
    contacts_have_currency: bool = False  # a document is in its contact's own currency and no other (QuickBooks)
    terms: tuple[PaymentTerm, ...] = ()  # active ones; empty where documents have none (Xero)
    payment_methods: tuple[PaymentMethod, ...] = ()  # active ones, for receipts
    item_name_max: int = 50  # Xero's limit for an item's name (apis/xero.md 6.3)
    item_name_bars: str = ""  # what may not stand in it
    sales_tax: SalesTaxBook = field(default_factory=SalesTaxBook)  # what it reckons by itself, as far as that is known

    def account(self, code: str) -> Account | None:
        """The account with this code."""
        return next((a for a in self.accounts if a.code == code and code), None)

    def tax_rate(self, code: str) -> TaxRate | None:
        """The tax rate with this code."""
        return next((t for t in self.tax_rates if t.code == code and code), None)

    def term_of(self, days: int) -> PaymentTerm | None:
        """The terms that make a document due after so many days; the first by name where several do."""
        return min((term for term in self.terms if term.days == days), key=lambda term: term.name, default=None)

"""The mapping book: what a person has decided about customers, accounts, items, taxes and tracking, for one route."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.documents import Facet, SalesForm


class DecidedBy(StrEnum):
    """How a mapping came to be; shown beside it."""

    DEFAULT = "default"
    RULE = "rule"
    LEARNED = "learned"  # decided in Review or a mapping dialog
    EXCEPTION = "exception"
    EXTERNAL_ID = "external_id"  # the ledger contact carries the source's id
    IMPORTED = "imported"
    COPIED = "copied"  # carried over from a route to another ledger


@dataclass(frozen=True, slots=True)
class NewContact:
    """A ledger contact to be created for a source party; `person_id` is the chosen source contact ('' for none)."""

    party_id: str
    name: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class CustomerMapping:
    """Source party -> ledger contact. `contact_id` is the ledger's id; '' while the contact is still to be created as `create`."""

    party_id: str
    contact_id: str
    contact_name: str = ""
    party_name: str = ""
    create: NewContact | None = None
    decided_by: DecidedBy = DecidedBy.LEARNED
    decided_at: datetime | None = None
    user: str = ""


class ItemKind(StrEnum):
    """What kind of product or service is created; neither keeps stock."""

    SERVICE = "service"
    NON_INVENTORY = "non_inventory"


@dataclass(frozen=True, slots=True)
class NewItem:
    """A product or service to be created in the ledger, with the income account its sales go to."""

    name: str
    account_code: str
    kind: ItemKind = ItemKind.SERVICE
    sku: str = ""
    description: str = ""
    tax_code: str = ""

    @property
    def key(self) -> str:
        """What it is known by, so that several rules ask for one and the same."""
        return (self.sku.strip() or self.name.strip()).casefold()


@dataclass(frozen=True, slots=True)
class PostingRule:
    """Where lines of one facet value go. Empty targets mean 'not decided here; ask the next wider rule'.

    `party_id` not empty makes it an exception for that customer only. `create_item` counts while `item_code` is empty: the item of its
    SKU or name is used, and created where the ledger has none.
    """

    facet: Facet
    key: str
    name: str
    party_id: str = ""
    party_name: str = ""
    account_code: str = ""
    item_code: str = ""
    tax_code: str = ""
    decided_by: DecidedBy = DecidedBy.RULE
    decided_at: datetime | None = None
    user: str = ""
    create_item: NewItem | None = None


@dataclass(frozen=True, slots=True)
class TaxRule:
    """Source tax -> ledger tax rate."""

    key: str
    name: str
    tax_code: str
    decided_by: DecidedBy = DecidedBy.RULE
    decided_at: datetime | None = None
    user: str = ""


@dataclass(frozen=True, slots=True)
class TrackingRule:
    """Line of business -> a tracking category's option."""

    line_of_business: str
    name: str
    category_id: str
    category_name: str
    option_id: str
    option_name: str
    decided_by: DecidedBy = DecidedBy.RULE
    decided_at: datetime | None = None
    user: str = ""


class ArrivalStatus(StrEnum):
    """In which state a document arrives in the ledger."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"


class SalesTaxPolicy(StrEnum):
    """What happens to a document whose tax differs from what the ledger reckons by itself (US automated sales tax).

    Either way the ledger is told the source's tax, so that both totals are the same to the cent.
    """

    ACCEPT = "accept"  # it is sent with the source's tax, and the difference is shown
    BLOCK = "block"  # it is held back until somebody has looked


ROUNDING_LIMIT_MOST = Decimal(1)
"""A difference above this, in currency units, is no rounding whatever the person allows."""


@dataclass(frozen=True, slots=True)
class RouteDefaults:
    """What applies when no rule says otherwise, and how this route behaves."""

    account_code: str = ""
    item_code: str = ""
    tax_code: str = ""
    arrival: ArrivalStatus = ArrivalStatus.APPROVED
    rounding_limit: Decimal = Decimal("0.05")  # largest visible rounding line, in currency units
    skip_zero_lines: bool = False
    attach_pdf: bool = False
    link_contacts: bool = True  # 'Save mapping to Xero'
    always_mark: bool = False
    ask_first: bool = True
    sales_tax: SalesTaxPolicy = SalesTaxPolicy.ACCEPT
    form: SalesForm = SalesForm.INVOICE  # receipts only where the ledger has such
    deposit_code: str = ""  # code of the account that receipts are paid into
    payment_method: str = ""  # its name, which is what people know; '' for none


@dataclass(frozen=True, slots=True)
class MappingBook:
    """Everything decided for one route. Immutable; a decision makes a new book through the store and the plan is made again."""

    defaults: RouteDefaults = field(default_factory=RouteDefaults)
    customers: tuple[CustomerMapping, ...] = ()
    postings: tuple[PostingRule, ...] = ()
    taxes: tuple[TaxRule, ...] = ()
    tracking: tuple[TrackingRule, ...] = ()
    skipped_parties: frozenset[str] = frozenset()  # left out of this run only; never stored

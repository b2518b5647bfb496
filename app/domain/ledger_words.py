"""What a ledger's own users call its things: Xero speaks of contacts and tax rates, QuickBooks of customers and sales tax codes.

Rules, screens and sentences are the same for every ledger; only these words differ (apis/quickbooks.md 7, apis/xero.md 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.documents import DocumentKind, SalesForm


@dataclass(frozen=True, slots=True)
class Term:
    """A thing's name: one, several, and the short form that fits a table's head or a chip."""

    one: str
    many: str
    short: str

    @property
    def a(self) -> str:
        """'an account', 'a customer'."""
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"

    @property
    def head(self) -> str:
        """As a heading: 'Product or service'."""
        return f"{self.one[0].upper()}{self.one[1:]}"

    @property
    def short_head(self) -> str:
        """The short form as a heading: 'Product'."""
        return f"{self.short[0].upper()}{self.short[1:]}"


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """The words of one ledger. `gone` is what a contact or account is that takes nothing new, `closed` what a locked period is."""

    vendor: str
    books: Term
    contact: Term
    item: Term
    tax: Term
    tracking: Term
    credit: Term
    gone: str
    bring_back: str
    closed: str
    closing: str
    taken_back: str  # what becomes of documents of each kind that are taken back
    receipt: Term | None = None  # a sale that was paid at once, where the ledger has a form for it
    refund: Term | None = None  # and for what was paid back

    def document(self, kind: DocumentKind, form: SalesForm = SalesForm.INVOICE) -> Term:
        """What a document of this kind is called: 'invoice', 'credit memo', 'sales receipt'."""
        credit = kind is DocumentKind.CREDIT_NOTE
        receipt = (self.refund if credit else self.receipt) if form is SalesForm.RECEIPT else None
        return receipt or (self.credit if credit else _INVOICE)


_INVOICE = Term("invoice", "invoices", "invoice")


_XERO = LedgerWords(
    vendor="Xero",
    books=Term("organisation", "organisations", "organisation"),
    contact=Term("contact", "contacts", "contact"),
    item=Term("product", "products", "item"),
    tax=Term("tax rate", "tax rates", "tax rate"),
    tracking=Term("tracking category", "tracking categories", "tracking"),
    credit=Term("credit note", "credit notes", "credit note"),
    gone="archived",
    bring_back="restore",
    closed="locked",
    closing="lock date",
    taken_back="Approved ones are voided, drafts deleted",
)
_QUICKBOOKS = LedgerWords(
    vendor="QuickBooks",
    books=Term("company", "companies", "company"),
    contact=Term("customer", "customers", "customer"),
    item=Term("product or service", "products and services", "product"),
    tax=Term("sales tax code", "sales tax codes", "tax code"),
    tracking=Term("class or location", "classes and locations", "class or location"),
    credit=Term("credit memo", "credit memos", "credit memo"),
    gone="inactive",
    bring_back="reactivate",
    closed="closed",
    closing="closing date",
    taken_back="Invoices and receipts are voided, credits deleted",  # those cannot be voided (apis/quickbooks.md 3)
    receipt=Term("sales receipt", "sales receipts", "receipt"),
    refund=Term("refund receipt", "refund receipts", "refund"),
)
_BY_VENDOR: Mapping[str, LedgerWords] = {words.vendor: words for words in (_XERO, _QUICKBOOKS)}


def words_of(vendor: str) -> LedgerWords:
    """The words of a ledger by the name people know it by; Xero's, which are the commonest, for one that is not known."""
    return _BY_VENDOR.get(vendor, _XERO)

"""What a chooser offers: the ledger's accounts, products and tax rates that may be used, best known first."""

from __future__ import annotations

from decimal import Decimal

from app.domain.catalogue import Item, LedgerCatalogue, TaxRate
from app.domain.mapping import ROUNDING_LIMIT_MOST
from app.domain.receipts import deposit_accounts
from app.ui.screens.chooser import Offer
from app.ui.style import amount, quantity

_LIMITS = (Decimal("0.10"), Decimal("0.25"), Decimal("0.50"), ROUNDING_LIMIT_MOST)
_KINDS = {
    "OTHERINCOME": "Other income",
    "CURRLIAB": "Current liability",
    "DIRECTCOSTS": "Direct costs",
    "TERMLIAB": "Non-current liability",
}
"""Account types that are written in one word (apis/xero.md 4.3), in a bookkeeper's words."""


def account_offers(catalogue: LedgerCatalogue) -> tuple[Offer, ...]:
    """Active accounts that take sales, by code."""
    usable = [a for a in catalogue.accounts if a.is_active and a.for_sales and a.code]
    return tuple(Offer(a.code, a.label, _kind(a.kind)) for a in sorted(usable, key=lambda a: a.code))


def _kind(kind: str) -> str:
    return _KINDS.get(kind.upper(), kind.replace("_", " ").capitalize())


def item_offers(catalogue: LedgerCatalogue) -> tuple[Offer, ...]:
    """Items that are sold, by the name people know them by, each with the account it posts to."""
    usable = sorted((i for i in catalogue.items if i.is_sold), key=lambda i: item_label(catalogue, i).casefold())
    return tuple(Offer(i.code, item_label(catalogue, i), _account_words(catalogue, i.account_code)) for i in usable)


def item_label(catalogue: LedgerCatalogue, item: Item) -> str:
    """'IT-01 Support', or the name alone where the code is but the ledger's own id (QuickBooks)."""
    return item.name if catalogue.lines_by_item else f"{item.code} {item.name}".strip()


def _account_words(catalogue: LedgerCatalogue, code: str) -> str:
    account = catalogue.account(code)
    return account.label if account is not None else code


def tax_offers(catalogue: LedgerCatalogue) -> tuple[Offer, ...]:
    """Active tax rates, by name."""
    usable = [rate for rate in catalogue.tax_rates if rate.is_active]
    return tuple(Offer(r.code, r.name, percent(r)) for r in sorted(usable, key=lambda r: r.name.casefold()))


def tracking_offers(catalogue: LedgerCatalogue, subject: str) -> tuple[Offer, ...]:
    """Active options of the category named by a problem's subject, and none at all."""
    _, category_id = split_subject(subject)
    category = next((c for c in catalogue.tracking if c.id == category_id and c.is_active), None)
    options = [Offer(o.id, o.name, category.name) for o in category.options if o.is_active] if category else []
    return (*options, Offer("", "None", "Lines of this line of business carry no option"))


def deposit_offers(catalogue: LedgerCatalogue, currency: str) -> tuple[Offer, ...]:
    """Accounts that receipts in this currency may be paid into, by code."""
    taken = {"", currency, catalogue.organisation.base_currency}
    return tuple(Offer(a.code, a.label, _kind(a.kind)) for a in deposit_accounts(catalogue) if a.currency in taken)


def method_offers(catalogue: LedgerCatalogue, _subject: str) -> tuple[Offer, ...]:
    """Payment methods, and none at all."""
    names = sorted((method.name for method in catalogue.payment_methods), key=str.casefold)
    return (*(Offer(name, name) for name in names), Offer("", "None", "Receipts carry no payment method"))


def limit_offers(difference: Decimal, currency: str) -> tuple[Offer, ...]:
    """Limits that let this difference become a rounding line, the smallest first."""
    enough = sorted({difference, *(limit for limit in _LIMITS if limit >= difference)})
    return tuple(
        Offer(
            str(limit),
            f"up to {amount(limit)} {currency}",
            "Covers this invoice exactly" if limit == difference else "",
        )
        for limit in enough
    )


def percent(rate: TaxRate) -> str:
    """'10 %'; in words where the ledger works the rate out itself."""
    return "worked out by the ledger" if rate.is_computed else f"{quantity(rate.rate * 100)} %"


def split_subject(subject: str) -> tuple[str, str]:
    """'billing_code:29682815' -> ('billing_code', '29682815')."""
    facet, _, key = subject.partition(":")
    return facet, key

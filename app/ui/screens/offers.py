"""What a chooser offers: the ledger's accounts, products and tax rates that may be used, best known first."""

from __future__ import annotations

from app.domain.catalogue import LedgerCatalogue
from app.ui.screens.chooser import Offer
from app.ui.style import quantity

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
    """Items that are sold, by code."""
    usable = [item for item in catalogue.items if item.is_sold]
    return tuple(
        Offer(i.code, f"{i.code} {i.name}".strip(), i.account_code) for i in sorted(usable, key=lambda i: i.code)
    )


def tax_offers(catalogue: LedgerCatalogue) -> tuple[Offer, ...]:
    """Active tax rates, by name."""
    usable = [rate for rate in catalogue.tax_rates if rate.is_active]
    return tuple(
        Offer(r.code, r.name, f"{quantity(r.rate * 100)} %") for r in sorted(usable, key=lambda r: r.name.casefold())
    )


def split_subject(subject: str) -> tuple[str, str]:
    """'billing_code:29682815' -> ('billing_code', '29682815')."""
    facet, _, key = subject.partition(":")
    return facet, key

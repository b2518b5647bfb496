"""What can be chosen in a mapping: accounts, items, rates and options of the ledger as (words, code)."""

from __future__ import annotations

from app.domain.catalogue import LedgerCatalogue
from app.domain.mapping import NewItem
from app.domain.receipts import deposit_accounts
from app.ui.screens.offers import item_offers

Offers = list[tuple[str, object]]


def accounts(ledger: LedgerCatalogue | None, nothing: str = "") -> Offers:
    """Active accounts that take sales, by code; `nothing` adds a first choice that decides nothing."""
    found = [a for a in ledger.accounts if a.is_active and a.for_sales and a.code] if ledger is not None else []
    first: Offers = [(nothing, "")] if nothing else []
    return first + [(a.label, a.code) for a in sorted(found, key=lambda a: a.code)]


def items_or_new(ledger: LedgerCatalogue | None, nothing: str, proposal: NewItem | None) -> Offers:
    """Items as `items`, after the first choice one that is still to be created."""
    found = items(ledger, nothing)
    return [*found[:1], ("Create a new one", proposal), *found[1:]] if proposal is not None else found


def items(ledger: LedgerCatalogue | None, nothing: str = "") -> Offers:
    """Items that are sold, by name."""
    first: Offers = [(nothing, "")] if nothing else []
    return first + ([(offer.name, offer.value) for offer in item_offers(ledger)] if ledger is not None else [])


def rates(ledger: LedgerCatalogue | None, nothing: str = "") -> Offers:
    """Active tax rates that may stand on a sale, by name."""
    found = [t for t in ledger.tax_rates if t.is_active] if ledger is not None else []
    sold = [t for t in found if not t.classes or "REVENUE" in t.classes]
    first: Offers = [(nothing, "")] if nothing else []
    return first + [(t.name, t.code) for t in sorted(sold, key=lambda t: t.name.casefold())]


def deposits(ledger: LedgerCatalogue | None, nothing: str) -> Offers:
    """Accounts that receipts may be paid into, by code, after a first choice that decides nothing."""
    return [(nothing, ""), *((a.label, a.code) for a in (deposit_accounts(ledger) if ledger is not None else ()))]


def methods(ledger: LedgerCatalogue | None, nothing: str) -> Offers:
    """Payment methods by name, after a first choice that decides nothing."""
    found = ledger.payment_methods if ledger is not None else ()
    return [(nothing, ""), *((m.name, m.name) for m in sorted(found, key=lambda m: m.name.casefold()))]


def options(ledger: LedgerCatalogue | None, category_id: str, nothing: str = "") -> Offers:
    """Active options of a tracking category."""
    categories = ledger.tracking if ledger is not None else ()
    found = next((c.options for c in categories if c.id == category_id), ())
    first: Offers = [(nothing, "")] if nothing else []
    return first + [(o.name, o.id) for o in found if o.is_active]

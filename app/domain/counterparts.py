"""What stands in one ledger for a thing of another: accounts, products, taxes, tracking options and contacts, found only where it is clear.

Nothing is guessed: of two that could be meant neither is taken, and the person maps it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.domain.catalogue import Account, Item, LedgerCatalogue, TaxRate, TrackingCategory, TrackingOption
from app.domain.mapping import CustomerMapping, TrackingRule
from app.domain.parties import ContactState, LedgerContact
from app.domain.receipts import deposit_accounts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A code of the other ledger with its words, or why there is none. `renamed` says that it is not called the same there."""

    code: str = ""
    words: str = ""
    why: str = ""
    renamed: bool = False


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _only(found: Iterable[T]) -> T | None:
    """The single one; None where there is none, or several could be meant."""
    held = list(found)
    return held[0] if len(held) == 1 else None


class Counterparts:
    """Looks things of one ledger up in another. `before` None: the first ledger could not be read, so that only codes are known of it."""

    def __init__(self, before: LedgerCatalogue | None, now: LedgerCatalogue) -> None:
        self._before, self._now = before, now
        self._by_external = {c.external_id: c for c in now.contacts if c.external_id}
        self._by_name: dict[str, list[LedgerContact]] = {}
        for contact in now.contacts:
            if contact.state is ContactState.ACTIVE:
                self._by_name.setdefault(_folded(contact.name), []).append(contact)

    def account(self, code: str) -> Counterpart:
        """The account of the same number, else the only one of the same name; it has to take sales."""
        there = self._before.account(code) if self._before is not None else None
        said = there.label if there is not None else code
        usable = [a for a in self._now.accounts if a.is_active and a.for_sales and a.code]
        found = next((a for a in usable if a.code == code), None)
        if found is None and there is not None:
            found = _only(a for a in usable if _folded(a.name) == _folded(there.name))
        if found is None:
            return Counterpart(why=f"{self._now.vendor} has no account {said} that takes sales")
        return Counterpart(found.code, found.label, renamed=found.label != _label(there, code))

    def deposit(self, code: str) -> Counterpart:
        """The account of the same number, else the only one of the same name; money has to be put there."""
        there = self._before.account(code) if self._before is not None else None
        usable = deposit_accounts(self._now)
        found = next((a for a in usable if a.code == code), None)
        if found is None and there is not None:
            found = _only(a for a in usable if _folded(a.name) == _folded(there.name))
        if found is None:
            return Counterpart(why=f"{self._now.vendor} has no account {_label(there, code)} that takes deposits")
        return Counterpart(found.code, found.label, renamed=found.label != _label(there, code))

    def item(self, code: str) -> Counterpart:
        """The product of the same SKU or code, else the only one of the same name; it has to be sold."""
        there = next((i for i in self._before.items if i.code == code), None) if self._before is not None else None
        usable = [i for i in self._now.items if i.is_active and i.is_sold]
        found = _by_code(there, usable, code) if there is not None else None
        if found is None and there is not None:
            found = _only(i for i in usable if _folded(i.plain_name) == _folded(there.plain_name))
        if found is None:
            said = there.plain_name if there is not None else code
            return Counterpart(why=f"{self._now.vendor} has no {said}")
        return Counterpart(found.code, found.plain_name, renamed=there is None or found.plain_name != there.plain_name)

    def tax(self, code: str) -> Counterpart:
        """The tax of the same rate, if there is but one such, or one of the same name among them.

        Where the ledger works sales tax out by itself there is but taxed and not taxed (apis/quickbooks.md 8.3).
        """
        there = self._before.tax_rate(code) if self._before is not None else None
        if there is None:
            return Counterpart(why=f"The rate of {code} is not known")
        sold = [t for t in self._now.tax_rates if t.is_active and (not t.classes or "REVENUE" in t.classes)]
        found = self._taxed_or_not(there, sold) or _same_rate(there, sold)
        if found is None:
            return Counterpart(why=f"{self._now.vendor} has no single tax that is {there.name}")
        return Counterpart(found.code, found.name, renamed=found.name != there.name)

    @staticmethod
    def _taxed_or_not(there: TaxRate, sold: Sequence[TaxRate]) -> TaxRate | None:
        """Between ledgers of which one, at least, works sales tax out by itself."""
        if any(rate.is_computed for rate in sold):
            taxed = there.is_computed or there.rate > 0
            return _only(rate for rate in sold if rate.is_computed is taxed)
        return None

    def option(self, rule: TrackingRule) -> tuple[TrackingCategory, TrackingOption] | None:
        """The option of the same name, in the category of the same name if there is one, else in the only one that has it."""
        found = [
            (category, option)
            for category in self._now.tracking
            if category.is_active
            for option in category.options
            if option.is_active and _folded(option.name) == _folded(rule.option_name)
        ]
        same = [pair for pair in found if _folded(pair[0].name) == _folded(rule.category_name)]
        return _only(same or found)

    def contact(self, mapping: CustomerMapping) -> tuple[LedgerContact | None, str]:
        """Who carries the customer's number, else the only one of the same name; with the reason, for or against."""
        words = f"{self._now.vendor}"
        carried = self._by_external.get(mapping.party_id)
        if carried is not None and carried.state is ContactState.ACTIVE:
            return carried, f"carries customer number {mapping.party_id}"
        for name in dict.fromkeys((mapping.contact_name, mapping.party_name)):
            held = self._by_name.get(_folded(name), []) if name.strip() else []
            if len(held) == 1 and not held[0].external_id:
                return held[0], "has the same name"
            if len(held) > 1:
                return None, f"{words} has {len(held)} of this name"
        return None, f"{words} has nobody of this name"


def _label(account: Account | None, code: str) -> str:
    return account.label if account is not None else code


def _by_code(there: Item, usable: Sequence[Item], code: str) -> Item | None:
    known = {_folded(text) for text in (there.sku, code) if text.strip()}
    return _only(i for i in usable if (i.sku and _folded(i.sku) in known) or _folded(i.code) == _folded(there.sku))


def _same_rate(there: TaxRate, sold: Sequence[TaxRate]) -> TaxRate | None:
    if there.is_computed:
        return None
    same = [rate for rate in sold if rate.rate == there.rate and not rate.is_computed]
    return _only(same) or _only(rate for rate in same if _folded(rate.name) == _folded(there.name))

"""Products and services that a rule asks for: found in the ledger where they are there already, created where they are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.catalogue import Account, Item, LedgerCatalogue
from app.domain.mapping import NewItem, PostingRule

ITEM_CODE_MAX = 30
"""Longest item code where lines name items by a code of ours (Xero, apis/xero.md 6.3)."""


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item that a plan creates. `account_id` is the ledger's own id of its income account."""

    new: NewItem
    account_id: str


def wanted_items(rules: Iterable[PostingRule]) -> dict[str, NewItem]:
    """The items that rules ask for, by key; of several with one key the first counts."""
    found: dict[str, NewItem] = {}
    for rule in rules:
        if rule.create_item is not None:
            found.setdefault(rule.create_item.key, rule.create_item)
    return found


def item_code(new: NewItem) -> str:
    """The code that lines name it by where the ledger leaves the code to us."""
    return (new.sku.strip() or new.name.strip())[:ITEM_CODE_MAX].strip()


def find_item(new: NewItem, items: Sequence[Item]) -> Item | None:
    """The item that stands for what a rule asks for: of its SKU, else of its whole name; an active one before others."""
    sku, name = new.sku.strip().casefold(), new.name.strip().casefold()
    by_sku = [item for item in items if sku and sku in (item.sku.casefold(), item.code.casefold())]
    found = by_sku or [item for item in items if item.plain_name.casefold() == name]
    return next((item for item in found if item.is_active), found[0] if found else None)


def why_not(new: NewItem, catalogue: LedgerCatalogue, accounts: Mapping[str, Account]) -> str:
    """Why the ledger would not take a new item, as a sentence; '' when it would."""
    name, account = new.name.strip(), accounts.get(new.account_code)
    if not name:
        return "The new product or service has no name."
    if len(name) > catalogue.item_name_max:
        return f"{name[:40]} … has {len(name)} characters; {catalogue.vendor} takes {catalogue.item_name_max}."
    if any(sign in catalogue.item_name_bars or not sign.isprintable() for sign in name):
        return f"{catalogue.vendor} takes no {' or '.join(catalogue.item_name_bars) or 'unseen sign'} in {name!r}."
    if account is None or not account.is_active or not account.for_sales:
        return f"{name} cannot be created: account {new.account_code or '(none)'} does not take sales."
    return ""

"""Ledgers whose lines name an item instead of an account: which item a line gets, and the account that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.catalogue import Account, Item
from app.domain.composition import Books
from app.domain.item_making import find_item, item_code
from app.domain.mapping import DecidedBy, NewItem
from app.domain.resolution import NOTHING, Posting, Target


def by_item(posting: Posting, books: Books) -> Posting:
    """The posting as this ledger takes it; unchanged for a ledger whose lines name accounts.

    An item that was decided counts first. An account that was decided without an item is reached through the item that posts to it,
    so that rules made for accounts hold here too; where there is none the line has no item, rather than one that posts elsewhere.
    The default item comes next, and last the item of the default account.
    """
    if posting.new_item is not None:
        return _by_new_item(posting, posting.new_item, books)
    if not books.catalogue.lines_by_item:
        return posting
    item = _chosen(posting, books)
    held = books.items.get(item.code)
    if held is None or not held.account_code:
        return replace(posting, item=item)
    return replace(posting, item=item, account=Target(held.account_code, item.decided_by, item.why))


def _by_new_item(posting: Posting, new: NewItem, books: Books) -> Posting:
    """The item that a rule asks for: the ledger's own where it has one, else the one that this plan creates."""
    found = find_item(new, books.catalogue.items)
    if found is not None:
        known = replace(posting, item=replace(posting.item, code=found.code), new_item=None)
        return by_item(known, books)
    if not books.catalogue.lines_by_item:
        posting = replace(posting, item=replace(posting.item, code=item_code(new)))
        if posting.account.code:
            return posting  # where lines name accounts, what was decided for the account stands
    return replace(posting, account=Target(new.account_code, posting.item.decided_by, posting.item.why))


def _chosen(posting: Posting, books: Books) -> Target:
    item, account = posting.item, posting.account
    if item.code and item.decided_by is not DecidedBy.DEFAULT:
        return item
    if account.code and account.decided_by is not DecidedBy.DEFAULT:
        return _through(account, books)
    return item if item.code else _through(account, books)


def _through(account: Target, books: Books) -> Target:
    found = item_of_account(books.accounts.get(account.code), books.catalogue.items)
    return NOTHING if found is None else Target(found.code, account.decided_by, account.why)


def item_of_account(account: Account | None, items: Sequence[Item]) -> Item | None:
    """The item that stands for an account: the one of its name, or the only one that posts to it; None when that is not clear."""
    if account is None:
        return None
    posting = [i for i in items if i.account_code == account.code and i.is_sold and not i.is_tracked]
    named = [i for i in posting if i.name.casefold() == account.name.casefold()]
    found = named or posting
    return found[0] if len(found) == 1 else None

"""The clearing account: which ones can be chosen, and whether the chosen one can still be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.collection.invoices import ClearingAccount
from app.domain.collection.settings import CollectionSettings
from app.domain.errors import BadInput
from app.domain.run import Stop
from app.flows.collection.context import Books, CollectionTools
from app.flows.collection.views import ClearingChoice


def clearing_now(books: Books, stop: Stop) -> ClearingAccount | None:
    """The chosen clearing account as it is now; one that is gone comes as unusable, None when none is chosen."""
    if books.settings.clearing is None:
        return None
    return _now(books.settings.clearing, books.receivables.clearing_accounts(stop))


def _now(chosen: ClearingAccount, accounts: Sequence[ClearingAccount]) -> ClearingAccount:
    known = {one.id: one for one in accounts}
    return known.get(chosen.id) or replace(chosen, usable=False, why_not="It is not in the ledger any more")


def clearing_choice(books: Books, stop: Stop) -> ClearingChoice:
    """Accounts that settlements may be paid into, by name, and the chosen one as it is now."""
    accounts = tuple(books.receivables.clearing_accounts(stop))
    chosen = books.settings.clearing
    usable = sorted((one for one in accounts if one.usable), key=lambda one: (one.code, one.name.casefold()))
    return ClearingChoice(tuple(usable), _now(chosen, accounts) if chosen else None)


def choose_clearing(tools: CollectionTools, books: Books, account_id: str, stop: Stop) -> CollectionSettings:
    """Choose one of the accounts that are offered; raises `BadInput` for any other."""
    found = next((one for one in clearing_choice(books, stop).accounts if one.id == account_id), None)
    if found is None:
        raise BadInput(
            "Settlements cannot be paid into this account.",
            field="clearing",
            advice="Choose an active bank or current asset account, or one with payments enabled.",
        )
    settings = replace(books.settings, clearing=found)
    tools.store.save_settings(books.route.id, settings, tools.user)
    return settings

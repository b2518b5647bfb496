"""The world in which rents are collected by debit: one Canadian organisation and the Rotessa account beside it."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, Final

from app.sandbox.worlds.collection_ledger import collection_ledger, customer_names
from app.sandbox.worlds.picklists import picklists
from app.sandbox.worlds.rotessa_account import rotessa_account
from app.sandbox.worlds.world import World
from app.sandbox.worlds.xero_reference import Guid

COLLECTION: Final = "collection"
_LEAST: Final = 20


def collection_world(seed: int, invoices: int, *, today: date, guid: Guid, xero_app: dict[str, Any]) -> World:
    """`invoices` open invoices in Maple & Main's books, forty payers at Rotessa; no source system takes part.

    `planned`: the organisation's id, numbers of the open invoices, those that Rotessa's own link has debits for, and the truth
    about the payers (see `Payers`). ValueError for fewer than twenty invoices.
    """
    if invoices < _LEAST:
        raise ValueError(f"{invoices} invoices are too few for the collection world; it takes at least {_LEAST}.")
    organisation, books = collection_ledger(guid, today, invoices, Random(f"{COLLECTION}:{seed}"))
    totals = {row["InvoiceNumber"]: f"{row['Total']:.2f}" for row in organisation["invoices"]}
    imported = [(number, totals[number]) for number in _imported(organisation, books.open_numbers)]
    paid = [(number, totals[number]) for number in books.paid_numbers]
    account, payers = rotessa_account(
        customer_names(organisation), today, f"{COLLECTION}:{seed}", paid=paid, imported=imported
    )
    return World(
        name=COLLECTION, seed=seed, today=today, autotask={}, picklists=picklists(), autotask_account={},
        xero=[organisation], xero_app=xero_app, rotessa=account,
        planned={
            "organisation": organisation["tenant"]["id"], "open": books.open_numbers,
            "imported": [number for number, _ in imported], "payers": payers.truth(),
        },
    )  # fmt: skip


def _imported(organisation: dict[str, Any], open_numbers: list[str]) -> list[str]:
    """The latest open invoice of each of the first two customers: what the vendor's own link has taken."""
    rows = {row["InvoiceNumber"]: row for row in organisation["invoices"]}
    latest = {rows[number]["Contact"]["Name"]: number for number in open_numbers}
    return [latest[name] for name in customer_names(organisation)[:2]]

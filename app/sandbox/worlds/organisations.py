"""Puts the Xero side together: the Australian and the British organisation and a practice account that keeps no books."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from random import Random
from typing import Any, Final

from app.sandbox.worlds.catalogue import LONDON, REGION_UK
from app.sandbox.worlds.companies import Company
from app.sandbox.worlds.ordinary import Stage
from app.sandbox.worlds.xero_contacts import client_contacts, numbered_contacts, other_contacts
from app.sandbox.worlds.xero_documents import Bookkeeper, Books, items_by_invoice
from app.sandbox.worlds.xero_reference import (
    AUSTRALIAN,
    BRITISH,
    Edition,
    Guid,
    accounts,
    branding_themes,
    currencies,
    items,
    organisation,
    tax_rates,
    tracking_categories,
)

GuidMaker = Callable[[str, str], str]
"""(organisation, kind and key) -> guid."""
_EMPTY: Final = ("accounts", "tax_rates", "items", "tracking_categories", "currencies", "branding_themes", "contacts", "invoices",
                 "credit_notes", "payments")  # fmt: skip
_UK_WITHOUT_CONTACT: Final = 2


def australian(
    stage: Stage, guid: Guid, rng: Random, specials: dict[str, list[int]]
) -> tuple[dict[str, Any], dict[int, str]]:
    """The organisation everything unprocessed belongs to, and company id -> ContactID for the clients it knows."""
    changed = _changed(stage)
    companies = [company for company in stage.companies.values() if company.client.region != REGION_UK]
    contacts, truth = client_contacts(guid, companies, rng, changed)
    contacts += other_contacts(guid, rng, changed)
    made = _organisation(stage, guid, AUSTRALIAN, "Harbour & Pine IT Pty Ltd", contacts, locked=True)
    keeper = _keeper(stage, guid, AUSTRALIAN, made)
    _book_processed(stage, keeper, companies, truth)
    _book_in_the_way(stage, keeper, specials, truth, contacts)
    return _with_books(made, keeper.books), truth


def british(stage: Stage, guid: Guid, rng: Random) -> dict[str, Any]:
    """The organisation of the London division: its clients' invoices are all processed."""
    changed = _changed(stage)
    companies = [company for company in stage.companies.values() if company.client.division == LONDON]
    contacts, truth = numbered_contacts(guid, companies, changed)
    contacts += other_contacts(guid, rng, changed)
    made = _organisation(stage, guid, BRITISH, "Harbour & Pine IT UK Ltd", contacts, locked=False)
    keeper = _keeper(stage, guid, BRITISH, made)
    _book_processed(stage, keeper, companies, truth)
    return _with_books(made, keeper.books)


def practice_account(guid: Guid) -> dict[str, Any]:
    """A connection that is no organisation (apis/xero.md 2.5): clients have to leave it out of the choice."""
    tenant = {"id": guid("tenant"), "name": "Keystone Auditors practice", "type": "PRACTICE"}
    return {"tenant": tenant, "organisation": {}} | {name: [] for name in _EMPTY}


def _changed(stage: Stage) -> str:
    return f"{(stage.year.today - timedelta(days=30)).isoformat()}T04:20:00Z"


def _organisation(
    stage: Stage, guid: Guid, edition: Edition, name: str, contacts: list[dict[str, Any]], *, locked: bool
) -> dict[str, Any]:
    year, changed = stage.year, _changed(stage)
    created = f"{(year.today - timedelta(days=2_400)).isoformat()}T00:10:00Z"
    return {
        "tenant": {"id": guid("tenant"), "name": name, "type": "ORGANISATION"},
        "organisation": organisation(
            guid,
            edition,
            name,
            created,
            lock=year.lock if locked else None,
            year_end_lock=year.year_end_lock if locked else None,
        ),
        "accounts": accounts(guid, edition, changed),
        "tax_rates": tax_rates(edition),
        "items": items(guid, edition, changed),
        "tracking_categories": tracking_categories(guid),
        "currencies": currencies(edition),
        "branding_themes": branding_themes(guid, created),
        "contacts": contacts,
    }


def _keeper(stage: Stage, guid: Guid, edition: Edition, made: dict[str, Any]) -> Bookkeeper:
    codes = {row["id"]: row["externalNumber"] or "260" for row in stage.tenant.rows["BillingCodes"]}
    bank = next(account["AccountID"] for account in made["accounts"] if account["Type"] == "BANK")
    return Bookkeeper(guid, edition, made["contacts"], codes=codes, today=stage.year.today, bank_id=bank)


def _book_processed(stage: Stage, keeper: Bookkeeper, companies: Iterable[Company], truth: dict[int, str]) -> None:
    """What was sent is booked. A client unknown here was billed before the ledger was begun and is left out."""
    items_of = items_by_invoice(stage.tenant.rows["BillingItems"])
    clients = {company.id: company.client for company in companies}
    for invoice in stage.tenant.rows["Invoices"]:
        client = clients.get(invoice["companyID"])
        if client and invoice["webServiceDate"] and invoice["companyID"] in truth:
            keeper.book(invoice, items_of.get(invoice["id"], []), truth[invoice["companyID"]], client.currency)


def _book_in_the_way(
    stage: Stage,
    keeper: Bookkeeper,
    specials: dict[str, list[int]],
    truth: dict[int, str],
    contacts: list[dict[str, Any]],
) -> None:
    """A number somebody used by hand, and an invoice that was booked though the source was never told."""
    by_id = {invoice["id"]: invoice for invoice in stage.tenant.rows["Invoices"]}
    clients = {company.id: company.client for company in stage.companies.values()}
    for invoice_id in specials.get("number_used", []):
        stranger = next(row["ContactID"] for row in contacts if row["Name"] == "Longwire Telecom")
        keeper.type_by_hand(by_id[invoice_id]["invoiceNumber"], stranger, stage.year.last_month[0])
    items_of = items_by_invoice(stage.tenant.rows["BillingItems"])
    for invoice_id in specials.get("already_in_ledger", []):
        company_id = by_id[invoice_id]["companyID"]
        keeper.book(by_id[invoice_id], items_of[invoice_id], truth[company_id], clients[company_id].currency)


def _with_books(made: dict[str, Any], books: Books) -> dict[str, Any]:
    return made | {"invoices": books.invoices, "credit_notes": books.credit_notes, "payments": books.payments}

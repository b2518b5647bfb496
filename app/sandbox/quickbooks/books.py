"""The books of a company as plain JSON: everything ever created, void and deleted included."""

from __future__ import annotations

from typing import Any

from app.sandbox.quickbooks.cash import account_journals
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.quota import Quota
from app.sandbox.quickbooks.rendering import rendered
from app.sandbox.quickbooks.values import plain


def company_books(company: Company) -> dict[str, Any]:
    """Rows by entity name, amounts as exact text; deleted rows stand under "Deleted" as they were, with their entity.

    "AccountJournals" lists what has moved through accounts that hold money.
    """
    made: dict[str, Any] = {"id": company.realm, "name": company.name, "country": company.country}
    for name, table in company.tables.items():
        made[name] = [plain(rendered(company, name, row)) for row in table.values()]
    made["Deleted"] = [
        {"entity": grave.entity, "at": plain(grave.at), "record": plain(grave.record)} for grave in company.graves
    ]
    made["AccountJournals"] = plain(account_journals(company))
    made["Files"] = {identity: len(content) for identity, content in company.files.items()}
    return made


def metering(quota: Quota) -> dict[str, int]:
    """Calls of this month that put data in (core) and that took data out (core_plus)."""
    return {"core": quota.core, "core_plus": quota.core_plus}

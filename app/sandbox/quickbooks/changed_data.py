"""Changed data: everything of the asked entities since an instant, deleted rows as stubs (apis/quickbooks.md 12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.rendering import deleted, rendered
from app.sandbox.quickbooks.schema import ENTITIES
from app.sandbox.quickbooks.values import Record, instant_of

BACK: Final = timedelta(days=30)
MOST: Final = 1000


def changed_data(company: Company, parameters: Mapping[str, str], now: datetime) -> list[Record]:
    """One QueryResponse for each asked entity, empty where nothing changed; 1,000 rows in all. Raises 2020, 2030 and 500."""
    names = [name.strip() for name in parameters.get("entities", "").split(",") if name.strip()]
    if not names:
        raise refuse(2020, "entities is required", "entities")
    since = _since(company, parameters.get("changedSince", ""), now)
    left, answers = MOST, []
    for name in names:
        entity = ENTITIES.get(name)
        if entity is None or not entity.changes:
            raise refuse(500, f"Changed data of {name} is not supported.", "entities")
        rows = _rows(company, name, since)[:left]
        left -= len(rows)
        count = {"startPosition": 1, "maxResults": len(rows), "totalCount": len(rows)}
        answers.append({name: rows, **count} if rows else {})
    return answers


def _since(company: Company, text: str, now: datetime) -> datetime:
    try:
        since = instant_of(text.replace(" ", "+"), company.zone)
    except ValueError as problem:
        raise refuse(2030, "changedSince must be a date and time", "changedSince") from problem
    if since < now - BACK:
        raise refuse(2030, "changedSince must lie within the last 30 days", "changedSince")
    return since


def _rows(company: Company, name: str, since: datetime) -> list[Record]:
    found = [
        (row["MetaData"]["LastUpdatedTime"], rendered(company, name, row))
        for row in company.tables[name].values()
        if row["MetaData"]["LastUpdatedTime"] >= since
    ]
    found += [
        (grave.at, deleted(company, grave)) for grave in company.graves if grave.entity == name and grave.at >= since
    ]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]

"""Statements of Intuit's query language (apis/quickbooks.md 6): values in single quotes, quote and backslash escaped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.connectors.quickbooks.settings import PAGE

ANY_STATE = "Active IN (true, false)"
"""Inactive entries of name lists come back only when they are asked for."""


def quoted(value: str) -> str:
    """A value as it stands in a statement."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def among(name: str, values: Iterable[str]) -> str:
    """The condition that a property has one of these values."""
    return f"{name} IN ({', '.join(quoted(value) for value in values)})"


def changed_since(moment: datetime) -> str:
    """The condition that an object was changed at this moment or later."""
    return f"MetaData.LastUpdatedTime >= {quoted(moment.isoformat(timespec='seconds'))}"


def select(entity: str, *conditions: str, fields: str = "*", start: int = 1, order: str = "Id") -> str:
    """One page of an entity's objects, in an order that stays while pages are turned."""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    sorting = f" ORDERBY {order}" if order else ""
    return " ".join(("SELECT", fields, "FROM", f"{entity}{where}{sorting}", f"STARTPOSITION {start} MAXRESULTS {PAGE}"))

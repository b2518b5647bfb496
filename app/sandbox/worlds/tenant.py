"""The Autotask tenant while it is being written: rows by entity, the next ids, dates in the shapes of the real API."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from app.sandbox.worlds.fields import FIELDS, Row, row

_FIRST_ID: Final = {
    "Invoices": 20_401, "BillingItems": 880_201, "Companies": 1_001, "Contacts": 30_771, "CompanyLocations": 901,
    "BillingCodes": 29_682_801, "Contracts": 3_301, "TicketCharges": 41_207, "ProjectCharges": 6_117, "ContractCharges": 2_216,
    "Resources": 29_682_901, "ContractMilestones": 511, "ContractBlocks": 733, "Products": 61, "Services": 18,
    "ServiceBundles": 5, "Countries": 9, "Currencies": 1, "InvoiceTemplates": 102, "OrganizationalLevelAssociations": 7,
}  # fmt: skip


class Tenant:
    """Rows of one tenant, filled entity by entity. Ids ascend as a real database gives them out."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.rows: dict[str, list[Row]] = {entity: [] for entity in FIELDS}
        self._next = dict(_FIRST_ID)

    def next_id(self, kind: str) -> int:
        """The next id of an entity, or of anything else that is only referred to (tickets, time entries ...)."""
        given = self._next.get(kind, 50_120)
        self._next[kind] = given + 1
        return given

    def add(self, entity: str, row_id: int | None = None, **values: Any) -> Row:
        """Append a full row and return it; without `row_id` it gets the next id."""
        made = row(entity, self.next_id(entity) if row_id is None else row_id, **values)
        self.rows[entity].append(made)
        return made


_DAY_SHAPES: Final = ("T00:00:00Z", "T00:00:00.000Z", "T00:00:00", "T00:00:00.0000000Z")


def day_text(day: date, shape: int = 0) -> str:
    """A date as the API returns it, in one of the shapes of apis/autotask.md 7 (`shape` picks one, any integer will do)."""
    return day.isoformat() + _DAY_SHAPES[shape % len(_DAY_SHAPES)]


def eastern_midnight(day: date) -> str:
    """A date as older rows carry it: midnight of the US east coast in UTC, hence 04:00 or 05:00 (apis/autotask.md 7)."""
    hour = 4 if 4 <= day.month <= 10 else 5
    return f"{day.isoformat()}T{hour:02}:00:00Z"


def instant_text(day: date, rng: Random, shape: int = 0) -> str:
    """Some instant of the early hours (UTC) of `day`, in one of the three shapes the API uses for instants."""
    at = datetime.combine(day, time(0, 5)) + timedelta(seconds=rng.randrange(3 * 3600))
    milliseconds = rng.randrange(1000)
    text = at.isoformat(timespec="seconds")
    match shape % 3:
        case 0:
            return f"{text}.{milliseconds:03}Z"
        case 1:
            return f"{text}.{milliseconds:03}"
        case _:
            return f"{text}.{milliseconds:03}{rng.randrange(10_000):04}Z"

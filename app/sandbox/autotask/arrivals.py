"""What the tenant still brings by itself: numbers of a fresh billing run, items that come after their invoice."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.sandbox.autotask.schema import Row
from app.sandbox.autotask.table import Table
from app.sandbox.autotask.values import read_instant

RUN_TAKES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrival:
    """At an instant of the sandbox clock, a row gets new values; a row that is not there yet is added."""

    entity: str
    row_id: int
    values: Mapping[str, Any]
    at: datetime


class Arrivals:
    """Arrivals in order of their time. Not locked: the system that owns it is."""

    def __init__(self, planned: Iterable[Arrival]) -> None:
        self._order = itertools.count()
        self._waiting: list[tuple[datetime, int, Arrival]] = []
        for arrival in planned:
            self.add(arrival)

    def add(self, arrival: Arrival) -> None:
        """Plan one more."""
        heapq.heappush(self._waiting, (arrival.at, next(self._order), arrival))

    def due(self, now: datetime) -> list[Arrival]:
        """Those whose time has come, taken off the list."""
        found: list[Arrival] = []
        while self._waiting and self._waiting[0][0] <= now:
            found.append(heapq.heappop(self._waiting)[2])
        return found


def fresh_runs(invoices: Table, now: datetime) -> list[Arrival]:
    """Numbers for invoices of a run that is not finished: null, not void, made less than ten minutes ago (apis/autotask.md 8)."""
    return [_number(row) for row in invoices.rows() if _is_fresh(row, now)]


def _is_fresh(row: Row, now: datetime) -> bool:
    if row["invoiceNumber"] is not None or row["isVoided"] or not row["createDateTime"]:
        return False
    return now - RUN_TAKES < read_instant(row["createDateTime"]) <= now


def _number(row: Row) -> Arrival:
    finished = read_instant(row["createDateTime"]) + RUN_TAKES
    return Arrival("Invoices", row["id"], {"invoiceNumber": f"R{row['batchID'] or 0}-{row['id']}"}, finished)

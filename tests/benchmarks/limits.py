"""How long a large run takes under the vendor's real limits, against the least that these limits allow.

The least is computed from the calls that were made: sixty fit into each of the vendor's minutes, and those of the last minute go out
five at once, each as long as the latency. Nothing is taken off for our own work, and the clock is the real one.

The run begins with one of the vendor's minutes, so that the figure does not depend on the second in which it is measured. Nothing of
that is told to the program. One that begins in the middle of a minute is at most a quarter of a minute later than somebody who knows
when minutes begin; tests/connectors/http/test_minutepace.py holds it to that.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from time import perf_counter, sleep
from zlib import crc32

from tests.benchmarks.measure import Figure, practice

INVOICES = 6_000
LATENCY = 150
PER_MINUTE, AT_ONCE = 60, 5


def figures() -> list[Figure]:
    """Plan and send at the pace of the limits; the search in the source comes before."""
    with practice(INVOICES, limits=True, latency=LATENCY) as desk:
        desk.ferry.search()
        sleep(_left_of_minute(desk.control.organisation, datetime.now(UTC)) + 0.1)
        since = desk.control.requests()[-1]["sequence"]
        begun = perf_counter()
        desk.ferry.plan = desk.ferry.desks.export.plan(desk.ferry.route_id, desk.ferry.stop)
        result = desk.ferry.send()
        took = perf_counter() - begun
        rows = desk.control.requests("xero", since)
        assert result.problem is None
        assert len(desk.control.booked()) == INVOICES
    refused = sum(row["status"] == 429 for row in rows)
    calls = len(rows) - refused
    least = least_seconds(
        calls, _left_of_minute(desk.control.organisation, datetime.fromisoformat(str(rows[0]["time"])))
    )
    how = f"{INVOICES:,} invoices, {calls} calls, {took:.1f} s; least possible {least:.1f} s; {refused} refused"
    return [Figure("Time under the real limits", took / least, "× the least", 1.1, note=how)]


def least_seconds(calls: int, left: float) -> float:
    """What the limits allow at best, when so many seconds of the first minute are left."""
    further = ceil(calls / PER_MINUTE) - 1
    rest = calls - further * PER_MINUTE
    waited = left + (further - 1) * 60.0 if further else 0.0
    return waited + ceil(rest / AT_ONCE) * LATENCY / 1000


def _left_of_minute(tenant: str, at: datetime) -> float:
    """Seconds to the end of the minute that this moment falls into; the sandbox begins a tenant's minutes at a place of its own."""
    return 60.0 - (at.timestamp() - crc32(tenant.encode()) % 60) % 60.0

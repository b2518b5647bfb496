"""How long a large run takes under the vendor's real limits, against the least that these limits allow.

The least is computed from the calls that were made: sixty fit into each of the vendor's minutes, the first of which has begun already
when the run begins, and those of the last minute go out five at once, each as long as the latency. Nothing is taken off for our own
work, and the clock is the real one.
"""

from __future__ import annotations

from datetime import datetime
from math import ceil
from time import perf_counter
from zlib import crc32

from tests.benchmarks.measure import Figure, practice

INVOICES = 6_000
LATENCY = 150
PER_MINUTE, AT_ONCE = 60, 5


def figures() -> list[Figure]:
    """Plan and send at the pace of the limits; the search in the source comes before."""
    with practice(INVOICES, limits=True, latency=LATENCY) as desk:
        desk.ferry.search()
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
    least = least_seconds(calls, _left_of_minute(desk.control.organisation, str(rows[0]["time"])))
    how = f"{INVOICES:,} invoices, {calls} calls, {took:.1f} s; least possible {least:.1f} s; {refused} refused"
    return [Figure("Time under the real limits", took / least, "× the least", 1.1, note=how)]


def least_seconds(calls: int, left: float) -> float:
    """What the limits allow at best, when so many seconds of the first minute are left."""
    further = ceil(calls / PER_MINUTE) - 1
    rest = calls - further * PER_MINUTE
    waited = left + (further - 1) * 60.0 if further else 0.0
    return waited + ceil(rest / AT_ONCE) * LATENCY / 1000


def _left_of_minute(tenant: str, first: str) -> float:
    """Seconds from the first call to the end of the minute it fell into; the sandbox begins a tenant's minutes at a place of its own."""
    return 60.0 - (datetime.fromisoformat(first).timestamp() - crc32(tenant.encode()) % 60) % 60.0

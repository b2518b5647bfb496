"""How long it takes to rank 20,000 ledger contacts for 5,000 companies, index included; and a key of typed search."""

from __future__ import annotations

from random import Random
from time import perf_counter, process_time

from app.domain.suggestions import ContactIndex
from tests.benchmarks.measure import Figure
from tests.unit.suggestions.noisy_names import make_world

COMPANIES, CONTACTS = 5_000, 20_000
GOAL_SECONDS = 2.0
GOAL_KEY_MILLISECONDS = 20.0


def slowest_key(index: ContactIndex, texts: list[str]) -> float:
    """The longest a key takes while each text is typed letter by letter, in milliseconds."""
    slowest = 0.0
    for text in texts:
        for length in range(1, len(text) + 1):
            start = perf_counter()
            index.search(text[:length])
            slowest = max(slowest, perf_counter() - start)
    return slowest * 1000


def figures() -> list[Figure]:
    """The ranking of all, index included, and the slowest key."""
    world = make_world(Random(20), companies=COMPANIES, contacts=CONTACTS)
    start, busy = perf_counter(), process_time()
    index = ContactIndex(world.contacts)
    built = perf_counter() - start
    rankings = index.suggest_many(world.parties)
    total, busy = perf_counter() - start, process_time() - busy
    proposed = sum(ranking.preselected is not None for ranking in rankings.values())
    typed = [party.name for party in world.parties[:40]] + ["08 9555 0142", "accounts@", "zzzz", "pty ltd"]
    note = f"index {built:.2f} s, processor {busy:.2f} s, {proposed:,} proposed"
    return [
        Figure(f"{COMPANIES:,} companies ranked against {CONTACTS:,} contacts", total, "s", GOAL_SECONDS, note=note),
        Figure("Slowest key of the typed contact search", slowest_key(index, typed), "ms", GOAL_KEY_MILLISECONDS),
    ]

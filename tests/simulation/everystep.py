"""Killed at every step of a run of all ten kinds, with each ledger, and again at steps of the recovery: the table of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context

from tests.simulation.campaign import Bench
from tests.simulation.coverage import KINDS
from tests.simulation.whole.forms import FORMS, QUICKBOOKS, RECEIPTS, XERO
from tests.simulation.whole.steps import Walk, walk

LEDGERS = (XERO.name, QUICKBOOKS.name, RECEIPTS.name)
_LASTING = tuple(f"{kind} done" for kind in KINDS if kind.value not in ("void_document", "unmark_processed"))
"""What every walk comes to. What is taken back may be left to a person, when a kill left its version unknown."""


@dataclass(slots=True)
class Killed:
    """What the kills with one ledger came to."""

    ledger: str
    steps: int = 0
    once: int = 0
    twice: int = 0
    places: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def kill_everywhere(ledger: str, *, every: int = 1, second_every: int = 40, processes: int = 1) -> Killed:
    """A kill at each so-many-th step, and of all pairs with a second one each so-many-th."""
    (whole,) = walks(ledger, [()])
    found = Killed(ledger, whole.steps)
    singles = [(first,) for first in range(1, whole.steps + 1, every)]
    first_walks = _side_by_side(ledger, singles, processes)
    pairs = (
        (*kills, second)
        for kills, each in zip(singles, first_walks, strict=True)
        for second in range(1, each.steps + 1)
    )
    doubles = list(islice(pairs, 0, None, second_every))
    for kills, each in (
        *zip(singles, first_walks, strict=True),
        *zip(doubles, _side_by_side(ledger, doubles, processes), strict=True),
    ):
        found.once += len(kills) == 1
        found.twice += len(kills) == 2
        found.places.update(each.places)
        found.broken += [f"{ledger} killed at {', '.join(map(str, kills))} ({' > '.join(each.places)}): {words}"
                         for words in (*each.broken, *_missing(whole, each))]  # fmt: skip
    return found


def _missing(whole: Walk, other: Walk) -> Iterator[str]:
    for name in _LASTING:
        if other.done[name] != whole.done[name]:
            yield f"{other.done[name]} times {name} instead of {whole.done[name]}"


def walks(ledger: str, each: Sequence[tuple[int, ...]]) -> list[Walk]:
    """Some walks in this process."""
    bench = Bench()
    try:
        return [walk(FORMS[ledger], bench.records(number), list(kills)) for number, kills in enumerate(each, 1)]
    finally:
        bench.close()


def _side_by_side(ledger: str, each: Sequence[tuple[int, ...]], processes: int) -> list[Walk]:
    if processes <= 1:
        return walks(ledger, each)
    parts = [each[start : start + 40] for start in range(0, len(each), 40)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return [one for part in pool.map(partial(walks, ledger), parts) for one in part]


def print_kills(processes: int, second_every: int) -> bool:
    """The table; whether nothing was broken."""
    print(f"{'ledger':<14}{'steps':>7}{'killed once':>13}{'twice':>8}{'broken':>8}   where")
    found = [kill_everywhere(one, second_every=second_every, processes=processes) for one in LEDGERS]
    for each in found:
        places = ", ".join(f"{name} {count:,}" for name, count in sorted(each.places.items()))
        print(f"{each.ledger:<14}{each.steps:>7,}{each.once:>13,}{each.twice:>8,}{len(each.broken):>8,}   {places}")
    for words in (words for each in found for words in each.broken):
        print(words)
    return not any(each.broken for each in found)

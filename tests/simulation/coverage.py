"""What the schedules of a campaign have to have met: each of these in at least one of them, and how many had it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.domain.operation import OperationKind
from tests.simulation.whole.mishaps import MISHAPS

K = OperationKind
KINDS = (
    K.CREATE_CONTACT, K.LINK_CONTACT, K.RESTORE_CONTACT, K.CREATE_ITEM, K.POST_INVOICE, K.POST_CREDIT_NOTE, K.ATTACH_FILE,
    K.MARK_PROCESSED, K.UNMARK_PROCESSED, K.VOID_DOCUMENT,
)  # fmt: skip
"""The kinds of operations of a run between a source and a ledger."""
_COMMITS = ("plan", "claim", "begin", "record", "release")
KILLS = (
    *(f"killed at {name} before" for name in _COMMITS),
    *(f"killed at {name} after" for name in ("plan", "begin", "record")),
    *(f"killed at {name}" for name in ("first byte", "last byte", "answer", "secret before", "secret after")),
)
PEOPLE = (
    "somebody types a document with the number of", "somebody voids", "somebody deletes", "somebody changes",
    "somebody renumbers", "somebody pays", "somebody archives the contact of", "somebody writes another id on the contact of",
    "somebody voids at its source", "somebody changes at its source", "somebody renumbers at its source",
    "somebody marks at its source", "somebody adds the product", "somebody adds for other sales the product",
    "somebody retires the product",
)  # fmt: skip
DISTURBANCES = (
    "two programs", "another copy works meanwhile", "put to sleep", "clock is set", "machine started again", "disk is full",
    "lists lag", "access ends", "sign-in ends", "sign-in renewed", "signed in again", "cancelled by the person",
    "request ids are ignored",
)  # fmt: skip
REACHED = (
    "several documents in one request", "posted as a receipt", "made after it was proven absent", "left for a person",
    *(f"{kind} done" for kind in KINDS),
)  # fmt: skip
GROUPS = {
    "what goes wrong with a request": tuple(MISHAPS),
    "killed": KILLS,
    "other people": PEOPLE,
    "disturbances": DISTURBANCES,
    "reached": REACHED,
}


def missing(seen: Counter[str]) -> list[str]:
    """What no schedule had."""
    return [name for names in GROUPS.values() for name in names if not seen[name]]


def lines(seen: Counter[str]) -> Iterator[str]:
    """The counters, three in a line."""
    for title, names in GROUPS.items():
        yield f"{title}: schedules that had it"
        cells = [f"{name:<46}{seen[name]:>7,}" for name in names]
        for start in range(0, len(cells), 3):
            yield "  " + "   ".join(cells[start : start + 3])

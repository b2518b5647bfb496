"""The invoices of the practice year: the specials, at least one for each client that is billed now, and the rest of the year."""

from __future__ import annotations

from typing import Final

from app.sandbox.worlds.catalogue import LONDON
from app.sandbox.worlds.drafts import Draft
from app.sandbox.worlds.ordinary import Stage, ordinary_draft
from app.sandbox.worlds.specials import Specials

_SPOKEN_FOR: Final = frozenset(
    {"archived", "currency_off", "parent", "no_name", "right_to_left", "inactive", "child_learning", "child_care"}
)
"""Special clients that get no ordinary invoices beyond the one each."""

_FIRST_CREDIT, _CREDIT_EVERY = 5, 40
"""Among the sent ones: the place of the first credit, and how many invoices lie between two."""


def practice_drafts(stage: Stage, invoices: int) -> list[Draft]:
    """`invoices` drafts of which two in seven wait to be sent.

    Raises ValueError when that many would not even hold the special ones.
    """
    waiting = round(invoices * 2 / 7)
    specials = Specials(stage).drafts()
    first = _one_each(stage, {draft.company.id for draft in specials})
    room = waiting - len(first) - sum(1 for draft in specials if not draft.voided)
    if room < 0:
        raise ValueError(f"{invoices} invoices are too few for the practice world; it takes at least 300.")
    often = [
        company
        for company in stage.companies.values()
        if company.client.billed_now and company.client.key not in _SPOKEN_FOR
    ]
    rest = [ordinary_draft(stage, stage.rng.choice(often), stage.year.unprocessed(stage.rng)) for _ in range(room)]
    sent = _sent(stage, invoices - waiting - sum(1 for draft in specials if draft.voided))
    return [*specials, *first, *rest, *sent]


def _one_each(stage: Stage, served: set[int]) -> list[Draft]:
    return [
        ordinary_draft(stage, company, stage.year.unprocessed(stage.rng))
        for company in stage.companies.values()
        if company.client.billed_now and company.id not in served
    ]


def _sent(stage: Stage, count: int) -> list[Draft]:
    """What was processed in the year: one in eight by London, the rest by the Australian divisions."""
    british = [company for company in stage.companies.values() if company.client.division == LONDON]
    others = [
        company for company in stage.companies.values()
        if company.client.division != LONDON and company.client.key not in _SPOKEN_FOR
    ]  # fmt: skip
    drafts = [
        ordinary_draft(
            stage, stage.rng.choice(british if n % 8 == 0 else others), stage.year.processed(stage.rng), processed=True
        )
        for n in range(count)
    ]
    for draft in drafts[_FIRST_CREDIT::_CREDIT_EVERY]:
        draft.lines = [stage.maker.serve(draft.company, draft.day).goodwill()]
    return drafts

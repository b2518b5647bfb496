"""Preflight of tracking: an option that a rule names and the ledger no longer offers would make it refuse the whole document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.catalogue import Feature
from app.domain.documents import SourceDocument
from app.domain.plan import Mend, Problem
from app.domain.preflight import Surroundings, blocked
from app.domain.resolution import Posting


def check_tracking(
    document: SourceDocument, postings: Mapping[str, Posting], around: Surroundings
) -> Iterable[Problem]:
    """Each option that the lines' rules name, once. `subject` is 'line of business:category id'."""
    if Feature.TRACKING not in around.catalogue.features:
        return
    usable = {
        (category.id, option.id)
        for category in around.catalogue.tracking
        if category.is_active
        for option in category.options
        if option.is_active
    }
    for line in document.lines:
        for choice in postings[line.id].tracking:
            if (choice.category_id, choice.option_id) in usable:
                continue
            category = choice.category_name or around.words.tracking.head
            division = line.line_of_business_name or line.line_of_business
            yield blocked(
                "tracking_unfit",
                f"{category} {choice.option_name or choice.option_id} cannot be used in {around.vendor} any more.",
                f"Choose another one for {division}, or none.",
                Mend.MAP_TRACKING,
                group=f"tracking:{line.line_of_business}:{choice.category_id}",
                cause=f"{category} for {division}",
                subject=f"{line.line_of_business}:{choice.category_id}",
            )

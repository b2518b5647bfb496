"""Search criteria: what can be meant, and how it is said."""

from __future__ import annotations

from app.domain.documents import SearchCriteria
from app.domain.errors import BadInput
from app.domain.words import say_date

_DIGITS_MOST = 18  # Autotask's ids are 64-bit integers


def check_criteria(criteria: SearchCriteria) -> None:
    """Raise `BadInput` next to the field that cannot be meant."""
    if criteria.invoice_id and not (criteria.invoice_id.isascii() and criteria.invoice_id.isdigit()):
        raise BadInput(
            "The invoice ID is a number.",
            field="invoice_id",
            advice="It is Autotask's ID, not the invoice number. Leave it empty to find all.",
        )
    if len(criteria.invoice_id) > _DIGITS_MOST:
        raise BadInput("No invoice ID has so many digits.", field="invoice_id")
    if criteria.date_from and criteria.date_to and criteria.date_from > criteria.date_to:
        raise BadInput("The first date is after the last one.", field="date_to", advice="Swap them.")


def say_criteria(criteria: SearchCriteria) -> str:
    """A search in words, for the list of recent ones."""
    if criteria.invoice_id:
        return f"Invoice ID {criteria.invoice_id}"
    parts = ["One division" if criteria.division_id else "All divisions"]
    if criteria.date_from and criteria.date_to:
        same_year = criteria.date_from.year == criteria.date_to.year
        parts.append(f"{say_date(criteria.date_from, year=not same_year)} to {say_date(criteria.date_to)}")
    elif criteria.date_from:
        parts.append(f"from {say_date(criteria.date_from)}")
    elif criteria.date_to:
        parts.append(f"to {say_date(criteria.date_to)}")
    if criteria.include_marked:
        parts.append("marked ones too")
    return ", ".join(parts)

"""Do the lines that could be read add up to the invoice? What the API user may not see is absent, not refused (apis/autotask.md 2, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from app.connectors.autotask.constants import FRESH_RUN
from app.domain.documents import ReadProblem, SourceLine
from app.domain.money import exponent

_SEE_ALL = "Ask an Autotask administrator to let the API user see every line of business and all billing items, then search again."


def is_fresh(created: datetime | None, now: datetime) -> bool:
    """Whether the billing run that made the invoice may still be under way: younger than ten minutes."""
    return created is not None and 0 <= (now - created).total_seconds() < FRESH_RUN


def unfinished(number: str, created: datetime | None, now: datetime) -> tuple[ReadProblem, ...]:
    """The problem of an invoice without a number whose run has only begun."""
    if number or not is_fresh(created, now):
        return ()
    return (
        ReadProblem(
            "unfinished_run",
            "Its billing run in Autotask is not finished: it has no number yet.",
            "Search again in ten minutes.",
        ),
    )


def hidden_lines(
    net: Decimal, tax: Decimal, lines: Sequence[SourceLine], currency: str, *, created: datetime | None, now: datetime
) -> tuple[ReadProblem, ...]:
    """The problem of lines that do not make up the invoice's own totals, with the likely cause; () when they do.

    Rounding is allowed for: half a minor unit for the header, and one half for each line finer than the minor unit (net) or taxed (tax),
    since it is not documented whether tax is rounded by line or by invoice (section 18.3).
    """
    half = Decimal(5).scaleb(-exponent(currency) - 1)
    fine = sum(1 for line in lines if line.amount != round(line.amount, exponent(currency)))
    taxed = sum(1 for line in lines if line.tax)
    seen = sum((line.amount for line in lines), Decimal(0))
    seen_tax = sum((line.tax for line in lines), Decimal(0))
    if abs(seen - net) <= half * (1 + fine) and abs(seen_tax - tax) <= half * (1 + taxed):
        return ()
    if is_fresh(created, now):
        why, advice = "its billing run may still be under way", "Search again in ten minutes."
    elif not lines:
        why, advice = "none of its lines can be seen", _SEE_ALL
    else:
        why, advice = "some of its lines are probably in a line of business that the API user may not see", _SEE_ALL
    what = f"add up to {seen:,.2f} {currency}, the invoice says {net:,.2f}"
    if abs(seen - net) <= half * (1 + fine):
        what = f"carry {seen_tax:,.2f} {currency} tax, the invoice says {tax:,.2f}"
    return (ReadProblem("hidden_lines", f"The lines that Autotask shows {what}; {why}.", advice),)

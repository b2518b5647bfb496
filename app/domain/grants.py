"""How long the access that somebody gave lasts, so that its end is said before it comes.

Xero ends access that was not used for 60 days (apis/xero.md 2.4), QuickBooks after 100 days, and every access five years after the
sign-in (apis/quickbooks.md 2.3). Each use of an access renews it, up to that last day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.route import Connection, System
from app.domain.words import count_of, say_date


@dataclass(frozen=True, slots=True)
class GrantRule:
    """What a vendor's access lives on: `unused` is how long it may lie idle, `whole` how long it lasts at most, None for ever."""

    vendor: str
    unused: timedelta
    whole: timedelta | None = None


RULES: Mapping[System, GrantRule] = {
    System.XERO: GrantRule("Xero", timedelta(days=60)),
    System.QUICKBOOKS: GrantRule("QuickBooks", timedelta(days=100), timedelta(days=5 * 365)),
}
SOON = timedelta(days=14)
"""How long before access ends for want of use this is said."""
LONG_BEFORE = timedelta(days=60)
"""How long before access ends whatever is done this is said."""


@dataclass(frozen=True, slots=True)
class GrantLeft:
    """How many days access still lasts if it is not used, of how many after a use."""

    days: int
    of: int


def grant_left(connection: Connection, now: datetime) -> GrantLeft | None:
    """What is left of the access of a connection; None where nobody is signed in, or access does not end by itself."""
    rule, used = RULES.get(connection.system), connection.last_used or connection.signed_in_at
    if rule is None or used is None or connection.needs_sign_in or not connection.tenant:
        return None
    ends = used + rule.unused
    if rule.whole is not None and connection.signed_in_at is not None:
        ends = min(ends, connection.signed_in_at + rule.whole)
    return GrantLeft(max(0, (ends - now).days), rule.unused.days)


@dataclass(frozen=True, slots=True)
class GrantWarning:
    """Access that ends soon. `by_sign_in` says that only a new sign-in helps; otherwise any use does."""

    ends: datetime
    sentence: str
    advice: str
    by_sign_in: bool


def grant_warning(connection: Connection, now: datetime) -> GrantWarning | None:
    """What is to be said about the access of a connection; None while there is time, nobody is signed in, or it needs no sign-in."""
    rule = RULES.get(connection.system)
    if rule is None or connection.needs_sign_in or not connection.tenant:
        return None
    return _by_age(connection, rule, now) or _by_rest(connection, rule, now)


def _by_age(connection: Connection, rule: GrantRule, now: datetime) -> GrantWarning | None:
    if rule.whole is None or connection.signed_in_at is None:
        return None
    ends = connection.signed_in_at + rule.whole
    if ends - now > LONG_BEFORE:
        return None
    sentence = f"{rule.vendor} ends this access on {say_date(ends.date())}, five years after the sign-in."
    return GrantWarning(ends, sentence, "Sign in again before that day; nothing else changes.", by_sign_in=True)


def _by_rest(connection: Connection, rule: GrantRule, now: datetime) -> GrantWarning | None:
    used = connection.last_used or connection.signed_in_at
    if used is None:
        return None
    ends = used + rule.unused
    if ends - now > SOON:
        return None
    since = (
        f"Not used since {say_date(used.date())}; {rule.vendor} ends access after {rule.unused.days} days without use."
    )
    if ends <= now:
        return GrantWarning(ends, since, "Test it; sign in again if it has ended.", by_sign_in=False)
    left = count_of(max(1, (ends - now).days), "day")
    return GrantWarning(ends, since, f"Test it, or sync anything: each use renews it. {left} left.", by_sign_in=False)

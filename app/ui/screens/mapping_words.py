"""What the Mappings screen says below its tables: who decided the row in hand, or why a table is empty."""

from __future__ import annotations

from app.domain.ledger_words import LedgerWords
from app.domain.mapping import CustomerMapping, PostingRule, TaxRule, TrackingRule
from app.ui.style import capped, full_day

Rule = CustomerMapping | PostingRule | TaxRule | TrackingRule

_EMPTY = {
    "customers": "No customer is kept here that fits. Each one settled in Review is listed.",
    "accounts": "Nothing fits. Item types, billing codes, services and products of Autotask are listed.",
    "taxes": "No tax fits. The taxes of the search in hand and of Autotask's own list are listed.",
    "divisions": "Nothing to choose: the ledger has no {tracking}, or no line of business fits.",
}


def rule_of(row: object) -> Rule | None:
    """The rule behind a row of any of the tables; None while nobody has decided it."""
    rule = row[0] if isinstance(row, tuple) else getattr(row, "rule", None)
    return rule if isinstance(rule, (CustomerMapping, PostingRule, TaxRule, TrackingRule)) else None


def story_of(rule: Rule | None) -> str:
    """Who decided it, and when."""
    if rule is None:
        return "Nobody has decided this; the next wider rule or the route's default applies."
    who = f" by {capped(rule.user, 60)}" if rule.user else ""
    when = f" on {full_day(rule.decided_at.astimezone().date())}" if rule.decided_at is not None else ""
    return f"Decided{who}{when}. It can be changed at any time; invoices that were sent stay as they are."


def nothing_words(tab: str, words: LedgerWords) -> str:
    """Why nothing is listed."""
    return _EMPTY[tab].format(tracking=words.tracking.one)

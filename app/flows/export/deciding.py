"""What a person decides about customers, accounts, items, taxes and tracking; kept at once, so that nothing decided is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from app.domain.catalogue import LedgerCatalogue
from app.domain.contact_names import NameBook, NameRules
from app.domain.documents import SourceDocument
from app.domain.errors import BadInput
from app.domain.mapping import CustomerMapping, DecidedBy, NewContact, PostingRule, TaxRule, TrackingRule
from app.domain.money import Money, totals_by_currency
from app.domain.parties import LedgerContact, SourceParty
from app.domain.plan import DocumentState, Plan
from app.domain.suggestions import ContactIndex, Ranking
from app.ports.stores import MappingStore

NAME_MAX, NAME_BARS = 255, "<>"
"""A contact's name where the ledger says nothing else (`LedgerCatalogue`)."""


@dataclass(frozen=True, slots=True)
class CustomerGap:
    """A customer that waits for a person: who it is, who it may be, and what its answer makes ready."""

    party: SourceParty
    ranking: Ranking
    document_ids: tuple[str, ...]
    totals: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class CustomerDecision:
    """One answer: an existing contact, a new one, or left out of this run. Exactly one of the three."""

    party: SourceParty
    contact: LedgerContact | None = None
    create: NewContact | None = None
    skip: bool = False


def customer_gaps(plan: Plan, documents: Sequence[SourceDocument], index: ContactIndex) -> tuple[CustomerGap, ...]:
    """The customers that keep documents of this plan waiting, the one with most documents first."""
    waiting = {d.source.id for d in plan.documents if any(p.state is DocumentState.NEEDS_CUSTOMER for p in d.problems)}
    by_party: dict[str, list[SourceDocument]] = {}
    for document in documents:
        if document.id in waiting:
            by_party.setdefault(document.party.id, []).append(document)
    rankings = index.suggest_many([found[0].party for found in by_party.values()])
    gaps = [
        CustomerGap(
            found[0].party,
            rankings[party_id],
            tuple(d.id for d in found),
            tuple(totals_by_currency(d.total for d in found).values()),
        )
        for party_id, found in by_party.items()
    ]
    return tuple(sorted(gaps, key=lambda g: (-len(g.document_ids), g.party.name.casefold())))


class NameLimits(TypedDict):
    """What a ledger says of a contact's name: how long, which signs may not stand in it, which names others hold."""

    longest: int
    barred: str
    taken: frozenset[str]
    inactive_hold: bool


def name_limits(catalogue: LedgerCatalogue | None) -> NameLimits:
    """The limits of a ledger that was read; the usual ones otherwise."""
    if catalogue is None:
        return NameLimits(longest=NAME_MAX, barred=NAME_BARS, taken=frozenset(), inactive_hold=False)
    return NameLimits(
        longest=catalogue.contact_name_max,
        barred=catalogue.contact_name_bars,
        taken=catalogue.names_taken,
        inactive_hold=catalogue.inactive_names_hold,
    )


def check_new_contact(
    new: NewContact,
    contacts: Sequence[LedgerContact],
    vendor: str,
    *,
    longest: int = NAME_MAX,
    barred: str = NAME_BARS,
    taken: frozenset[str] = frozenset(),
    inactive_hold: bool = False,
) -> NewContact:
    """A contact that may be created, its text tidied; raises `BadInput` naming the field that is not usable."""
    name = " ".join(new.name.split())
    names = NameBook.among(contacts, NameRules(vendor, longest, barred, taken, inactive_hold))
    if trouble := names.trouble(name):
        raise BadInput(trouble.sentence, field="name", advice=trouble.advice)
    email = new.email.strip()
    if email and ("@" not in email[1:-1] or any(c.isspace() for c in email) or not email.isascii()):
        raise BadInput("This is not an e-mail address.", field="email", advice="Correct it, or leave it empty.")
    return replace(new, name=name, email=email)


def save_customers(
    store: MappingStore, route_id: str, decisions: Sequence[CustomerDecision], at: datetime, user: str
) -> None:
    """Keep the decided customers; those left out of this run are not kept."""
    mappings = [
        CustomerMapping(
            party_id=decision.party.id,
            contact_id=decision.contact.id if decision.contact else "",
            contact_name=decision.contact.name
            if decision.contact
            else (decision.create.name if decision.create else ""),
            party_name=decision.party.name,
            create=decision.create,
            decided_by=DecidedBy.LEARNED,
            decided_at=at,
            user=user,
        )
        for decision in decisions
        if not decision.skip
    ]
    if mappings:
        store.save_customers(route_id, mappings)


@dataclass(frozen=True, slots=True)
class RuleDecision:
    """Rules a person set in one step; any of the three may be empty."""

    postings: tuple[PostingRule, ...] = ()
    taxes: tuple[TaxRule, ...] = ()
    tracking: tuple[TrackingRule, ...] = ()


def save_rules(store: MappingStore, route_id: str, decision: RuleDecision, at: datetime, user: str) -> None:
    """Keep rules with who decided them and when; a tax or tracking rule that leads nowhere any more is removed."""
    stamp = {"decided_at": at, "user": user}
    if decision.postings:
        store.save_postings(route_id, [replace(rule, **stamp) for rule in decision.postings])  # type: ignore[arg-type]
    if taxes := [rule for rule in decision.taxes if rule.tax_code]:
        store.save_taxes(route_id, [replace(rule, **stamp) for rule in taxes])  # type: ignore[arg-type]
    if tracking := [rule for rule in decision.tracking if rule.option_id]:
        store.save_tracking(route_id, [replace(rule, **stamp) for rule in tracking])  # type: ignore[arg-type]
    for tax in (rule for rule in decision.taxes if not rule.tax_code):
        store.remove_tax(route_id, tax.key)
    for option in (rule for rule in decision.tracking if not rule.option_id):
        store.remove_tracking(route_id, option.line_of_business, option.category_id)

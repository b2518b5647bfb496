"""How the demonstration decides: like a careful person, by rules that are written here, each decision said.

Customers: only a suggestion that is pre-selected is accepted; whoever has none becomes a new contact. Accounts and taxes: the tables below.
What they do not cover is left as it is and held back with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.domain.documents import Facet, SourceCatalogue
from app.domain.errors import BadInput
from app.domain.mapping import MappingBook, NewContact, PostingRule, TaxRule
from app.domain.parties import Person, SourceParty
from app.domain.plan import DocumentState, Plan
from app.domain.run import Stop
from app.flows.desks import Desks
from app.flows.export.deciding import CustomerDecision, CustomerGap, RuleDecision

ACCOUNT = "200"
"""The account for whatever has none that can be used."""


@dataclass(frozen=True, slots=True)
class TaxTable:
    """Which tax code of a ledger is chosen: by a word for what is free of tax, by rate for what is not, `other` for any other rate."""

    by_word: Sequence[tuple[str, str]]
    by_rate: Mapping[Decimal, str]
    other: str = ""

    def code(self, name: str, rate: Decimal | None) -> str:
        """The code for a source's tax; '' where the table has none."""
        if rate == 0:
            return next((code for word, code in self.by_word if word in name.casefold()), "")
        return self.by_rate.get(rate, self.other) if rate is not None else ""


TAX_TABLES: Mapping[str, TaxTable] = {
    "xero": TaxTable(
        (("export", "EXEMPTEXPORT"), ("free", "EXEMPTOUTPUT"), ("no tax", "EXEMPTOUTPUT")), {Decimal("0.1"): "OUTPUT"}
    ),
    "quickbooks": TaxTable((("export", "4"), ("free", "3"), ("no tax", "3")), {Decimal("0.1"): "2"}),
    "quickbooks-us": TaxTable((("export", "NON"), ("free", "NON"), ("no tax", "NON")), {}, other="TAX"),
}
_NEEDS_POSTING = (DocumentState.NEEDS_ACCOUNT, DocumentState.NEEDS_PRODUCT)
"""An account is reached through its item where lines name items."""
_ROUNDS_MOST = 6
_TAGS = re.compile(r"<[^<>]*>|[<>]")
"""What Xero takes no name with (apis/xero.md 5); a person would type the name without it."""


@dataclass(slots=True)
class Decisions:
    """What was decided, in order, as sentences."""

    said: list[str] = field(default_factory=list)
    accepted: int = 0
    created: int = 0
    skipped: int = 0
    rules: int = 0


def decide_all(desks: Desks, route_id: str, plan: Plan, stop: Stop, taxes: TaxTable) -> tuple[Plan, Decisions]:
    """Decide round by round until nothing more can be decided; the plan as it stands then."""
    done = Decisions()
    catalogue = desks.export.source_catalogue(route_id, stop)
    for _ in range(_ROUNDS_MOST):
        before = len(done.said)
        plan = _decide_customers(desks, route_id, plan, done)
        decision = _new_rules(desks.export.book(route_id), plan, catalogue, done, taxes)
        if decision.postings or decision.taxes:
            plan = desks.export.decide_rules(route_id, decision)
        if len(done.said) == before:
            break
    return plan, done


def _decide_customers(desks: Desks, route_id: str, plan: Plan, done: Decisions) -> Plan:
    accepted: list[CustomerDecision] = []
    others: list[SourceParty] = []
    for gap in desks.export.gaps(route_id):
        found = gap.ranking.preselected
        if found is None:
            others.append(gap.party)
            continue
        accepted.append(CustomerDecision(gap.party, contact=found))
        done.accepted += 1
        done.said.append(f"{_name(gap.party)} is {found.name} in the ledger: {_why(gap)}")
    if accepted:
        plan = desks.export.decide_customers(route_id, accepted)
    for party in others:
        plan = _create(desks, route_id, party, done)
    return plan


def _why(gap: CustomerGap) -> str:
    first = gap.ranking.suggestions[0]
    return "; ".join(reason.text for reason in first.reasons[:2]) or "the best suggestion by far"


def _create(desks: Desks, route_id: str, party: SourceParty, done: Decisions) -> Plan:
    """A new contact, or, where the ledger cannot take it, the customer left out of this run."""
    person = _billing_person(party)
    new = NewContact(
        party.id,
        party.name or f"Company {party.id}",
        email=person.email if person else party.email,
        first_name=person.first_name if person else "",
        last_name=person.last_name if person else "",
        person_id=person.id if person else "",
    )
    why = ""
    plain = _TAGS.sub("", new.name)
    for one in (new, replace(new, name=plain), replace(new, name=f"{plain} (Customer)")):
        try:
            plan = desks.export.decide_customers(route_id, [CustomerDecision(party, create=one)])
        except BadInput as problem:
            why = problem.sentence.rstrip(".")
            continue
        done.created += 1
        named = f" named {one.name}, since {why}" if why else ""
        done.said.append(f"{_name(party)} becomes a new contact{named}" + (f", for {person.name}" if person else ""))
        return plan
    done.skipped += 1
    done.said.append(f"{_name(party)} is left out of this run: {why}")
    return desks.export.decide_customers(route_id, [CustomerDecision(party, skip=True)])


def _billing_person(party: SourceParty) -> Person | None:
    people = [p for p in party.people if p.is_active]
    chosen = [p for p in people if p.is_billing] or [p for p in people if p.is_primary] or people
    return chosen[0] if chosen else None


def _name(party: SourceParty) -> str:
    return party.name or f"Company {party.id}"


def _new_rules(
    book: MappingBook, plan: Plan, catalogue: SourceCatalogue, done: Decisions, table: TaxTable
) -> RuleDecision:
    """Rules for what accounts and tax rates are waited for, where the tables above have one that was not tried yet."""
    tried = {(r.facet.value, r.key) for r in book.postings if r.account_code == ACCOUNT}
    taxed = {(r.key, r.tax_code) for r in book.taxes}
    names = {(v.facet.value, v.key): v.name for v in catalogue.facets}
    taxes = {key: (name, rate) for key, name, rate in catalogue.taxes}
    postings: list[PostingRule] = []
    tax_rules: list[TaxRule] = []
    for group in plan.groups:
        facet, _, key = group.subject.partition(":")
        if group.state in _NEEDS_POSTING and (facet, key) in names and (facet, key) not in tried:
            postings.append(PostingRule(Facet(facet), key, names[facet, key], account_code=ACCOUNT))
            done.said.append(f"{names[facet, key]} goes to account {ACCOUNT}")
        elif group.state is DocumentState.NEEDS_TAX_RATE:
            name, rate = taxes.get(group.subject, (group.cause, None))
            code = table.code(name, rate)
            if code and (group.subject, code) not in taxed:
                tax_rules.append(TaxRule(group.subject, name, code))
                done.said.append(f"The tax {name} becomes {code}")
    done.rules += len(postings) + len(tax_rules)
    return RuleDecision(tuple(postings), tuple(tax_rules))

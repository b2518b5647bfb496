"""Weighs one contact against one company: which facts agree, which contradict, and the score they add up to."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from app.domain.parties import ContactState, LedgerContact, SourceParty
from app.domain.suggestions.alignment import Alignment, Likeness
from app.domain.suggestions.details import phone_key, same_phone
from app.domain.suggestions.profiles import Profile
from app.domain.suggestions.shortlist import Postings

# Likeness of the names in percent, and what it alone is worth of 1: twins in one trade share most words.
_PERCENT = (0.0, 50.0, 63.0, 76.0, 88.0, 100.0)
_WORTH = (0.0, 0.12, 0.31, 0.62, 0.76, 0.88)

_EMAIL, _SHARED_EMAIL, _DOMAIN, _SHARED_DOMAIN = 0.55, 0.20, 0.40, 0.08
_PHONE, _SHARED_PHONE, _TAX, _PLACE, _POSTAL_CODE = 0.25, 0.08, 0.75, 0.06, 0.10
_OTHER_TAX, _OTHER_COUNTRY, _OTHER_CURRENCY, _OTHER_WORD = 0.74, 0.85, 0.92, 0.86
_TAKEN, _ARCHIVED, _OTHER_BRANCH = 0.90, 0.60, 0.80


class Facts(NamedTuple):
    """What agrees and what contradicts, apart from the name. 'Unique' facts are shared with no other contact."""

    external_id: bool = False
    email: str = ""
    domain: str = ""
    phone: str = ""
    tax: bool = False
    place: bool = False
    unique_email: bool = False
    unique_domain: bool = False
    unique_phone: bool = False
    other_domain: bool = False
    other_tax: bool = False
    other_country: bool = False
    other_currency: bool = False
    taken: bool = False
    unusable: bool = False

    @property
    def supports(self) -> int:
        """How many independent facts besides the name agree; e-mail and its domain are one fact."""
        return (self.unique_email or self.unique_domain) + self.unique_phone + self.tax

    @property
    def contradicts(self) -> bool:
        """Whether anything known on both sides differs, or the contact cannot be taken."""
        return self.other_tax or self.other_country or self.other_currency or self.taken or self.unusable


class Finding(NamedTuple):
    """One contact weighed: its position in the index, the score 0..100, and where that comes from."""

    position: int
    score: int
    alignment: Alignment
    facts: Facts


def gather(party: SourceParty, source: Profile, contact: LedgerContact, ledger: Profile, postings: Postings) -> Facts:
    """Compare everything but the name."""
    same_id = bool(contact.external_id) and contact.external_id == party.id
    email = _common(source.emails, ledger.emails) if ledger.emails else ""
    domain = _common(source.domains, ledger.domains) if ledger.domains else ""
    phone = _common_phone(source.phones, ledger.phones) if ledger.phones else ""
    both_taxed = bool(source.tax and ledger.tax)
    return Facts(
        same_id,
        email,
        domain,
        phone,
        both_taxed and source.tax == ledger.tax,
        bool(source.postal_code and source.postal_code == ledger.postal_code)
        or bool(source.city and source.city == ledger.city),
        bool(email) and len(postings.emails[email]) == 1,
        bool(domain) and len(postings.domains[domain]) == 1,
        bool(phone) and len(postings.phones[phone_key(phone)]) == 1,
        bool(source.domains and ledger.domains and not domain and not email),
        both_taxed and source.tax != ledger.tax,
        bool(source.country and ledger.country) and source.country != ledger.country,
        bool(source.currency and ledger.currency) and source.currency != ledger.currency,
        bool(contact.external_id) and not same_id,
        contact.state is not ContactState.ACTIVE or bool(contact.merged_into),
    )


def weigh(position: int, alignment: Alignment, facts: Facts, written_alike: bool) -> Finding:
    """Add up to a score; `written_alike` says that the names agree even in their legal form."""
    if facts.external_id:
        return Finding(position, 100, alignment, facts)
    doubt = 1.0 - _worth_of(alignment.percent)
    if alignment.likeness is Likeness.UNLIKE and alignment.percent:
        doubt = 1.0 - (1.0 - doubt) * (_OTHER_BRANCH if alignment.is_another_branch else _OTHER_WORD)
    if facts.email:
        doubt *= 1.0 - (_EMAIL if facts.unique_email else _SHARED_EMAIL)
    elif facts.domain:
        doubt *= 1.0 - (_DOMAIN if facts.unique_domain else _SHARED_DOMAIN)
    if facts.phone:
        doubt *= 1.0 - (_PHONE if facts.unique_phone else _SHARED_PHONE)
    if facts.tax:
        doubt *= 1.0 - _TAX
    if facts.place:
        doubt *= 1.0 - _PLACE
    if written_alike:
        doubt *= 0.9
    score = 99.4 * (1.0 - doubt)
    return Finding(position, round(score * _reduction(facts)), alignment, facts)


def _reduction(facts: Facts) -> float:
    """What contradictions leave of a score, 0..1."""
    left = 1.0
    for applies, factor in (
        (facts.other_tax, _OTHER_TAX),
        (facts.other_country, _OTHER_COUNTRY),
        (facts.other_currency, _OTHER_CURRENCY),
        (facts.taken, _TAKEN),
        (facts.unusable, _ARCHIVED),
    ):
        if applies:
            left *= factor
    return left


def _worth_of(percent: float) -> float:
    """Likeness in percent to its worth, 0..0.88, linear between the steps of the table."""
    if percent >= 100.0:
        return _WORTH[-1]
    step = bisect_right(_PERCENT, percent)
    low, high = _PERCENT[step - 1], _PERCENT[step]
    return _WORTH[step - 1] + (_WORTH[step] - _WORTH[step - 1]) * (percent - low) / (high - low)


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    for value in one:
        if value in other:
            return value
    return ""


def _common_phone(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """The ledger's form of a phone number both sides have."""
    for ours in one:
        for theirs in other:
            if same_phone(ours, theirs):
                return theirs
    return ""

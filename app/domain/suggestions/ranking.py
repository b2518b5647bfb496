"""Orders the weighed contacts and decides whether one of them may be proposed: only with a clear lead and no doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.ledger_words import LedgerWords
from app.domain.parties import LedgerContact, SourceParty
from app.domain.suggestions.alignment import Likeness
from app.domain.suggestions.evidence import Facts, Finding
from app.domain.suggestions.model import NOTHING_ALIKE, Certainty, Ranking, Suggestion
from app.domain.suggestions.wording import contested, reasons, warnings

CLEAR_LEAD = 8  # points; what two independent small slips in a name cost
_SURE_AGAINST_OTHER_DOMAIN = 2  # facts that outweigh a doubtful name with another mail domain
_LOWEST_SCORE = 28  # what a name worth a look has; lower ones are shown only to make up a first three
_FLOOR, _FIRST_FEW = 12, 3
_LIKELY_SCORE = 45


def rank(
    party: SourceParty, contacts: Sequence[LedgerContact], findings: list[Finding], limit: int, words: LedgerWords
) -> Ranking:
    """Put findings into order, usable contacts first; ties go by the ledger's own order."""
    shown = _worth_showing(contacts, findings)[:limit]
    if not shown:
        return NOTHING_ALIKE
    best = shown[0]
    lead = best.score - max((finding.score for finding in shown[1:]), default=0)
    chosen = contacts[best.position] if lead >= CLEAR_LEAD and _is_beyond_doubt(best) else None
    suggestions = tuple([_suggestion(party, contacts[finding.position], finding, words) for finding in shown])
    return Ranking(suggestions, lead, chosen, _certainty(best, chosen is not None))


def _worth_showing(contacts: Sequence[LedgerContact], findings: list[Finding]) -> list[Finding]:
    shown = [finding for finding in findings if finding.score >= _LOWEST_SCORE]
    few = len(shown) < _FIRST_FEW
    if few:
        shown = [finding for finding in findings if finding.score >= _FLOOR]
    shown.sort(key=lambda f: (f.facts.unusable, -f.score, contacts[f.position].name, f.position))
    return shown[:_FIRST_FEW] if few else shown


def settle_contests(rankings: dict[str, Ranking], parties: Mapping[str, SourceParty]) -> dict[str, Ranking]:
    """Where two companies are proposed the same contact, only one that is clearly nearer keeps the proposal."""
    claims: dict[str, list[str]] = {}
    for party_id, ranking in rankings.items():
        if ranking.preselected is not None:
            claims.setdefault(ranking.preselected.id, []).append(party_id)
    settled = dict(rankings)
    for claimants in claims.values():
        if len(claimants) > 1:
            _settle(claimants, settled, parties)
    return settled


def _settle(claimants: list[str], rankings: dict[str, Ranking], parties: Mapping[str, SourceParty]) -> None:
    claimants.sort(key=lambda party_id: (-rankings[party_id].suggestions[0].score, party_id))
    first, second = (rankings[party_id].suggestions[0].score for party_id in claimants[:2])
    kept = 1 if first - second >= CLEAR_LEAD else 0
    for party_id in claimants[kept:]:
        rival = parties[claimants[0] if party_id != claimants[0] else claimants[1]]
        best, *others = rankings[party_id].suggestions
        doubted = replace(best, warnings=(*best.warnings, contested(rival)))
        rankings[party_id] = replace(
            rankings[party_id],
            suggestions=(doubted, *others),
            preselected=None,
            certainty=Certainty.LIKELY,
        )


def _suggestion(party: SourceParty, contact: LedgerContact, finding: Finding, words: LedgerWords) -> Suggestion:
    against = tuple(warnings(party, contact, finding, words))
    return Suggestion(contact, finding.score, tuple(reasons(party, contact, finding)), against)


def _is_beyond_doubt(finding: Finding) -> bool:
    """Whether nothing contradicts and the name, alone or with other facts, is enough to propose the contact."""
    facts, alignment = finding.facts, finding.alignment
    if facts.contradicts:
        return False
    if facts.external_id:
        return True
    if alignment.likeness is Likeness.UNLIKE:
        return facts.tax and alignment.percent > 0 and not alignment.differs_in_substance
    if alignment.likeness is Likeness.EXACT:
        return True
    if facts.other_domain:
        return facts.supports >= _SURE_AGAINST_OTHER_DOMAIN or facts.tax
    return alignment.likeness is Likeness.SAME_WORDS or facts.supports > 0 or facts.place


def _certainty(best: Finding, is_chosen: bool) -> Certainty:
    if is_chosen and (best.facts.external_id or _agreeing(best.facts, best.alignment.likeness) > 1):
        return Certainty.CERTAIN
    return Certainty.LIKELY if best.score >= _LIKELY_SCORE else Certainty.NONE


def _agreeing(facts: Facts, likeness: Likeness) -> int:
    """The number of independent facts that agree, the name among them when it is the same."""
    return facts.supports + (likeness >= Likeness.SAME_WORDS)

"""The ledger's contacts, made ready once to be ranked, searched and looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.ledger_words import words_of
from app.domain.parties import LedgerContact, SourceParty
from app.domain.suggestions.alignment import align
from app.domain.suggestions.evidence import Finding, gather, weigh
from app.domain.suggestions.model import Ranking
from app.domain.suggestions.pause import collector_paused
from app.domain.suggestions.profiles import of_contact, of_party
from app.domain.suggestions.ranking import rank, settle_contests
from app.domain.suggestions.search import TypedSearch
from app.domain.suggestions.shortlist import Postings, Shortlist
from app.domain.suggestions.vocabulary import Vocabulary


class ContactIndex:
    """Built once from all contacts of a ledger (20,000 in well under a second); then only asked.

    It proposes and never maps: what a person or a saved rule decides is kept elsewhere.
    """

    def __init__(self, contacts: Sequence[LedgerContact], vendor: str = "") -> None:
        """`vendor` is the ledger's name, for the words of warnings."""
        self._words = words_of(vendor)
        with collector_paused():
            self._build(tuple(contacts))

    def _build(self, contacts: tuple[LedgerContact, ...]) -> None:
        self._contacts = contacts
        self._profiles = [of_contact(contact) for contact in contacts]
        self._postings = Postings(self._profiles)
        self._vocabulary = Vocabulary(len(contacts))
        self._vocabulary.fill((word, len(found)) for word, found in self._postings.words.items())
        words = [profile.name.parts[-1].words if profile.name.parts else () for profile in self._profiles]
        self._shortlist = Shortlist(self._postings, self._vocabulary, words)
        self._search = TypedSearch(contacts, [profile.name.full for profile in self._profiles], self._vocabulary)
        self._by_external_id: dict[str, list[int]] = {}
        for position, contact in enumerate(contacts):
            if contact.external_id:
                self._by_external_id.setdefault(contact.external_id, []).append(position)

    def __len__(self) -> int:
        return len(self._contacts)

    def by_external_id(self, external_id: str) -> LedgerContact | None:
        """The contact that carries this id; None when no contact or more than one does."""
        found = self._by_external_id.get(external_id, []) if external_id else []
        return self._contacts[found[0]] if len(found) == 1 else None

    def search(self, text: str, limit: int = 50) -> list[LedgerContact]:
        """Contacts for what was typed so far: name, numbers, e-mail or phone; beginnings of names first."""
        return self._search.find(text, limit)

    def suggest(self, party: SourceParty, limit: int = 8) -> Ranking:
        """The contacts most like one company, best first."""
        source = of_party(party)
        positions = self._shortlist.of(source)
        positions.update(self._by_external_id.get(party.id, ()) if party.id else ())
        findings: list[Finding] = []
        for position in positions:
            contact, ledger = self._contacts[position], self._profiles[position]
            facts = gather(party, source, contact, ledger, self._postings)
            alignment = align(source.name, ledger.name, self._vocabulary)
            alike = bool(source.name.full) and source.name.full == ledger.name.full
            findings.append(weigh(position, alignment, facts, alike))
        return rank(party, self._contacts, findings, limit, self._words)

    def suggest_many(self, parties: Iterable[SourceParty], limit: int = 8) -> dict[str, Ranking]:
        """A ranking for each company by its id. A contact is proposed to one company at most."""
        known = {party.id: party for party in parties}
        with collector_paused():
            rankings = {party_id: self.suggest(party, limit) for party_id, party in known.items()}
            return settle_contests(rankings, known)

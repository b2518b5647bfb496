"""Whatever the two systems hold as a name, mail or number: no crash, no nonsense, the same answer again."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.parties import Address, LedgerContact, SourceParty
from app.domain.suggestions import Certainty, ContactIndex, ReasonKind

ANY = st.text(max_size=60)
NAMES = ANY | st.sampled_from(["Saltbush Dental", "Saltbush", "Ltd", "T/A", "青空", "A t/a B", "\u202eabc", "<b>x</b>"])
CONTACTS = st.builds(
    LedgerContact,
    id=st.uuids().map(str),
    name=NAMES,
    external_id=st.sampled_from(["", "7", "8"]),
    email=ANY | st.sampled_from(["a@b.example", "a@gmail.com"]),
    phone=ANY | st.sampled_from(["08 9555 0142"]),
    tax_number=ANY | st.sampled_from(["51 824 753 556"]),
    currency=st.sampled_from(["", "AUD", "NZD"]),
    address=st.builds(Address, city=ANY, country=ANY),
)
PARTIES = st.builds(
    SourceParty,
    id=st.sampled_from(["7", "0", ""]),
    name=NAMES,
    phone=ANY | st.sampled_from(["+61 8 9555 0142"]),
    email=ANY | st.sampled_from(["a@b.example"]),
    web=ANY,
    tax_number=ANY | st.sampled_from(["51824753556"]),
    address=st.builds(Address, city=ANY, country=ANY),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CONTACTS, max_size=8), PARTIES, ANY)
def test_a_ranking_is_always_sound(contacts: list[LedgerContact], party: SourceParty, typed: str) -> None:
    index = ContactIndex(contacts)
    ranking = index.suggest(party)
    assert ranking == ContactIndex(contacts).suggest(party)
    assert all(0 <= suggestion.score <= 100 for suggestion in ranking.suggestions)
    assert all(reason.text.isprintable() for s in ranking.suggestions for reason in (*s.reasons, *s.warnings))
    if ranking.preselected is not None:
        first = ranking.suggestions[0]
        assert first.contact == ranking.preselected
        by_number = any(reason.kind is ReasonKind.EXTERNAL_ID for reason in first.reasons)
        assert not first.warnings or (by_number and {w.kind for w in first.warnings} == {ReasonKind.OTHER_WORD})
        assert ranking.lead > 0
    if ranking.certainty is Certainty.CERTAIN:
        assert ranking.preselected is not None
    assert all(contact in contacts for contact in index.search(typed))


@settings(deadline=None)
@given(NAMES.filter(lambda name: any(c.isalnum() and unicodedata.category(c) != "Lm" for c in name)))
def test_a_name_finds_itself(name: str) -> None:
    ranking = ContactIndex([LedgerContact("1", name)]).suggest(SourceParty("7", name))
    assert [suggestion.contact.id for suggestion in ranking.suggestions] == ["1"]


@pytest.mark.parametrize(
    "name", ["x" * 10_000, "ab " * 3_334, "青" * 10_000, "t/a " * 2_500, "<b>" * 3_333, "👩‍👩‍👧" * 1_400]
)
def test_ten_thousand_characters(name: str) -> None:
    index = ContactIndex([LedgerContact("1", name), LedgerContact("2", f"{name} tail"), LedgerContact("3", "Acme")])
    ranking = index.suggest(SourceParty("7", name))
    assert ranking.suggestions == () or ranking.suggestions[0].contact.id == "1"
    assert all(len(reason.text) < 120 for s in ranking.suggestions for reason in (*s.reasons, *s.warnings))

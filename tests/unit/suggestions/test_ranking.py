"""Order, reasons, warnings and proposals, in the words a bookkeeper reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.parties import Address, ContactState, LedgerContact, Person, SourceParty
from app.domain.suggestions import Certainty, ContactIndex, ReasonKind, Suggestion, Tone

BLUEGUM = SourceParty(
    "29683574",
    "Bluegum Veterinary Group",
    phone="08 9555 0142",
    email="accounts@bluegumvet.example",
    tax_number="51 824 753 556",
    currency="AUD",
    address=Address(city="Subiaco", postal_code="6008", country="Australia"),
)
VET_GROUP = LedgerContact("1", "Bluegum Vet Group Pty Ltd", email="accounts@bluegumvet.example")
SUPPLIES = LedgerContact("2", "Bluegum Veterinary Supplies", tax_number="11 222 333 444")
CAFE = LedgerContact("3", "Blue Gum Cafe")


def texts(suggestion: Suggestion) -> tuple[list[str], list[str]]:
    return [r.text for r in suggestion.reasons], [w.text for w in suggestion.warnings]


def best(party: SourceParty, *contacts: LedgerContact) -> Suggestion:
    return ContactIndex(contacts).suggest(party).suggestions[0]


def test_the_dialog_of_one_customer() -> None:
    ranking = ContactIndex([CAFE, SUPPLIES, VET_GROUP]).suggest(BLUEGUM)
    first, second = ranking.suggestions[:2]
    assert ranking.preselected == VET_GROUP
    assert ranking.certainty is Certainty.CERTAIN
    assert texts(first) == (["Same e-mail", "Name 97 %", "No ABN in the ledger"], [])
    assert second.contact == SUPPLIES
    assert "Other ABN" in texts(second)[1]
    assert ranking.lead == first.score - second.score
    assert ranking.lead_sentence == f"The first is {ranking.lead} points ahead of the next."


@pytest.mark.parametrize(
    ("changes", "kind", "text"),
    [
        ({"external_id": "29683574", "name": "Other Name"}, ReasonKind.EXTERNAL_ID, "Same customer number"),
        ({"name": "BLUEGUM VETERINARY GROUP P/L"}, ReasonKind.SAME_NAME, "Same name"),
        ({"email": "Accounts@Bluegumvet.example"}, ReasonKind.EMAIL, "Same e-mail"),
        ({"email": "orders@bluegumvet.example"}, ReasonKind.DOMAIN, "Same e-mail domain"),
        ({"phone": "+61 8 9555 0142"}, ReasonKind.PHONE, "Same phone"),
        ({"tax_number": "51824753556"}, ReasonKind.TAX_NUMBER, "Same ABN"),
        ({"address": Address(city="SUBIACO")}, ReasonKind.PLACE, "Same suburb"),
        ({"address": Address(postal_code="6008")}, ReasonKind.PLACE, "Same postcode"),
    ],
)
def test_each_agreement_has_its_words(changes: dict[str, object], kind: ReasonKind, text: str) -> None:
    contact = replace(LedgerContact("1", "Bluegum Vet"), **changes)  # type: ignore[arg-type]
    assert (kind, text) in [(reason.kind, reason.text) for reason in best(BLUEGUM, contact).reasons]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"tax_number": "11 222 333 444"}, "Other ABN"),
        ({"currency": "NZD"}, "Other currency"),
        ({"address": Address(country="NZ")}, "Other country"),
        ({"external_id": "29680001"}, "Belongs to customer number 29680001"),
        ({"state": ContactState.ARCHIVED}, "Archived"),
        ({"merged_into": "7"}, "Merged"),
        ({"name": "Bluegum Veterinary Group North"}, "Also ‘North’"),
        ({"name": "Bluegum Veterinary Group 2"}, "Also ‘2’"),
        ({"name": "Bluegum Veterinary"}, "Without ‘Group’"),
        ({"name": "Bluegum Veterinary Care"}, "‘Care’, not ‘Group’"),
    ],
)
def test_a_contradiction_is_told_and_stops_the_proposal(changes: dict[str, object], text: str) -> None:
    same = LedgerContact("1", BLUEGUM.name, email=BLUEGUM.email, phone=BLUEGUM.phone)
    other = replace(same, **changes)  # type: ignore[arg-type]
    ranking = ContactIndex([other]).suggest(BLUEGUM)
    assert text in texts(ranking.suggestions[0])[1]
    assert all(warning.tone is Tone.WARNS for warning in ranking.suggestions[0].warnings)
    assert ranking.preselected is None
    assert ranking.suggestions[0].score < best(BLUEGUM, same).score


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Coastal Dental", "Coastal Dental Care"),
        ("Coastal Dental North", "Coastal Dental South"),
        ("Store 12", "Store 13"),
        ("Henry Tudor VII", "Henry Tudor VIII"),
        ("John Smith Jr", "John Smith Sr"),
        ("Hansen Plumbing", "Hanson Plumbing"),
        ("Marlin Freight", "Merlin Freight"),
        ("Green & Co", "Greene & Co"),
        ("Bluegum Perth", "Bluegum Albany"),
        ("青空", "青海"),
    ],
)
def test_twins_are_listed_but_not_proposed(here: str, there: str) -> None:
    index = ContactIndex([LedgerContact("1", there), LedgerContact("2", "Quite Another Thing")])
    assert index.suggest(SourceParty("7", here)).preselected is None


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Saltbush Dental", "Saltbush Dental Pty Ltd"),
        ("Saltbush Dental Services", "Dental Services Saltbush"),
        ("Saltbush Dental Services", "Saltbush Dental Svcs"),
        ("Saltbush Dental", "Sal tbush Dental"),
        ("Saltbush Dental", "Saltbsuh Dental"),
        ("Smith Holdings t/a Saltbush Dental", "Saltbush Dental"),
        ("Ünlü Çelik", "Unlu Celik Ltd"),
        ("青空", "株式会社青空"),
        ("Ромашка", "ООО «Ромашка»"),
        ("النور", "شركة النور"),
        ("ΡΟΜΆΣ", "Ρομάς Α.Ε."),
    ],
)
def test_the_same_company_is_proposed_by_name_alone(here: str, there: str) -> None:
    index = ContactIndex([LedgerContact("1", there), LedgerContact("2", "Quite Another Thing")])
    ranking = index.suggest(SourceParty("7", here))
    assert ranking.preselected is not None
    assert ranking.preselected.id == "1"
    assert ranking.certainty is Certainty.LIKELY


def test_two_alike_leave_the_choice_open() -> None:
    ranking = ContactIndex([LedgerContact("1", "Acme Ltd"), LedgerContact("2", "Acme LLC")]).suggest(
        SourceParty("7", "Acme")
    )
    assert (ranking.lead, ranking.preselected, ranking.certainty) == (0, None, Certainty.LIKELY)
    assert ranking.lead_sentence == "The first two are level."


def test_free_mail_says_nothing_about_the_company() -> None:
    party = SourceParty("7", "Kestrel Freight", email="kestrel@gmail.com")
    assert ContactIndex([LedgerContact("1", "Yoga", email="lumen@gmail.com")]).suggest(party).suggestions == ()


def test_a_domain_of_many_is_weak() -> None:
    shared = [LedgerContact(str(n), f"Kestrel {n}", email=f"ap{n}@group.example") for n in range(3)]
    alone = [replace(shared[0]), replace(shared[1], email="")]
    party = SourceParty("7", "Kestrel 0", email="office@group.example")
    assert best(party, *alone).score > best(party, *shared).score


def test_people_of_the_company_count() -> None:
    person = Person("1", "Priya", "Raman", email="priya@saltbush.example", phone="0895550142")
    party = SourceParty("7", "Saltbush", people=(person,))
    contact = LedgerContact("1", "Saltbush", email="priya@saltbush.example", phone="08 9555 0142")
    assert texts(best(party, contact))[0] == ["Same name", "Same e-mail", "Same phone"]
    left = replace(party, people=(replace(person, is_active=False),))
    assert texts(best(left, contact))[0] == ["Same name"]


def test_archived_contacts_stand_last() -> None:
    archived = LedgerContact("1", "Saltbush Dental", state=ContactState.ARCHIVED)
    other = LedgerContact("2", "Saltbush Dental Care")
    ranking = ContactIndex([archived, other]).suggest(SourceParty("7", "Saltbush Dental"))
    assert [suggestion.contact.id for suggestion in ranking.suggestions] == ["2", "1"]


def test_one_contact_is_proposed_to_one_company() -> None:
    index = ContactIndex([LedgerContact("1", "Saltbush Dental")])
    parties = [SourceParty("7", "Saltbush Dental Pty Ltd"), SourceParty("8", "Saltbush Dental Ltd")]
    rankings = index.suggest_many(parties)
    assert [rankings[party.id].preselected for party in parties] == [None, None]
    assert texts(rankings["7"].suggestions[0])[1] == ["Also fits Saltbush Dental Ltd"]
    assert index.suggest(parties[0]).preselected is not None


def test_the_clearly_nearer_company_keeps_the_proposal() -> None:
    index = ContactIndex([LedgerContact("1", "Saltbush Dental", external_id="7")])
    rankings = index.suggest_many([SourceParty("7", "Saltbush Dental"), SourceParty("8", "Saltbush Dental")])
    assert rankings["7"].preselected is not None
    assert rankings["7"].certainty is Certainty.CERTAIN
    assert rankings["8"].preselected is None


def test_nothing_alike() -> None:
    for contacts in ([], [LedgerContact("1", "Gannet Electrics")]):
        ranking = ContactIndex(contacts).suggest(SourceParty("7", "Zuzu"))
        assert (ranking.suggestions, ranking.certainty, ranking.lead_sentence) == ((), Certainty.NONE, "")


def test_by_external_id() -> None:
    index = ContactIndex(
        [
            LedgerContact("1", "A", external_id="5"),
            LedgerContact("2", "B", external_id="6"),
            LedgerContact("3", "C", external_id="6"),
        ]
    )
    found = index.by_external_id("5")
    assert found is not None
    assert found.id == "1"
    assert index.by_external_id("6") is None
    assert index.by_external_id("") is None
    assert len(index) == 3

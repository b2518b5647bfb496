"""Which payer a ledger contact is: connected, found by its identifier, suggested with reasons, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.collection.payers import Payer, PayerFields
from app.domain.collection.settings import ConnectedCustomer
from app.domain.parties import Address, ContactState, LedgerContact, SourceParty
from app.domain.suggestions import ContactIndex, Reason


class MatchState(StrEnum):
    """How a contact stands with the collector's payers."""

    CONNECTED = "connected"
    FOUND = "found"  # a payer's identifier is the contact's very name
    SUGGESTED = "suggested"
    NONE = "none"
    LOST = "lost"  # connected to a payer that is not there any more


@dataclass(frozen=True, slots=True)
class PayerSuggestion:
    """A payer that may be the contact, with reasons for and against; `score` from 0 to 100."""

    payer: Payer
    score: int
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerMatch:
    """One ledger contact with its match. `payer` is the connected or found one; suggestions are there only while there is none."""

    contact: LedgerContact
    state: MatchState
    payer: Payer | None = None
    customer: ConnectedCustomer | None = None
    suggestions: tuple[PayerSuggestion, ...] = ()


def match_customers(
    contacts: Sequence[LedgerContact], payers: Sequence[Payer], connected: Mapping[str, ConnectedCustomer]
) -> tuple[CustomerMatch, ...]:
    """Every contact that can be used, by name, each payer given to one contact at most.

    Found is an identifier equal to the name, letter by letter, on exactly one payer and one contact; all else is only suggested.
    """
    by_id = {payer.id: payer for payer in payers}
    taken = {customer.payer_id for customer in connected.values()}
    free = [payer for payer in payers if payer.id not in taken]
    usable = [c for c in contacts if c.state is ContactState.ACTIVE or c.id in connected]
    found = _by_identifier([c for c in usable if c.id not in connected], free)
    open_contacts = [c for c in usable if c.id not in connected and c.id not in found]
    given = {payer.id for payer in found.values()}
    suggested = _suggestions(open_contacts, [payer for payer in free if payer.id not in given])
    matches = [_match(c, connected.get(c.id), by_id, found.get(c.id), suggested.get(c.id, ())) for c in usable]
    return tuple(sorted(matches, key=lambda m: (m.contact.name.casefold(), m.contact.id)))


def _match(
    contact: LedgerContact,
    customer: ConnectedCustomer | None,
    payers: Mapping[str, Payer],
    found: Payer | None,
    suggested: tuple[PayerSuggestion, ...],
) -> CustomerMatch:
    if customer is not None:
        payer = payers.get(customer.payer_id)
        return CustomerMatch(contact, MatchState.CONNECTED if payer else MatchState.LOST, payer, customer)
    if found is not None:
        return CustomerMatch(contact, MatchState.FOUND, found)
    state = MatchState.SUGGESTED if suggested else MatchState.NONE
    return CustomerMatch(contact, state, suggestions=suggested)


def _by_identifier(contacts: Sequence[LedgerContact], payers: Sequence[Payer]) -> dict[str, Payer]:
    names = Counter(contact.name for contact in contacts)
    identifiers = Counter(payer.identifier for payer in payers if payer.identifier)
    by_identifier = {payer.identifier: payer for payer in payers if identifiers[payer.identifier] == 1}
    return {c.id: by_identifier[c.name] for c in contacts if c.name in by_identifier and names[c.name] == 1}


def _suggestions(contacts: Sequence[LedgerContact], payers: Sequence[Payer]) -> dict[str, tuple[PayerSuggestion, ...]]:
    """Ranked by the same evidence as customers of a source; the payers stand in for contacts, the contacts for companies."""
    if not contacts or not payers:
        return {}
    by_id = {payer.id: payer for payer in payers}
    rankings = ContactIndex([_as_contact(payer) for payer in payers]).suggest_many(_as_party(c) for c in contacts)
    return {
        contact_id: tuple(
            PayerSuggestion(by_id[each.contact.id], each.score, each.reasons, each.warnings)
            for each in ranking.suggestions
        )
        for contact_id, ranking in rankings.items()
    }


def _as_contact(payer: Payer) -> LedgerContact:
    name = payer.identifier or payer.name
    return LedgerContact(payer.id, name, email=payer.email, phone=payer.phone, address=payer.address or Address())


def _as_party(contact: LedgerContact) -> SourceParty:
    return SourceParty(contact.id, contact.name, phone=contact.phone, email=contact.email, address=contact.address)


def fields_of(contact: LedgerContact) -> PayerFields:
    """What a payer is told of a contact."""
    return PayerFields(contact.name, contact.email, contact.phone, contact.address)


def wanted_update(contact: LedgerContact, payer: Payer) -> tuple[PayerFields, PayerFields] | None:
    """What the payer shows and what it should show; None when nothing differs.

    What the ledger does not know is left as it is: an empty field there takes nothing away here.
    """
    shown = PayerFields(payer.name, payer.email, payer.phone, payer.address or Address())
    wish = fields_of(contact)
    after = PayerFields(
        wish.name or shown.name,
        wish.email or shown.email,
        shown.phone if _digits(wish.phone) == _digits(shown.phone) else wish.phone or shown.phone,
        _address(wish.address, shown.address),
    )
    return None if after == shown else (shown, after)


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdecimal())


def _address(wish: Address, shown: Address) -> Address:
    """The ledger's address as a payer can hold it: two lines, town, province, postal code; the country is not touched."""
    lines = tuple(line for line in wish.lines if line)
    if not lines and not wish.city:
        return shown
    two = (lines[0], ", ".join(lines[1:])) if len(lines) > 1 else lines
    place = (wish.city or shown.city, wish.region or shown.region, wish.postal_code or shown.postal_code)
    kept = tuple(line for line in two if line) or shown.lines
    return Address(kept, *place, shown.country, shown.attention)

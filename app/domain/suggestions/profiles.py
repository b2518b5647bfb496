"""A company and a ledger contact reduced to comparable facts, once each."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.parties import LedgerContact, Person, SourceParty
from app.domain.suggestions.details import (
    addresses,
    country_code,
    own_domain,
    phone_digits,
    place_key,
    site_domain,
    tax_key,
)
from app.domain.suggestions.names import ComparableName, comparable


class Profile(NamedTuple):
    """What can be compared; empty where unknown. Tuples of e-mails, domains and phones hold no empty text."""

    name: ComparableName
    emails: tuple[str, ...]
    domains: tuple[str, ...]
    phones: tuple[str, ...]
    tax: str
    country: str
    currency: str
    city: str
    postal_code: str


def of_contact(contact: LedgerContact) -> Profile:
    """The facts of a ledger contact."""
    emails = addresses(contact.email)
    phone = phone_digits(contact.phone)
    address = contact.address
    return Profile(
        comparable(contact.name),
        emails,
        _domains(emails, contact.web),
        (phone,) if phone else (),
        tax_key(contact.tax_number),
        country_code(address.country) if address.country else "",
        contact.currency.upper(),
        place_key(address.city) if address.city else "",
        place_key(address.postal_code) if address.postal_code else "",
    )


def of_party(party: SourceParty) -> Profile:
    """The facts of a source company, with the e-mails and phones of its active people."""
    people = tuple(person for person in party.people if person.is_active)
    emails = addresses(party.email)
    if people:
        emails = tuple(dict.fromkeys((*emails, *(a for p in people for a in addresses(p.email)))))
    address = party.address
    return Profile(
        comparable(party.name),
        emails,
        _domains(emails, party.web),
        _phones(party.phone, people),
        tax_key(party.tax_number),
        country_code(address.country) if address.country else "",
        party.currency.upper(),
        place_key(address.city) if address.city else "",
        place_key(address.postal_code) if address.postal_code else "",
    )


def _domains(emails: tuple[str, ...], web: str) -> tuple[str, ...]:
    if not web and len(emails) == 1:
        domain = own_domain(emails[0])
        return (domain,) if domain else ()
    found = [own_domain(address) for address in emails]
    if web:
        found.append(site_domain(web))
    return tuple(dict.fromkeys(domain for domain in found if domain))


def _phones(phone: str, people: tuple[Person, ...]) -> tuple[str, ...]:
    found = [phone_digits(phone), *(phone_digits(person.phone) for person in people)]
    return tuple(dict.fromkeys(digits for digits in found if digits))

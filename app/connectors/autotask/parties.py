"""Companies and contacts as parties; address by `billToAddressToUse`, people with the billing contact first (apis/autotask.md 11, 14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from app.connectors.autotask.lists import name_of
from app.connectors.autotask.values import OddValueError, Row
from app.domain.parties import Address, Person, SourceParty

COMPANY_FIELDS = (
    *(
        "id",
        "companyName",
        "companyNumber",
        "phone",
        "webAddress",
        "taxID",
        "currencyID",
        "parentCompanyID",
        "isActive",
    ),
    *("address1", "address2", "city", "state", "postalCode", "countryID", "additionalAddressInformation"),
    *("billToAddressToUse", "billToAttention", "billingAddress1", "billingAddress2", "billToCity", "billToState"),
    *("billToZipCode", "billToCountryID", "billToAdditionalAddressInformation", "billToCompanyLocationID"),
    *("taxRegionID", "isTaxExempt"),
)
CONTACT_FIELDS = (
    *("id", "companyID", "firstName", "lastName", "title", "emailAddress", "emailAddress2", "phone", "mobilePhone"),
    *("isActive", "primaryContact", "billingContact"),
)


def person_of(row: Row) -> Person:
    """A contact; oddities in its texts read as empty, since none of them decides about money."""
    return Person(
        id=str(row.id),
        first_name=row.loose("firstName"),
        last_name=row.loose("lastName"),
        email=row.loose("emailAddress", "emailAddress2"),
        phone=row.loose("phone", "mobilePhone"),
        title=row.loose("title"),
        is_billing=_flag(row, "billingContact"),
        is_primary=_flag(row, "primaryContact"),
        is_active=_flag(row, "isActive"),
    )


def _flag(row: Row, name: str) -> bool:
    try:
        return row.flag(name)
    except OddValueError:
        return False


def _key(row: Row, name: str) -> str:
    try:
        return row.key(name)
    except OddValueError:
        return ""


def people_of(rows: Iterable[Row], named_by_contracts: Collection[str] = ()) -> tuple[Person, ...]:
    """The people of one company: flagged for billing, then named by a contract it pays, then the primary one, then by name."""

    def rank(person: Person) -> tuple[bool, bool, bool, bool, str, str, str]:
        return (
            not person.is_active,
            not person.is_billing,
            person.id not in named_by_contracts,
            not person.is_primary,
            person.last_name.casefold(),
            person.first_name.casefold(),
            person.id,
        )

    return tuple(sorted((person_of(row) for row in rows), key=rank))


def _country(row: Row, field: str, countries: Mapping[int, Row]) -> str:
    key = _key(row, field)
    return name_of(countries.get(int(key)), "") if key else ""


def _own_address(row: Row, countries: Mapping[int, Row]) -> Address:
    lines = (row.loose("address1"), row.loose("address2"), row.loose("additionalAddressInformation"))
    return Address(
        lines=tuple(line for line in lines if line),
        city=row.loose("city"),
        region=row.loose("state"),
        postal_code=row.loose("postalCode"),
        country=_country(row, "countryID", countries),
    )


def _billing_address(row: Row, countries: Mapping[int, Row]) -> Address:
    lines = (
        row.loose("billingAddress1", "billToAddress1"),
        row.loose("billingAddress2", "billToAddress2"),
        row.loose("billToAdditionalAddressInformation"),
    )
    return Address(
        lines=tuple(line for line in lines if line),
        city=row.loose("billToCity"),
        region=row.loose("billToState"),
        postal_code=row.loose("billToZipCode"),
        country=_country(row, "billToCountryID", countries),
        attention=row.loose("billToAttention"),
    )


def address_of(row: Row, countries: Mapping[int, Row]) -> Address:
    """Where the bill goes: the billing address where one is given, else the company's own, with the name line either way.

    The numbers of `billToAddressToUse` are not established (section 18.1), but Autotask fills the billing fields with what it
    will print, the parent's address included, so they lead.
    """
    billing = _billing_address(row, countries)
    if billing.lines or billing.city or billing.postal_code:
        return billing
    own = _own_address(row, countries)
    return Address(own.lines, own.city, own.region, own.postal_code, own.country, billing.attention)


def party_of(
    row: Row, people: tuple[Person, ...], currency: str, region: str, countries: Mapping[int, Row]
) -> SourceParty:
    """A company as a party. An empty name is kept: the person is asked for the contact then."""
    return SourceParty(
        id=str(row.id),
        name=row.loose("companyName"),
        number=row.loose("companyNumber"),
        phone=row.loose("phone"),
        email=next((person.email for person in people if person.is_active and person.email), ""),
        web=row.loose("webAddress"),
        tax_number=row.loose("taxID"),
        currency=currency,
        address=address_of(row, countries),
        people=people,
        is_active=_flag(row, "isActive"),
        tax_exempt=_flag(row, "isTaxExempt"),
        tax_region=region,
        parent_id=_key(row, "parentCompanyID"),
    )

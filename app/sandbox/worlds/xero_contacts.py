"""Contacts of the Xero organisations: clients under all the names bookkeepers give them, look-alikes, suppliers and households."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final

from app.sandbox.worlds.clients import Client, Link, phone_of
from app.sandbox.worlds.companies import Company
from app.sandbox.worlds.names import FIRST_NAMES, LAST_NAMES, SUPPLIERS, TRADES
from app.sandbox.worlds.xero_reference import AUSTRALIAN, Guid

_HOUSEHOLDS: Final = 28
_COUNTRY_NAMES: Final = {
    "AU": "Australia",
    "GB": "United Kingdom",
    "NZ": "New Zealand",
    "US": "United States",
    "JP": "Japan",
    "DE": "Germany",
}
_PHONE_KINDS: Final = ("DEFAULT", "DDI", "MOBILE", "FAX")

_KNOWN_AS: Final = {
    "twin_coastal": "Coastal Dental", "twin_coastal_care": "Coastal Dental Care", "ampersand": "Barnes and O'Leary",
    "equals_sign": "Sum Bookkeeping", "twin_north_physiotherapy": "North Bank Physiotherapy Pty Ltd",
    "right_to_left": "Olive Grove Cafe & Deli",
    "no_name": "Sundial Repairs",
    "us_analytics": "Mesa Bluff Analytic", "emoji": "Tide & Tonic",
}  # fmt: skip
_SHORT: Final = (
    (" Services", " Svcs"), (" Contractors", " Contr."), (" Engineering", " Eng."), (" Accounting", " Acctg"), (" Group", " Grp"),
    (" Supplies", " Supp."), (" Brokers", " Bkrs"), (" Planning", " Plng"), (" Centre", " Ctr"), (" Clinic", " Cl."),
)  # fmt: skip
_SUFFIXES: Final = (" Pty Ltd", " Group", " Ltd")


def client_contacts(
    guid: Guid, companies: list[Company], rng: Random, changed: str
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Contacts for the Australian clients, and the truth: company id -> ContactID for those that have one."""
    made, truth = [], {}
    for company in companies:
        link = company.client.link
        if link is Link.NONE:
            continue
        if link is Link.DECOY:
            made.append(_look_alike(guid, company, rng, changed))
            continue
        contact = _client_contact(guid, company, rng, changed)
        truth[company.id] = contact["ContactID"]
        made.append(contact)
    return made, truth


def numbered_contacts(
    guid: Guid, companies: list[Company], changed: str
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """A contact with ContactNumber for each company, and company id -> ContactID."""
    made = [
        contact(guid, str(company.id), ledger_name(company.client.name), changed, client=company.client, number=str(company.id),
                email=company.email)
        for company in companies
    ]  # fmt: skip
    return made, {company.id: row["ContactID"] for company, row in zip(companies, made, strict=True)}


def other_contacts(guid: Guid, rng: Random, changed: str) -> list[dict[str, Any]]:
    """Suppliers and households that have nothing to do with the source system; one archived, one merged into another."""
    made = [contact(guid, f"supplier:{name}", name, changed, supplier=True) for name in SUPPLIERS]
    seen: set[str] = set()
    while len(seen) < _HOUSEHOLDS:
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        name = f"{first} {last}"
        if name not in seen:
            seen.add(name)
            made.append(
                contact(
                    guid, f"household:{name}", name, changed, email=f"{first.lower()}.{len(seen)}@household.example"
                )
            )
    retired = contact(guid, "retired", "Retired Rentals", changed)
    merged = contact(guid, "merged", "Northlight Distribution (double)", changed, supplier=True)
    return [*made, retired | {"ContactStatus": "ARCHIVED"},
            merged | {"ContactStatus": "ARCHIVED", "MergedToContactID": made[0]["ContactID"]}]  # fmt: skip


def ledger_name(name: str) -> str:
    """A name as Xero takes it: no angle brackets, no blanks at the ends, at most 255 characters (apis/xero.md 5)."""
    return " ".join(name.replace("<", "").replace(">", "").split())[:255]


def contact(
    guid: Guid, key: str, name: str, changed: str, *, client: Client | None = None, number: str = "", email: str = "",
    known: bool = True, supplier: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """One Contacts row; `known` says whether telephone, address and tax number are on file. Both addresses and four phones come empty."""
    made: dict[str, Any] = {
        "ContactID": guid(f"contact:{key}"), "ContactStatus": "ACTIVE", "Name": name, "EmailAddress": email, "BankAccountDetails": "",
        "Addresses": [{"AddressType": kind} | (_address(client) if client and known else _NOWHERE) for kind in ("POBOX", "STREET")],
        "Phones": [
            {"PhoneType": kind, "PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}
            | (_phone(client.phone) if client and known and kind == "DEFAULT" else {})
            for kind in _PHONE_KINDS
        ],
        "IsSupplier": supplier, "IsCustomer": client is not None, "ContactGroups": [], "ContactPersons": [], "HasAttachments": False,
        "UpdatedDateUTC": changed,
    }  # fmt: skip
    if number:
        made["ContactNumber"] = number
    if client and client.currency in AUSTRALIAN.currencies:  # a contact can only have a currency that is enabled
        made["DefaultCurrency"] = client.currency
    if client and known and client.tax_number:
        made["TaxNumber"] = client.tax_number
    return made


_NOWHERE: Final = {"City": "", "Region": "", "PostalCode": "", "Country": ""}


def _address(client: Client) -> dict[str, str]:
    return {
        "AddressLine1": client.street, "City": client.town, "Region": client.state, "PostalCode": client.postal_code,
        "Country": _COUNTRY_NAMES[client.country], "AttentionTo": "Accounts",
    }  # fmt: skip


def _phone(number: str) -> dict[str, str]:
    """Xero keeps area code and number apart where people type them so."""
    if number.startswith("("):
        return {"PhoneAreaCode": number[1:3], "PhoneNumber": number[5:]}
    return {"PhoneNumber": number}


def _client_contact(guid: Guid, company: Company, rng: Random, changed: str) -> dict[str, Any]:
    client, link = company.client, company.client.link
    name = _KNOWN_AS.get(client.key) or _renamed(client.name, link, rng)
    numbered = link in (Link.NUMBER, Link.ARCHIVED)
    known = numbered or client.key == "no_name" or rng.random() < 0.7
    email = company.email if client.key == "no_name" or (known and rng.random() < 0.8) else ""
    made = contact(
        guid,
        str(company.id),
        ledger_name(name),
        changed,
        client=client,
        number=str(company.id) if numbered else "",
        email=email,
        known=known,
    )
    if company.person and company.person != "Accounts Payable" and email:
        first, last = company.person.split(" ", 1)
        made["FirstName"], made["LastName"] = first, last
    if link is Link.ARCHIVED:
        made["ContactStatus"] = "ARCHIVED"
    return made


def _renamed(name: str, link: Link, rng: Random) -> str:
    match link:
        case Link.NORMALISED:
            return rng.choice((_with_suffix, str.upper, lambda text: text.replace(" ", ", ", 1)))(name)
        case Link.SIMILAR:
            return rng.choice(_NOISES)(name, rng)
        case _:
            return name


def _bare(name: str) -> str:
    return next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)


def _with_suffix(name: str) -> str:
    return f"{_bare(name)} Pty. Ltd."


def _typo(name: str, rng: Random) -> str:
    """Two neighbouring letters of the first word changed about."""
    at = rng.randrange(1, max(2, name.find(" ") - 2))
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _shortened(name: str, rng: Random) -> str:
    short = _bare(name)
    for long, brief in _SHORT:
        short = short.replace(long, brief)
    return short if short != _bare(name) else _typo(name, rng)


def _turned(name: str, rng: Random) -> str:
    words = _bare(name).split(" ")
    return f"{' '.join(words[1:])} {words[0]}" if len(words) > 1 else _typo(name, rng)


_NOISES: Final[tuple[Callable[[str, Random], str], ...]] = (_typo, _shortened, _turned)


def _look_alike(guid: Guid, company: Company, rng: Random, changed: str) -> dict[str, Any]:
    """Somebody else with the same first word and another trade: no common telephone, e-mail, address or number."""
    stem = company.client.name.split(" ")[0]
    trade = rng.choice([trade for trade in TRADES if trade not in company.client.name])
    made = contact(
        guid, f"decoy:{company.id}", f"{stem} {trade}", changed, email=f"office@{stem.lower()}-other.example"
    )
    made["Phones"][0] |= _phone(phone_of("AU", company.client.division, 9_000 + company.id))
    made["IsCustomer"] = True
    return made

"""Writes the clients, their people and places as Autotask rows; also the own company (id 0), vendors and prospects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Final

from app.sandbox.worlds.catalogue import COUNTRIES, CURRENCIES, REGION_AU, Catalogue
from app.sandbox.worlds.clients import Client
from app.sandbox.worlds.names import FIRST_NAMES, LAST_NAMES, TITLES
from app.sandbox.worlds.picklists import number
from app.sandbox.worlds.tenant import Tenant, instant_text

_VENDORS: Final = ("Northlight Distribution", "Meridian Cloud Wholesale", "Licence Depot", "Silicon Wharf Components")
_PROSPECTS: Final = ("Cuttlefish Ceramics", "Tangent Town Planning", "Moonlit Cinemas")


@dataclass(frozen=True, slots=True)
class Company:
    """A client with the ids of its rows; `person` and `email` are those of its billing contact, '' when it has nobody."""

    id: int
    client: Client
    term: int
    term_days: int
    location: int
    person: str = ""
    email: str = ""


def write_companies(tenant: Tenant, catalogue: Catalogue, clients: list[Client], rng: Random) -> dict[str, Company]:
    """Write all companies; the answer has special clients under their key and ordinary ones under their id as text."""
    _write_own(tenant, catalogue)
    made: dict[str, Company] = {}
    for client in clients:
        company = _write_client(tenant, catalogue, client, made, rng)
        made[client.key or str(company.id)] = company
    for name, kind in [
        *((vendor, "Vendor") for vendor in _VENDORS),
        *((prospect, "Prospect") for prospect in _PROSPECTS),
    ]:
        tenant.add(
            "Companies", companyName=name, companyType=number("Companies", "companyType", kind), phone="(08) 5550 0000", isActive=True,
            ownerResourceID=catalogue.staff[0], currencyID=CURRENCIES["AUD"], isTaxExempt=False, countryID=COUNTRIES["AU"],
            userDefinedFields=[{"name": "Ledger contact", "value": None}],
        )  # fmt: skip
    return made


def _write_own(tenant: Tenant, catalogue: Catalogue) -> None:
    tenant.add(
        "Companies", 0, companyName="Harbour & Pine IT", companyNumber="", phone="(08) 5550 0001", isActive=True,
        companyType=number("Companies", "companyType", "Customer"), ownerResourceID=catalogue.staff[0], address1="1 Harbour Quay",
        city="Perth", state="WA", postalCode="6000", countryID=COUNTRIES["AU"], webAddress="harbourpine.example",
        taxRegionID=REGION_AU, isTaxExempt=False, currencyID=CURRENCIES["AUD"],
        userDefinedFields=[{"name": "Ledger contact", "value": None}],
    )  # fmt: skip


def _write_client(
    tenant: Tenant, catalogue: Catalogue, client: Client, made: dict[str, Company], rng: Random
) -> Company:
    company_id = tenant.next_id("Companies")
    term, days = rng.choice(catalogue.terms)
    location = tenant.add(
        "CompanyLocations", companyID=company_id, name="Head office", address1=client.street, address2="", city=client.town,
        state=client.state, postalCode=client.postal_code, countryID=COUNTRIES[client.country], phone=client.phone, isActive=True,
        isPrimary=True, overrideCompanyTaxSettings=False, isTaxExempt=client.exempt, taxRegionID=client.region,
        roundtripDistance=Decimal(0),
    )["id"]  # fmt: skip
    person, email = _write_people(tenant, client, company_id, location, rng)
    tenant.add(
        "Companies",
        company_id,
        **_company_values(tenant, catalogue, client, made, rng),
        billToCompanyLocationID=location,
    )
    return Company(company_id, client, term, days, location, person, email)


def _company_values(
    tenant: Tenant, catalogue: Catalogue, client: Client, made: dict[str, Company], rng: Random
) -> dict[str, object]:
    parent = made[client.parent].id if client.parent else None
    address = "Parent" if parent else rng.choice(("Account", "Account Billing"))
    territories = {"WA": "Western Australia", "QLD": "Queensland"}
    seen = tenant.today - timedelta(days=rng.randrange(1, 60))
    number_text = "".join(sign for sign in client.name.upper() if sign.isascii() and sign.isalpha())[:4]
    return {
        "companyName": client.name, "companyNumber": f"{number_text}{rng.randrange(1, 99):02}" if number_text else "",
        "companyType": number("Companies", "companyType", "Customer"), "phone": client.phone,
        "ownerResourceID": rng.choice(catalogue.staff),
        "parentCompanyID": parent, "isActive": client.active, "address1": client.street, "address2": "", "city": client.town,
        "state": client.state, "postalCode": client.postal_code, "countryID": COUNTRIES[client.country], "webAddress": client.domain,
        "taxID": client.tax_number or None, "taxRegionID": client.region, "isTaxExempt": client.exempt,
        "territoryID": number("Companies", "territoryID", territories.get(client.state, "Overseas")),
        "currencyID": CURRENCIES[client.currency],
        "billToAddressToUse": number("Companies", "billToAddressToUse", address),
        "billToAttention": "Accounts", "billingAddress1": client.street, "billingAddress2": "", "billToCity": client.town,
        "billToState": client.state, "billToZipCode": client.postal_code, "billToCountryID": COUNTRIES[client.country],
        "billToAdditionalAddressInformation": "", "invoiceMethod": number("Companies", "invoiceMethod", "Email"),
        "invoiceNonContractItemsToParentCompany": parent is not None, "invoiceTemplateID": catalogue.templates[0],
        "invoiceEmailMessageID": 1, "isClientPortalActive": False, "isTaskFireActive": False, "isEnabledForComanaged": False,
        "isSample": False, "createDate": instant_text(tenant.today - timedelta(days=rng.randrange(400, 1500)), rng),
        "lastActivityDate": instant_text(seen, rng, 2), "lastTrackedModifiedDateTime": instant_text(seen, rng, 1),
        "createdByResourceID": catalogue.staff[0], "userDefinedFields": [{"name": "Ledger contact", "value": None}],
    }  # fmt: skip


def _write_people(tenant: Tenant, client: Client, company_id: int, location: int, rng: Random) -> tuple[str, str]:
    """One to three people; answers name and e-mail of the one who gets the bills."""
    if not client.has_people:
        return "", ""
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    email = f"{first.lower()}@{client.domain}"
    keeps_books = rng.random() < 0.6
    _person(
        tenant,
        client,
        company_id,
        location,
        (first, last, rng.choice(TITLES), email),
        primary=True,
        billing=not keeps_books,
    )
    if rng.random() < 0.3:
        other = rng.choice([name for name in FIRST_NAMES if name != first])
        detail = (other, rng.choice(LAST_NAMES), rng.choice(TITLES), f"{other.lower()}@{client.domain}")
        _person(tenant, client, company_id, location, detail, active=rng.random() < 0.7)
    if not keeps_books:
        return f"{first} {last}", email
    email = f"accounts@{client.domain}"
    _person(tenant, client, company_id, location, ("Accounts", "Payable", None, email), billing=True)
    return "Accounts Payable", email


def _person(
    tenant: Tenant, client: Client, company_id: int, location: int, detail: tuple[str, str, str | None, str], *,
    primary: bool = False, billing: bool = False, active: bool = True,
) -> None:  # fmt: skip
    first, last, title, email = detail
    tenant.add(
        "Contacts", companyID=company_id, firstName=first, lastName=last, title=title, emailAddress=email, phone=client.phone,
        addressLine=client.street, city=client.town, state=client.state, zipCode=client.postal_code, countryID=COUNTRIES[client.country],
        companyLocationID=location, isActive=int(active), primaryContact=primary, billingContact=billing,
        receivesEmailNotifications=False, isOptedOutFromBulkEmail=False, surveyOptOut=False, solicitationOptOut=False,
    )  # fmt: skip

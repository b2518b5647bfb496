"""Customers, vendors and employees of the QuickBooks companies, parallel to the contacts of the Xero organisation.

The source's company id, where the bookkeeper kept it, stands in the notes as 'autotask:company:<id>' (apis/quickbooks.md 14).
"""

from __future__ import annotations

from typing import Any, Final

from app.sandbox.worlds.world import World

Row = dict[str, Any]
MARK: Final = "autotask:company:"
_DIVISIONS: Final = {"Australia": "AU", "United States": "USA", "United Kingdom": "GB", "New Zealand": "NZ"}
_AMERICANS: Final = (
    ("Larkspur Dental Group", "18 Alder Way", "Los Angeles", "CA", "90012"),
    ("Quarry Street Press", "402 Mesa Road", "Austin", "TX", "78701"),
    ("Juniper Flat Clinic", "7 Canyon Loop", "Taos", "NM", "87571"),
    ("Tidewater Optics", "96 Harbor Street", "Portland", "OR", "97201"),
    ("Cobble Hill Bakery", "11 Court Street", "New York", "NY", "10001"),
)
"""Customers of the American company at home: four states whose tax it collects, and one without sales tax."""


def people(world: World) -> dict[str, list[Row]]:
    """Customers, vendors and employees, ids in one series. A name is one of them only, so a supplier that is billed is a customer."""
    made: dict[str, list[Row]] = {"Customer": [], "Vendor": [], "Employee": []}
    count = 0
    source = world.xero[0]
    billed, currencies = _billed(source), customer_currencies(world)
    for contact in source["contacts"]:
        count += 1
        kind = "Vendor" if contact["IsSupplier"] and contact["ContactID"] not in billed else "Customer"
        made[kind].append({"Id": str(count), **_person(contact, currencies[contact["ContactID"]])})
    collision = namesake(world)
    if collision:
        made["Vendor"].append({"Id": str(count + 1), "DisplayName": collision, "CompanyName": collision})
    made["Employee"].append(
        {"Id": str(count + 2), "DisplayName": "Imogen Halloran", "GivenName": "Imogen", "FamilyName": "Halloran"}
    )
    return made


def customer_ids(world: World) -> dict[str, str]:
    """ContactID -> id of its counterpart."""
    return {contact["ContactID"]: str(number) for number, contact in enumerate(world.xero[0]["contacts"], 1)}


def customer_currencies(world: World) -> dict[str, str]:
    """ContactID -> the one currency its counterpart has: that of its first document, else its own, else the organisation's."""
    source = world.xero[0]
    base, billed = source["organisation"]["BaseCurrency"], _billed(source)
    return {
        contact["ContactID"]: billed.get(contact["ContactID"]) or contact.get("DefaultCurrency") or base
        for contact in source["contacts"]
    }


def _billed(source: Row) -> dict[str, str]:
    """ContactID -> currency of its first document, for those that have one."""
    made: dict[str, str] = {}
    for document in (*source["invoices"], *source["credit_notes"]):
        made.setdefault(document["Contact"]["ContactID"], document["CurrencyCode"])
    return made


def namesake(world: World) -> str:
    """The name of a billed company without a customer, which a vendor holds: creating it meets 6240. '' in worlds without one."""
    truth = world.planned.get("true_contact", {})
    names = {row["id"]: row["companyName"] for row in world.autotask.get("Companies", ())}
    held = {contact["Name"].casefold() for contact in world.xero[0]["contacts"]}
    free = [company for company, contact in truth.items() if contact is None and names.get(company, "").isascii()]
    wanted = [names[company] for company in sorted(free) if names[company].replace(" ", "").isalpha()]
    return next((name for name in reversed(wanted) if name.casefold() not in held), "")


def american_customers(first_id: int) -> list[Row]:
    """Customers in the United States, billed in the company's own currency."""
    return [
        {
            "Id": str(first_id + number), "DisplayName": name, "CompanyName": name, "CurrencyRef": {"value": "USD"},
            "BillAddr": {"Line1": street, "City": town, "CountrySubDivisionCode": state, "PostalCode": code, "Country": "USA"},
            "PrimaryEmailAddr": {"Address": f"ap@{name.split()[0].lower()}.example"},
        }
        for number, (name, street, town, state, code) in enumerate(_AMERICANS)
    ]  # fmt: skip


def _person(contact: Row, currency: str) -> Row:
    name = contact["Name"].replace(":", " ").replace("\t", " ")
    made: Row = {
        "DisplayName": name[:100], "CompanyName": name[:100], "PrintOnCheckName": name[:100],
        "Active": contact["ContactStatus"] == "ACTIVE", "CurrencyRef": {"value": currency},
    }  # fmt: skip
    if contact.get("ContactNumber"):
        made["Notes"] = f"{MARK}{contact['ContactNumber']}"
    if contact.get("EmailAddress"):
        made["PrimaryEmailAddr"] = {"Address": contact["EmailAddress"]}
    for source, target in (("FirstName", "GivenName"), ("LastName", "FamilyName")):
        if contact.get(source):
            made[target] = contact[source]
    address, phone = _address(contact), _phone(contact)
    return (
        made
        | ({"BillAddr": address} if address else {})
        | ({"PrimaryPhone": {"FreeFormNumber": phone}} if phone else {})
    )


def _address(contact: Row) -> Row:
    found = next((row for row in contact.get("Addresses", ()) if row.get("AddressLine1")), None)
    if found is None:
        return {}
    country = found.get("Country", "")
    made = {
        "Line1": found["AddressLine1"], "City": found.get("City", ""), "CountrySubDivisionCode": found.get("Region", ""),
        "PostalCode": found.get("PostalCode", ""), "Country": _DIVISIONS.get(country, country),
    }  # fmt: skip
    return {name: value for name, value in made.items() if value}


def _phone(contact: Row) -> str:
    found: Row = next((row for row in contact.get("Phones", ()) if row.get("PhoneNumber")), {})
    area = found.get("PhoneAreaCode", "")
    return f"({area}) {found['PhoneNumber']}" if area else str(found.get("PhoneNumber", ""))

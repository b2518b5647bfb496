"""Contacts: creating, updating, archiving, and finding the one a document names (apis/xero.md 5, texts of 12).

The texts for a name with angle brackets or stray blanks, for an over-long field and for an unknown ContactID are not
published; those here are the simulator's own.
"""

from __future__ import annotations

import re
from typing import Any

from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.values import Record, UnreadableError, folded, text_of

_TEXTS = {
    "ContactNumber": 50,
    "AccountNumber": 50,
    "Name": 255,
    "FirstName": 255,
    "LastName": 255,
    "CompanyNumber": 50,
    "EmailAddress": 255,
    "BankAccountDetails": 255,
    "TaxNumber": 50,
    "TaxNumberType": 10,
    "AccountsReceivableTaxType": 50,
    "AccountsPayableTaxType": 50,
    "DefaultCurrency": 3,
    "SalesDefaultAccountCode": 10,
    "PurchasesDefaultAccountCode": 10,
    "SalesDefaultLineAmountType": 10,
    "PurchasesDefaultLineAmountType": 10,
    "XeroNetworkKey": 255,
    "ContactStatus": 12,
}
_LISTS = ("Addresses", "Phones", "ContactPersons")
_IDENTIFIERS = frozenset({"ContactID", "ContactNumber", "Name"})
_EMAIL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
_PHONE_TYPES = ("DDI", "DEFAULT", "FAX", "MOBILE")
_ADDRESS_TYPES = ("STREET", "POBOX")

NO_IDENTIFIER = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
NUMBER_TAKEN = "Another contact has this contact number. Please enter a different contact number."
ARCHIVED = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes."
)
UNKNOWN = "The contact with the specified ContactID could not be found."


def name_taken(name: str) -> str:
    """The refusal for a name an active contact has already."""
    return (
        f"The contact name {name} is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    )


def put_contact(booking: Booking, sent: Record) -> Outcome:
    """Create one contact; an existing name or number is refused. Raises `UnreadableError`."""
    fields, errors = read_fields(sent)
    if not sent.keys() & _IDENTIFIERS:
        errors.append(NO_IDENTIFIER)
    elif not fields.get("Name"):
        errors.append("The contact name must be specified.")
    if "ContactID" in sent:
        errors.append("A ContactID must not be supplied for a new contact.")
    errors += _clashes(booking, fields, None)
    if errors:
        return Outcome(None, _echo(sent, fields), errors)
    contact = create(booking, fields)
    return Outcome(contact, effect=f"contact {contact['Name']} created")


def post_contact(booking: Booking, sent: Record, target: Record | None = None) -> Outcome:
    """Update the contact that id, number or name points at, else create one. Raises `UnreadableError`."""
    if target is None and "ContactID" in sent:
        target = booking.ledger.contacts.get(str(sent["ContactID"]).lower())
        if target is None:
            return Outcome(None, _echo(sent, {}), [UNKNOWN])
    if target is None:
        target = _by_number_or_name(booking, sent)
    if target is None:
        return put_contact(booking, sent)
    fields, errors = read_fields(sent)
    errors += _clashes(booking, fields, target)
    if errors:
        return Outcome(None, _echo(sent, fields) | {"ContactID": target["ContactID"]}, errors)
    change(booking, target, fields)
    return Outcome(target, effect=f"contact {target['Name']} changed")


def _by_number_or_name(booking: Booking, sent: Record) -> Record | None:
    ledger = booking.ledger
    if sent.get("ContactNumber"):
        found = ledger.contact_numbers.get(folded(str(sent["ContactNumber"])))
        if found is not None:
            return found
    return ledger.contact_names.get(folded(str(sent["Name"]))) if sent.get("Name") else None


def read_fields(sent: Record) -> tuple[Record, list[str]]:
    """The writable fields of a sent contact and what is wrong with them. Raises `UnreadableError`."""
    fields: Record = {name: text_of(sent[name], name) for name in _TEXTS if name in sent}
    errors = [
        f"The {name} field must not be longer than {limit} characters."
        for name, limit in _TEXTS.items()
        if len(fields.get(name, "")) > limit
    ]
    for name in _LISTS:
        if name in sent:
            fields[name] = _list_of(sent[name], name)
    if isinstance(sent.get("PaymentTerms"), dict):
        fields["PaymentTerms"] = sent["PaymentTerms"]
    name = fields.get("Name", "")
    if "<" in name or ">" in name or name != " ".join(name.split()):
        errors.append("The contact name must not contain angle brackets or leading, trailing or doubled blanks.")
    if fields.get("EmailAddress") and not _EMAIL.match(fields["EmailAddress"]):
        errors.append("Email address must be valid.")
    if fields.get("ContactStatus", "ACTIVE") not in {"ACTIVE", "ARCHIVED"}:
        errors.append("ContactStatus must be ACTIVE or ARCHIVED.")
        del fields["ContactStatus"]
    if len(fields.get("ContactPersons", [])) > 5:
        errors.append("A contact can have at most 5 contact persons.")
    return fields, errors


def _list_of(value: Any, name: str) -> list[Record]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise UnreadableError(f"{name} must be a list of objects")
    return list(value)


def _clashes(booking: Booking, fields: Record, own: Record | None) -> list[str]:
    ledger, errors = booking.ledger, []
    name = fields.get("Name") or (own["Name"] if own else "")
    status = fields.get("ContactStatus") or (own["ContactStatus"] if own else "ACTIVE")
    holder = ledger.contact_names.get(folded(name)) if status == "ACTIVE" and name else None
    if holder is not None and holder is not own:
        renamed = own is not None and folded(own["Name"]) != folded(name)
        errors.append(
            f'The existing contact with name "{own["Name"]}" cannot be updated to use new name "{name}". '
            "There is an existing contact with that name."
            if renamed and own is not None
            else name_taken(name)
        )
    holder = ledger.contact_numbers.get(folded(fields.get("ContactNumber", "")))
    if fields.get("ContactNumber") and holder is not None and holder is not own:
        errors.append(NUMBER_TAKEN)
    return errors


def create(booking: Booking, fields: Record) -> Record:
    """Store a new contact with checked fields."""
    ledger = booking.ledger
    contact: Record = {
        "ContactID": ledger.new_id(),
        "ContactStatus": "ACTIVE",
        "EmailAddress": "",
        "BankAccountDetails": "",
        **fields,
        "UpdatedDateUTC": booking.now,
        "IsSupplier": False,
        "IsCustomer": False,
    }
    contact["Addresses"] = all_kinds(fields.get("Addresses", []), "AddressType", _ADDRESS_TYPES)
    contact["Phones"] = all_kinds(fields.get("Phones", []), "PhoneType", _PHONE_TYPES)
    ledger.add_contact(contact)
    if booking.by_app:
        ledger.made_by_app.add(contact["ContactID"])
    ledger.record_history(contact["ContactID"], "Created", booking.now, user=booking.user)
    return contact


def change(booking: Booking, contact: Record, fields: Record) -> None:
    """Put checked fields into a contact; what is not named keeps its value."""
    new = dict(fields)
    if "Addresses" in new:
        new["Addresses"] = all_kinds(new["Addresses"], "AddressType", _ADDRESS_TYPES, contact["Addresses"])
    if "Phones" in new:
        new["Phones"] = all_kinds(new["Phones"], "PhoneType", _PHONE_TYPES, contact["Phones"])
    booking.ledger.change_contact(contact, new | {"UpdatedDateUTC": booking.now})
    booking.ledger.record_history(contact["ContactID"], "Edited", booking.now, user=booking.user)


def all_kinds(
    sent: list[Record], kind: str, kinds: tuple[str, ...], before: list[Record] | None = None
) -> list[Record]:
    """Every kind of address or phone comes back, empty ones too (apis/xero.md 5)."""
    held = {entry[kind]: entry for entry in before or [] if kind in entry}
    held |= {entry[kind]: entry for entry in sent if kind in entry}
    blank: Record = (
        {"PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}
        if kind == "PhoneType"
        else {"City": "", "Region": "", "PostalCode": "", "Country": ""}
    )
    return [{kind: name, **blank, **held.get(name, {})} for name in dict.fromkeys((*kinds, *held))]


def _echo(sent: Record, fields: Record) -> Record:
    echo = {name: value for name, value in fields.items() if name in _TEXTS}
    return {"ContactID": str(sent.get("ContactID", "")), **echo}


def contact_of_document(booking: Booking, sent: Any) -> tuple[Record | None, Record, list[str]]:
    """The contact a document names, the contact fields to write with it, and refusals. None and no refusal: create it.

    An archived contact is refused; an unmatched bare Name makes a new contact; extra fields update the contact, and
    contact persons that are not sent along with them are removed (apis/xero.md 5).
    """
    if not isinstance(sent, dict):
        return None, {}, ["A Contact must be specified for this type of transaction"]
    if not sent.keys() & _IDENTIFIERS:
        return None, {}, [NO_IDENTIFIER]
    ledger = booking.ledger
    if "ContactID" in sent:
        contact = ledger.contacts.get(str(sent["ContactID"]).lower())
        if contact is None:
            return None, {}, [UNKNOWN]
    else:
        contact = _by_number_or_name(booking, sent)
    if contact is not None and contact["ContactStatus"] != "ACTIVE":
        return contact, {}, [ARCHIVED]
    fields, errors = read_fields(sent)
    if contact is None:
        return None, fields, errors if fields.get("Name") else [*errors, "The contact name must be specified."]
    changes = {name: value for name, value in fields.items() if contact.get(name) != value}
    if fields.keys() - _IDENTIFIERS and "ContactPersons" not in fields and contact.get("ContactPersons"):
        changes["ContactPersons"] = []
    return contact, changes, errors + (_clashes(booking, changes, contact) if changes else [])

"""Writing the source's id on a contact, and bringing an archived contact back."""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.ledger import contact_changes
from app.connectors.ledger.contact_changes import FoundContact
from app.connectors.xero.changing import Checked, CheckedChange, Target, refusal
from app.connectors.xero.context import XeroContext
from app.domain.operation import Operation
from app.domain.parties import ContactState
from app.domain.run import Stop


class ContactChange(CheckedChange, contact_changes.ContactChange[XeroContext]):
    """What both have in common."""

    def target(self, operation_payload: str) -> Target:
        """A contact."""
        return Target("Contacts", self.contact_id(operation_payload), "contact", "ContactID")

    def read(self, contact_ids: Sequence[str], stop: Stop) -> dict[str, FoundContact]:
        """These contacts as they are now."""
        found = self._context.contacts.some(list(contact_ids), stop)
        return {one: FoundContact(contact) for one, contact in found.items()}


class ContactLinking(ContactChange, contact_changes.ContactLinking[XeroContext]):
    """LINK_CONTACT: sets ContactNumber (apis/xero.md 5)."""

    def link(self, operation: Operation, found: FoundContact, external_id: str) -> Checked:
        """Nothing but the id is sent."""
        del operation
        return Checked(body={"ContactID": found.contact.id, "ContactNumber": external_id})


class ContactRestoring(ContactChange, contact_changes.ContactRestoring[XeroContext]):
    """RESTORE_CONTACT: makes an archived contact active again."""

    def judge(self, operation: Operation, found: FoundContact) -> Checked:
        """A contact that was merged into another stays away."""
        del operation
        contact = found.contact
        if contact.merged_into:
            return refusal(f"{contact.name} was merged into another contact in Xero. Choose that one.")
        if contact.state is not ContactState.ARCHIVED:
            return refusal(f"Xero does not allow {contact.name} to be used.")
        return Checked(body={"ContactID": contact.id, "ContactStatus": "ACTIVE"})

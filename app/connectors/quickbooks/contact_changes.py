"""Writing the source's id on a customer, and making an inactive customer active again."""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.http.records import text
from app.connectors.ledger import contact_changes
from app.connectors.ledger.contact_changes import FoundContact
from app.connectors.quickbooks.changing import Checked, CheckedChange, Target, refusal, sparse
from app.connectors.quickbooks.contacts import read_contact
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.notes import line_of, system_of, with_line
from app.domain.operation import Operation
from app.domain.run import Stop


class ContactChange(CheckedChange, contact_changes.ContactChange[QuickBooksContext]):
    """What both have in common."""

    def target(self, operation_payload: str) -> Target:
        """A customer."""
        return Target("Customer", self.contact_id(operation_payload), "contact")

    def read(self, contact_ids: Sequence[str], stop: Stop) -> dict[str, FoundContact]:
        """These customers as they are now, with their notes."""
        found = self._context.contacts.records(contact_ids, stop)
        return {one: FoundContact(read_contact(record), record) for one, record in found.items()}


class ContactLinking(ContactChange, contact_changes.ContactLinking[QuickBooksContext]):
    """LINK_CONTACT: adds the source's id to the notes."""

    def link(self, operation: Operation, found: FoundContact, external_id: str) -> Checked:
        """What a person wrote in the notes stays."""
        contact = found.contact
        notes = with_line(text(found.record, "Notes"), line_of(system_of(operation.subject), external_id))
        if notes is None:
            return refusal(f"The notes of {contact.name} in QuickBooks are full; the id was not written.")
        return Checked(body=sparse("Customer", contact.id, contact.version, Notes=notes))


class ContactRestoring(ContactChange, contact_changes.ContactRestoring[QuickBooksContext]):
    """RESTORE_CONTACT: makes an inactive customer active again, under its name without QuickBooks' addition."""

    def judge(self, operation: Operation, found: FoundContact) -> Checked:
        """Active, with the clean name (apis/quickbooks.md 3)."""
        del operation
        contact = found.contact
        change = sparse("Customer", contact.id, contact.version, Active=True, DisplayName=contact.name)
        return Checked(body=change)

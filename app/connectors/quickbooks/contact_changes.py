"""Writing the source's id on a customer, and making an inactive customer active again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from app.connectors.http.records import Record, text
from app.connectors.quickbooks.changing import Checked, CheckedChange, Target, refusal, sparse
from app.connectors.quickbooks.contacts import read_contact
from app.connectors.quickbooks.notes import line_of, system_of, with_line
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.operation import Operation, OperationKind, OperationRecord, Ready
from app.domain.parties import ContactState, LedgerContact
from app.domain.payload import LinkPayload, RestorePayload, read_payload
from app.domain.run import Stop


class ContactChange(CheckedChange):
    """What both have in common: customers read by id, many in one call."""

    @abstractmethod
    def contact_id(self, payload: str) -> str:
        """Which customer."""

    @abstractmethod
    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """Whether the customer is as wished."""

    @abstractmethod
    def judge(self, operation: Operation, contact: LedgerContact, record: Record) -> Checked:
        """What to do with a customer that is not as wished yet."""

    def target(self, operation_payload: str) -> Target:
        """A customer."""
        return Target("Customer", self.contact_id(operation_payload), "contact")

    def _records(self, payloads: Sequence[str], stop: Stop) -> dict[str, Record]:
        return self._context.contacts.records([self.contact_id(payload) for payload in payloads], stop)

    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Read the customers and judge each."""
        found = self._records([member.operation.payload for member in members], stop)
        return {member.operation.id: self._checked(member.operation, found) for member in members}

    def _checked(self, operation: Operation, found: Mapping[str, Record]) -> Checked:
        record = found.get(self.contact_id(operation.payload))
        if record is None:
            return refusal("The customer is no longer in QuickBooks.")
        contact = read_contact(record)
        if self.is_done(operation.payload, contact):
            return Checked(answer=self._made(contact))
        return self.judge(operation, contact, record)

    def _made(self, contact: LedgerContact) -> ItemAnswer:
        url = self._context.links.to("contact", contact.id)
        return ItemAnswer(ItemOutcome.MADE, remote_id=contact.id, version=contact.version, url=url)

    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Read the customers."""
        payloads = {record.operation.id: record.operation.payload for record in records}
        found = self._records(list(payloads.values()), stop)
        return {one: self._seen(payload, found.get(self.contact_id(payload))) for one, payload in payloads.items()}

    def _seen(self, payload: str, record: Record | None) -> tuple[LookUp, RemoteState]:
        if record is None:
            return LookUp(True), RemoteState(
                exists=False, live=False, why_not="The customer is no longer in QuickBooks."
            )
        contact = read_contact(record)
        done = self.is_done(payload, contact)
        url = self._context.links.to("contact", contact.id)
        hit = Hit(contact.id, ours=True, live=True, version=contact.version, url=url)
        state = RemoteState(exists=True, live=done, version=contact.version, status=contact.state.value, url=url)
        return LookUp(True, (hit,) if done else ()), state


class ContactLinking(ContactChange):
    """LINK_CONTACT: adds the source's id to the notes, only where none stands there."""

    kind = OperationKind.LINK_CONTACT

    def contact_id(self, payload: str) -> str:
        """Which customer."""
        return read_payload(LinkPayload, payload).contact_id

    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """It carries the id."""
        return contact.external_id == read_payload(LinkPayload, payload).external_id

    def judge(self, operation: Operation, contact: LedgerContact, record: Record) -> Checked:
        """Another id is never replaced, and what a person wrote in the notes stays."""
        link = read_payload(LinkPayload, operation.payload)
        if contact.external_id:
            return refusal(
                f"{contact.name} carries another id in QuickBooks already ({contact.external_id}); it was kept."
            )
        if contact.state is not ContactState.ACTIVE:
            return refusal(f"{contact.name} is inactive in QuickBooks.")
        notes = with_line(text(record, "Notes"), line_of(system_of(operation.subject), link.external_id))
        if notes is None:
            return refusal(f"The notes of {contact.name} in QuickBooks are full; the id was not written.")
        return Checked(operation=sparse("Customer", contact.id, contact.version, Notes=notes))


class ContactRestoring(ContactChange):
    """RESTORE_CONTACT: makes an inactive customer active again, under its name without QuickBooks' addition."""

    kind = OperationKind.RESTORE_CONTACT

    def contact_id(self, payload: str) -> str:
        """Which customer."""
        return read_payload(RestorePayload, payload).contact_id

    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """It is active."""
        del payload
        return contact.state is ContactState.ACTIVE

    def judge(self, operation: Operation, contact: LedgerContact, record: Record) -> Checked:
        """Active, with the clean name (apis/quickbooks.md 3)."""
        del operation, record
        change = sparse("Customer", contact.id, contact.version, Active=True, DisplayName=contact.name)
        return Checked(operation=change)

"""Writing the source's id on a contact, and bringing an archived contact back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from app.connectors.xero.changing import Checked, CheckedChange, Target, refusal
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.parties import ContactState, LedgerContact
from app.domain.payload import LinkPayload, RestorePayload, read_payload
from app.domain.run import Stop


class ContactChange(CheckedChange):
    """What both have in common: contacts read by id, many in one call."""

    @abstractmethod
    def contact_id(self, payload: str) -> str:
        """Which contact."""

    @abstractmethod
    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """Whether the contact is as wished."""

    @abstractmethod
    def judge(self, payload: str, contact: LedgerContact) -> Checked:
        """What to do with a contact that is not as wished yet."""

    def target(self, operation_payload: str) -> Target:
        """A contact."""
        return Target("Contacts", "ContactID", self.contact_id(operation_payload), "contact")

    def _contacts(self, payloads: Sequence[str], stop: Stop) -> dict[str, LedgerContact]:
        return self._context.contacts.some([self.contact_id(payload) for payload in payloads], stop)

    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Read the contacts and judge each."""
        payloads = {member.operation.id: member.operation.payload for member in members}
        contacts = self._contacts(list(payloads.values()), stop)
        return {one: self._checked(payload, contacts) for one, payload in payloads.items()}

    def _checked(self, payload: str, contacts: Mapping[str, LedgerContact]) -> Checked:
        contact = contacts.get(self.contact_id(payload).lower())
        if contact is None:
            return refusal("The contact is no longer in Xero.")
        if self.is_done(payload, contact):
            return Checked(answer=self._made(contact))
        return self.judge(payload, contact)

    def _made(self, contact: LedgerContact) -> ItemAnswer:
        url = self._context.links.to("contact", contact.id)
        return ItemAnswer(ItemOutcome.MADE, remote_id=contact.id, version=contact.version, url=url)

    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Read the contacts."""
        payloads = {record.operation.id: record.operation.payload for record in records}
        contacts = self._contacts(list(payloads.values()), stop)
        return {
            one: self._seen(payload, contacts.get(self.contact_id(payload).lower()))
            for one, payload in payloads.items()
        }

    def _seen(self, payload: str, contact: LedgerContact | None) -> tuple[LookUp, RemoteState]:
        if contact is None:
            return LookUp(True), RemoteState(exists=False, live=False, why_not="The contact is no longer in Xero.")
        done = self.is_done(payload, contact)
        url = self._context.links.to("contact", contact.id)
        hit = Hit(contact.id, ours=True, live=True, version=contact.version, url=url)
        state = RemoteState(exists=True, live=done, version=contact.version, status=contact.state.value, url=url)
        return LookUp(True, (hit,) if done else ()), state


class ContactLinking(ContactChange):
    """LINK_CONTACT: sets ContactNumber, only where it is empty (apis/xero.md 5)."""

    kind = OperationKind.LINK_CONTACT

    def contact_id(self, payload: str) -> str:
        """Which contact."""
        return read_payload(LinkPayload, payload).contact_id

    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """It carries the id."""
        return contact.external_id == read_payload(LinkPayload, payload).external_id

    def judge(self, payload: str, contact: LedgerContact) -> Checked:
        """Another id is never replaced."""
        link = read_payload(LinkPayload, payload)
        if contact.external_id:
            return refusal(f"{contact.name} carries another id in Xero already ({contact.external_id}); it was kept.")
        if contact.state is not ContactState.ACTIVE:
            return refusal(f"{contact.name} is archived in Xero.")
        return Checked(element={"ContactID": contact.id, "ContactNumber": link.external_id})


class ContactRestoring(ContactChange):
    """RESTORE_CONTACT: makes an archived contact active again."""

    kind = OperationKind.RESTORE_CONTACT

    def contact_id(self, payload: str) -> str:
        """Which contact."""
        return read_payload(RestorePayload, payload).contact_id

    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """It is active."""
        del payload
        return contact.state is ContactState.ACTIVE

    def judge(self, payload: str, contact: LedgerContact) -> Checked:
        """A contact that was merged into another stays away."""
        del payload
        if contact.merged_into:
            return refusal(f"{contact.name} was merged into another contact in Xero. Choose that one.")
        if contact.state is not ContactState.ARCHIVED:
            return refusal(f"Xero does not allow {contact.name} to be used.")
        return Checked(element={"ContactID": contact.id, "ContactStatus": "ACTIVE"})

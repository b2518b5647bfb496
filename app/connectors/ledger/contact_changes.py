"""Writing the source's id on a contact, and bringing a contact back: the checks before, and what is seen after."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.connectors.http.records import Record
from app.connectors.ledger.changing import Checked, CheckedChange, refusal
from app.connectors.ledger.handler import C
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.operation import Operation, OperationKind, OperationRecord, Ready
from app.domain.parties import ContactState, LedgerContact
from app.domain.payload import LinkPayload, RestorePayload, read_payload
from app.domain.run import Stop


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A contact as it is now, with the ledger's own record where a change builds on more than the domain knows."""

    contact: LedgerContact
    record: Record = field(default_factory=dict)


class ContactChange(CheckedChange[C]):
    """What both have in common: contacts read by id, many in one call."""

    @abstractmethod
    def contact_id(self, payload: str) -> str:
        """Which contact."""

    @abstractmethod
    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """Whether the contact is as wished."""

    @abstractmethod
    def judge(self, operation: Operation, found: FoundContact) -> Checked:
        """What to do with a contact that is not as wished yet."""

    @abstractmethod
    def read(self, contact_ids: Sequence[str], stop: Stop) -> Mapping[str, FoundContact]:
        """These contacts as they are now; unknown ids are left out."""

    def _gone(self) -> str:
        words = self._context.session.words
        return f"The {words.contact} is no longer in {words.vendor}."

    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Read the contacts and judge each."""
        found = self.read([self.contact_id(member.operation.payload) for member in members], stop)
        return {member.operation.id: self._checked(member.operation, found) for member in members}

    def _checked(self, operation: Operation, contacts: Mapping[str, FoundContact]) -> Checked:
        found = contacts.get(self.contact_id(operation.payload).lower())
        if found is None:
            return refusal(self._gone())
        if self.is_done(operation.payload, found.contact):
            return Checked(answer=self._made(found.contact))
        return self.judge(operation, found)

    def _made(self, contact: LedgerContact) -> ItemAnswer:
        url = self._context.links.to("contact", contact.id)
        return ItemAnswer(ItemOutcome.MADE, remote_id=contact.id, version=contact.version, url=url)

    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Read the contacts."""
        payloads = {record.operation.id: record.operation.payload for record in records}
        found = self.read([self.contact_id(payload) for payload in payloads.values()], stop)
        return {
            one: self._seen(payload, found.get(self.contact_id(payload).lower())) for one, payload in payloads.items()
        }

    def _seen(self, payload: str, found: FoundContact | None) -> tuple[LookUp, RemoteState]:
        if found is None:
            return LookUp(True), RemoteState(exists=False, live=False, why_not=self._gone())
        contact = found.contact
        done = self.is_done(payload, contact)
        url = self._context.links.to("contact", contact.id)
        hit = Hit(contact.id, ours=True, live=True, version=contact.version, url=url)
        state = RemoteState(exists=True, live=done, version=contact.version, status=contact.state.value, url=url)
        return LookUp(True, (hit,) if done else ()), state


class ContactLinking(ContactChange[C]):
    """LINK_CONTACT: the source's id is written only where none stands; another is never replaced."""

    kind = OperationKind.LINK_CONTACT

    @abstractmethod
    def link(self, operation: Operation, found: FoundContact, external_id: str) -> Checked:
        """The change that writes the id."""

    def contact_id(self, payload: str) -> str:
        """Which contact."""
        return read_payload(LinkPayload, payload).contact_id

    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """It carries the id."""
        return contact.external_id == read_payload(LinkPayload, payload).external_id

    def judge(self, operation: Operation, found: FoundContact) -> Checked:
        """Another id is kept, and an inactive contact left alone."""
        contact, words = found.contact, self._context.session.words
        if contact.external_id:
            return refusal(
                f"{contact.name} carries another id in {words.vendor} already ({contact.external_id}); it was kept."
            )
        if contact.state is not ContactState.ACTIVE:
            return refusal(f"{contact.name} is {words.asleep} in {words.vendor}.")
        return self.link(operation, found, read_payload(LinkPayload, operation.payload).external_id)


class ContactRestoring(ContactChange[C]):
    """RESTORE_CONTACT: makes a contact active again."""

    kind = OperationKind.RESTORE_CONTACT

    def contact_id(self, payload: str) -> str:
        """Which contact."""
        return read_payload(RestorePayload, payload).contact_id

    def is_done(self, payload: str, contact: LedgerContact) -> bool:
        """It is active."""
        del payload
        return contact.state is ContactState.ACTIVE
